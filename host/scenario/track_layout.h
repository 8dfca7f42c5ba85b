/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_TRACK_LAYOUT_H
#define SATQKD_SCENARIO_TRACK_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "orbit/orbit.h"
#include "scenario/keys.h"

enum {
    TRACK_LAYOUT_COLUMNS = 4,
    TRACK_LAYOUT_LEAST_ROWS = 2,
    TRACK_LAYOUT_MOST_ROWS = 200000,
    TRACK_LAYOUT_TEXT = 192
};

/** One set of columns that a track may have, in this order. */
struct track_layout {
    int column_count;
    const char *names[TRACK_LAYOUT_COLUMNS];
    struct keys_quantity columns[TRACK_LAYOUT_COLUMNS];
};

/** @return the layout with exactly these columns, NULL where there is none */
const struct track_layout *track_layout_find(const char *const *names, int count);

/** "t_s, range_km, elevation_deg, azimuth_deg; or t_s, efficiency". @param out TRACK_LAYOUT_TEXT bytes */
void track_layout_list(char *out);

/**
 * Checks a row: ranges, and a time above that of the row before.
 *
 * @param row       numbers in the units of the columns
 * @param previous  the row before, NULL for the first
 * @param column    the one that is wrong
 * @param wrong     what is wrong and what would be right; TRACK_LAYOUT_TEXT bytes
 * @return whether all is well
 */
bool track_layout_check(const struct track_layout *layout, const double *row, const double *previous, int *column,
                        char *wrong);

/** A checked row in SI. */
struct orbit_track_point track_layout_point(const struct track_layout *layout, const double *row);

#endif
