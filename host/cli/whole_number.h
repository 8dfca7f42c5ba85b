/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_WHOLE_NUMBER_H
#define SATQKD_CLI_WHOLE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Reads a whole number of decimal digits alone.
 *
 * @param text   "42"; no sign, no space, nothing after the digits
 * @param most   the largest allowed
 * @return whether it is one and at most `most`
 */
bool whole_number(const char *text, uint64_t most, uint64_t *out);

#endif
