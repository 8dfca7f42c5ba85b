/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_OUTCOME_H
#define SATQKD_TRIALS_OUTCOME_H

#include <stdbool.h>

#include "shared/trial.h"
#include "trials/plan.h"

/* A cell is an intensity and a state, intensity × 4 + state; an outcome what kernels/shared/trial.h lists. */

enum { OUTCOME_MAX_CELLS = KEY_MAX_INTENSITIES * TRIAL_STATES, OUTCOME_MAX = OUTCOME_MAX_CELLS * TRIAL_OUTCOMES };

/** Probability that Alice sends a cell: that of the intensity, of the basis, and one half for the bit. */
double outcome_cell_probability(const struct plan *plan, int cell);

/**
 * Probabilities of every cell and outcome of one pulse behind detectors without memory: a coherent state behind linear optics makes
 * independent Poisson numbers in the four detectors, so that detector d clicks with 1 - exp(-(mu eta T_sd + b_d)). Averaged over the
 * source's fluctuation from pulse to pulse.
 *
 * @param efficiency     of the link, transmitter's aperture to before the detectors
 * @param probabilities  [cell][outcome], OUTCOME_MAX entries; joint with the cell, so that all and "no click" sum to 1
 */
void outcome_probabilities(const struct plan *plan, const struct plan_row *row, double efficiency,
                           double probabilities[OUTCOME_MAX]);

/**
 * The same behind the plan's detectors, with dead times and afterpulses in their steady state: each detector is live with the
 * probability 1/(1 + p D/(1 - a)), p its chance to click, D its dead pulses, a the share of clicks with an afterpulse after the dead
 * time; the four are taken as independent. Without either it is outcome_probabilities.
 */
void outcome_accepted(const struct plan *plan, const struct plan_row *row, double efficiency,
                      double probabilities[OUTCOME_MAX]);

/** What an outcome means to the counts. */
struct outcome_kind {
    bool detection; /* an accepted click (clicks in both bases are discarded) */
    bool matched;   /* Bob's basis is Alice's */
    bool error;     /* matched, and the bit is wrong */
    int basis;      /* Bob's: KEY_Z or KEY_X */
};

/** @param cell, outcome  indices */
struct outcome_kind outcome_kind_of(int cell, int outcome);

#endif
