/* SPDX-License-Identifier: MIT */
#include "orbit/sgp4_theory.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double MINUTES_PER_DAY = 1440.0, SECONDS_PER_DAY = 86400.0;
static const double DEGREES_HALF_TURN = 180.0, DEGREES_TURN = 360.0;

enum { TLE_COLUMNS = 69, CATALOGUE_COLUMN = 3, CATALOGUE_COLUMNS = 5, FIELDS_MAX = 21 };

/*
 * A field: its first column, counted from 1, and a form with one character a column: N a digit; n a digit, or a blank
 * before the number; s a sign or a blank; a a letter, a digit or a blank; A the start of a catalogue number, where a letter
 * but I and O may stand (Alpha-5, www.space-track.org); any other character itself.
 */
struct tle_field {
    int first;
    const char *form, *name;
};

static const char FORM_LEGEND[] = "(N digit, n digit or leading blank, s sign or blank, a letter, digit or blank)";

enum line1 {
    L1_CATALOGUE = 2,
    L1_YEAR = 7,
    L1_DAY = 8,
    L1_BSTAR = 15,
    L1_BSTAR_EXPONENT = 16,
    L1_EPHEMERIS_TYPE = 18,
};

static const struct tle_field LINE1[FIELDS_MAX + 1] = {
    {1, "1", "line number"},
    {2, " ", "separator"},
    {CATALOGUE_COLUMN, "AnnnN", "catalogue number"},
    {8, "a", "classification"},
    {9, " ", "separator"},
    {10, "aaaaaaaa", "international designator"},
    {18, " ", "separator"},
    {19, "NN", "epoch year"},
    {21, "nnN.NNNNNNNN", "epoch day"},
    {33, " ", "separator"},
    {34, "s.NNNNNNNN", "mean motion derivative"},
    {44, " ", "separator"},
    {45, "sNNNNN", "second mean motion derivative"},
    {51, "sN", "second mean motion derivative, exponent"},
    {53, " ", "separator"},
    {54, "sNNNNN", "B*"},
    {60, "sN", "B*, exponent"},
    {62, " ", "separator"},
    {63, "n", "ephemeris type"},
    {64, " nnnn", "element set number"},
    {TLE_COLUMNS, "N", "checksum"},
};

enum line2 {
    L2_CATALOGUE = 2,
    L2_INCLINATION = 4,
    L2_NODE = 6,
    L2_ECCENTRICITY = 8,
    L2_PERIGEE = 10,
    L2_ANOMALY = 12,
    L2_MOTION = 14,
};

static const struct tle_field LINE2[FIELDS_MAX + 1] = {
    {1, "2", "line number"},
    {2, " ", "separator"},
    {CATALOGUE_COLUMN, "AnnnN", "catalogue number"},
    {8, " ", "separator"},
    {9, "nnN.NNNN", "inclination, degrees"},
    {17, " ", "separator"},
    {18, "nnN.NNNN", "right ascension of the node, degrees"},
    {26, " ", "separator"},
    {27, "NNNNNNN", "eccentricity, decimal point assumed"},
    {34, " ", "separator"},
    {35, "nnN.NNNN", "argument of perigee, degrees"},
    {43, " ", "separator"},
    {44, "nnN.NNNN", "mean anomaly, degrees"},
    {52, " ", "separator"},
    {53, "nN.NNNNNNNN", "mean motion, revolutions per day"},
    {64, "nnnnn", "revolution number"},
    {TLE_COLUMNS, "N", "checksum"},
};

/* A line under reading: its text, which line it is, its fields, and their digits as numbers without decimal points. */
struct tle_line {
    const char *text;
    int number;
    const struct tle_field *field;
    long long value[FIELDS_MAX];
};

static enum satqkd_status wrong_field(const struct tle_line *line, int index, const char *what,
                                      struct satqkd_error *error) {
    const struct tle_field *field = &line->field[index];
    const int width = (int)strlen(field->form);
    return satqkd_error_set(error, SATQKD_INVALID, "TLE line %d, columns %d-%d (%s): '%.*s' %s", line->number,
                            field->first, field->first + width - 1, field->name, width, line->text + field->first - 1,
                            what);
}

/* The number that a character stands for in its place, -1: none. */
static int digit_value(char want, char is, bool started) {
    if (isdigit((unsigned char)is)) {
        return is - '0';
    }
    if (want == 'A' && is >= 'A' && is <= 'Z' && is != 'I' && is != 'O') {
        return is - 'A' + 10; /* the numbers of two lines are compared, never shown: any distinct values do */
    }
    return is == ' ' && !started && want != 'N' ? 0 : -1;
}

/* Whether a character without a numeric value may stand where the form wants it. */
static bool stands_for(char want, char is) {
    switch (want) {
    case 's':
        return is == '+' || is == '-' || is == ' ';
    case 'a':
        return isalnum((unsigned char)is) || is == ' ';
    default:
        return is == want;
    }
}

/* Reads one field against its form; value: its digits as one signed number. */
static bool scan_field(const char *text, const char *form, long long *value) {
    bool negative = false, started = false;
    *value = 0;
    for (int k = 0; form[k] != '\0'; k++) {
        char want = form[k], is = text[k];
        if (want == 'N' || want == 'n' || want == 'A') {
            int digit = digit_value(want, is, started);
            if (digit < 0) {
                return false;
            }
            started = started || is != ' ';
            *value = *value * 10 + digit;
        } else if (!stands_for(want, is)) {
            return false;
        }
        negative = negative || (want == 's' && is == '-');
    }
    *value = negative ? -*value : *value;
    return true;
}

static enum satqkd_status check_length(const struct tle_line *line, struct satqkd_error *error) {
    if (line->text == NULL) {
        return satqkd_error_set(error, SATQKD_INVALID, "TLE line %d is missing", line->number);
    }
    size_t length = strlen(line->text);
    while (length > 0 && isspace((unsigned char)line->text[length - 1])) {
        length--;
    }
    for (size_t k = 0; k < length && k < TLE_COLUMNS; k++) {
        unsigned char c = (unsigned char)line->text[k];
        if (c > '~' || !isprint(c)) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "TLE line %d, column %zu: byte 0x%02x; only printable ASCII characters belong here",
                                    line->number, k + 1, (unsigned)c);
        }
    }
    if (length != TLE_COLUMNS) {
        return satqkd_error_set(error, SATQKD_INVALID, "TLE line %d, '%.69s': %zu columns, %d are right", line->number,
                                line->text, length, TLE_COLUMNS);
    }
    return SATQKD_OK;
}

/* Modulo-10 sum of the columns before the last: digits count, a minus counts 1. */
static int checksum(const char *text) {
    int sum = 0;
    for (int k = 0; k < TLE_COLUMNS - 1; k++) {
        sum += isdigit((unsigned char)text[k]) ? text[k] - '0' : text[k] == '-';
    }
    return sum % 10;
}

/* Length, characters, the form of each field, the checksum. */
static enum satqkd_status read_line(struct tle_line *line, struct satqkd_error *error) {
    enum satqkd_status status = check_length(line, error);
    if (status != SATQKD_OK) {
        return status;
    }
    char what[160];
    int last = 0;
    for (int k = 0; line->field[k].form != NULL; k++) {
        const struct tle_field *field = &line->field[k];
        if (!scan_field(line->text + field->first - 1, field->form, &line->value[k])) {
            (void)snprintf(what, sizeof what, "is not of the form '%s' %s", field->form, FORM_LEGEND);
            return wrong_field(line, k, what, error);
        }
        last = k;
    }
    if (line->value[last] != checksum(line->text)) {
        (void)snprintf(what, sizeof what, "where the columns before it add up to %d modulo 10", checksum(line->text));
        return wrong_field(line, last, what, error);
    }
    return SATQKD_OK;
}

/* A field as a number: its digits over the divisor, from low to high. */
static enum satqkd_status number_between(const struct tle_line *line, int index, double divisor, double low,
                                         double high, double *out, struct satqkd_error *error) {
    *out = (double)line->value[index] / divisor;
    if (!(*out >= low && *out <= high)) {
        char what[64];
        (void)snprintf(what, sizeof what, "is not from %.12g to %.12g", low, high);
        return wrong_field(line, index, what, error);
    }
    return SATQKD_OK;
}

static enum satqkd_status read_epoch(const struct tle_line *line, double *utc_s, struct satqkd_error *error) {
    const int pivot = 57; /* the first satellite: 57 to 99 are 1957 to 1999, 00 to 56 are 2000 to 2056 */
    const long long day_units = 100000000;
    const int year = (int)line->value[L1_YEAR] + (line->value[L1_YEAR] >= pivot ? 1900 : 2000);
    double day;
    /* Day 366 of a common year is met in published sets at the turn of the year: it counts as the next January 1. */
    enum satqkd_status status = number_between(line, L1_DAY, (double)day_units, 1.0, 366.99999999, &day, error);
    if (status != SATQKD_OK) {
        return status;
    }
    const int leap_days = (year - 1901) / 4 - (1970 - 1901) / 4; /* every fourth year, as 2000 is a leap year */
    const long long whole_days = 365LL * (year - 1970) + leap_days + line->value[L1_DAY] / day_units - 1;
    const double fraction = (double)(line->value[L1_DAY] % day_units) / (double)day_units;
    *utc_s = (double)whole_days * SECONDS_PER_DAY + fraction * SECONDS_PER_DAY;
    return SATQKD_OK;
}

/* The fields of line 2, each with its range. */
static enum satqkd_status read_orbit(const struct tle_line *line, struct sgp4_elements *out,
                                     struct satqkd_error *error) {
    const double radians = 0.5 * SGP4_TWO_PI / DEGREES_HALF_TURN;
    const double least_motion = 1e-8, most_motion = 99.99999999;
    const struct {
        int index;
        double divisor, low, high, unit, *out;
    } quantity[] = {
        {L2_INCLINATION, 1e4, 0.0, DEGREES_HALF_TURN, radians, &out->inclination_rad},
        {L2_NODE, 1e4, 0.0, DEGREES_TURN, radians, &out->raan_rad},
        {L2_ECCENTRICITY, 1e7, 0.0, 1.0, 1.0, &out->eccentricity},
        {L2_PERIGEE, 1e4, 0.0, DEGREES_TURN, radians, &out->arg_perigee_rad},
        {L2_ANOMALY, 1e4, 0.0, DEGREES_TURN, radians, &out->mean_anomaly_rad},
        {L2_MOTION, 1e8, least_motion, most_motion, SGP4_TWO_PI / MINUTES_PER_DAY, &out->mean_motion_rad_min},
    };
    for (size_t k = 0; k < sizeof quantity / sizeof quantity[0]; k++) {
        double value;
        enum satqkd_status status = number_between(line, quantity[k].index, quantity[k].divisor, quantity[k].low,
                                                   quantity[k].high, &value, error);
        if (status != SATQKD_OK) {
            return status;
        }
        *quantity[k].out = value * quantity[k].unit;
    }
    return SATQKD_OK;
}

/* 0 stands in all published sets, 2 and 3 for the theories of this propagator; 4 means SGP4-XP, which is another theory. */
static bool is_sgp4_type(long long type) {
    return type == 0 || type == 2 || type == 3;
}

enum satqkd_status sgp4_read_tle(const char *line1, const char *line2, struct sgp4_elements *out,
                                 struct satqkd_error *error) {
    struct tle_line first = {.text = line1, .number = 1, .field = LINE1};
    struct tle_line second = {.text = line2, .number = 2, .field = LINE2};
    struct sgp4_elements elements = {0};
    enum satqkd_status status = read_line(&first, error);
    if (status == SATQKD_OK) {
        status = read_line(&second, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    if (first.value[L1_CATALOGUE] != second.value[L2_CATALOGUE]) {
        char what[64];
        (void)snprintf(what, sizeof what, "where line 1 has '%.*s'", CATALOGUE_COLUMNS, line1 + CATALOGUE_COLUMN - 1);
        return wrong_field(&second, L2_CATALOGUE, what, error);
    }
    if (!is_sgp4_type(first.value[L1_EPHEMERIS_TYPE])) {
        return wrong_field(&first, L1_EPHEMERIS_TYPE, "where 0 or a blank, 2 or 3 say that the set is for SGP4", error);
    }
    status = read_epoch(&first, &elements.epoch_utc_s, error);
    if (status == SATQKD_OK) {
        status = read_orbit(&second, &elements, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    const int bstar_decimals = 5;
    elements.bstar = (double)first.value[L1_BSTAR] / pow(10.0, bstar_decimals - (double)first.value[L1_BSTAR_EXPONENT]);
    for (int k = 0; k < CATALOGUE_COLUMNS; k++) {
        char c = line1[CATALOGUE_COLUMN - 1 + k];
        elements.catalogue[k] = (char)(c == ' ' ? '0' : c);
    }
    *out = elements;
    return SATQKD_OK;
}
