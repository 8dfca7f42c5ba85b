/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_HELP_WORDS_H
#define SATQKD_CLI_HELP_WORDS_H

#include <stdio.h>

#include "satqkd/status.h"

/**
 * Writes the words that a shell may complete, one a line: "commands", "keys" of a scenario, "bounds", "presets" (scenarios of the
 * default data), or a command's name for its options.
 *
 * @return SATQKD_INVALID for another kind
 */
enum satqkd_status help_words(const char *kind, FILE *out, struct satqkd_error *error);

#endif
