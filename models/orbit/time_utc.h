/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_TIME_UTC_H
#define SATQKD_ORBIT_TIME_UTC_H

#include <stdbool.h>
#include <stddef.h>

enum { TIME_UTC_TEXT = 40 };

/* Julian date of 1970-01-01T00:00Z, where POSIX seconds begin. */
#define TIME_UTC_POSIX_EPOCH_JD 2440587.5

/**
 * Reads an ISO 8601 time in UTC: YYYY-MM-DDThh:mm[:ss[.fraction]]Z (a space for the T is fine; the Z may be left out;
 * no other zone). A leap second (ss = 60) has no POSIX second of its own and is refused, as is 24:00.
 *
 * @param out_utc_s  POSIX seconds; untouched where the text is refused
 * @return whether the whole text is such a time, of a real day in the years 1957 to 2100
 */
bool time_utc_parse(const char *text, double *out_utc_s);

/**
 * Reads such a time with the zone that time_utc_parse refuses, "2016-12-20T00:48+08:00", to tell somebody what it is in UTC.
 *
 * @return whether the text is a time and an offset of at most 14 hours
 */
bool time_utc_zoned(const char *text, double *out_utc_s);

/**
 * Writes a time as ISO 8601 with a Z, rounded to the nearest; what is no time of the years 0 to 9999 gives a text in
 * parentheses.
 *
 * @param decimals  of the second, 0..6
 * @param out       at least TIME_UTC_TEXT bytes
 */
void time_utc_format(double utc_s, int decimals, char *out, size_t size);

#endif
