/* SPDX-License-Identifier: MIT */
#include "scenario/omm.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "orbit/time_utc.h"
#include "scenario/quote.h"

enum { CHECKED_COLUMNS = 68, EXPONENT_TEXT = 9 };

static const double day_s = 86400.0;

/* A number, or a text that is one. */
static enum satqkd_status number(const cJSON *message, const char *key, double low, double high, double *out,
                                 struct satqkd_error *error) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(message, key);
    char *end = NULL;
    double value = NAN;
    if (cJSON_IsNumber(item)) {
        value = item->valuedouble;
    } else if (cJSON_IsString(item) && item->valuestring[0]) {
        value = strtod(item->valuestring, &end);
        value = *end ? NAN : value;
    }
    if (!(value >= low && value <= high)) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s: %s; give a number from %g to %g", key,
                                item ? "no such number" : "missing", low, high);
    }
    *out = value;
    return SATQKD_OK;
}

/* The same where the key may be missing or null; `fallback` then, and for what is out of the range of its columns. */
static double number_or(const cJSON *message, const char *key, double low, double high, double fallback) {
    double value = fallback;
    return number(message, key, low, high, &value, NULL) == SATQKD_OK ? value : fallback;
}

/* " 17957-4": a sign, five digits behind the point, an exponent of one digit. */
static void exponent_field(double value, char out[EXPONENT_TEXT]) {
    const double digits = 1e5;
    int exponent = value == 0.0 ? 0 : (int)floor(log10(fabs(value))) + 1;
    long mantissa = lround(fabs(value) * pow(10.0, -exponent) * digits);
    if (mantissa >= (long)digits) {
        mantissa /= 10;
        exponent++;
    }
    if (exponent < -9 || mantissa == 0) {
        snprintf(out, EXPONENT_TEXT, " 00000-0");
        return;
    }
    snprintf(out, EXPONENT_TEXT, "%c%05ld%c%d", value < 0 ? '-' : ' ', mantissa, exponent > 0 ? '+' : '-',
             abs(exponent) % 10);
}

/* Five columns; from 100000 on the first is a letter without I and O (Alpha-5). */
static void catalogue_field(int catalogue, char out[6]) {
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    if (catalogue < 100000) {
        snprintf(out, 6, "%05d", catalogue);
    } else {
        snprintf(out, 6, "%c%04d", letters[catalogue / 10000 - 10], catalogue % 10000);
    }
}

/* "2016-051A" as "16051A  ". */
static void designator_field(const cJSON *message, char out[9]) {
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(message, "OBJECT_ID");
    const char *text = cJSON_IsString(id) ? id->valuestring : "";
    bool usual = strlen(text) >= 9 && strlen(text) <= 11 && text[4] == '-' && strspn(text, "0123456789") == 4;
    for (const char *c = text; usual && *c; c++) {
        usual = *c > ' ' && *c <= '~';
    }
    snprintf(out, 9, "%-8.8s", "");
    if (usual) {
        char joined[9];
        snprintf(joined, sizeof joined, "%.2s%.6s", text + 2, text + 5);
        snprintf(out, 9, "%-8s", joined);
    }
}

/* "16353.90152003" */
static enum satqkd_status epoch_field(const cJSON *message, char out[15], struct satqkd_error *error) {
    const cJSON *epoch = cJSON_GetObjectItemCaseSensitive(message, "EPOCH");
    double utc_s = 0;
    double start_s = 0;
    char first_day[TIME_UTC_TEXT];
    if (!cJSON_IsString(epoch) || !time_utc_parse(epoch->valuestring, &utc_s)) {
        return satqkd_error_set(error, SATQKD_INVALID, "EPOCH: %s; give a time in UTC like 2016-12-18T21:38:11.330592",
                                cJSON_IsString(epoch) ? quote_text(epoch->valuestring).text : "missing");
    }
    const int year = (int)strtol(epoch->valuestring, NULL, 10);
    if (year > 2056) {
        return satqkd_error_set(error, SATQKD_INVALID, "EPOCH: the year %d; two lines know 1957 to 2056", year);
    }
    snprintf(first_day, sizeof first_day, "%04d-01-01T00:00:00Z", year);
    time_utc_parse(first_day, &start_s);
    snprintf(out, 15, "%02d%012.8f", year % 100, 1.0 + (utc_s - start_s) / day_s);
    return SATQKD_OK;
}

static void close_line(char *line) {
    int sum = 0;
    for (int i = 0; i < CHECKED_COLUMNS; i++) {
        sum += line[i] >= '0' && line[i] <= '9' ? line[i] - '0' : line[i] == '-';
    }
    snprintf(line + CHECKED_COLUMNS, 2, "%d", sum % 10);
}

static enum satqkd_status write_line1(const cJSON *message, const char *catalogue, char *line,
                                      struct satqkd_error *error) {
    char epoch[15];
    char designator[9];
    char motion[16];
    char second[EXPONENT_TEXT];
    char drag[EXPONENT_TEXT];
    double bstar = 0;
    enum satqkd_status status = number(message, "BSTAR", -9.99, 9.99, &bstar, error);
    if (!status) {
        status = epoch_field(message, epoch, error);
    }
    if (status) {
        return status;
    }
    const cJSON *type = cJSON_GetObjectItemCaseSensitive(message, "CLASSIFICATION_TYPE");
    char class = cJSON_IsString(type) && strchr("UCS", type->valuestring[0]) && type->valuestring[0]
                     ? type->valuestring[0]
                     : 'U';
    double change = number_or(message, "MEAN_MOTION_DOT", -0.99999999, 0.99999999, 0.0);
    designator_field(message, designator);
    exponent_field(number_or(message, "MEAN_MOTION_DDOT", -0.9, 0.9, 0.0), second);
    exponent_field(bstar, drag);
    snprintf(motion, sizeof motion, "%.8f", fabs(change)); /* "0.00000364" */
    snprintf(line, OMM_LINE, "1 %s%c %s %s %c%s %s %s %d %4d", catalogue, class, designator, epoch,
             change < 0 ? '-' : ' ', motion + 1, second, drag, (int)number_or(message, "EPHEMERIS_TYPE", 0, 9, 0),
             (int)number_or(message, "ELEMENT_SET_NO", 0, 9999, 0));
    close_line(line);
    return SATQKD_OK;
}

enum satqkd_status omm_lines(const struct cJSON *message, char *line1, char *line2, struct satqkd_error *error) {
    double id = 0;
    double motion = 0;
    double eccentricity = 0;
    double inclination = 0;
    double node = 0;
    double perigee = 0;
    double anomaly = 0;
    const struct {
        const char *key;
        double low, high, *out;
    } numbers[] = {{"NORAD_CAT_ID", 0, 339999, &id},
                   {"MEAN_MOTION", 1e-8, 99, &motion},
                   {"ECCENTRICITY", 0, 0.99999995, &eccentricity},
                   {"INCLINATION", 0, 180, &inclination},
                   {"RA_OF_ASC_NODE", 0, 360, &node},
                   {"ARG_OF_PERICENTER", 0, 360, &perigee},
                   {"MEAN_ANOMALY", 0, 360, &anomaly}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        enum satqkd_status status =
            number(message, numbers[i].key, numbers[i].low, numbers[i].high, numbers[i].out, error);
        if (status) {
            return status;
        }
    }
    char catalogue[6];
    char fraction[12];
    catalogue_field((int)id, catalogue);
    enum satqkd_status status = write_line1(message, catalogue, line1, error);
    if (status) {
        return status;
    }
    snprintf(fraction, sizeof fraction, "%.7f", fmin(eccentricity, 0.9999999)); /* "0.0013200" */
    snprintf(line2, OMM_LINE, "2 %s %8.4f %8.4f %s %8.4f %8.4f %11.8f%5d", catalogue, inclination, node, fraction + 2,
             perigee, anomaly, motion, (int)number_or(message, "REV_AT_EPOCH", 0, 99999, 0));
    close_line(line2);
    return SATQKD_OK;
}
