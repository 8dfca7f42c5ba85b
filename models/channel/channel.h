/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_CHANNEL_H
#define SATQKD_CHANNEL_CHANNEL_H

#include "channel/beam.h"
#include "channel/extinction.h"
#include "channel/pointing.h"
#include "channel/polarization.h"
#include "channel/scintillation.h"
#include "channel/sky.h"
#include "channel/turbulence.h"
#include "orbit/orbit.h"
#include "satqkd/status.h"
#include "terminal/detector.h"
#include "terminal/source.h"
#include "terminal/timing.h"

/** Everything between the laser and the clicks that does not change during a pass. */
struct channel {
    struct source source;
    struct beam beam;
    struct pointing pointing;
    struct receiver receiver;
    struct extinction extinction;
    struct turbulence turbulence;
    enum scintillation_choice scintillation;
    struct sky sky;
    struct polarization polarization;
    struct timing timing;
    struct detector detector;
    double bob_x; /* share of the splitter to the X basis */
    double station_altitude_m;
};

/** The link at one moment: efficiencies are linear, 0..1, and multiply. */
struct channel_link {
    double diffraction; /* coupling of the centred beam into the pupil */
    double pointing;    /* mean coupling under jitter over the centred one */
    double atmosphere;  /* transmittance */
    double optics;      /* receiver optics */
    double timing;      /* gate acceptance */
    double detector;    /* mean efficiency of the four detectors, weighted with the splitter */
    double
        efficiency; /* transmitter's aperture to before the detectors: diffraction × pointing × atmosphere × optics */

    double steady;        /* atmosphere × optics: what a fade does not touch (the whole efficiency of a given track) */
    double beam_radius_m; /* 1/e² at the pupil; 0 where the track gives the efficiency: no pointing fade then */
    double jitter_m;      /* pointing sigma per axis in the pupil's plane */
    double bias_m;
    double pupil_m, obscuration_m;      /* radii */
    double scintillation_index;         /* variance of the unit-mean intensity fade */
    struct scintillation scintillation; /* its distribution; its index is the same */
    struct turbulence_path path;
    double sky_rate_hz; /* background photons before the detectors */
    double background
        [DETECTOR_COUNT]; /* mean background events (sky and dark) per gate and detector, after its efficiency */
    double response[SOURCE_STATES][DETECTOR_COUNT]; /* polarization_response */
    double visibility; /* of the polarization, preparation error included, rotation and its jitter not */
    double
        rotation_base_rad; /* what the analyser is turned by on average: the residual bias, or rotation_rad where nothing compensates */
    double residual_jitter_rad; /* rms about rotation_base_rad; response is the average over it */
    double rotation_rad;        /* frame rotation before compensation, relative to the alignment */
};

/**
 * The link of one view of the satellite.
 *
 * @param channel    parameters
 * @param look       the view; where look->efficiency is not NaN, it replaces diffraction, pointing, atmosphere and optics
 *                   (diffraction = efficiency, the others 1), nothing fades, nothing turns, and the sky is that of azimuth 0
 * @param aligned_angle_rad  polarization_frame_angle at which the receiver was aligned (the start of the pass)
 * @param out        every member set; of no use after an error
 * @return SATQKD_OK, or SATQKD_INVALID where a model leaves its domain (elevation not above 0, …), with the value in the message
 */
enum satqkd_status channel_link(const struct channel *channel, const struct orbit_look *look, double aligned_angle_rad,
                                struct channel_link *out, struct satqkd_error *error);

/**
 * The unit-mean log-normal fade's parameter: variance of ln I for a scintillation index, ln(1 + index).
 */
double channel_log_variance(double scintillation_index);

/**
 * Loss in dB, positive: -10 log10(efficiency).
 */
double channel_db(double efficiency);

#endif
