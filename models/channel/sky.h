/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_SKY_H
#define SATQKD_CHANNEL_SKY_H

#include "channel/beam.h"

enum { SKY_TABLE_MAX = 128 };

/** Brightness of the sky behind the satellite, and how it varies with azimuth over the station (city light). */
struct sky {
    double radiance; /* W m^-2 sr^-1 m^-1 (per metre of wavelength), at the wavelength */
    int table_count; /* ascending azimuths within [0, 2 pi); 0: no table, factor 1 */
    double table_azimuth_rad[SKY_TABLE_MAX];
    double table_factor[SKY_TABLE_MAX];
};

/**
 * Factor of the azimuth table, linear between its entries and around north.
 */
double sky_azimuth_factor(const struct sky *sky, double azimuth_rad);

/**
 * Background photons per second that arrive before the detectors (behind the optics):
 * radiance × area times solid angle × filter bandwidth × optics efficiency / photon energy.
 *
 * @param radiance       W m^-2 sr^-1 m^-1
 * @param receiver       filter and optics
 * @param etendue_m2_sr  coupling_etendue
 * @return 1/s, summed over both bases and both polarizations
 */
double sky_photon_rate(double radiance, const struct receiver *receiver, double etendue_m2_sr, double wavelength_m);

#endif
