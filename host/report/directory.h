/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_DIRECTORY_H
#define SATQKD_REPORT_DIRECTORY_H

#include "satqkd/status.h"

/**
 * Makes a directory with its parents; an existing one is fine. Checks that files can be made in it, so that a long run does not find
 * out at its end.
 *
 * @return SATQKD_FAILURE with the path and the reason
 */
enum satqkd_status directory_create(const char *path, struct satqkd_error *error);

/**
 * Writes a file of a directory so that it is there whole or not at all: under a temporary name, synced, renamed.
 *
 * @param directory, name  where
 * @param text             NUL-terminated
 */
enum satqkd_status directory_write(const char *directory, const char *name, const char *text,
                                   struct satqkd_error *error);

#endif
