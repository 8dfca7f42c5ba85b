/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_JSON_WRITE_H
#define SATQKD_SCENARIO_JSON_WRITE_H

#include "satqkd/status.h"

struct cJSON;

/**
 * A tree as indented text; every number reads back as the same double, an array of plain values stands on one line.
 *
 * @param out  NUL-terminated, ends with a newline; owned by the caller, free()
 * @return SATQKD_OK, or SATQKD_FAILURE without memory
 */
enum satqkd_status json_write(const struct cJSON *tree, char **out, struct satqkd_error *error);

#endif
