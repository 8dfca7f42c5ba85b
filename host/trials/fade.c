/* SPDX-License-Identifier: MIT */
#include "trials/fade.h"

#include <math.h>

#include "channel/beam.h"
#include "channel/pointing.h"
#include "channel/scintillation.h"
#include "special/gauss.h"
#include "trials/portable.h"

/* Nodes of one factor of the efficiency; FADE_DISPLACEMENTS are more than any other has. */
struct factor {
    int count;
    double value[FADE_DISPLACEMENTS];
    double weight[FADE_DISPLACEMENTS];
};

static void pointing_nodes(const struct channel_link *link, struct factor *out) {
    *out = (struct factor){.count = 1, .value = {link->bias_m}, .weight = {1.0}};
    if (!(link->beam_radius_m > 0)) {
        out->value[0] = 1.0;
        return;
    }
    double sigma = hypot(link->jitter_m, link->wander_m);
    if (sigma > 0) {
        /* The rule's error falls as (s / (2 + s))^(2 count), s = 4 sigma²/w². */
        double spread = 4.0 * sigma * sigma / (link->beam_radius_m * link->beam_radius_m);
        out->count = spread < 0.5 ? 10 : spread < 2.0 ? 20 : FADE_DISPLACEMENTS;
        pointing_quadrature(sigma, link->bias_m, out->count, out->value, out->weight);
    }
    for (int i = 0; i < out->count; ++i) {
        out->value[i] = beam_coupling(link->beam_radius_m, out->value[i], link->pupil_m, link->obscuration_m);
    }
}

/* A unit-mean gamma variate: the rule of the generalized Laguerre polynomials (Abramowitz and Stegun 1964, 22.7.12), scaled. */
static void gamma_nodes(double shape, struct factor *out) {
    double diagonal[FADE_GAMMAS];
    double squared[FADE_GAMMAS];
    *out = (struct factor){.count = 1, .value = {1.0}, .weight = {1.0}};
    if (!isfinite(shape)) {
        return;
    }
    out->count = FADE_GAMMAS;
    for (int k = 0; k < FADE_GAMMAS; ++k) {
        diagonal[k] = (2 * k + shape) / shape;
        squared[k] = k * (k + shape - 1.0) / (shape * shape);
    }
    gauss_rule(FADE_GAMMAS, diagonal, squared, 1.0, out->value, out->weight);
}

static void log_normal_nodes(double log_variance, struct factor *out) {
    double total = 0;
    *out = (struct factor){.count = FADE_DEVIATES};
    gauss_hermite(FADE_DEVIATES, out->value, out->weight);
    for (int i = 0; i < FADE_DEVIATES; ++i) {
        /* The rule's weight is exp(-x²), the normal density's exp(-n²/2). */
        out->value[i] = portable_exp(sqrt(2.0 * log_variance) * out->value[i] - 0.5 * log_variance);
        total += out->weight[i];
    }
    for (int i = 0; i < FADE_DEVIATES; ++i) {
        out->weight[i] /= total;
    }
}

static void strength_nodes(const struct plan *plan, struct factor *out) {
    *out = (struct factor){.count = 1, .value = {1.0}, .weight = {1.0}};
    if (plan->fluctuation > 0 && plan->fluctuation_by_block) {
        out->count = FADE_STRENGTHS;
        gauss_legendre(FADE_STRENGTHS, out->value, out->weight);
        for (int i = 0; i < FADE_STRENGTHS; ++i) {
            out->value[i] = 1.0 + plan->fluctuation * out->value[i];
            out->weight[i] *= 0.5;
        }
    }
}

int fade_quadrature(const struct plan *plan, const struct plan_row *row, double efficiency[FADE_NODES],
                    double weight[FADE_NODES]) {
    const struct scintillation *scintillation = &row->link.scintillation;
    struct factor factors[4] = {[1] = {1, {1.0}, {1.0}}, [2] = {1, {1.0}, {1.0}}};
    pointing_nodes(&row->link, &factors[0]);
    if (scintillation->kind == SCINTILLATION_GAMMA_GAMMA) {
        gamma_nodes(scintillation->alpha, &factors[1]);
        gamma_nodes(scintillation->beta, &factors[2]);
    } else if (scintillation->kind == SCINTILLATION_LOG_NORMAL) {
        log_normal_nodes(scintillation->log_variance, &factors[1]);
    }
    strength_nodes(plan, &factors[3]);
    int count = 1;
    efficiency[0] = row->link.steady;
    weight[0] = 1.0;
    for (int f = 0; f < 4; ++f) {
        /* From the last node down, so that what is there is used before it is written over. */
        for (int node = count - 1; node >= 0; --node) {
            for (int i = factors[f].count - 1; i >= 0; --i) {
                efficiency[node * factors[f].count + i] = efficiency[node] * factors[f].value[i];
                weight[node * factors[f].count + i] = weight[node] * factors[f].weight[i];
            }
        }
        count *= factors[f].count;
    }
    for (int node = 0; node < count; ++node) {
        efficiency[node] = fmin(1.0, efficiency[node]);
    }
    return count;
}
