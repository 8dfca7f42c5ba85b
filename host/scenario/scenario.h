/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_SCENARIO_H
#define SATQKD_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "channel/channel.h"
#include "orbit/orbit.h"
#include "satqkd/status.h"
#include "security/key.h"

enum { SCENARIO_NAME_TEXT = 128, SCENARIO_TLE_SETS = 512, SCENARIO_MONTHS = 12 };

enum scenario_orbit_kind {
    SCENARIO_ORBIT_TLE,
    SCENARIO_ORBIT_CIRCULAR,
    SCENARIO_ORBIT_KEPLER,
    SCENARIO_ORBIT_OEM,
    SCENARIO_ORBIT_TRACK,
    SCENARIO_ORBIT_FIXED
};

struct scenario_orbit {
    enum scenario_orbit_kind kind;
    char tle[2 * SCENARIO_TLE_SETS][72]; /* line 1 and line 2 of one set or several */
    int tle_lines;
    double max_age_s;
    double altitude_m, inclination_rad, max_elevation_rad,
        epoch_utc_s;                /* circular; epoch default 2025-01-01T00:00:00Z */
    struct kepler_elements kepler;  /* complete: node and inclination of a Sun-synchronous orbit worked out */
    double kepler_altitude_m;       /* above the equatorial radius; where given in place of the axis */
    double kepler_ltan_s;           /* local time of the ascending node, where given */
    struct ephemeris_state *states; /* oem; owned */
    size_t state_count;
    enum ephemeris_frame frame;
    int degree;
    struct orbit_track_point *points; /* track; owned */
    size_t point_count;
    double track_start_utc_s;
    struct orbit_track_point fixed;
    double fixed_loss_db; /* measured, transmitter's aperture to before the detectors; NaN: from the geometry */
    double fixed_duration_s, fixed_start_utc_s;
};

struct scenario_window {
    bool has_times;
    double start_utc_s, stop_utc_s;
    double min_elevation_rad;
    double max_range_m; /* INFINITY: none */
    double pass;        /* a whole number: which of the window's passes, from 1; 0: the highest */
};

/** A scenario as resolved: SI units and radians, every default filled in, referring to no other file. */
struct scenario {
    char name[SCENARIO_NAME_TEXT];
    char satellite_name[SCENARIO_NAME_TEXT];
    char station_name[SCENARIO_NAME_TEXT];
    struct channel channel;
    struct orbit_station station;
    double dark_sun_elevation_rad;
    double clear_sky_probability[SCENARIO_MONTHS]; /* January first */
    int clear_sky_months;                          /* SCENARIO_MONTHS, or 0 where it is not given */
    struct scenario_orbit orbit;
    struct scenario_window window;
    struct key_protocol protocol;
    uint64_t seed;
    double coherence_time_s;
    double fiber_loss_db_per_km;
    struct scenario_document *document; /* the JSON it came from, for scenario_text; owned */
};

/** One --set KEY=VALUE. VALUE is JSON, or a bare word taken as a string. */
struct scenario_setting {
    const char *text; /* "station.telescope.diameter_m=1.2" */
};

/**
 * Reads, resolves and checks a scenario.
 *
 * @param path      of the JSON file; where there is none of this name, the default data (data_path.h) is searched
 * @param settings, setting_count  applied in order after file references are resolved and before the checks
 * @param out       owned by the caller, scenario_destroy
 * @return SATQKD_INVALID with "FILE:LINE: key.path: what is wrong, what would be right"; SATQKD_FAILURE without memory
 */
enum satqkd_status scenario_load(const char *path, const struct scenario_setting *settings, size_t setting_count,
                                 struct scenario **out, struct satqkd_error *error);

/** scenario_load of a text in memory: document_read. */
enum satqkd_status scenario_parse(const char *name, const char *text, const struct scenario_setting *settings,
                                  size_t setting_count, struct scenario **out, struct satqkd_error *error);

/** @param scenario NULL is fine */
void scenario_destroy(struct scenario *scenario);

/**
 * The resolved scenario as JSON text (RUN-DIR/scenario.json): every default written out, TLE and track inline, sources kept; loading it
 * again gives the same scenario bit for bit.
 *
 * @param out  NUL-terminated, ends with a newline; owned by the caller, free()
 */
enum satqkd_status scenario_text(const struct scenario *scenario, char **out, struct satqkd_error *error);

/**
 * Makes the orbit source that the scenario describes.
 *
 * @param out  owned by the caller, orbit_destroy
 */
enum satqkd_status scenario_make_orbit(const struct scenario *scenario, struct orbit **out, struct satqkd_error *error);

#endif
