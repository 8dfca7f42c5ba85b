/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_RUN_EVENTS_H
#define SATQKD_STUDY_RUN_EVENTS_H

#include "scenario/scenario.h"
#include "trials/engine.h"

/**
 * Writes every accepted matched-basis click of the engine's last flight to an events file (docs/events.md).
 *
 * @param engine, tally  of engine_fly with the scenario's seed
 * @param path           of the file
 * @param kernel_s       increased by the kernel's seconds
 */
enum satqkd_status run_events_write(const struct scenario *scenario, const struct plan *plan, struct engine *engine,
                                    const struct tally *tally, const char *path, double *kernel_s,
                                    struct satqkd_error *error);

#endif
