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

double sky_photon_rate(double radiance, const struct receiver *receiver, double etendue_m2_sr, double wavelength_m) {
    double photon_energy = CONSTANT_PLANCK * CONSTANT_LIGHT_SPEED / wavelength_m;
    return radiance * etendue_m2_sr * receiver->filter_bandwidth_m * receiver->optics_efficiency / photon_energy;
}
