/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_SUNLIGHT_H
#define SATQKD_CHANNEL_SUNLIGHT_H

#include <stdbool.h>

#include "channel/extinction.h"

/** What the telescope does while the Sun is within its exclusion angle. */
enum sunlight_guard {
    SUNLIGHT_REFUSE, /* the pass is not to be flown */
    SUNLIGHT_CLOSE   /* the shutter is closed: nothing comes in */
};

/** The Sun's light in the air over the station, added to the night's radiance by where the Sun stands. */
struct sunlight {
    bool counted;
    double scattered; /* single-scattering albedo of the aerosol, 0..1: the rest is absorbed */
    double
        asymmetry; /* of its phase function (Henyey and Greenstein 1941), 0..1: mean cosine of the scattering angle */
    double ground_albedo; /* of the ground that a satellite looks down on, 0..1 */
    double exclusion_rad; /* closest to the Sun's centre that the station's telescope may point */
    enum sunlight_guard guard;
};

/**
 * The Sun's irradiance outside the air at one astronomical unit: means of ASTM E490 (2000) over 20 nm at 19 wavelengths, between them
 * linear in the logarithm; 3 % from there where no Fraunhofer line is.
 *
 * @param wavelength_m  held constant outside 0.3..4 µm
 * @return W m^-2 m^-1
 */
double sunlight_irradiance(double wavelength_m);

/**
 * What the sky loses in twilight: the illuminance of clear skies, 400 lx with the Sun on the horizon, 3.4 lx at the end of civil and
 * 0.008 lx of nautical twilight (RCA Electro-Optics Handbook 1974, chapter 6), over the first of them; its logarithm is linear between, and
 * goes on falling behind, where starlight (not in it) takes over. It is taken to hold at every wavelength.
 *
 * @return 1 from elevation 0 on
 */
double sunlight_twilight(double sun_elevation_rad);

/**
 * Radiance of the clear sky in sunlight that is scattered once: from above the plane-parallel air with molecules (Rayleigh) and aerosol
 * (what the optical depth has beyond them) mixed evenly,
 *
 *   L = E/(4 pi) (sum of scattering depth × phase function) / depth × m (exp(-m_sun depth) - exp(-m depth)) / (m - m_sun),
 *
 * m the airmasses of the line of sight and of the Sun (Chandrasekhar 1950, Radiative Transfer, section 24, with airmass for secant).
 * Light that is scattered twice or comes back from the ground is not in it: it adds about as much as the optical depth, a tenth to
 * a third on a clear day.
 *
 * @param extinction            the air; all that is not Rayleigh counts as aerosol
 * @param wavelength_m, station_altitude_m
 * @param elevation_rad         of the line of sight, geometric
 * @param sun_elevation_rad     geometric
 * @param angle_rad             between the two
 * @return W m^-2 sr^-1 m^-1
 */
double sunlight_sky(const struct sunlight *sunlight, const struct extinction *extinction, double wavelength_m,
                    double station_altitude_m, double elevation_rad, double sun_elevation_rad, double angle_rad);

/**
 * Radiance of the sunlit ground as a satellite sees it, evenly reflecting, through the air both ways, and of the air itself:
 * scattered once, back into the line of sight.
 *
 * @return W m^-2 sr^-1 m^-1
 */
double sunlight_ground(const struct sunlight *sunlight, const struct extinction *extinction, double wavelength_m,
                       double station_altitude_m, double elevation_rad, double sun_elevation_rad, double angle_rad);

/** Whether the Sun is up and closer to the line of sight than the telescope allows. */
bool sunlight_blinds(const struct sunlight *sunlight, double sun_elevation_rad, double angle_rad);

#endif
