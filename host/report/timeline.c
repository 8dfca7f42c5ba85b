/* SPDX-License-Identifier: MIT */
#include "report/timeline.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "orbit/time_utc.h"
#include "text/number.h"

/* Where a column's number is; QBER is worked out. */
#define QBER SIZE_MAX
#define COLUMN(name, member)                                                                                           \
    { name, offsetof(struct timeline_row, member) }

static const struct {
    const char *name;
    size_t offset;
} columns[] = {
    COLUMN("utc_s", utc_s), /* in the file as text, under the name time_utc */
    COLUMN("t_s", t_s),
    COLUMN("range_km", range_km),
    COLUMN("elevation_deg", elevation_deg),
    COLUMN("azimuth_deg", azimuth_deg),
    COLUMN("loss_db", loss_db),
    COLUMN("efficiency", efficiency),
    COLUMN("pulses", pulses),
    COLUMN("detections", detections),
    COLUMN("sifted_bits", sifted_bits),
    COLUMN("error_bits", error_bits),
    {"qber", QBER},
    COLUMN("matched_basis", matched),
    COLUMN("diffraction_db", diffraction_db),
    COLUMN("pointing_db", pointing_db),
    COLUMN("atmosphere_db", atmosphere_db),
    COLUMN("optics_db", optics_db),
    COLUMN("scintillation_index", scintillation_index),
    COLUMN("rotation_deg", rotation_deg),
    COLUMN("coupling_db", coupling_db),
    COLUMN("sky_hz", sky_hz),
    COLUMN("sun_elevation_deg", sun_elevation_deg),
    COLUMN("sun_angle_deg", sun_angle_deg),
};

enum {
    COLUMNS = sizeof columns / sizeof columns[0],
    ROW_TEXT = TIME_UTC_TEXT + COLUMNS * NUMBER_TEXT, /* a field takes at most NUMBER_TEXT */
    HEADER_TEXT = 32 * COLUMNS
};

const char *timeline_column(size_t index) {
    return index < COLUMNS ? columns[index].name : NULL;
}

double timeline_value(const struct timeline_row *row, size_t column) {
    if (columns[column].offset == QBER) {
        return row->sifted_bits > 0 ? row->error_bits / row->sifted_bits : NAN;
    }
    double value;
    memcpy(&value, (const char *)row + columns[column].offset, sizeof value);
    return value;
}

/* No number is an empty field, and infinity is spelt as pandas reads it. */
static char *put(char *to, double value) {
    struct number_text number = number_text(value);
    const char *field = isnan(value) ? "" : isinf(value) ? (value > 0 ? "inf" : "-inf") : number.text;
    *to++ = ',';
    return stpcpy(to, field);
}

static char *put_header(char *to) {
    to += sprintf(to, "time_utc");
    for (size_t i = 1; i < COLUMNS; ++i) {
        to += sprintf(to, ",%s", columns[i].name);
    }
    return to + sprintf(to, "\n");
}

static char *put_row(char *to, const struct timeline_row *row) {
    time_utc_format(row->utc_s, 3, to, TIME_UTC_TEXT);
    to += strlen(to);
    for (size_t i = 1; i < COLUMNS; ++i) {
        to = put(to, timeline_value(row, i));
    }
    *to++ = '\n';
    *to = '\0';
    return to;
}

enum satqkd_status timeline_csv(const struct timeline_row *rows, size_t count, char **out, struct satqkd_error *error) {
    char *text = malloc(HEADER_TEXT + count * ROW_TEXT);
    *out = NULL;
    if (!text) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a timeline of %zu rows", count);
    }
    char *to = put_header(text);
    for (size_t i = 0; i < count; ++i) {
        to = put_row(to, &rows[i]);
    }
    *out = text;
    return SATQKD_OK;
}
