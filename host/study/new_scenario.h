/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_NEW_SCENARIO_H
#define SATQKD_STUDY_NEW_SCENARIO_H

#include "satqkd/status.h"
#include "scenario/scenario.h"

/** What is known of a scenario that is to be written. Texts are borrowed; numbers that were not given are NaN. */
struct new_scenario {
    const char *name;
    const char *satellite; /* preset or file: "micius" */
    const char *station;   /* preset or file; or "LATITUDE,LONGITUDE,ALTITUDE" in degrees and metres */
    const char *
        equipment; /* preset or file whose telescope and detectors stand at such a place; NULL: that of Xinglong, or of Ngari for an uplink */
    const char *tle_file; /* NULL: none */
    const char *tle_name, *tle_norad;
    double altitude_km, inclination_deg, max_elevation_deg, ltan_h, eccentricity;
    double geostationary_deg;
    const char *epoch;        /* of a planned orbit; NULL: the start */
    const char *start, *stop; /* of the window; NULL: none */
    const struct scenario_setting *settings;
    size_t setting_count;
};

enum { NEW_SCENARIO_NOTES = 2048 };

/**
 * Writes a complete scenario: every key with its value, and in "sources" what it means, in which range, and where its value is from. The
 * scenario has been loaded and its pass looked for: `satqkd run` flies it.
 *
 * @param out    the text; owned by the caller, free()
 * @param notes  NEW_SCENARIO_NOTES bytes: lines of which pass was found, and of what looks like a slip of a unit
 * @return SATQKD_INVALID with what is missing or wrong, and the cure
 */
enum satqkd_status new_scenario_text(const struct new_scenario *request, char **out, char *notes,
                                     struct satqkd_error *error);

#endif
