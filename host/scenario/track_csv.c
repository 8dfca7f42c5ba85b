/* SPDX-License-Identifier: MIT */
#include "scenario/track_csv.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/file_text.h"
#include "scenario/quote.h"
#include "scenario/track_layout.h"
#include "text/trim.h"

/* A CSV file as it is being read; its text is cut into lines and fields in place. */
struct track_csv {
    const char *name;
    size_t line;
    const struct track_layout *layout; /* NULL before the header */
    double previous[TRACK_LAYOUT_COLUMNS];
    int rows;
    cJSON *columns_out, *rows_out;
};

static enum satqkd_status no_memory(const struct track_csv *csv, struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "%s: no memory left to read it", csv->name);
}

/* Cuts a line at its commas. @return the number of fields, of which at most `room` are kept */
static int split(char *line, char **fields, int room) {
    int count = 0;
    for (char *start = line; start; count++) {
        char *comma = strchr(start, ',');
        if (comma) {
            *comma = '\0';
        }
        if (count < room) {
            fields[count] = trim_text(start);
        }
        start = comma ? comma + 1 : NULL;
    }
    return count;
}

static enum satqkd_status read_header(struct track_csv *csv, char *line, struct satqkd_error *error) {
    char *fields[TRACK_LAYOUT_COLUMNS];
    struct quote shown = quote_text(line);
    int count = split(line, fields, TRACK_LAYOUT_COLUMNS);
    csv->layout = count <= TRACK_LAYOUT_COLUMNS ? track_layout_find((const char *const *)fields, count) : NULL;
    if (!csv->layout) {
        char known[TRACK_LAYOUT_TEXT];
        track_layout_list(known);
        return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: the header \"%s\" is not known; give %s", csv->name,
                                csv->line, shown.text, known);
    }
    for (int i = 0; i < count; i++) {
        if (!cJSON_AddItemToArray(csv->columns_out, cJSON_CreateString(csv->layout->names[i]))) {
            return no_memory(csv, error);
        }
    }
    return SATQKD_OK;
}

/* A decimal number and nothing else: strtod alone would take hexadecimal, "nan" and "inf". */
static bool parse(const char *field, double *out) {
    char *end;
    if (!field[0] || field[strspn(field, "0123456789+-.eE")]) {
        return false;
    }
    *out = strtod(field, &end);
    return *end == '\0' && isfinite(*out);
}

static enum satqkd_status read_row(struct track_csv *csv, char *line, struct satqkd_error *error) {
    const struct track_layout *layout = csv->layout;
    char *fields[TRACK_LAYOUT_COLUMNS];
    char wrong[TRACK_LAYOUT_TEXT];
    double row[TRACK_LAYOUT_COLUMNS];
    int column;
    int count = split(line, fields, TRACK_LAYOUT_COLUMNS);
    if (count != layout->column_count) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: %d fields; the header has %d", csv->name, csv->line,
                                count, layout->column_count);
    }
    for (int i = 0; i < count; i++) {
        if (!parse(fields[i], &row[i])) {
            return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: %s: \"%s\" is no number; give one like 645.4",
                                    csv->name, csv->line, layout->names[i], quote_text(fields[i]).text);
        }
    }
    if (!track_layout_check(layout, row, csv->rows ? csv->previous : NULL, &column, wrong)) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: %s: %s", csv->name, csv->line, layout->names[column],
                                wrong);
    }
    if (csv->rows == TRACK_LAYOUT_MOST_ROWS) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: more than %d rows; thin the track out", csv->name,
                                csv->line, TRACK_LAYOUT_MOST_ROWS);
    }
    cJSON *item = cJSON_CreateDoubleArray(row, count);
    if (!item || !cJSON_AddItemToArray(csv->rows_out, item)) {
        cJSON_Delete(item);
        return no_memory(csv, error);
    }
    memcpy(csv->previous, row, (size_t)count * sizeof *row);
    csv->rows++;
    return SATQKD_OK;
}

static enum satqkd_status read_lines(struct track_csv *csv, struct file_text *text, struct satqkd_error *error) {
    if (strlen(text->data) != text->length) {
        for (const char *c = text->data; *c; c++) {
            csv->line += *c == '\n';
        }
        return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: a NUL byte; a CSV file is plain text", csv->name,
                                csv->line + 1);
    }
    for (char *line = text->data; line;) {
        char *end = strchr(line, '\n');
        if (end) {
            *end = '\0';
        }
        csv->line++;
        char *content = trim_text(line);
        enum satqkd_status status = SATQKD_OK;
        if (content[0] && content[0] != '#') {
            status = csv->layout ? read_row(csv, content, error) : read_header(csv, content, error);
        }
        if (status) {
            return status;
        }
        line = end ? end + 1 : NULL;
    }
    if (csv->rows < TRACK_LAYOUT_LEAST_ROWS) {
        char known[TRACK_LAYOUT_TEXT];
        track_layout_list(known);
        return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: %d rows; give a header (%s) and at least %d rows",
                                csv->name, csv->line, csv->rows, known, TRACK_LAYOUT_LEAST_ROWS);
    }
    return SATQKD_OK;
}

enum satqkd_status track_csv_read(const char *path, struct cJSON **out, struct satqkd_error *error) {
    struct file_text text = {0};
    struct track_csv csv = {.name = path};
    cJSON *object = cJSON_CreateObject();
    *out = NULL;
    enum satqkd_status status = file_text_read(path, &text, error);
    if (status) {
        goto done;
    }
    csv.columns_out = cJSON_AddArrayToObject(object, "columns");
    csv.rows_out = cJSON_AddArrayToObject(object, "rows");
    status = csv.columns_out && csv.rows_out ? read_lines(&csv, &text, error) : no_memory(&csv, error);
    if (!status) {
        *out = object;
        object = NULL;
    }
done:
    cJSON_Delete(object);
    file_text_release(&text);
    return status;
}
