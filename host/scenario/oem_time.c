/* SPDX-License-Identifier: MIT */
#include "scenario/oem_time.h"

#include <ctype.h>
#include <erfa.h>
#include <erfam.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "orbit/time_utc.h"

const char *oem_clock_name(enum oem_clock clock) {
    static const char *const names[OEM_CLOCKS] = {"UTC", "TAI", "TT", "GPS"};
    return names[clock];
}

static bool has_form(const char *text, const char *form) {
    for (; *form; form++, text++) {
        if (*form == '9' ? !isdigit((unsigned char)*text) : *text != *form) {
            return false;
        }
    }
    return true;
}

/* YYYY-DDD… as YYYY-MM-DD…; other texts as they are. @return false where it does not fit or there is no such day */
static bool to_calendar(const char *text, char *out, size_t size) {
    if (!has_form(text, "9999-999T")) {
        return snprintf(out, size, "%s", text) < (int)size;
    }
    const int year = (int)strtol(text, NULL, 10);
    int day = (int)strtol(text + strlen("YYYY-"), NULL, 10);
    int month = 1;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    while (month <= 12 && day > days[month - 1]) {
        day -= days[month - 1];
        month++;
    }
    if (month > 12 || day < 1) {
        return false;
    }
    return snprintf(out, size, "%04d-%02d-%02d%s", year, month, day, text + strlen("YYYY-DDD")) < (int)size;
}

bool oem_time_parse(const char *text, enum oem_clock clock, double *out_utc_s) {
    /* To TAI; TT is ahead of it by definition, GPS behind since its start in 1980. */
    static const double to_tai_s[OEM_CLOCKS] = {0.0, 0.0, -ERFA_TTMTAI, 19.0};
    char calendar[64];
    double read_s = 0.0;
    if (!strchr(text, 'T') || !to_calendar(text, calendar, sizeof calendar) || !time_utc_parse(calendar, &read_s)) {
        return false;
    }
    if (clock == OEM_UTC) {
        *out_utc_s = read_s;
        return true;
    }
    double utc1 = 0.0;
    double utc2 = 0.0;
    if (eraTaiutc(TIME_UTC_POSIX_EPOCH_JD, (read_s + to_tai_s[clock]) / ERFA_DAYSEC, &utc1, &utc2) < 0) {
        return false;
    }
    *out_utc_s = (utc1 - TIME_UTC_POSIX_EPOCH_JD + utc2) * ERFA_DAYSEC;
    return true;
}
