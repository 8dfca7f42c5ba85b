/* SPDX-License-Identifier: MIT */
#include "distill/contact.h"

#include <math.h>
#include <stdlib.h>

#include "orbit/pass.h"
#include "special/constants.h"

static const double LOOK_AHEAD_S = 3 * 86400.0;
static const double MASK_RAD = 5 / CONSTANT_DEGREE; /* of a radio dish with a free horizon */
static const double STRETCH_S = 10;                 /* the range changes by less than 80 km in it, light by 0.3 ms */

enum classical_end contact_satellite(const struct scenario *scenario) {
    return scenario->channel.direction == CHANNEL_DOWNLINK ? CLASSICAL_ALICE : CLASSICAL_BOB;
}

static bool has_geometry(const struct scenario *scenario) {
    return scenario->orbit.kind != SCENARIO_ORBIT_TRACK || isnan(scenario->orbit.points[0].efficiency);
}

/* Adds a pass in stretches. */
static enum satqkd_status add_pass(const struct orbit *orbit, const struct orbit_station *station,
                                   const struct pass *pass, double from_utc_s, struct classical_window **windows,
                                   size_t *count, struct satqkd_error *error) {
    const double duration = pass->stop_utc_s - pass->start_utc_s;
    const size_t stretches = duration > 0 ? (size_t)ceil(duration / STRETCH_S) : 0;
    struct classical_window *grown = realloc(*windows, (*count + stretches + 1) * sizeof *grown);
    if (!grown) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for radio contacts");
    }
    *windows = grown;
    for (size_t i = 0; i < stretches; ++i) {
        const double start = pass->start_utc_s + duration * (double)i / (double)stretches;
        const double stop = pass->start_utc_s + duration * (double)(i + 1) / (double)stretches;
        struct orbit_look look;
        const enum satqkd_status status = orbit_observe(orbit, station, 0.5 * (start + stop), &look, error);
        if (status != SATQKD_OK) {
            return status;
        }
        grown[(*count)++] = (struct classical_window){start - from_utc_s, stop - from_utc_s, look.slant_range_m};
    }
    return SATQKD_OK;
}

enum satqkd_status contact_find(const struct scenario *scenario, double from_utc_s, struct classical_window **out,
                                size_t *count, struct satqkd_error *error) {
    struct orbit *orbit = NULL;
    struct pass *passes = NULL;
    struct classical_window *windows = NULL;
    size_t pass_count = 0;
    double first, last;
    *out = NULL;
    *count = 0;
    if (!has_geometry(scenario)) {
        return SATQKD_OK;
    }
    enum satqkd_status status = scenario_make_orbit(scenario, &orbit, error);
    if (status != SATQKD_OK) {
        return status;
    }
    orbit_span(orbit, &first, &last);
    const struct pass_search search = {.from_utc_s = fmax(first, from_utc_s),
                                       .to_utc_s = fmin(last, from_utc_s + LOOK_AHEAD_S),
                                       .min_elevation_rad = MASK_RAD,
                                       .max_range_m = INFINITY,
                                       .dark_sun_elevation_rad = scenario->dark_sun_elevation_rad};
    if (search.to_utc_s > search.from_utc_s) {
        status = pass_find(orbit, &scenario->station, &search, &passes, &pass_count, error);
    }
    for (size_t i = 0; i < pass_count && status == SATQKD_OK; ++i) {
        status = add_pass(orbit, &scenario->station, &passes[i], from_utc_s, &windows, count, error);
    }
    free(passes);
    orbit_destroy(orbit);
    if (status != SATQKD_OK) {
        free(windows);
        *count = 0;
        return status;
    }
    *out = windows;
    return SATQKD_OK;
}
