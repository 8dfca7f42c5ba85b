/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_POINTING_H
#define SATQKD_CHANNEL_POINTING_H

#include "channel/pointing_spectrum.h"

/** Tracking error of the transmitter: two Gaussian axes about a boresight bias. */
struct pointing {
    double jitter_rad;   /* sigma per axis */
    double bias_rad;     /* constant boresight error, along one axis */
    double bandwidth_hz; /* of the jitter (Ornstein–Uhlenbeck), where there is no spectrum */
    struct pointing_spectrum spectrum;
    double slew_jitter_s; /* added in quadrature to sigma: this times the angular speed (rad/s) of the line of sight */
};

/**
 * Sigma per axis at an angular speed.
 *
 * @param angular_speed_rad_s  of the line of sight
 * @return rad
 */
double pointing_sigma(const struct pointing *pointing, double angular_speed_rad_s);

/**
 * Nodes and weights that average over the beam's displacement in the pupil's plane, which is Rice distributed (Rayleigh without
 * bias): sum over i of weight[i] f(displacement[i]) is E[f]. Weights sum to 1.
 *
 * The Gauss rule of Rice's own density in r², for any ratio of bias to sigma: exact for polynomials in r² of degree 2 count - 1,
 * and for a Gaussian beam's coupling its error falls as (s / (2 + s))^(2 count), s = 4 sigma²/w². (Golub and Welsch 1969.)
 *
 * @param sigma_m   jitter per axis in the plane, >= 0 (0: the bias alone)
 * @param bias_m    boresight error in the plane, >= 0
 * @param count     number of nodes wanted, 1..64
 * @param displacement_m, weight   arrays of count
 */
void pointing_quadrature(double sigma_m, double bias_m, int count, double *displacement_m, double *weight);

/**
 * Mean of beam_coupling over the jitter. A Gaussian beam smeared by Gaussian jitter is a Gaussian beam of radius
 * sqrt(w² + 4 sigma²), so this is beam_coupling of that one, displaced by the bias, with any obscuration: exact. Without bias
 * and obscuration it is 1 - exp(-2a²/(w² + 4 sigma²)).
 *
 * @return mean coupling, 0..1
 */
double pointing_mean_coupling(double beam_radius_m, double sigma_m, double bias_m, double pupil_m,
                              double obscuration_m);

#endif
