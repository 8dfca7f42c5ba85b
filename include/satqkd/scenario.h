/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_H
#define SATQKD_SCENARIO_H

#include "satqkd/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A scenario, resolved and checked; it is not changed by what is done with it, so that several threads may use one. */
struct satqkd_scenario;

/**
 * Reads, resolves and checks a scenario.
 *
 * @param path      of its JSON file, or the name of one of the default data: "micius-xinglong-2016-12-19"
 * @param settings  "KEY=VALUE" as --set takes it, applied in this order; the last is NULL. NULL: none
 * @param out       owned by the caller, satqkd_scenario_close; NULL after a failure
 * @return SATQKD_INVALID with "FILE:LINE: key.path: what is wrong, what would be right"; SATQKD_FAILURE without memory
 */
enum satqkd_status satqkd_scenario_open(const char *path, const char *const *settings, struct satqkd_scenario **out,
                                        struct satqkd_error *error);

/**
 * The same of a text in memory.
 *
 * @param json  paths in it start from the working folder, then the default data
 */
enum satqkd_status satqkd_scenario_parse(const char *json, const char *const *settings, struct satqkd_scenario **out,
                                         struct satqkd_error *error);

/**
 * The scenario with every default written out and no reference to another file; parsing it gives the same scenario, bit for bit.
 *
 * @param out  owned by the caller, satqkd_free
 */
enum satqkd_status satqkd_scenario_json(const struct satqkd_scenario *scenario, char **out, struct satqkd_error *error);

/** @param scenario NULL is fine */
void satqkd_scenario_close(struct satqkd_scenario *scenario);

#ifdef __cplusplus
}
#endif

#endif
