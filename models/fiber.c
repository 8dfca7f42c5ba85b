/* SPDX-License-Identifier: MIT */
#include "fiber.h"

#include <math.h>

static const double ln_2 = 0.69314718055994531;
static const double seconds_per_year = 365.25 * 86400; /* Julian year */
static const double ideal_rate_hz = 1e10;              /* Liao et al. 2017: a 10 GHz single-photon source */
static const double ideal_sifting = 0.5;

/* Powers of ten that the fibre takes away. */
static double fiber_decades(double loss_db_per_km, double length_m) {
    return loss_db_per_km * (length_m / 1000) / 10;
}

double fiber_efficiency(double loss_db_per_km, double length_m) {
    return pow(10, -fiber_decades(loss_db_per_km, length_m));
}

double fiber_plob(double efficiency) {
    return efficiency < 1 ? -log1p(-efficiency) / ln_2 : INFINITY;
}

double fiber_twin_field(double efficiency) {
    return sqrt(efficiency);
}

double fiber_ideal_years_per_sifted_bit(double efficiency) {
    return 1 / (ideal_rate_hz * ideal_sifting * efficiency) / seconds_per_year;
}

double fiber_ideal_years_log10(double efficiency_log10) {
    return -log10(ideal_rate_hz * ideal_sifting * seconds_per_year) - efficiency_log10;
}

double fiber_orders_of_magnitude(double efficiency, double loss_db_per_km, double length_m) {
    return log10(efficiency) + fiber_decades(loss_db_per_km, length_m);
}
