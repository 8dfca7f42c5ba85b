/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_SCENARIO_CHECK_H
#define SATQKD_SCENARIO_SCENARIO_CHECK_H

#include "scenario/document.h"
#include "scenario/scenario.h"

/**
 * What no single key can tell: lengths that must agree, probabilities that add up, times in order, a bound of the registry, an orbit that
 * can be made.
 */
enum satqkd_status scenario_check(const struct scenario *scenario, struct satqkd_error *error);

/**
 * The part that scenarios and counts files share: as many probabilities as intensities, and key_check, its message placed.
 *
 * @param prefix  "protocol." or "", of intensities and probabilities
 * @param counts  zeros for a scenario
 */
enum satqkd_status scenario_check_protocol(const struct scenario_document *document, const char *prefix,
                                           const struct key_protocol *protocol, const struct key_counts *counts,
                                           struct satqkd_error *error);

#endif
