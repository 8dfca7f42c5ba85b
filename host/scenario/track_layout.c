/* SPDX-License-Identifier: MIT */
#include "scenario/track_layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "special/constants.h"
#include "text/number.h"

#define DEGREE (CONSTANT_PI / 180.0)

static const struct track_layout layouts[] = {{4,
                                               {"t_s", "range_km", "elevation_deg", "azimuth_deg"},
                                               {{"s", 1, -1e9, 1e9, KEYS_CLOSED},
                                                {"km", 1e3, 0, 1e6, KEYS_LOW_OPEN},
                                                {"deg", DEGREE, -90, 90, KEYS_CLOSED},
                                                {"deg", DEGREE, 0, 360, KEYS_CLOSED}}},
                                              {2,
                                               {"t_s", "efficiency", NULL, NULL},
                                               {{"s", 1, -1e9, 1e9, KEYS_CLOSED},
                                                {"", 1, 0, 1, KEYS_LOW_OPEN},
                                                {"", 1, 0, 0, KEYS_CLOSED},
                                                {"", 1, 0, 0, KEYS_CLOSED}}}};

enum { LAYOUTS = sizeof layouts / sizeof *layouts, GEOMETRY = 0 };

const struct track_layout *track_layout_find(const char *const *names, int count) {
    for (size_t i = 0; i < LAYOUTS; i++) {
        int same = 0;
        while (same < count && count == layouts[i].column_count && strcmp(names[same], layouts[i].names[same]) == 0) {
            same++;
        }
        if (same == layouts[i].column_count) {
            return &layouts[i];
        }
    }
    return NULL;
}

void track_layout_list(char *out) {
    size_t used = 0;
    for (size_t i = 0; i < LAYOUTS; i++) {
        for (int column = 0; column < layouts[i].column_count && used < TRACK_LAYOUT_TEXT; column++) {
            const char *before = column > 0 ? "," : i > 0 ? "; or " : "";
            used += (size_t)snprintf(out + used, TRACK_LAYOUT_TEXT - used, "%s%s", before, layouts[i].names[column]);
        }
    }
}

bool track_layout_check(const struct track_layout *layout, const double *row, const double *previous, int *column,
                        char *wrong) {
    for (*column = 0; *column < layout->column_count; (*column)++) {
        const struct keys_quantity *quantity = &layout->columns[*column];
        if (!keys_in_range(quantity, row[*column])) {
            char range[KEYS_RANGE_TEXT];
            keys_range_text(quantity, range);
            snprintf(wrong, TRACK_LAYOUT_TEXT, "%s is out of range; give %s", number_text(row[*column]).text, range);
            return false;
        }
    }
    *column = 0;
    if (previous && row[0] <= previous[0]) {
        snprintf(wrong, TRACK_LAYOUT_TEXT, "%s does not come after %s of the row before; sort the rows by time",
                 number_text(row[0]).text, number_text(previous[0]).text);
        return false;
    }
    return true;
}

struct orbit_track_point track_layout_point(const struct track_layout *layout, const double *row) {
    double si[TRACK_LAYOUT_COLUMNS] = {0};
    for (int i = 0; i < layout->column_count; i++) {
        si[i] = row[i] * layout->columns[i].scale;
    }
    struct orbit_track_point point = {.t_s = si[0], .efficiency = NAN};
    if (layout == &layouts[GEOMETRY]) {
        point.slant_range_m = si[1];
        point.elevation_rad = si[2];
        point.azimuth_rad = si[3];
    } else {
        point.efficiency = si[1];
    }
    return point;
}
