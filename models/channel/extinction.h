/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_EXTINCTION_H
#define SATQKD_CHANNEL_EXTINCTION_H

#include "satqkd/status.h"

enum extinction_kind { EXTINCTION_OPTICAL_DEPTH, EXTINCTION_VISIBILITY, EXTINCTION_TABLE };
enum { EXTINCTION_TABLE_MAX = 128 };

struct extinction {
    enum extinction_kind kind;
    double zenith_optical_depth; /* at the wavelength and at the station's own altitude */
    double visibility_m;         /* meteorological, at sea level */
    int table_count;             /* ascending elevations */
    double table_elevation_rad[EXTINCTION_TABLE_MAX];
    double table_transmittance[EXTINCTION_TABLE_MAX];
};

/**
 * Relative airmass of Kasten and Young (1989, Applied Optics 28, 4735): 1/(sin e + 0.50572 (e + 6.07995°)^-1.6364).
 *
 * @param apparent_elevation_rad  with refraction; below 0 counts as 0
 * @return airmass, 0.9997 at the zenith
 */
double extinction_airmass(double apparent_elevation_rad);

/**
 * Elevation as seen, with refraction (Bennett 1982, from the geometric elevation by Saemundsson's inverse formula), standard air.
 *
 * @param elevation_rad  geometric
 * @return apparent elevation, rad
 */
double extinction_apparent_elevation(double elevation_rad);

/**
 * Zenith optical depth from visibility: Kruse (1962) aerosol with 2 km scale height plus Rayleigh with 8 km, both from sea
 * level down to the station's altitude.
 *
 * @param visibility_m, wavelength_m, station_altitude_m
 * @return optical depth
 */
double extinction_depth_from_visibility(double visibility_m, double wavelength_m, double station_altitude_m);

/**
 * The Rayleigh part of it: of the molecules alone (Hansen and Travis 1974).
 */
double extinction_rayleigh_depth(double wavelength_m, double station_altitude_m);

/**
 * Optical depth at the zenith, whichever way it is given.
 */
double extinction_zenith_depth(const struct extinction *extinction, double wavelength_m, double station_altitude_m);

/**
 * Transmittance of the slant path from the station to space.
 *
 * @param elevation_rad  geometric
 * @return 0..1; a table is interpolated linearly in the logarithm over airmass, and held constant outside
 */
double extinction_transmittance(const struct extinction *extinction, double wavelength_m, double station_altitude_m,
                                double elevation_rad);

#endif
