/* SPDX-License-Identifier: MIT */
#include "trials/fade.h"

#include <math.h>

#include "channel/beam.h"
#include "channel/pointing.h"
#include "channel/scintillation.h"
#include "special/gauss.h"
#include "trials/portable.h"

void fade_normal_make(struct fade_normal *out) {
    gauss_hermite(FADE_DEVIATES, out->deviate, out->weight);
    double total = 0;
    for (int i = 0; i < FADE_DEVIATES; ++i) {
        out->deviate[i] *= 1.41421356237309504880; /* the rule's weight is exp(-x²), the normal density's exp(-x²/2) */
        total += out->weight[i];
    }
    for (int i = 0; i < FADE_DEVIATES; ++i) {
        out->weight[i] /= total;
    }
}

/* Nodes of one factor of the efficiency. */
struct factor {
    int count;
    double value[FADE_DISPLACEMENTS * FADE_DEVIATES];
    double weight[FADE_DISPLACEMENTS * FADE_DEVIATES];
};

static void pointing_nodes(const struct channel_link *link, struct factor *out) {
    *out = (struct factor){.count = 1, .value = {link->bias_m}, .weight = {1.0}};
    if (!(link->beam_radius_m > 0)) {
        out->value[0] = 1.0;
        return;
    }
    double sigma = hypot(link->jitter_m, link->wander_m);
    if (sigma > 0) {
        out->count = FADE_DISPLACEMENTS;
        pointing_quadrature(sigma, link->bias_m, out->count, out->value, out->weight);
    }
    for (int i = 0; i < out->count; ++i) {
        out->value[i] = beam_coupling(link->beam_radius_m, out->value[i], link->pupil_m, link->obscuration_m);
    }
}

static void scintillation_nodes(const struct scintillation *scintillation, const struct fade_normal *normal,
                                struct factor *out) {
    *out = (struct factor){.count = 1, .value = {1.0}, .weight = {1.0}};
    if (scintillation->kind == SCINTILLATION_NONE) {
        return;
    }
    int second = scintillation->kind == SCINTILLATION_GAMMA_GAMMA ? FADE_DEVIATES : 1;
    out->count = 0;
    for (int i = 0; i < FADE_DEVIATES; ++i) {
        double first_log = scintillation_log_map(scintillation, 0, normal->deviate[i]);
        for (int j = 0; j < second; ++j) {
            double log_fade = first_log;
            if (second > 1) {
                log_fade += scintillation_log_map(scintillation, 1, normal->deviate[j]);
            }
            out->value[out->count] = portable_exp(log_fade);
            out->weight[out->count++] = normal->weight[i] * (second > 1 ? normal->weight[j] : 1.0);
        }
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

int fade_quadrature(const struct plan *plan, const struct plan_row *row, const struct fade_normal *normal,
                    double efficiency[FADE_NODES], double weight[FADE_NODES]) {
    struct factor pointing;
    struct factor scintillation;
    struct factor strength;
    pointing_nodes(&row->link, &pointing);
    scintillation_nodes(&row->link.scintillation, normal, &scintillation);
    strength_nodes(plan, &strength);
    int count = 0;
    for (int i = 0; i < pointing.count; ++i) {
        for (int j = 0; j < scintillation.count; ++j) {
            for (int k = 0; k < strength.count; ++k) {
                double fade = pointing.value[i] * scintillation.value[j] * strength.value[k];
                efficiency[count] = fmin(1.0, row->link.steady * fade);
                weight[count++] = pointing.weight[i] * scintillation.weight[j] * strength.weight[k];
            }
        }
    }
    return count;
}
