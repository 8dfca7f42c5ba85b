/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_ADAPTIVE_OPTICS_H
#define SATQKD_CHANNEL_ADAPTIVE_OPTICS_H

#include "channel/turbulence.h"

/** Where the light comes from by which the wavefront is measured. */
enum adaptive_optics_beacon {
    ADAPTIVE_OPTICS_SATELLITE, /* from the satellite as it is seen: on an uplink beside the beam by the point-ahead angle */
    ADAPTIVE_OPTICS_POINT_AHEAD /* from where the beam goes: a guide star at the point-ahead angle, and at infinity */
};

/** The adaptive optics of the ground station: corrects what comes down, and bends beforehand what goes up. */
struct adaptive_optics {
    double
        modes; /* J, Zernike modes corrected in Noll's order, piston counted: 1 none, 3 tip and tilt; a whole number */
    double bandwidth_hz;                /* at which the closed loop, of one pole, has lost 3 dB; INFINITY: no lag */
    enum adaptive_optics_beacon beacon; /* of use in an uplink alone */
    double cutoff; /* adaptive_optics_cutoff(modes), cycles per aperture: adaptive_optics_prepare sets it */
};

/** Sets what follows from the number of modes. */
void adaptive_optics_prepare(struct adaptive_optics *optics);

/**
 * Spatial frequency up to which a perfect correction of the first modes acts as if it took out all of the phase: the one beyond which
 * Kolmogorov's spectrum, less piston, holds as much variance over the aperture as Noll's residual says.
 *
 * @param modes  1 (nothing is corrected) to NOLL_MOST_MODES
 * @return cycles per aperture diameter; 0 for one mode
 */
double adaptive_optics_cutoff(int modes);

/** The phase over an aperture behind adaptive optics, or without any: what its structure function needs. */
struct adaptive_optics_residual {
    double fried_m;      /* r0; INFINITY: a plane wave */
    double cutoff_per_m; /* of the correction; 0: none */
    double lag_m;        /* the wind's way in the loop's time: v / bandwidth */
    double shift_m;      /* between the air that is measured and the air that is met */
};

/**
 * What an aperture's correction leaves of one path's phase.
 *
 * @param optics      prepared; modes 1: nothing is corrected
 * @param diameter_m  of the aperture whose modes they are
 * @param path        r0 (of a plane wave), isoplanatic angle and Greenwood frequency
 * @param fried_m     r0 of the wave in question: path->fried_m, or a spherical wave's
 * @param angle_rad   between beacon and beam
 * @param out         every member set
 *
 * The loop's wind is the one that Greenwood (1977, J. Opt. Soc. Am. 67, 390) has for a single layer, f_G = 0.427 v / r0; the shift is
 * the one that makes Fried's anisoplanatic variance (1982, J. Opt. Soc. Am. 72, 52), (angle/theta0)^(5/3) = 6.88 (shift/r0)^(5/3).
 */
void adaptive_optics_leave(const struct adaptive_optics *optics, double diameter_m, const struct turbulence_path *path,
                           double fried_m, double angle_rad, struct adaptive_optics_residual *out);

/**
 * Structure function of that phase, the mean square of its difference between two points: of Kolmogorov's spectrum with the share
 *
 *   T(f) = 1 - (2 J0(2 pi f shift) - 1) / sqrt(1 + (f lag)²) below the cutoff, 1 above it
 *
 * of each spatial frequency f left: the mean over all directions of the wind of a one-pole loop's error x²/(1 + x²), x the
 * frequency at which the wind carries f past over the bandwidth, joined with the mean square of the difference between two places shift
 * apart. Over an infinite aperture and without a cutoff the lag's variance is exactly Greenwood's (f_G / bandwidth)^(5/3) and the shift's
 * exactly Fried's. No correction leaves 6.88 (s/r0)^(5/3). (Spatial filtering of the spectrum: Jolissaint, Véran and Conan 2006, J. Opt.
 * Soc. Am. A 23, 382; for links: Farley et al. 2022, Opt. Express 30, 23050.)
 *
 * @param separation_m  s >= 0
 * @return rad²
 */
double adaptive_optics_structure(const struct adaptive_optics_residual *residual, double separation_m);

/**
 * Share of the variance of an aperture's tip and tilt that lag and shift leave, 0 where the first three modes are followed at once;
 * 1 without correction. Above 1 where the shift decorrelates them.
 */
double adaptive_optics_tilt_share(const struct adaptive_optics_residual *residual, double diameter_m);

#endif
