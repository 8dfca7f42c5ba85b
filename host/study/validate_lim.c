/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include <nlopt.h>

#include "fiber.h"
#include "security/key.h"
#include "study/validate_rows.h"

/* Lim, Curty, Walenta, Xu, Zbinden, Phys. Rev. A 89, 022307, 2014, section on the simulation. */
static const double dark_probability = 6e-7, afterpulse_probability = 4e-2, misalignment = 5e-3, bob_efficiency = 0.1;
static const double weakest = 2e-4, f_ec = 1.16, loss_db_per_km = 0.2, epsilon_a_bit = 1e-15;

enum { FREE = 5, EVALUATIONS = 3000 };

struct fibre {
    double channel, block;
};

static double share_of(double x) {
    return 1 / (1 + exp(-x));
}

/* Detections and errors of a pulse of each intensity, matched basis. */
static void clicks_of(const struct fibre *fibre, double intensity, double *click, double *error) {
    const double light = -expm1(-fibre->channel * bob_efficiency * intensity);
    const double detection = 1 - (1 - 2 * dark_probability) * (1 - light);
    *click = detection * (1 + afterpulse_probability);
    *error = fmin(*click, dark_probability + misalignment * light + afterpulse_probability * detection / 2);
}

/* Free numbers: bias to X, p1 and p2 as shares, mu1, and mu2's share of it. */
static double rate_of(const struct fibre *fibre, const double x[FREE]) {
    const double bias = share_of(x[0]), p1 = share_of(x[1]), p2 = (1 - p1) * share_of(x[2]), strong = exp(x[3]);
    struct key_protocol protocol = {.bound = "lim2014",
                                    .intensity_count = 3,
                                    .intensities = {strong, strong * share_of(x[4]), weakest},
                                    .probabilities = {p1, p2, 1 - p1 - p2},
                                    .alice_x = bias,
                                    .bob_x = bias,
                                    .eps_cor = epsilon_a_bit,
                                    .f_ec = f_ec,
                                    .leak_ec_bits = NAN,
                                    .key_basis = KEY_BASIS_X,
                                    .basis_choice = KEY_BASIS_ACTIVE};
    double click[3], error[3], all = 0;
    if (!(strong < 1 && protocol.intensities[1] > 2 * weakest && strong > protocol.intensities[1] + 2 * weakest)) {
        return 0;
    }
    for (int k = 0; k < 3; ++k) {
        clicks_of(fibre, protocol.intensities[k], &click[k], &error[k]);
        all += protocol.probabilities[k] * click[k];
    }
    struct key_counts counts = {.pulses = fibre->block / (bias * bias * all)};
    for (int k = 0; k < 3; ++k) {
        const double x_pulses = counts.pulses * bias * bias * protocol.probabilities[k];
        const double z_pulses = counts.pulses * (1 - bias) * (1 - bias) * protocol.probabilities[k];
        counts.detections[KEY_X][k] = x_pulses * click[k];
        counts.errors[KEY_X][k] = x_pulses * error[k];
        counts.detections[KEY_Z][k] = z_pulses * click[k];
        counts.errors[KEY_Z][k] = z_pulses * error[k];
    }
    /* eps_sec is a share of the key's length: a few rounds settle it. */
    double length = fibre->block / 10;
    for (int round = 0; round < 3 && length > 0; ++round) {
        struct key_result result;
        protocol.eps_sec = epsilon_a_bit * length;
        length = key_length(&protocol, &counts, &result, NULL) == SATQKD_OK ? result.length : 0;
    }
    return fmax(0, length) / counts.pulses;
}

static double objective(unsigned count, const double *x, double *gradient, void *context) {
    (void)count;
    (void)gradient;
    return rate_of(context, x);
}

/* From a setting to the best one that Sbplx finds. */
static double climb(struct fibre *fibre, double x[FREE]) {
    double rate = 0;
    nlopt_opt search = nlopt_create(NLOPT_LN_SBPLX, FREE);
    if (!search) {
        return NAN;
    }
    nlopt_set_max_objective(search, objective, fibre);
    nlopt_set_lower_bounds1(search, -8);
    nlopt_set_upper_bounds1(search, 8);
    nlopt_set_initial_step1(search, 0.5);
    nlopt_set_xtol_rel(search, 1e-7);
    nlopt_set_maxeval(search, EVALUATIONS);
    const nlopt_result result = nlopt_optimize(search, x, &rate);
    nlopt_destroy(search);
    return result > 0 ? rate : 0;
}

/* The best setting of a block that has key, near one of a larger block, which has it more easily: where there is none the search sees no
   slope. */
static double descend(struct fibre *fibre, double block, double x[FREE]) {
    static const double beginning[FREE] = {1.0, -0.5, 0.3, -0.7, -0.5};
    const double largest = 1e9, step = 3;
    memcpy(x, beginning, sizeof beginning);
    fibre->block = fmax(block, largest);
    double rate = climb(fibre, x);
    while (fibre->block > block && rate > 0) {
        fibre->block = fmax(block, fibre->block / step);
        rate = climb(fibre, x);
    }
    return rate;
}

static double transmittance(double length_km) {
    return fiber_efficiency(loss_db_per_km, 1000 * length_km);
}

double validate_lim_rate(double length_km, double block) {
    struct fibre fibre = {.channel = transmittance(length_km)};
    double x[FREE];
    return descend(&fibre, block, x);
}

double validate_lim_reach_km(double block) {
    const double begin_km = 50, smallest_step_km = 0.05;
    double x[FREE], tried[FREE], reach_km = begin_km;
    struct fibre fibre = {.channel = transmittance(begin_km)};
    if (!(descend(&fibre, block, x) > 0)) {
        return 0;
    }
    for (double step_km = 8; step_km > smallest_step_km;) {
        fibre.channel = transmittance(reach_km + step_km);
        memcpy(tried, x, sizeof tried);
        if (rate_of(&fibre, tried) > 0 && climb(&fibre, tried) > 0) {
            reach_km += step_km;
            memcpy(x, tried, sizeof x);
        } else {
            step_km /= 2;
        }
    }
    return reach_km;
}
