/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_TEXT_BUFFER_H
#define SATQKD_SCENARIO_TEXT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"

/** A text that grows. Zero-initialise it. Once memory has run out, `failed` stays set and nothing more is added. */
struct text_buffer {
    char *data; /* NUL-terminated; NULL while nothing was added; owned: free() */
    size_t length, capacity;
    bool failed;
};

/** Adds bytes. */
void text_buffer_append(struct text_buffer *buffer, const char *bytes, size_t count);

/** Adds a NUL-terminated text. */
void text_buffer_text(struct text_buffer *buffer, const char *text);

/** Adds formatted text of at most 511 bytes. */
void text_buffer_print(struct text_buffer *buffer, const char *format, ...) SATQKD_PRINTF(2, 3);

/** Shortens to a length that it had before. */
void text_buffer_cut(struct text_buffer *buffer, size_t length);

#endif
