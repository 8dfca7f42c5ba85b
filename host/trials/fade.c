/* SPDX-License-Identifier: MIT */
#include "trials/fade.h"

#include <math.h>

#include "channel/beam.h"
#include "channel/pointing.h"
#include "shared/philox.h"
#include "special/gauss.h"
#include "trials/portable.h"

enum { COUPLING_NODES = 48 };

/* A normal deviate from 32 bits stays below 6.4; two of them and the bias reach no further than this many sigma. */
static const double FARTHEST_SIGMA = 9.1;

/* ln(coupling) over the squared displacement, where it is nearly a straight line: cubic interpolation. */
struct coupling_table {
    double last_square; /* of the displacement, m² */
    double log_coupling[COUPLING_NODES];
};

static double coupling_at(const struct channel_link *link, double displacement_m) {
    return link->beam_radius_m > 0
               ? beam_coupling(link->beam_radius_m, displacement_m, link->pupil_m, link->obscuration_m)
               : 1.0;
}

static void coupling_table_make(const struct channel_link *link, struct coupling_table *out) {
    double farthest = link->bias_m + FARTHEST_SIGMA * link->jitter_m;
    out->last_square = farthest * farthest;
    for (int i = 0; i < COUPLING_NODES; ++i) {
        double coupling = coupling_at(link, farthest * sqrt((double)i / (COUPLING_NODES - 1)));
        /* Rounded like all that decides trials (plan.h). */
        out->log_coupling[i] = (double)(float)portable_log(fmax(coupling, 1e-300));
    }
}

static double coupling_table_log(const struct coupling_table *table, double square) {
    if (!(table->last_square > 0)) {
        return table->log_coupling[0];
    }
    double x = square / table->last_square * (COUPLING_NODES - 1);
    int i = (int)x;
    i = i < 1 ? 1 : i > COUPLING_NODES - 3 ? COUPLING_NODES - 3 : i;
    const double *y = table->log_coupling + i;
    double t = x - i;
    /* Lagrange's cubic through the nodes i - 1 … i + 2 */
    return y[-1] * (-t * (t - 1) * (t - 2) / 6) + y[0] * ((t + 1) * (t - 1) * (t - 2) / 2) -
           y[1] * ((t + 1) * t * (t - 2) / 2) + y[2] * ((t + 1) * t * (t - 1) / 6);
}

void fade_draw(const struct plan *plan, uint64_t seed, uint32_t pass, double *efficiencies) {
    for (size_t r = 0; r < plan->row_count; ++r) {
        const struct plan_row *row = &plan->rows[r];
        const struct channel_link *link = &row->link;
        struct coupling_table table;
        coupling_table_make(link, &table);
        double variance = portable_log(1.0 + link->scintillation_index);
        double sigma = sqrt(variance);
        for (uint64_t b = row->first_block; b < row->first_block + row->blocks; ++b) {
            struct philox_words words = philox(seed, b, PHILOX_FOR_FADES, pass);
            double x = link->bias_m + link->jitter_m * portable_normal(words.a);
            double y = link->jitter_m * portable_normal(words.b);
            double log_fade = sigma * portable_normal(words.c) - 0.5 * variance;
            double fade = portable_exp(coupling_table_log(&table, x * x + y * y) + log_fade);
            efficiencies[b] = fmin(1.0, link->steady * fade);
        }
    }
}

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

int fade_quadrature(const struct plan_row *row, const struct fade_normal *normal, double efficiency[FADE_NODES],
                    double weight[FADE_NODES]) {
    const struct channel_link *link = &row->link;
    double displacement[FADE_DISPLACEMENTS] = {link->bias_m};
    double displacement_weight[FADE_DISPLACEMENTS] = {1.0};
    int displacements = 1;
    double variance = portable_log(1.0 + link->scintillation_index);
    if (link->beam_radius_m > 0 && link->jitter_m > 0) {
        displacements = FADE_DISPLACEMENTS;
        pointing_quadrature(link->jitter_m, link->bias_m, displacements, displacement, displacement_weight);
    }
    int count = 0;
    for (int i = 0; i < displacements; ++i) {
        double steady = link->steady * coupling_at(link, displacement[i]);
        if (!(variance > 0)) {
            efficiency[count] = fmin(1.0, steady);
            weight[count++] = displacement_weight[i];
            continue;
        }
        for (int j = 0; j < FADE_DEVIATES; ++j) {
            double fade = portable_exp(sqrt(variance) * normal->deviate[j] - 0.5 * variance);
            efficiency[count] = fmin(1.0, steady * fade);
            weight[count++] = displacement_weight[i] * normal->weight[j];
        }
    }
    return count;
}
