/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_RUN_WARNINGS_H
#define SATQKD_STUDY_RUN_WARNINGS_H

#include "orbit/pass.h"
#include "report/summary.h"
#include "scenario/scenario.h"
#include "shared/trial.h"

/**
 * Fills summary->warning with what a reader of the results must know: what the proofs do not cover, a night's sky under the Sun, counts that
 * are approximate.
 *
 * @param pass   the part that was flown
 * @param extra  of the tally; NaN where the engine does not tell
 */
void run_warnings(const struct scenario *scenario, const struct pass *pass, const double extra[TRIAL_EXTRA_COUNTERS],
                  struct summary *summary);

#endif
