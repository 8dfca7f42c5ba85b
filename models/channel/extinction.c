/* SPDX-License-Identifier: MIT */
#include "channel/extinction.h"

#include <math.h>

#include "special/constants.h"

static const double radians_per_degree = CONSTANT_PI / 180.0;
static const double aerosol_scale_height_m = 2000.0;
static const double rayleigh_scale_height_m = 8000.0;

double extinction_airmass(double apparent_elevation_rad) {
    double degrees = fmax(apparent_elevation_rad / radians_per_degree, 0.0);
    return 1.0 / (sin(degrees * radians_per_degree) + 0.50572 * pow(degrees + 6.07995, -1.6364));
}

/*
 * Refraction in minutes of arc, 1.02 cot(h + 10.3/(h + 5.11)) with h in degrees (Saemundsson 1986, Sky and Telescope 72, 70;
 * the inverse of Bennett 1982, Journal of Navigation 35, 255, to 0.1'). It goes slightly below 0 near the zenith and was made
 * for the sky: below the horizon the horizon's value stands.
 */
double extinction_apparent_elevation(double elevation_rad) {
    double degrees = fmax(elevation_rad / radians_per_degree, 0.0);
    double minutes = 1.02 / tan((degrees + 10.3 / (degrees + 5.11)) * radians_per_degree);
    return elevation_rad + fmax(minutes, 0.0) / 60.0 * radians_per_degree;
}

/* Exponent of the wavelength in Kruse's law (Kruse, McGlauchlin and McQuistan 1962, Elements of Infrared Technology). */
static double kruse_exponent(double visibility_km) {
    if (visibility_km > 50.0) {
        return 1.6;
    }
    return visibility_km > 6.0 ? 1.3 : 0.585 * cbrt(visibility_km);
}

double extinction_rayleigh_depth(double wavelength_m, double station_altitude_m) {
    /* Of the whole air at 1013.25 hPa: Hansen and Travis 1974, Space Science Reviews 16, 527. */
    double inverse_um2 = 1e-12 / (wavelength_m * wavelength_m);
    double rayleigh =
        0.008569 * inverse_um2 * inverse_um2 * (1.0 + 0.0113 * inverse_um2 + 0.00013 * inverse_um2 * inverse_um2);
    return rayleigh * exp(-station_altitude_m / rayleigh_scale_height_m);
}

double extinction_depth_from_visibility(double visibility_m, double wavelength_m, double station_altitude_m) {
    double contrast = log(1.0 / 0.02); /* visibility is where contrast has fallen to 2 % (Koschmieder 1924) */
    double aerosol_per_m = contrast / visibility_m * pow(wavelength_m / 550e-9, -kruse_exponent(visibility_m / 1000.0));
    return aerosol_per_m * aerosol_scale_height_m * exp(-station_altitude_m / aerosol_scale_height_m) +
           extinction_rayleigh_depth(wavelength_m, station_altitude_m);
}

static double airmass_at(double elevation_rad) {
    return extinction_airmass(extinction_apparent_elevation(elevation_rad));
}

static double table_transmittance(const struct extinction *table, double elevation_rad) {
    int last = table->table_count - 1;
    if (elevation_rad <= table->table_elevation_rad[0]) {
        return table->table_transmittance[0];
    }
    if (elevation_rad >= table->table_elevation_rad[last]) {
        return table->table_transmittance[last];
    }
    int i = 1;
    while (table->table_elevation_rad[i] < elevation_rad) {
        i++;
    }
    double below = airmass_at(table->table_elevation_rad[i - 1]);
    double above = airmass_at(table->table_elevation_rad[i]);
    double share = (airmass_at(elevation_rad) - below) / (above - below);
    double from = table->table_transmittance[i - 1];
    double to = table->table_transmittance[i];
    if (from <= 0.0 || to <= 0.0) { /* an opaque entry has no logarithm */
        return from + share * (to - from);
    }
    return from * pow(to / from, share);
}

double extinction_zenith_depth(const struct extinction *extinction, double wavelength_m, double station_altitude_m) {
    switch (extinction->kind) {
    case EXTINCTION_TABLE:
        return -log(extinction_transmittance(extinction, wavelength_m, station_altitude_m, 0.5 * CONSTANT_PI));
    case EXTINCTION_VISIBILITY:
        return extinction_depth_from_visibility(extinction->visibility_m, wavelength_m, station_altitude_m);
    case EXTINCTION_OPTICAL_DEPTH:
        break;
    }
    return extinction->zenith_optical_depth;
}

double extinction_transmittance(const struct extinction *extinction, double wavelength_m, double station_altitude_m,
                                double elevation_rad) {
    if (extinction->kind == EXTINCTION_TABLE) {
        return extinction->table_count > 0 ? table_transmittance(extinction, elevation_rad) : 1.0;
    }
    return exp(-extinction_zenith_depth(extinction, wavelength_m, station_altitude_m) * airmass_at(elevation_rad));
}
