/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_PASSES_H
#define SATQKD_PASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A time above the scenario's window.min_elevation_deg. Times are POSIX seconds, UTC. */
struct satqkd_pass {
    double start_utc_s, stop_utc_s, max_elevation_utc_s;
    double max_elevation_deg, min_range_km, duration_s;
    bool satellite_sunlit, station_dark; /* at the highest point */
};

/**
 * All passes of a scenario's orbit over its station between two times; the window's own times and range do not cut the list.
 *
 * @param from_utc_s, to_utc_s  POSIX seconds; a pass under way at either is cut there
 * @param out, count            array in the order of time, owned by the caller, satqkd_free; NULL for none
 * @return SATQKD_INVALID where the orbit is not good for all that time, saying for which it is
 */
enum satqkd_status satqkd_passes(const struct satqkd_scenario *scenario, double from_utc_s, double to_utc_s,
                                 struct satqkd_pass **out, size_t *count, struct satqkd_error *error);

/**
 * Reads a time in UTC, "2016-12-19T16:48:00Z".
 *
 * @param out_utc_s  POSIX seconds
 * @return SATQKD_INVALID for what is no such time of the years 1957 to 2100
 */
enum satqkd_status satqkd_time_parse(const char *text, double *out_utc_s, struct satqkd_error *error);

enum { SATQKD_TIME_TEXT = 40 };

/**
 * Writes a time in UTC, rounded to the nearest.
 *
 * @param decimals  of the second, 0 to 6
 * @param out       at least SATQKD_TIME_TEXT bytes
 */
void satqkd_time_format(double utc_s, int decimals, char *out);

#ifdef __cplusplus
}
#endif

#endif
