/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_RUN_CHARTS_H
#define SATQKD_STUDY_RUN_CHARTS_H

#include "report/summary.h"
#include "scenario/scenario.h"
#include "trials/engine.h"

/* What a report shows beyond the counts of a run: cheap against the flight itself. */

/** Expected rates at a few rows spread evenly over the pass, by the mean engine. */
enum satqkd_status run_charts_expected(const struct plan *plan, struct summary_expected *out,
                                       struct satqkd_error *error);

/**
 * How the blocks of the engine's last flight scatter, and fades.csv: the blocks of the second in the middle of the pass, t_s and
 * over_mean_db, at most 2000.
 *
 * @param out  zero-initialised; stays so where a flight has more than a few million blocks, or where nothing fades
 * @param csv  owned by the caller, free(); NULL in the same cases
 */
enum satqkd_status run_charts_fades(struct engine *engine, const struct levels *levels, const struct plan *plan,
                                    double block_s, struct summary_fades *out, char **csv, struct satqkd_error *error);

/** Key rates of the scenario's own source and detectors over a fibre of up to the longest range: needs two decoys, else none. */
void run_charts_fiber(const struct scenario *scenario, const struct plan *plan, struct summary *summary);

#endif
