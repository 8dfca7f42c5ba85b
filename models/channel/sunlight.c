/* SPDX-License-Identifier: MIT */
#include "channel/sunlight.h"

#include <math.h>
#include <stddef.h>

#include "special/constants.h"

struct point {
    double x, y;
};

/* µm, W m^-2 nm^-1: means of ASTM E490-00a over 20 nm, so that no line stands out. */
static const struct point solar[] = {{0.30, 0.5364}, {0.35, 0.9372},  {0.40, 1.419},   {0.45, 1.981},   {0.50, 1.930},
                                     {0.55, 1.856},  {0.60, 1.771},   {0.70, 1.415},   {0.80, 1.132},   {0.90, 0.9223},
                                     {1.00, 0.7427}, {1.20, 0.5023},  {1.40, 0.3460},  {1.55, 0.2719},  {1.80, 0.1699},
                                     {2.00, 0.1164}, {2.50, 0.05177}, {3.00, 0.02612}, {4.00, 0.008669}};

/* Clear skies' illuminance with the Sun on the horizon, at the end of civil and of nautical twilight, lx (RCA handbook 1974). */
static const double at_horizon = 400.0, at_civil = 3.4, at_nautical = 0.008;

/* Linear in the logarithm of y; x ascending; constant outside. */
static double between(const struct point *points, size_t count, double x) {
    size_t i = 1;
    while (i + 1 < count && points[i].x < x) {
        i++;
    }
    double share = (x - points[i - 1].x) / (points[i].x - points[i - 1].x);
    return points[i - 1].y * pow(points[i].y / points[i - 1].y, fmin(fmax(share, 0.0), 1.0));
}

double sunlight_irradiance(double wavelength_m) {
    return between(solar, sizeof solar / sizeof solar[0], 1e6 * wavelength_m) * 1e9;
}

double sunlight_twilight(double sun_elevation_rad) {
    double sixths = -CONSTANT_DEGREE * sun_elevation_rad / 6.0; /* of the 6° that each twilight takes */
    if (sixths <= 0.0) {
        return 1.0;
    }
    return sixths < 1.0 ? pow(at_civil / at_horizon, sixths)
                        : at_civil / at_horizon * pow(at_nautical / at_civil, sixths - 1.0);
}

static double airmass(double elevation_rad) {
    return extinction_airmass(extinction_apparent_elevation(elevation_rad));
}

/* Scattering depths of molecules and aerosol times their phase functions, over the whole depth. */
static double scattering(const struct sunlight *sunlight, double depth, double rayleigh, double angle_rad) {
    double cosine = cos(angle_rad), g = sunlight->asymmetry;
    double molecules = fmin(rayleigh, depth);
    double smooth = 0.75 * (1.0 + cosine * cosine);
    double forward = (1.0 - g * g) / pow(1.0 + g * g - 2.0 * g * cosine, 1.5);
    return (molecules * smooth + (depth - molecules) * sunlight->scattered * forward) / depth;
}

double sunlight_sky(const struct sunlight *sunlight, const struct extinction *extinction, double wavelength_m,
                    double station_altitude_m, double elevation_rad, double sun_elevation_rad, double angle_rad) {
    double depth = extinction_zenith_depth(extinction, wavelength_m, station_altitude_m);
    double rayleigh = extinction_rayleigh_depth(wavelength_m, station_altitude_m);
    if (!(depth > 0.0)) {
        return 0.0;
    }
    double m = airmass(elevation_rad), sun = airmass(sun_elevation_rad);
    double apart = (m - sun) * depth;
    double path = fabs(apart) < 1e-6 ? m * depth : m / (m - sun) * expm1(apart);
    return sunlight_irradiance(wavelength_m) / (4.0 * CONSTANT_PI) * scattering(sunlight, depth, rayleigh, angle_rad) *
           path * exp(-m * depth) * sunlight_twilight(sun_elevation_rad);
}

double sunlight_ground(const struct sunlight *sunlight, const struct extinction *extinction, double wavelength_m,
                       double station_altitude_m, double elevation_rad, double sun_elevation_rad, double angle_rad) {
    double depth = extinction_zenith_depth(extinction, wavelength_m, station_altitude_m);
    double rayleigh = extinction_rayleigh_depth(wavelength_m, station_altitude_m);
    double m = airmass(elevation_rad), sun = airmass(sun_elevation_rad);
    double irradiance = sunlight_irradiance(wavelength_m) * sunlight_twilight(sun_elevation_rad);
    double ground = sunlight->ground_albedo / CONSTANT_PI / sun * exp(-(m + sun) * depth);
    /* light that went down by the Sun's airmass and comes up by the line of sight's; it has turned by all but the angle */
    double air = depth > 0.0 ? scattering(sunlight, depth, rayleigh, CONSTANT_PI - angle_rad) / (4.0 * CONSTANT_PI) *
                                   m / (m + sun) * -expm1(-(m + sun) * depth)
                             : 0.0;
    return irradiance * (ground + air);
}

bool sunlight_blinds(const struct sunlight *sunlight, double sun_elevation_rad, double angle_rad) {
    const double upper_limb =
        -0.833 / CONSTANT_DEGREE; /* geometric elevation of the centre at sunrise, refraction and radius */
    return sun_elevation_rad > upper_limb && angle_rad < sunlight->exclusion_rad;
}
