/* SPDX-License-Identifier: MIT */
#include "report/csv_table.h"

#include <stdlib.h>

enum satqkd_status csv_table_finish(FILE *stream, char **out, size_t count, const char *rows,
                                    struct satqkd_error *error) {
    if (stream && fclose(stream) == 0 && *out) {
        return SATQKD_OK;
    }
    free(*out);
    *out = NULL;
    return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a table of %zu %s", count, rows);
}
