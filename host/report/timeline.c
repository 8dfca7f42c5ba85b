/* SPDX-License-Identifier: MIT */
#include "report/timeline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "orbit/time_utc.h"
#include "text/number.h"

static const char HEADER[] = "time_utc,t_s,range_km,elevation_deg,azimuth_deg,loss_db,efficiency,pulses,detections,"
                             "sifted_bits,error_bits,qber,matched_basis,diffraction_db,pointing_db,atmosphere_db,"
                             "optics_db,scintillation_index,rotation_deg,coupling_db,sky_hz,sun_elevation_deg,"
                             "sun_angle_deg\n";

/* Each of a row's fields takes at most NUMBER_TEXT. */
enum { ROW_TEXT = 24 * NUMBER_TEXT };

/* No number is an empty field, and infinity is spelt as pandas reads it. */
static char *put(char *to, double value) {
    struct number_text number = number_text(value);
    const char *field = isnan(value) ? "" : isinf(value) ? (value > 0 ? "inf" : "-inf") : number.text;
    *to++ = ',';
    size_t length = strlen(field);
    memcpy(to, field, length);
    return to + length;
}

static char *put_row(char *to, const struct timeline_row *row) {
    const double before[] = {row->t_s,        row->range_km, row->elevation_deg, row->azimuth_deg, row->loss_db,
                             row->efficiency, row->pulses,   row->detections,    row->sifted_bits, row->error_bits};
    const double after[] = {row->matched,   row->diffraction_db,      row->pointing_db,  row->atmosphere_db,
                            row->optics_db, row->scintillation_index, row->rotation_deg, row->coupling_db,
                            row->sky_hz,    row->sun_elevation_deg,   row->sun_angle_deg};
    time_utc_format(row->utc_s, 3, to, TIME_UTC_TEXT);
    to += strlen(to);
    for (size_t i = 0; i < sizeof before / sizeof before[0]; ++i) {
        to = put(to, before[i]);
    }
    to = put(to, row->sifted_bits > 0 ? row->error_bits / row->sifted_bits : NAN);
    for (size_t i = 0; i < sizeof after / sizeof after[0]; ++i) {
        to = put(to, after[i]);
    }
    *to++ = '\n';
    *to = '\0';
    return to;
}

enum satqkd_status timeline_csv(const struct timeline_row *rows, size_t count, char **out, struct satqkd_error *error) {
    char *text = malloc(sizeof HEADER + count * ROW_TEXT);
    *out = NULL;
    if (!text) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a timeline of %zu rows", count);
    }
    strcpy(text, HEADER);
    char *to = text + sizeof HEADER - 1;
    for (size_t i = 0; i < count; ++i) {
        to = put_row(to, &rows[i]);
    }
    *out = text;
    return SATQKD_OK;
}
