/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_POLARIZATION_H
#define SATQKD_CHANNEL_POLARIZATION_H

#include <stdbool.h>

#include "orbit/orbit.h"
#include "terminal/detector.h"
#include "terminal/source.h"

/** Where the analyser rides: on the tube, on the fork (turned by the elevation), on the ground (by elevation and azimuth). */
enum polarization_mount { POLARIZATION_TUBE, POLARIZATION_NASMYTH, POLARIZATION_COUDE };

struct polarization {
    double contrast;            /* intrinsic C of optics and analyser: bright over dark, > 1 */
    bool compensated;           /* a half-wave plate follows the rotation */
    double residual_bias_rad;   /* what it leaves, constant */
    double residual_jitter_rad; /* what it leaves, rms */
    enum polarization_mount mount;
    double residual_bandwidth_hz; /* of the residual's jitter (Ornstein–Uhlenbeck) */
};

/**
 * Angle of the transmitter's horizontal axis (its velocity projected across the line of sight) in the analyser's frame.
 *
 * @param look   one view of the satellite; its velocity must be set
 * @return rad, continuous along a pass but for whole turns; on the tube and the fork a pass through the zenith itself adds half a
 *         turn at once, which light does not tell from none
 */
double polarization_frame_angle(const struct orbit_look *look, enum polarization_mount mount);

/**
 * Visibility of a matched basis at no rotation, bright less dark over their sum: (C-1)/(C+1) (1 - 2 preparation error).
 */
double polarization_visibility(const struct polarization *polarization, double preparation_error);

/**
 * The rotation between transmitter and analyser, and the rms of its jitter about that: the residual's bias and jitter where a plate
 * compensates, else the rotation of the frame, without jitter.
 *
 * @param rotation_rad  of the frame, relative to the alignment
 */
double polarization_base_angle(const struct polarization *polarization, double rotation_rad);
double polarization_jitter(const struct polarization *polarization);

/**
 * Share of the received light that goes to detector d when state s was sent: response[s][d]; every row sums to 1.
 * Within a basis (1 ± V cos 2 delta)/2, across (1 ± V sin 2 delta)/2, V = (C-1)/(C+1) (1 - 2 preparation error), times the
 * basis's share of the splitter; jitter lowers V by exp(-2 sigma²).
 *
 * @param rotation_rad   frame rotation that an uncompensated receiver sees (relative to its alignment); ignored if compensated
 * @param bob_x          share of the light that the splitter sends to the X basis
 * @param response       [state][detector]
 */
void polarization_response(const struct polarization *polarization, double preparation_error, double rotation_rad,
                           double bob_x, double response[SOURCE_STATES][DETECTOR_COUNT]);

#endif
