/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_JSON_SCAN_H
#define SATQKD_SCENARIO_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"

enum { JSON_SCAN_DEEPEST = 32, JSON_SCAN_NUMBER_LONGEST = 63 };

/** The first thing wrong with a text. */
struct json_scan_fault {
    size_t offset;     /* byte */
    char path[160];    /* key path of the value around it: "orbit.tle[0]"; empty for the outermost */
    char message[256]; /* what is wrong and what would be right */
};

/**
 * Checks a text against RFC 8259, and beyond it: valid UTF-8 without a byte order mark, no key twice in an object, no \u0000 and no half
 * of a surrogate pair, nesting to JSON_SCAN_DEEPEST, numbers that a double can hold and of at most JSON_SCAN_NUMBER_LONGEST characters
 * (cJSON 1.7.15 would cut a longer one).
 *
 * @param text, length  need not be NUL-terminated
 * @param fault         filled for SATQKD_INVALID
 * @return SATQKD_OK, SATQKD_INVALID, or SATQKD_FAILURE without memory
 */
enum satqkd_status json_scan(const char *text, size_t length, struct json_scan_fault *fault);

/**
 * Where a value stands.
 *
 * @param path    "orbit.tle[0]"; "" is the outermost value
 * @param offset  byte of the member's key, or of the element
 * @return whether there is such a value before the first fault
 */
bool json_scan_find(const char *text, size_t length, const char *path, size_t *offset);

#endif
