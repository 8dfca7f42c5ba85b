/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_CSV_TABLE_H
#define SATQKD_REPORT_CSV_TABLE_H

#include <stdio.h>

#include "satqkd/status.h"

/**
 * Ends a table in memory.
 *
 * @param stream  of open_memstream over `out`, closed here; NULL: it could not be opened
 * @param out     what was written, owned by the caller; NULL on failure
 * @param count   of the rows, for the message, which calls them `rows`
 */
enum satqkd_status csv_table_finish(FILE *stream, char **out, size_t count, const char *rows,
                                    struct satqkd_error *error);

#endif
