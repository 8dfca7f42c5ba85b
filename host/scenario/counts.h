/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_COUNTS_H
#define SATQKD_SCENARIO_COUNTS_H

#include "satqkd/status.h"
#include "security/key.h"

/**
 * Reads a counts file (schema 1). Strict like a scenario: unknown, duplicate, missing keys, wrong types and lengths are errors that
 * name file, line and key path. Defaults: basis_probabilities 0.5 and 0.5; protocol keys as documented in the README.
 *
 * @param path      the file; "-" reads standard input
 * @param protocol, counts  filled; checked by key_check
 */
enum satqkd_status counts_read(const char *path, struct key_protocol *protocol, struct key_counts *counts,
                               struct satqkd_error *error);

/** The same of a text in memory. @param name  that messages give it */
enum satqkd_status counts_parse(const char *name, const char *text, struct key_protocol *protocol,
                                struct key_counts *counts, struct satqkd_error *error);

#endif
