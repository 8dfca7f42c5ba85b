/* SPDX-License-Identifier: MIT */
#include "trials/tally.h"

#include <stdlib.h>
#include <string.h>

enum satqkd_status tally_create(const struct plan *plan, struct tally **out, struct satqkd_error *error) {
    struct tally *tally = calloc(1, sizeof *tally);
    *out = NULL;
    if (tally) {
        tally->row_count = plan->row_count;
        tally->cells = plan->intensity_count * TRIAL_STATES;
        tally->counts = calloc(plan->row_count * (size_t)tally->cells * TRIAL_OUTCOMES, sizeof *tally->counts);
    }
    if (!tally || !tally->counts) {
        tally_destroy(tally);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the counts of %zu rows", plan->row_count);
    }
    *out = tally;
    return SATQKD_OK;
}

void tally_destroy(struct tally *tally) {
    if (tally) {
        free(tally->counts);
    }
    free(tally);
}

void tally_clear(struct tally *tally) {
    memset(tally->counts, 0, tally->row_count * (size_t)tally->cells * TRIAL_OUTCOMES * sizeof *tally->counts);
    memset(tally->extra, 0, sizeof tally->extra);
}

void tally_add(struct tally *tally, const struct tally *other) {
    size_t count = tally->row_count * (size_t)tally->cells * TRIAL_OUTCOMES;
    for (size_t i = 0; i < count; ++i) {
        tally->counts[i] += other->counts[i];
    }
    for (int i = 0; i < TRIAL_EXTRA_COUNTERS; ++i) {
        tally->extra[i] += other->extra[i];
    }
}

double *tally_row(const struct tally *tally, size_t row) {
    return tally->counts + row * (size_t)tally->cells * TRIAL_OUTCOMES;
}

struct tally_sums tally_sum(const struct tally *tally, size_t first, size_t last) {
    struct tally_sums sums = {0};
    for (size_t row = first; row < last; ++row) {
        const double *counts = tally_row(tally, row);
        for (int cell = 0; cell < tally->cells; ++cell) {
            for (int outcome = 0; outcome < TRIAL_OUTCOMES; ++outcome) {
                double count = counts[cell * TRIAL_OUTCOMES + outcome];
                struct outcome_kind kind = outcome_kind_of(cell, outcome);
                int signal = cell / TRIAL_STATES == 0;
                sums.detections += kind.detection ? count : 0;
                sums.matched += kind.matched ? count : 0;
                sums.sifted += kind.matched && signal ? count : 0;
                sums.errors += kind.error && signal ? count : 0;
                sums.squashed += kind.detection && outcome >= TRIAL_SQUASHED ? count : 0;
                sums.cross += kind.detection ? 0 : count;
            }
        }
    }
    return sums;
}

void tally_total(const struct tally *tally, double totals[OUTCOME_MAX]) {
    memset(totals, 0, OUTCOME_MAX * sizeof *totals);
    for (size_t row = 0; row < tally->row_count; ++row) {
        const double *counts = tally_row(tally, row);
        for (int i = 0; i < tally->cells * TRIAL_OUTCOMES; ++i) {
            totals[i] += counts[i];
        }
    }
}

void tally_counts(const struct tally *tally, const struct plan *plan, struct key_counts *out) {
    double totals[OUTCOME_MAX];
    tally_total(tally, totals);
    memset(out, 0, sizeof *out);
    out->pulses = (double)plan->pulses;
    for (int cell = 0; cell < tally->cells; ++cell) {
        for (int outcome = 0; outcome < TRIAL_OUTCOMES; ++outcome) {
            struct outcome_kind kind = outcome_kind_of(cell, outcome);
            double count = totals[cell * TRIAL_OUTCOMES + outcome];
            out->detections[kind.basis][cell / TRIAL_STATES] += kind.matched ? count : 0;
            out->errors[kind.basis][cell / TRIAL_STATES] += kind.error ? count : 0;
        }
    }
}
