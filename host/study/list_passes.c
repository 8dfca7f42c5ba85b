/* SPDX-License-Identifier: MIT */
#include "study/list_passes.h"

#include <math.h>

/*
 * Elements may be asked only for what they are good for, all of it; of a single pass or a track it is enough that the
 * times touch it. orbit_observe has the words for what is wrong with a time.
 */
static enum satqkd_status check_span(const struct orbit *orbit, const struct scenario *scenario, double from_utc_s,
                                     double to_utc_s, struct satqkd_error *error) {
    double first_utc_s = 0.0;
    double last_utc_s = 0.0;
    struct orbit_look look;
    orbit_span(orbit, &first_utc_s, &last_utc_s);
    bool early = from_utc_s < first_utc_s;
    bool late = to_utc_s > last_utc_s;
    if (scenario->orbit.kind != SCENARIO_ORBIT_TLE && scenario->orbit.kind != SCENARIO_ORBIT_KEPLER) {
        early = to_utc_s <= first_utc_s;
        late = from_utc_s >= last_utc_s;
    }
    if (!early && !late) {
        return SATQKD_OK;
    }
    enum satqkd_status status = orbit_observe(orbit, &scenario->station, early ? from_utc_s : to_utc_s, &look, error);
    satqkd_error_prefix(error, "%s: ", early ? "--from" : "--to");
    return status;
}

enum satqkd_status list_passes(const struct scenario *scenario, double from_utc_s, double to_utc_s, struct pass **out,
                               size_t *count, struct satqkd_error *error) {
    struct orbit *orbit = NULL;
    *out = NULL;
    *count = 0;
    if (!(to_utc_s > from_utc_s)) {
        return satqkd_error_set(error, SATQKD_INVALID, "--to must be later than --from");
    }
    enum satqkd_status status = scenario_make_orbit(scenario, &orbit, error);
    if (status == SATQKD_OK) {
        status = check_span(orbit, scenario, from_utc_s, to_utc_s, error);
    }
    if (status == SATQKD_OK) {
        struct pass_search search = {.from_utc_s = from_utc_s,
                                     .to_utc_s = to_utc_s,
                                     .min_elevation_rad = scenario->window.min_elevation_rad,
                                     .max_range_m = INFINITY,
                                     .dark_sun_elevation_rad = scenario->dark_sun_elevation_rad};
        status = pass_find(orbit, &scenario->station, &search, out, count, error);
    }
    orbit_destroy(orbit);
    return status;
}
