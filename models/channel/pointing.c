/* SPDX-License-Identifier: MIT */
#include "channel/pointing.h"

#include <math.h>

#include "channel/beam.h"
#include "special/bessel.h"
#include "special/gauss.h"

/* Rice's density is cut where it has lost exp(-9²/2) = 3e-18 of its mass. */
static const double cut_sigmas = 9.0;
/* Above this the spread of the displacement is below the rounding of its mean. */
static const double sharpest_ratio = 1e15;

enum { RICE_PANELS = 10, RICE_POINTS = RICE_PANELS * GAUSS_PANEL };

/* Rice's measure as points: displacement (bias + sigma t), x = ((r² - bias²)/sigma²) / scale. */
struct rice {
    double ratio; /* bias over sigma */
    double scale;
    double x[RICE_POINTS], weight[RICE_POINTS];
};

double pointing_sigma(const struct pointing *pointing, double angular_speed_rad_s) {
    return hypot(pointing->jitter_rad, pointing->slew_jitter_s * angular_speed_rad_s);
}

static void discretise(struct rice *rice, double ratio) {
    double low = fmax(-ratio, -cut_sigmas);
    double panel = (cut_sigmas - low) / RICE_PANELS;
    double total = 0.0;
    rice->ratio = ratio;
    rice->scale = 1.0 + ratio;
    for (int i = 0; i < RICE_POINTS; i++) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int before = i / GAUSS_PANEL;
        double t = low + panel * (before + node->x);
        double r = ratio + t;
        rice->x[i] = t * (t + 2.0 * ratio) / rice->scale;
        rice->weight[i] = node->weight * r * exp(-0.5 * t * t) * bessel_i0_scaled(ratio * r);
        total += rice->weight[i];
    }
    for (int i = 0; i < RICE_POINTS; i++) {
        rice->weight[i] /= total;
    }
}

/* Recurrence of the polynomials orthogonal over the points (Stieltjes' procedure; Gautschi 2004, section 2.2.3.1). */
static void stieltjes(const struct rice *rice, int count, double *diagonal, double *squared) {
    double before[RICE_POINTS] = {0.0}, value[RICE_POINTS];
    double norm_before = 1.0;
    for (int i = 0; i < RICE_POINTS; i++) {
        value[i] = 1.0;
    }
    for (int k = 0; k < count; k++) {
        double norm = 0.0, first = 0.0;
        for (int i = 0; i < RICE_POINTS; i++) {
            double square = rice->weight[i] * value[i] * value[i];
            norm += square;
            first += square * rice->x[i];
        }
        diagonal[k] = first / norm;
        squared[k] = k > 0 ? norm / norm_before : 0.0;
        norm_before = norm;
        for (int i = 0; i < RICE_POINTS; i++) {
            double next = (rice->x[i] - diagonal[k]) * value[i] - squared[k] * before[i];
            before[i] = value[i];
            value[i] = next;
        }
    }
}

void pointing_quadrature(double sigma_m, double bias_m, int count, double *displacement_m, double *weight) {
    if (!(sigma_m * sharpest_ratio > bias_m)) {
        for (int i = 0; i < count; i++) {
            displacement_m[i] = bias_m;
            weight[i] = 1.0 / count;
        }
        return;
    }
    struct rice rice;
    double diagonal[GAUSS_MAX], squared[GAUSS_MAX];
    discretise(&rice, bias_m / sigma_m);
    stieltjes(&rice, count, diagonal, squared);
    gauss_rule(count, diagonal, squared, 1.0, displacement_m, weight);
    for (int i = 0; i < count; i++) {
        double square = displacement_m[i] * rice.scale;
        double root = sqrt(fmax(rice.ratio * rice.ratio + square, 0.0));
        double t = root > 0.0 ? square / (rice.ratio + root) : -rice.ratio;
        displacement_m[i] = fmax(bias_m + sigma_m * t, 0.0);
    }
}

double pointing_mean_coupling(double beam_radius_m, double sigma_m, double bias_m, double pupil_m,
                              double obscuration_m) {
    return beam_coupling(hypot(beam_radius_m, 2.0 * sigma_m), bias_m, pupil_m, obscuration_m);
}
