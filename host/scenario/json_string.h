/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_JSON_STRING_H
#define SATQKD_SCENARIO_JSON_STRING_H

#include <stddef.h>

#include "scenario/text_buffer.h"

/**
 * Reads one quoted text of JSON, strictly: valid UTF-8, no raw control character, no \u0000, no half of a surrogate pair.
 *
 * @param text, length  the whole document
 * @param at            in: the opening quote; out: behind the closing one, or where something is wrong
 * @param decoded       what it says is added here, without a NUL of its own
 * @return NULL, or what is wrong and what would be right
 */
const char *json_string(const char *text, size_t length, size_t *at, struct text_buffer *decoded);

#endif
