/* SPDX-License-Identifier: MIT */
#include "report/sweep_out.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/json_out.h"
#include "text/number.h"

/* A field as RFC 4180 has it: in quotes where it holds a comma, a quote or a line's end. */
static void put_text(FILE *stream, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    for (; *text; ++text) {
        if (*text == '"') {
            fputc('"', stream);
        }
        fputc(*text, stream);
    }
    fputc('"', stream);
}

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

static void put_number(FILE *stream, double value) {
    if (isinf(value)) {
        fputs(value > 0 ? "inf" : "-inf", stream); /* as pandas reads it */
    } else if (!isnan(value)) {
        fputs(number_text(value).text, stream);
    }
}

enum satqkd_status sweep_out_csv(const char *const *keys, size_t key_count, const struct sweep_out_row *rows,
                                 size_t row_count, char **out, struct satqkd_error *error) {
    size_t size = 0;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (!stream) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the %zu points of a sweep", row_count);
    }
    for (size_t i = 0; i < key_count; ++i) {
        put_text(stream, keys[i]);
        fputc(',', stream);
    }
    for (size_t i = 0; i < COLUMNS; ++i) {
        fprintf(stream, "%s%c", columns[i].name, i + 1 < COLUMNS ? ',' : '\n');
    }
    for (size_t r = 0; r < row_count; ++r) {
        for (size_t i = 0; i < key_count; ++i) {
            put_text(stream, rows[r].values[i]);
            fputc(',', stream);
        }
        for (size_t i = 0; i < COLUMNS; ++i) {
            put_number(stream, value_of(&rows[r], i));
            fputc(i + 1 < COLUMNS ? ',' : '\n', stream);
        }
    }
    if (fclose(stream) != 0 || !*out) {
        free(*out);
        *out = NULL;
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the %zu points of a sweep", row_count);
    }
    return SATQKD_OK;
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
