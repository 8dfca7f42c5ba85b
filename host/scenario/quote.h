/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_QUOTE_H
#define SATQKD_SCENARIO_QUOTE_H

#include <stddef.h>

enum { QUOTE_TEXT = 96 };

/** Foreign text made fit for one line of a message. */
struct quote {
    char text[QUOTE_TEXT];
};

/**
 * Text from a file or a command line as a message may show it: control characters as '?', cut (with dots) where it is long, never within
 * a UTF-8 character.
 *
 * @param text   NULL counts as empty
 * @param length bytes of it
 */
struct quote quote_bytes(const char *text, size_t length);

/** The same for a NUL-terminated text. */
struct quote quote_text(const char *text);

#endif
