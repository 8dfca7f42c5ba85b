/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_RUN_REPEATS_H
#define SATQKD_STUDY_RUN_REPEATS_H

#include "report/summary.h"
#include "scenario/scenario.h"
#include "trials/plan.h"

/**
 * What several flights of a pass say together: the distribution of every quantity, how often there is no key, and what
 * lies between the key at expected counts (the mean engine's) and the expected key.
 *
 * @param rows     summary.repeat_count flights
 * @param summary  repeats, no_key_share and gap are filled; the gap stays 0 where there was one flight
 */
enum satqkd_status run_repeats_fill(const struct scenario *scenario, const struct plan *plan,
                                    const struct repeats_row *rows, struct summary *summary,
                                    struct satqkd_error *error);

#endif
