/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_FADE_H
#define SATQKD_TRIALS_FADE_H

#include <stdint.h>

#include "trials/plan.h"

/*
 * How the link fades from one coherence block to the next: the beam's displacement in the pupil (two Gaussian axes about the bias)
 * and a unit-mean log-normal scintillation, independent from block to block. An efficiency above 1 counts as 1.
 */

enum { FADE_DISPLACEMENTS = 32, FADE_DEVIATES = 16, FADE_NODES = FADE_DISPLACEMENTS * FADE_DEVIATES };

/**
 * Efficiencies of all blocks of a pass.
 *
 * @param seed, pass    of the run
 * @param efficiencies  plan->blocks values: transmitter's aperture to before the detectors
 */
void fade_draw(const struct plan *plan, uint64_t seed, uint32_t pass, double *efficiencies);

/** Nodes and weights of a standard normal variable. */
struct fade_normal {
    double deviate[FADE_DEVIATES];
    double weight[FADE_DEVIATES];
};

void fade_normal_make(struct fade_normal *out);

/**
 * Nodes and weights over the same distribution: sum of weight[i] f(efficiency[i]) is E[f].
 *
 * @param row     of the plan
 * @param normal  from fade_normal_make
 * @param efficiency, weight  room for FADE_NODES
 * @return the number of nodes
 */
int fade_quadrature(const struct plan_row *row, const struct fade_normal *normal, double efficiency[FADE_NODES],
                    double weight[FADE_NODES]);

#endif
