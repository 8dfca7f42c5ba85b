/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_FILE_TEXT_H
#define SATQKD_SCENARIO_FILE_TEXT_H

#include <stddef.h>

#include "satqkd/status.h"

enum { FILE_TEXT_LARGEST = 64 << 20 }; /* bytes of a file */

/** A file read whole: the text is kept, so that every later message can say where a value stands. */
struct file_text {
    char *name; /* as messages say it; owned */
    char *data; /* NUL-terminated; owned */
    size_t length;
};

/**
 * Reads a file whole.
 *
 * @param path  "-" is the standard input
 * @param out   owned by the caller, file_text_release
 * @return SATQKD_INVALID where it is missing, a folder, unreadable or larger than FILE_TEXT_LARGEST; SATQKD_FAILURE without memory
 */
enum satqkd_status file_text_read(const char *path, struct file_text *out, struct satqkd_error *error);

/** Frees what it owns; a zero-initialised one is fine. */
void file_text_release(struct file_text *text);

#endif
