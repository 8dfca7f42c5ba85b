/* SPDX-License-Identifier: MIT */
#include "orbit/time_utc.h"

#include <erfa.h>
#include <erfam.h>
#include <math.h>
#include <stdio.h>

enum { FIRST_YEAR = 1957, LAST_YEAR = 2100, MAX_DECIMALS = 6 };

/* Reads exactly so many digits and moves on. */
static bool read_digits(const char **text, int digits, int *out) {
    *out = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9') {
            return false;
        }
        *out = *out * 10 + (c - '0');
    }
    *text += digits;
    return true;
}

static bool read_char(const char **text, char wanted) {
    if (**text != wanted) {
        return false;
    }
    (*text)++;
    return true;
}

/*
 * ".25": at least one digit; those beyond what a double can tell are read and have no effect. strtod would mind the
 * locale.
 */
static bool read_fraction(const char **text, double *out) {
    double digits = 0.0;
    double scale = 1.0;
    const char *start = *text;
    for (; **text >= '0' && **text <= '9'; (*text)++) {
        if (scale < 1e15) {
            digits = digits * 10.0 + (**text - '0');
            scale *= 10.0;
        }
    }
    *out = digits / scale;
    return *text != start;
}

static bool read_date(const char **text, double *out_days) {
    int year = 0;
    int month = 0;
    int day = 0;
    if (!read_digits(text, 4, &year) || !read_char(text, '-') || !read_digits(text, 2, &month) ||
        !read_char(text, '-') || !read_digits(text, 2, &day)) {
        return false;
    }
    if (year < FIRST_YEAR || year > LAST_YEAR) {
        return false;
    }
    double mjd_zero = 0.0;
    double mjd = 0.0;
    if (eraCal2jd(year, month, day, &mjd_zero, &mjd) != 0) {
        return false;
    }
    *out_days = mjd_zero + mjd - TIME_UTC_POSIX_EPOCH_JD;
    return true;
}

static bool read_clock(const char **text, double *out_s) {
    int hour = 0;
    int minute = 0;
    int second = 0;
    double fraction = 0.0;
    if (!read_digits(text, 2, &hour) || !read_char(text, ':') || !read_digits(text, 2, &minute)) {
        return false;
    }
    if (read_char(text, ':')) {
        if (!read_digits(text, 2, &second)) {
            return false;
        }
        if (read_char(text, '.') && !read_fraction(text, &fraction)) {
            return false;
        }
    }
    *out_s = (hour * 60.0 + minute) * 60.0 + second + fraction;
    return hour < 24 && minute < 60 && second < 60;
}

/* Day and clock; what follows is left at *text. */
static bool read_moment(const char **text, double *out_utc_s) {
    double days = 0.0;
    double seconds = 0.0;
    if (!read_date(text, &days) || (!read_char(text, 'T') && !read_char(text, ' ')) || !read_clock(text, &seconds)) {
        return false;
    }
    *out_utc_s = days * ERFA_DAYSEC + seconds;
    return true;
}

bool time_utc_parse(const char *text, double *out_utc_s) {
    double utc_s = 0.0;
    if (!text || !read_moment(&text, &utc_s)) {
        return false;
    }
    read_char(&text, 'Z');
    if (*text != '\0') {
        return false;
    }
    *out_utc_s = utc_s;
    return true;
}

bool time_utc_zoned(const char *text, double *out_utc_s) {
    double local_s = 0.0;
    int hours = 0;
    int minutes = 0;
    if (!text || !read_moment(&text, &local_s)) {
        return false;
    }
    bool east = read_char(&text, '+');
    if ((!east && !read_char(&text, '-')) || !read_digits(&text, 2, &hours)) {
        return false;
    }
    read_char(&text, ':');
    if (*text != '\0' && !read_digits(&text, 2, &minutes)) {
        return false;
    }
    double offset_s = (hours * 60.0 + minutes) * 60.0;
    *out_utc_s = local_s - (east ? offset_s : -offset_s);
    return *text == '\0' && hours <= 14 && minutes < 60;
}

void time_utc_format(double utc_s, int decimals, char *out, size_t size) {
    decimals = decimals < 0 ? 0 : decimals > MAX_DECIMALS ? MAX_DECIMALS : decimals;
    double scale = pow(10.0, decimals);
    /*
     * Rounded once, before it is cut into fields: 59.9996 s at three decimals carries into the minute, the day, the
     * year.
     */
    double ticks = round(utc_s * scale);
    double ticks_a_day = ERFA_DAYSEC * scale;
    double days = floor(ticks / ticks_a_day);
    int year = 0;
    int month = 0;
    int day = 0;
    double fraction = 0.0;
    if (!isfinite(ticks) || eraJd2cal(TIME_UTC_POSIX_EPOCH_JD, days, &year, &month, &day, &fraction) != 0 || year < 0 ||
        year > 9999) {
        snprintf(out, size, "(no time: %g s)", utc_s);
        return;
    }
    long long rest = (long long)(ticks - days * ticks_a_day);
    long long unit = (long long)scale;
    int second = (int)(rest / unit);
    int length = snprintf(out, size, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, second / 3600, second / 60 % 60,
                          second % 60);
    if (length <= 0 || (size_t)length >= size) {
        return;
    }
    if (decimals > 0) {
        snprintf(out + length, size - (size_t)length, ".%0*lldZ", decimals, rest % unit);
    } else {
        snprintf(out + length, size - (size_t)length, "Z");
    }
}
