/* SPDX-License-Identifier: MIT */
#include "report/sweep_out.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/csv_field.h"
#include "report/csv_table.h"
#include "report/json_out.h"

/* What follows the varied keys. */
#define COLUMN(name)                                                                                                   \
    { #name, offsetof(struct sweep_out_row, name) }

static const struct {
    const char *name;
    size_t offset;
} columns[] = {
    COLUMN(sifted_bits),
    COLUMN(qber),
    COLUMN(secret_bits),
    COLUMN(detections),
    COLUMN(duration_s),
    COLUMN(efficiency_db_at_min_range),
    COLUMN(efficiency_db_at_max_range),
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static double value_of(const struct sweep_out_row *row, size_t column) {
    double value;
    memcpy(&value, (const char *)row + columns[column].offset, sizeof value);
    return value;
}

enum satqkd_status sweep_out_csv(const char *const *keys, size_t key_count, const struct sweep_out_row *rows,
                                 size_t row_count, char **out, struct satqkd_error *error) {
    size_t size = 0;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (!stream) {
        return csv_table_finish(NULL, out, row_count, "points", error);
    }
    for (size_t i = 0; i < key_count; ++i) {
        fputs(i > 0 ? "," : "", stream);
        csv_field_text(stream, keys[i]);
    }
    for (size_t i = 0; i < COLUMNS; ++i) {
        fprintf(stream, ",%s", columns[i].name);
    }
    fputc('\n', stream);
    for (size_t r = 0; r < row_count; ++r) {
        for (size_t i = 0; i < key_count; ++i) {
            fputs(i > 0 ? "," : "", stream);
            csv_field_text(stream, rows[r].values[i]);
        }
        for (size_t i = 0; i < COLUMNS; ++i) {
            csv_field_number(stream, value_of(&rows[r], i));
        }
        fputc('\n', stream);
    }
    return csv_table_finish(stream, out, row_count, "points", error);
}

enum satqkd_status sweep_out_json(const char *const *keys, size_t key_count, const struct sweep_out_row *rows,
                                  size_t row_count, char **out, struct satqkd_error *error) {
    cJSON *root = cJSON_CreateArray();
    for (size_t r = 0; r < row_count; ++r) {
        cJSON *item = cJSON_CreateObject();
        for (size_t i = 0; i < key_count; ++i) {
            cJSON *value = cJSON_ParseWithOpts(rows[r].values[i], NULL, 1);
            /* A bare word is a text, as --set takes it. */
            cJSON_AddItemToObject(item, keys[i], value ? value : cJSON_CreateString(rows[r].values[i]));
        }
        for (size_t i = 0; i < COLUMNS; ++i) {
            json_out_number(item, columns[i].name, value_of(&rows[r], i));
        }
        cJSON_AddItemToArray(root, item);
    }
    return json_out_finish(root, out, error);
}
