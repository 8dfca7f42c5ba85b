/* SPDX-License-Identifier: MIT */
#include "scenario/oem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "orbit/ephemeris.h"
#include "orbit/time_utc.h"
#include "scenario/file_text.h"
#include "scenario/oem_time.h"
#include "scenario/quote.h"
#include "text/nearest.h"
#include "text/trim.h"

enum section { SECTION_HEADER, SECTION_META, SECTION_DATA, SECTION_COVARIANCE };

/* Keywords of the metadata; those before META_FREE must be there. */
enum meta {
    META_CENTER,
    META_FRAME,
    META_CLOCK,
    META_START,
    META_STOP,
    META_FREE,
    META_USEABLE_START = META_FREE,
    META_USEABLE_STOP,
    META_INTERPOLATION,
    META_DEGREE,
    META_NAME,
    META_ID,
    META_FRAME_EPOCH,
    META_COUNT
};

static const char *const meta_names[META_COUNT] = {
    "CENTER_NAME",       "REF_FRAME",     "TIME_SYSTEM",          "START_TIME",  "STOP_TIME", "USEABLE_START_TIME",
    "USEABLE_STOP_TIME", "INTERPOLATION", "INTERPOLATION_DEGREE", "OBJECT_NAME", "OBJECT_ID", "REF_FRAME_EPOCH"};

static const char *const header_names[] = {"CCSDS_OEM_VERS", "CLASSIFICATION", "CREATION_DATE", "ORIGINATOR",
                                           "MESSAGE_ID"};

enum { STATE_NUMBERS = 6, MOST_FIELDS = 11, USUAL_DEGREE = 7 };

/* A file as it is being read; its text is cut into lines and fields in place. */
struct oem {
    const char *name;
    size_t line;
    enum section section;
    bool has_version, has_segment;
    char *meta[META_COUNT]; /* within the file's text; NULL: not said */
    const char *frame;
    enum oem_clock clock;
    double first_s, last_s; /* START_TIME, STOP_TIME */
    double useable_from_s, useable_to_s;
    double previous_s, start_s; /* of the states */
    int degree;
    int states;
    cJSON *rows;
};

static enum satqkd_status no_memory(const struct oem *oem, struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "%s: no memory left to read it", oem->name);
}

static enum satqkd_status wrong(const struct oem *oem, struct satqkd_error *error, const char *what, const char *value,
                                const char *right) {
    return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: %s \"%s\": %s", oem->name, oem->line, what,
                            quote_text(value).text, right);
}

static enum satqkd_status read_time(const struct oem *oem, const char *what, const char *text, double *out,
                                    struct satqkd_error *error) {
    if (!oem_time_parse(text, oem->clock, out)) {
        return wrong(oem, error, what, text,
                     "give a time like 2025-01-31T12:00:00.000 or 2025-031T12:00:00 (1957 to 2100)");
    }
    return SATQKD_OK;
}

static enum satqkd_status set_frame(struct oem *oem, struct satqkd_error *error) {
    const char *frame = oem->meta[META_FRAME];
    if (strncmp(frame, "ITRF", 4) == 0) {
        oem->frame = "earth_fixed";
    } else if (strcmp(frame, "TEME") == 0) {
        oem->frame = "teme";
    } else if (strcmp(frame, "EME2000") == 0 || strcmp(frame, "GCRF") == 0 || strcmp(frame, "ICRF") == 0) {
        oem->frame = "gcrf";
    } else {
        return wrong(oem, error, "REF_FRAME", frame, "give ITRF-YYYY, TEME, EME2000, GCRF or ICRF");
    }
    return SATQKD_OK;
}

static enum satqkd_status set_degree(struct oem *oem, struct satqkd_error *error) {
    const char *text = oem->meta[META_DEGREE];
    oem->degree = USUAL_DEGREE;
    if (!text) {
        return SATQKD_OK;
    }
    char *end = NULL;
    long degree = strtol(text, &end, 10);
    if (*end || end == text || degree < 1 || degree > 100) {
        return wrong(oem, error, "INTERPOLATION_DEGREE", text, "give a whole number from 1 to 100");
    }
    degree += degree % 2 == 0;
    oem->degree = (int)(degree < 3 ? 3 : degree > EPHEMERIS_MOST_DEGREE ? EPHEMERIS_MOST_DEGREE : degree);
    return SATQKD_OK;
}

static enum satqkd_status set_clock(struct oem *oem, struct satqkd_error *error) {
    for (int clock = 0; clock < OEM_CLOCKS; clock++) {
        if (strcmp(oem->meta[META_CLOCK], oem_clock_name((enum oem_clock)clock)) == 0) {
            oem->clock = (enum oem_clock)clock;
            return SATQKD_OK;
        }
    }
    return wrong(oem, error, "TIME_SYSTEM", oem->meta[META_CLOCK], "give UTC, TAI, TT or GPS");
}

/* The end of the metadata: all that must be there is, and means something. */
static enum satqkd_status close_meta(struct oem *oem, struct satqkd_error *error) {
    for (int i = 0; i < META_FREE; i++) {
        if (!oem->meta[i]) {
            return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: the metadata end without %s: it must be there",
                                    oem->name, oem->line, meta_names[i]);
        }
    }
    if (strcmp(oem->meta[META_CENTER], "EARTH") != 0) {
        return wrong(oem, error, "CENTER_NAME", oem->meta[META_CENTER], "only EARTH will do");
    }
    enum satqkd_status status = set_frame(oem, error);
    status = status ? status : set_clock(oem, error);
    status = status ? status : set_degree(oem, error);
    const struct {
        enum meta meta;
        double *out;
    } times[] = {{META_START, &oem->first_s},
                 {META_STOP, &oem->last_s},
                 {META_USEABLE_START, &oem->useable_from_s},
                 {META_USEABLE_STOP, &oem->useable_to_s}};
    for (size_t i = 0; !status && i < sizeof times / sizeof *times; i++) {
        const char *text = oem->meta[times[i].meta];
        if (text) {
            status = read_time(oem, meta_names[times[i].meta], text, times[i].out, error);
        }
    }
    oem->section = SECTION_DATA;
    oem->has_segment = true;
    return status;
}

static enum satqkd_status read_keyword(struct oem *oem, char *line, struct satqkd_error *error) {
    char *equals = strchr(line, '=');
    *equals = '\0';
    char *key = trim_text(line);
    char *value = trim_text(equals + 1);
    bool meta = oem->section == SECTION_META;
    const char *const *names = meta ? meta_names : header_names;
    size_t count = meta ? META_COUNT : sizeof header_names / sizeof *header_names;
    size_t found = 0;
    while (found < count && strcmp(names[found], key) != 0) {
        found++;
    }
    if (found == count) {
        const char *nearest = nearest_word(key, names, count);
        return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: unknown keyword \"%s\"%s%s%s", oem->name, oem->line,
                                quote_text(key).text, nearest ? "; did you mean " : "", nearest ? nearest : "",
                                nearest ? "?" : "");
    }
    if (meta && oem->meta[found]) {
        return wrong(oem, error, "twice", key, "keep one of the two");
    }
    if (!value[0]) {
        return wrong(oem, error, "no value for", key, "give one behind the =");
    }
    if (meta) {
        oem->meta[found] = value;
    } else {
        oem->has_version = oem->has_version || found == 0;
    }
    return SATQKD_OK;
}

/* A plain decimal number; strtod alone would take nan, inf and 0x10 too. */
static bool parse_number(const char *text, double *out) {
    char *end = NULL;
    *out = strtod(text, &end);
    return text[0] && !text[strspn(text, "+-.0123456789eE")] && !*end && isfinite(*out);
}

static enum satqkd_status add_row(struct oem *oem, double utc_s, const double *numbers, struct satqkd_error *error) {
    if (oem->states == 0) {
        /* A whole second, which start_utc says exactly. */
        oem->start_s = rint(utc_s);
    }
    if (++oem->states > OEM_MOST_STATES) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: more than %d states: give a part of the ephemeris",
                                oem->name, oem->line, OEM_MOST_STATES);
    }
    double row[1 + STATE_NUMBERS] = {utc_s - oem->start_s};
    memcpy(row + 1, numbers, STATE_NUMBERS * sizeof *numbers);
    cJSON *item = cJSON_CreateDoubleArray(row, 1 + STATE_NUMBERS);
    if (!item || !cJSON_AddItemToArray(oem->rows, item)) {
        cJSON_Delete(item);
        return no_memory(oem, error);
    }
    return SATQKD_OK;
}

static enum satqkd_status read_state(struct oem *oem, char *line, struct satqkd_error *error) {
    char *fields[MOST_FIELDS];
    int count = 0;
    char *rest = NULL;
    for (char *field = strtok_r(line, " \t\r", &rest); field && count < MOST_FIELDS;
         field = strtok_r(NULL, " \t\r", &rest)) {
        fields[count++] = field;
    }
    if (count != 1 + STATE_NUMBERS && count != 1 + STATE_NUMBERS + 3) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "%s:%zu: %s%d fields; a state has a time, three of position (km) and three of velocity "
                                "(km/s), and three of acceleration or none",
                                oem->name, oem->line, count == MOST_FIELDS ? "more than " : "",
                                count == MOST_FIELDS ? count - 1 : count);
    }
    double numbers[MOST_FIELDS - 1];
    double utc_s = 0.0;
    enum satqkd_status status = read_time(oem, "time", fields[0], &utc_s, error);
    for (int i = 1; !status && i < count; i++) {
        if (!parse_number(fields[i], &numbers[i - 1])) {
            status = wrong(oem, error, "no number", fields[i], "give a finite decimal number");
        }
    }
    if (status) {
        return status;
    }
    if (!(utc_s >= oem->first_s && utc_s <= oem->last_s)) {
        return wrong(oem, error, "time", fields[0], "outside START_TIME to STOP_TIME; mend the one or the other");
    }
    if (!(utc_s > oem->previous_s)) {
        return wrong(oem, error, "time", fields[0], "not after the state before; sort the states, none twice");
    }
    oem->previous_s = utc_s;
    bool useable = utc_s >= oem->useable_from_s && utc_s <= oem->useable_to_s;
    return useable ? add_row(oem, utc_s, numbers, error) : SATQKD_OK;
}

static enum satqkd_status read_line(struct oem *oem, char *line, struct satqkd_error *error) {
    if (!line[0] || strncmp(line, "COMMENT", 7) == 0) {
        return SATQKD_OK;
    }
    if (!oem->has_version && strncmp(line, "CCSDS_OEM_VERS", 14) != 0) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "%s:%zu: an OEM begins with CCSDS_OEM_VERS = …: give the keyword form (not XML)",
                                oem->name, oem->line);
    }
    if (strcmp(line, "META_START") == 0) {
        if (oem->has_segment) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "%s:%zu: a second segment: keep the one that covers the window, as nothing may be "
                                    "interpolated across their border",
                                    oem->name, oem->line);
        }
        oem->section = SECTION_META;
        return SATQKD_OK;
    }
    if (strcmp(line, "META_STOP") == 0 && oem->section == SECTION_META) {
        return close_meta(oem, error);
    }
    if (strcmp(line, "COVARIANCE_START") == 0 || strcmp(line, "COVARIANCE_STOP") == 0) {
        oem->section = line[11] == 'S' && line[13] == 'A' ? SECTION_COVARIANCE : SECTION_DATA;
        return SATQKD_OK;
    }
    if (oem->section == SECTION_COVARIANCE) {
        return SATQKD_OK;
    }
    if (oem->section == SECTION_DATA) {
        return read_state(oem, line, error);
    }
    return strchr(line, '=') ? read_keyword(oem, line, error)
                             : wrong(oem, error, "no keyword", line, "give KEYWORD = value here");
}

static enum satqkd_status read_lines(struct oem *oem, struct file_text *text, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    if (memchr(text->data, '\0', text->length)) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s: a NUL byte: this is no text", oem->name);
    }
    for (char *line = text->data; line && !status;) {
        char *newline = strchr(line, '\n');
        if (newline) {
            *newline = '\0';
        }
        oem->line++;
        status = read_line(oem, trim_text(line), error);
        line = newline ? newline + 1 : NULL;
    }
    if (!status && oem->states < 2) {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: %d useable states behind META_STOP: at least 2",
                                  oem->name, oem->line, oem->states);
    }
    return status;
}

/* The object around the rows, which then belong to it. */
static enum satqkd_status wrap(struct oem *oem, cJSON **out, struct satqkd_error *error) {
    char start[TIME_UTC_TEXT];
    time_utc_format(oem->start_s, 0, start, sizeof start);
    cJSON *object = cJSON_CreateObject();
    if (!object || !cJSON_AddStringToObject(object, "frame", oem->frame) ||
        !cJSON_AddNumberToObject(object, "degree", oem->degree) ||
        !cJSON_AddStringToObject(object, "start_utc", start) || !cJSON_AddItemToObject(object, "rows", oem->rows)) {
        cJSON_Delete(object);
        return no_memory(oem, error);
    }
    oem->rows = NULL;
    *out = object;
    return SATQKD_OK;
}

enum satqkd_status oem_read(const char *path, struct cJSON **out, struct satqkd_error *error) {
    struct file_text text = {0};
    struct oem oem = {.useable_from_s = -INFINITY, .useable_to_s = INFINITY, .previous_s = -INFINITY};
    *out = NULL;
    enum satqkd_status status = file_text_read(path, &text, error);
    if (status) {
        goto done;
    }
    oem.name = text.name;
    oem.rows = cJSON_CreateArray();
    status = oem.rows ? read_lines(&oem, &text, error) : no_memory(&oem, error);
    if (!status) {
        status = wrap(&oem, out, error);
    }
done:
    cJSON_Delete(oem.rows);
    file_text_release(&text);
    return status;
}
