/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_DIRECTORY_H
#define SATQKD_REPORT_DIRECTORY_H

#include <stddef.h>

#include "satqkd/status.h"

/**
 * Makes a directory with its parents; an existing one is fine. Checks that files can be made in it, so that a long run does not find
 * out at its end.
 *
 * @return SATQKD_FAILURE with the path and the reason
 */
enum satqkd_status directory_create(const char *path, struct satqkd_error *error);

/** A file of a directory. */
struct directory_file {
    const char *name, *text; /* text: NUL-terminated; NULL: there is none, and one of an earlier run goes */
};

/**
 * Writes files of a directory so that they are there whole or not at all: all under temporary names, synced, and only then renamed, so that
 * a full disk leaves the earlier ones as they were.
 *
 * @param directory     exists
 * @param files, count  in the order in which they get their names
 * @return SATQKD_FAILURE with the path and the reason
 */
enum satqkd_status directory_write_files(const char *directory, const struct directory_file *files, size_t count,
                                         struct satqkd_error *error);

/** The same for a single file. */
enum satqkd_status directory_write(const char *directory, const char *name, const char *text,
                                   struct satqkd_error *error);

/** The same for a file named by its path, whose folder exists; what lies there and is no regular file is written as it is. */
enum satqkd_status directory_write_path(const char *path, const char *text, struct satqkd_error *error);

#endif
