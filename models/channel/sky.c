/* SPDX-License-Identifier: MIT */
#include "channel/sky.h"

#include <math.h>

#include "special/constants.h"

double sky_azimuth_factor(const struct sky *sky, double azimuth_rad) {
    const double turn = 2.0 * CONSTANT_PI;
    int count = sky->table_count;
    if (count == 0) {
        return 1.0;
    }
    double azimuth = azimuth_rad - turn * floor(azimuth_rad / turn);
    int above = 0; /* the first entry beyond; none: around north to entry 0 */
    while (above < count && sky->table_azimuth_rad[above] <= azimuth) {
        above++;
    }
    int from = (above + count - 1) % count;
    int to = above % count;
    double width = sky->table_azimuth_rad[to] - sky->table_azimuth_rad[from];
    double inside = azimuth - sky->table_azimuth_rad[from];
    width += width <= 0.0 ? turn : 0.0;
    inside += inside < 0.0 ? turn : 0.0;
    return sky->table_factor[from] + inside / width * (sky->table_factor[to] - sky->table_factor[from]);
}

double sky_photon_rate(const struct sky *sky, const struct receiver *receiver, double wavelength_m,
                       double azimuth_rad) {
    double half_sine = sin(0.25 * receiver->field_of_view_rad);
    double solid_angle = 4.0 * CONSTANT_PI * half_sine * half_sine; /* of the cone with this full angle */
    double clear = 1.0 - receiver->obscuration_ratio * receiver->obscuration_ratio;
    double area = 0.25 * CONSTANT_PI * receiver->aperture_diameter_m * receiver->aperture_diameter_m * clear;
    double photon_energy = CONSTANT_PLANCK * CONSTANT_LIGHT_SPEED / wavelength_m;
    return sky->radiance * sky_azimuth_factor(sky, azimuth_rad) * solid_angle * area * receiver->filter_bandwidth_m *
           receiver->optics_efficiency / photon_energy;
}
