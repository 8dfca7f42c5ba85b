/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_WANDER_H
#define SATQKD_CHANNEL_WANDER_H

#include "channel/adaptive_optics.h"
#include "channel/beam.h"
#include "channel/turbulence.h"

/** What the air does to a beam on its way up, at the satellite. */
struct wander {
    double fried_m;      /* r0 of a spherical wave between satellite and transmitter */
    double sigma_rad;    /* displacement of the short-term beam, per axis, over the slant range */
    double bandwidth_hz; /* of that displacement (Ornstein–Uhlenbeck) */
    double long_term_m;  /* 1/e² radius of the mean irradiance */
    double short_term_m; /* 1/e² radius of the beam that wanders: long_term² - 4 (sigma range)² */
};

/**
 * Beam wander, and the spread of the beam beside it.
 *
 * Wander: <r_c²> = 7.25 H² sec³ W0^(-1/3) times the integral of Cn² (1 - h/H)² over the height for a collimated beam, as Andrews and
 * Phillips (2005, chapter 12) have it, with the beam's own radius at each height in W0's place. There the mean irradiance has the radius
 * W_LT² = W_ST² + <r_c²>, and a beam displaced by sigma on each of two axes W_ST² + 4 sigma²; so sigma² is <r_c²>/4. (With
 * <r_c²>/2, as if it were the mean square of the displacement, the short-term beam would come out narrower than without air. The centroid
 * of a Gaussian beam, Chiba 1971, has 4^(1/6) = 1.26 times this variance.) The outer scale is taken as infinite.
 *
 * Spread: the irradiance on the axis of the mean far field, exactly, for the 5/3 law (Fried 1966; extended Huygens–Fresnel principle):
 * W² / W_LT² is the integral of u exp(-u²/2 - 3.44 (rho / r0)^(5/3) u^(5/3)) over u from 0 on, rho = 2 L / (k W) the beam's coherence
 * radius, W0 where diffraction alone spreads it. Its limits are Andrews and Phillips's W² (1 + (D0/r0)^(5/3)) and
 * W² (D0/r0)², D0² = 8 W0².
 *
 * Bandwidth: at a shift of 11.16 W the wander's correlation, 1F1(1/6; 1; -s²/(4 W²)), is one half; a layer's wind takes that shift in
 * s / v, and the process has halved its correlation in the same time: f = ln 2 v / (2 pi s), averaged over the layers' shares of the
 * wander.
 *
 * @param beam                the transmitter on the ground
 * @param wavelength_m
 * @param elevation_rad       apparent, > 0
 * @param satellite_height_m  above the station
 * @param range_m             slant range
 * @param slew_rad_s          angular speed of the line of sight
 * @param out                 every member set; no wander and the vacuum's radius without turbulence
 */
void wander_make(const struct turbulence *turbulence, const struct beam *beam, double wavelength_m,
                 double elevation_rad, double satellite_height_m, double range_m, double slew_rad_s,
                 struct wander *out);

/**
 * What bending the beam beforehand leaves of wander and spread: the same integral on the axis with the structure function that the
 * correction leaves, and the wander's variance times what lag and shift leave of tip and tilt. By reciprocity the beam that goes up
 * gains what a receiver of the same mode would gain from the same correction (Shapiro 1971, J. Opt. Soc. Am. 61, 492).
 *
 * @param optics        prepared; the modes are those of the beam's aperture
 * @param beam, wavelength_m, range_m  as given to wander_make
 * @param path          the plane wave's r0, isoplanatic angle and Greenwood frequency on this line of sight
 * @param angle_rad     between beacon and beam
 * @param out           of wander_make; changed
 */
void wander_correct(const struct adaptive_optics *optics, const struct beam *beam, double wavelength_m, double range_m,
                    const struct turbulence_path *path, double angle_rad, struct wander *out);

/**
 * Point-ahead angle of a transmitter: 2 v / c, what the satellite moves on while the light goes down and up again.
 *
 * @param transverse_m_s  speed across the line of sight
 * @return rad
 */
double wander_point_ahead(double transverse_m_s);

#endif
