/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_JSON_TEXT_H
#define SATQKD_SCENARIO_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"
#include "scenario/file_text.h"

struct cJSON;

/** Line and column, from 1. */
struct json_place {
    size_t line, column;
};

/**
 * Checks the text strictly (json_scan.h) and makes the tree.
 *
 * @param out  owned by the caller, cJSON_Delete
 * @return SATQKD_INVALID with "FILE:LINE: key.path: what is wrong (column C)"
 */
enum satqkd_status json_text_tree(const struct file_text *text, struct cJSON **out, struct satqkd_error *error);

/**
 * Where a value stands. The text is scanned for it: made for messages, not for loops.
 *
 * @param path  "orbit.tle[0]"; "" is the outermost value
 * @return whether it is there
 */
bool json_text_find(const struct file_text *text, const char *path, struct json_place *out);

#endif
