/* SPDX-License-Identifier: MIT */
#include "trials/mean.h"

#include "trials/outcome.h"

void mean_expectation(const struct plan *plan, struct tally *tally) {
    struct fade_normal normal;
    fade_normal_make(&normal);
    for (size_t r = 0; r < plan->row_count; ++r) {
        const struct plan_row *row = &plan->rows[r];
        double *counts = tally_row(tally, r);
        double efficiency[FADE_NODES];
        double weight[FADE_NODES];
        double probabilities[OUTCOME_MAX];
        int nodes = fade_quadrature(row, &normal, efficiency, weight);
        for (int i = 0; i < tally->cells * TRIAL_OUTCOMES; ++i) {
            counts[i] = 0;
        }
        for (int node = 0; node < nodes; ++node) {
            outcome_probabilities(plan, row, efficiency[node], probabilities);
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

void mean_variance(const struct plan *plan, const struct mean_count *counts, size_t count, double *expectation,
                   double *variance) {
    struct fade_normal normal;
    fade_normal_make(&normal);
    for (size_t k = 0; k < count; ++k) {
        expectation[k] = 0;
        variance[k] = 0;
    }
    for (size_t r = 0; r < plan->row_count; ++r) {
        const struct plan_row *row = &plan->rows[r];
        double efficiency[FADE_NODES];
        double weight[FADE_NODES];
        double probabilities[FADE_NODES][OUTCOME_MAX];
        int nodes = fade_quadrature(row, &normal, efficiency, weight);
        for (int node = 0; node < nodes; ++node) {
            outcome_probabilities(plan, row, efficiency[node], probabilities[node]);
        }
        for (size_t k = 0; k < count; ++k) {
            double first = 0;
            double second = 0;
            for (int node = 0; node < nodes; ++node) {
                double p = 0;
                for (int i = 0; i < plan->intensity_count * TRIAL_STATES * TRIAL_OUTCOMES; ++i) {
                    p += counts[k].member[i] ? probabilities[node][i] : 0;
                }
                first += weight[node] * p;
                second += weight[node] * p * p;
            }
            double pulses = (double)row->pulses;
            expectation[k] += pulses * first;
            variance[k] += pulses * (first - second) + squared_blocks(plan, row) * (second - first * first);
        }
    }
}
