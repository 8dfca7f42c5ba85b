/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_TALLY_H
#define SATQKD_TRIALS_TALLY_H

#include <stddef.h>

#include "satqkd/status.h"
#include "security/key.h"
#include "shared/trial.h"
#include "trials/outcome.h"
#include "trials/plan.h"

/**
 * What happened in a pass: for every row, cell and outcome how many pulses. Whole numbers from the pulse engine (exact in a double below
 * 2^53), expectation values from the mean engine.
 */
struct tally {
    size_t row_count;
    int cells;
    double *counts; /* [row][cell][outcome] */
    double
        extra[TRIAL_EXTRA_COUNTERS]; /* what detectors lost and added (kernels/shared/trial.h), over the whole pass */
};

/** The sums that a timeline shows. */
struct tally_sums {
    double detections; /* every accepted click */
    double matched;    /* of those: matched basis, all intensities */
    double sifted;     /* of those: signal intensity */
    double errors;     /* of those: wrong bit */
    double squashed;   /* accepted double clicks within a basis */
    double cross;      /* discarded: clicks in both bases */
};

/** @param out owned by the caller, tally_destroy; all counts 0 */
enum satqkd_status tally_create(const struct plan *plan, struct tally **out, struct satqkd_error *error);

/** @param tally NULL is fine */
void tally_destroy(struct tally *tally);

/** Sets all counts to 0. */
void tally_clear(struct tally *tally);

/** Adds the counts of another part of the same pass. */
void tally_add(struct tally *tally, const struct tally *other);

/** The counts of one row: [cell][outcome]. @return borrowed */
double *tally_row(const struct tally *tally, size_t row);

/** Sums over the rows first … last - 1. */
struct tally_sums tally_sum(const struct tally *tally, size_t first, size_t last);

/** Totals over all rows: [cell][outcome], OUTCOME_MAX entries. */
void tally_total(const struct tally *tally, double totals[OUTCOME_MAX]);

/** Matched-basis detections and errors by basis and intensity: what the bounds take. */
void tally_counts(const struct tally *tally, const struct plan *plan, struct key_counts *out);

#endif
