/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_MEAN_H
#define SATQKD_TRIALS_MEAN_H

#include "trials/fade.h"
#include "trials/plan.h"
#include "trials/tally.h"

/*
 * The mean engine: expectation values of all counts by quadrature over the fades, no random numbers.
 */

/**
 * Expectation of every count of a pass.
 *
 * @param tally  from tally_create, filled
 */
void mean_expectation(const struct plan *plan, struct tally *tally);

/** A count to be watched: the cells and outcomes it adds up, [cell][outcome] of 0 and 1, OUTCOME_MAX entries. */
struct mean_count {
    unsigned char member[OUTCOME_MAX];
};

/**
 * Expectation and variance of counts over a whole pass, shot noise and fades together: of a block of n pulses whose chance to count is
 * P under the block's fade, E = n E[P] and V = n E[P] - n E[P²] + n² Var[P]; blocks are independent.
 *
 * @param counts, count          what is asked for
 * @param expectation, variance  arrays of count
 */
void mean_variance(const struct plan *plan, const struct mean_count *counts, size_t count, double *expectation,
                   double *variance);

#endif
