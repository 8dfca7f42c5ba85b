/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_FADE_H
#define SATQKD_TRIALS_FADE_H

#include "trials/plan.h"

/*
 * The distribution of the link's efficiency over its fades, for the mean engine: the beam's displacement in the pupil (two Gaussian axes
 * about the bias), scintillation, and the source's strength where it changes from block to block. An efficiency above 1 counts
 * as 1. What the fades are in time is in kernels/shared/fade.h.
 */

enum { FADE_DISPLACEMENTS = 32, FADE_DEVIATES = 16, FADE_STRENGTHS = 3 };
/* Gamma–gamma has two deviates. */
enum { FADE_NODES = FADE_DISPLACEMENTS * FADE_DEVIATES * FADE_DEVIATES * FADE_STRENGTHS };

/** Nodes and weights of a standard normal variable. */
struct fade_normal {
    double deviate[FADE_DEVIATES];
    double weight[FADE_DEVIATES];
};

void fade_normal_make(struct fade_normal *out);

/**
 * Nodes and weights over the efficiency of one row: sum of weight[i] f(efficiency[i]) is E[f].
 *
 * @param normal  from fade_normal_make
 * @param efficiency, weight  room for FADE_NODES
 * @return the number of nodes
 */
int fade_quadrature(const struct plan *plan, const struct plan_row *row, const struct fade_normal *normal,
                    double efficiency[FADE_NODES], double weight[FADE_NODES]);

#endif
