/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_RUN_COUNTS_H
#define SATQKD_DISTILL_RUN_COUNTS_H

#include "events/events.h"
#include "satqkd/status.h"

/**
 * Refuses the events of a run directory that are of another run than its counts.json, as they are where a run without --events came
 * after one with it.
 *
 * @param directory    where there is no counts.json, nothing is compared
 * @param events_path  for messages
 * @return SATQKD_INVALID for detections or errors that differ (names basis, intensity and both numbers), and for a file that cannot be
 *         read
 */
enum satqkd_status run_counts_check(const char *directory, const char *events_path, const struct events *events,
                                    struct satqkd_error *error);

#endif
