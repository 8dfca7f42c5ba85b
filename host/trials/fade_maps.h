/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_FADE_MAPS_H
#define SATQKD_TRIALS_FADE_MAPS_H

#include "shared/fade.h"
#include "trials/plan.h"

/* What the tables of kernels/shared/fade.h hold. */

/** The table of fade_normal. @param table FADE_NORMAL_FLOATS */
void fade_maps_normal(float *table);

/** Efficiency of the link with the beam centred and no fade. */
double fade_maps_steady(const struct plan_row *row);

/**
 * A row's fade constants and tables; its levels are set too, from the range that the tables span.
 *
 * @param first_table  number of the row's first level table
 * @param coupling, maps  FADE_COUPLING_NODES and FADE_MAPS × FADE_MAP_NODES
 */
void fade_maps_row(const struct plan *plan, const struct plan_row *row, uint32_t first_table, struct fade_row *out,
                   float *coupling, float *maps);

#endif
