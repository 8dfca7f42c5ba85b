/* SPDX-License-Identifier: MIT */
#include "trials/mean.h"

#include "trials/outcome.h"

void mean_expectation(const struct plan *plan, struct tally *tally) {
    for (size_t r = 0; r < plan->row_count; ++r) {
        const struct plan_row *row = &plan->rows[r];
        double *counts = tally_row(tally, r);
        double efficiency[FADE_NODES];
        double weight[FADE_NODES];
        double probabilities[OUTCOME_MAX];
        int nodes = fade_quadrature(plan, row, efficiency, weight);
        for (int i = 0; i < tally->cells * TRIAL_OUTCOMES; ++i) {
            counts[i] = 0;
        }
        for (int node = 0; node < nodes; ++node) {
            outcome_accepted(plan, row, efficiency[node], probabilities);
            double pulses = weight[node] * (double)row->pulses;
            for (int i = 0; i < tally->cells * TRIAL_OUTCOMES; ++i) {
                counts[i] += pulses * probabilities[i];
            }
        }
    }
}

/* Sum of the squares of the blocks' numbers of pulses in a row. */
static double squared_blocks(const struct plan *plan, const struct plan_row *row) {
    if (row->blocks == 0) {
        return 0;
    }
    double whole = (double)plan->block_pulses;
    double last = (double)(row->pulses - (row->blocks - 1) * plan->block_pulses);
    return (double)(row->blocks - 1) * whole * whole + last * last;
}

/* Counts that one visit to a row's nodes serves. */
enum { BATCH = 64 };

static void row_variance(const struct plan *plan, const struct plan_row *row, const struct mean_count *counts,
                         size_t count, double *expectation, double *variance) {
    double efficiency[FADE_NODES];
    double weight[FADE_NODES];
    double first[BATCH] = {0};
    double second[BATCH] = {0};
    int nodes = fade_quadrature(plan, row, efficiency, weight);
    for (int node = 0; node < nodes; ++node) {
        double probabilities[OUTCOME_MAX];
        outcome_accepted(plan, row, efficiency[node], probabilities);
        for (size_t k = 0; k < count; ++k) {
            double p = 0;
            for (int i = 0; i < plan->intensity_count * TRIAL_STATES * TRIAL_OUTCOMES; ++i) {
                p += counts[k].member[i] ? probabilities[i] : 0;
            }
            first[k] += weight[node] * p;
            second[k] += weight[node] * p * p;
        }
    }
    for (size_t k = 0; k < count; ++k) {
        double pulses = (double)row->pulses;
        expectation[k] += pulses * first[k];
        variance[k] += pulses * (first[k] - second[k]) + squared_blocks(plan, row) * (second[k] - first[k] * first[k]);
    }
}

void mean_variance(const struct plan *plan, const struct mean_count *counts, size_t count, double *expectation,
                   double *variance) {
    for (size_t k = 0; k < count; ++k) {
        expectation[k] = 0;
        variance[k] = 0;
    }
    for (size_t r = 0; r < plan->row_count; ++r) {
        for (size_t k = 0; k < count; k += BATCH) {
            size_t some = count - k < BATCH ? count - k : BATCH;
            row_variance(plan, &plan->rows[r], counts + k, some, expectation + k, variance + k);
        }
    }
}
