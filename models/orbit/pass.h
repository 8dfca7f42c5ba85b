/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_PASS_H
#define SATQKD_ORBIT_PASS_H

#include <stdbool.h>
#include <stddef.h>

#include "orbit/orbit.h"

/** One stay of the satellite above the mask. */
struct pass {
    double start_utc_s, stop_utc_s;
    double max_elevation_utc_s, max_elevation_rad;
    double min_range_m, min_range_utc_s;
    double max_range_m;                  /* within the pass: at one of its ends but for eccentric orbits */
    bool satellite_sunlit, station_dark; /* at the highest point; a track of efficiencies lights none */
};

struct pass_search {
    double from_utc_s, to_utc_s;
    double min_elevation_rad;
    double max_range_m;            /* INFINITY: none; else only the part within it counts */
    double dark_sun_elevation_rad; /* the station is dark while the Sun is below this */
};

/**
 * All passes between two times, ascending; one under way at an end is cut there. Edges and extremes to 1 ms.
 *
 * @param orbit, station, search  what is looked for; the search is narrowed to orbit_span without a word (the caller
 *         checks)
 * @param out, count  array owned by the caller, free(); NULL and 0 where there is none
 */
enum satqkd_status pass_find(const struct orbit *orbit, const struct orbit_station *station,
                             const struct pass_search *search, struct pass **out, size_t *count,
                             struct satqkd_error *error);

#endif
