/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_FADE_H
#define SATQKD_TRIALS_FADE_H

#include "trials/plan.h"

/*
 * The distribution of the link's efficiency over its fades, for the mean engine: the beam's displacement in the pupil (two Gaussian axes
 * about the bias), scintillation, and the source's strength where it changes from block to block. An efficiency above 1 counts
 * as 1. What the fades are in time is in kernels/shared/fade.h.
 */

/* Gauss rules of these many points for the displacement (fewer where the jitter is small against the beam), a log-normal fade, each of
 * a gamma–gamma fade's factors, and the source's strength. What is averaged is an entire function of the efficiency, nearly a straight
 * line, and a rule of n points is exact to its power 2n - 1. */
enum { FADE_DISPLACEMENTS = 48, FADE_DEVIATES = 10, FADE_GAMMAS = 6, FADE_STRENGTHS = 3 };
enum { FADE_NODES = FADE_DISPLACEMENTS * FADE_GAMMAS * FADE_GAMMAS * FADE_STRENGTHS };

/**
 * Nodes and weights over the efficiency of one row: sum of weight[i] f(efficiency[i]) is E[f].
 *
 * @param efficiency, weight  room for FADE_NODES
 * @return the number of nodes
 */
int fade_quadrature(const struct plan *plan, const struct plan_row *row, double efficiency[FADE_NODES],
                    double weight[FADE_NODES]);

#endif
