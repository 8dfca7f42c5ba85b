/* SPDX-License-Identifier: MIT */
#include "study/choose_pass.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "orbit/time_utc.h"
#include "special/constants.h"

static const double DAY_S = 86400.0;
/* Whether the orbit has pass after pass, of which a day's are looked at; the others are made for one. */
static bool goes_on(const struct scenario *scenario) {
    return scenario->orbit.kind != SCENARIO_ORBIT_CIRCULAR && scenario->orbit.kind != SCENARIO_ORBIT_TRACK;
}

static struct pass_search search_of(const struct scenario *scenario, const struct orbit *orbit) {
    struct pass_search search = {.min_elevation_rad = scenario->window.min_elevation_rad,
                                 .max_range_m = scenario->window.max_range_m,
                                 .dark_sun_elevation_rad = scenario->dark_sun_elevation_rad};
    if (scenario->window.has_times) {
        search.from_utc_s = scenario->window.start_utc_s;
        search.to_utc_s = scenario->window.stop_utc_s;
    } else {
        double last_utc_s = 0;
        orbit_span(orbit, &search.from_utc_s, &last_utc_s);
        search.to_utc_s = last_utc_s;
        if (goes_on(scenario)) {
            search.from_utc_s = orbit_epoch(orbit);
            search.to_utc_s = fmin(search.from_utc_s + DAY_S, last_utc_s);
        }
    }
    return search;
}

/* Why there is no pass: how high and near the satellite comes, or when it comes next. */
static enum satqkd_status no_pass(const struct scenario *scenario, const struct orbit *orbit,
                                  const struct pass_search *search, struct satqkd_error *error) {
    struct pass_search wider = *search;
    struct pass *passes = NULL;
    size_t count = 0;
    char from[TIME_UTC_TEXT];
    char to[TIME_UTC_TEXT];
    time_utc_format(search->from_utc_s, 0, from, sizeof from);
    time_utc_format(search->to_utc_s, 0, to, sizeof to);
    wider.max_range_m = INFINITY;
    wider.min_elevation_rad = 0;
    if (pass_find(orbit, &scenario->station, &wider, &passes, &count, NULL) == SATQKD_OK && count > 0) {
        const struct pass *best = passes;
        for (size_t i = 1; i < count; ++i) {
            best = passes[i].max_elevation_rad > best->max_elevation_rad ? &passes[i] : best;
        }
        satqkd_error_set(
            error, SATQKD_INVALID,
            "window: the satellite rises to %.1f deg and comes within %.0f km between %s and %s, but never meets "
            "window.min_elevation_deg %.4g and window.max_range_km %.6g together: lower the one or raise the other",
            CONSTANT_DEGREE * best->max_elevation_rad, 1e-3 * best->min_range_m, from, to,
            CONSTANT_DEGREE * search->min_elevation_rad, 1e-3 * search->max_range_m);
        free(passes);
        return SATQKD_INVALID;
    }
    wider = *search;
    wider.from_utc_s = search->to_utc_s;
    wider.to_utc_s = search->to_utc_s + 3 * DAY_S;
    if (pass_find(orbit, &scenario->station, &wider, &passes, &count, NULL) == SATQKD_OK && count > 0) {
        char next[TIME_UTC_TEXT];
        time_utc_format(passes[0].start_utc_s, 0, next, sizeof next);
        satqkd_error_set(
            error, SATQKD_INVALID,
            "window: no pass between %s and %s; the next begins at %s and lasts %.0f s: move window.start and "
            "window.stop there",
            from, to, next, passes[0].stop_utc_s - passes[0].start_utc_s);
        free(passes);
        return SATQKD_INVALID;
    }
    return satqkd_error_set(
        error, SATQKD_INVALID,
        "window: no pass between %s and %s, nor in the three days after: widen the window, or check orbit and station "
        "(satqkd passes lists what there is)",
        from, to);
}

enum satqkd_status choose_pass_all(const struct scenario *scenario, const struct orbit *orbit, struct pass **out,
                                   size_t *count, struct satqkd_error *error) {
    const struct pass_search search = search_of(scenario, orbit);
    struct orbit_look look;
    *out = NULL;
    *count = 0;
    /* Looked at first, because a search narrows itself to the orbit's span without a word. */
    enum satqkd_status status = orbit_observe(orbit, &scenario->station, search.from_utc_s, &look, error);
    if (status == SATQKD_OK) {
        status = orbit_observe(orbit, &scenario->station, search.to_utc_s, &look, error);
    }
    if (status == SATQKD_OK) {
        status = pass_find(orbit, &scenario->station, &search, out, count, error);
    }
    return status == SATQKD_OK && *count == 0 ? no_pass(scenario, orbit, &search, error) : status;
}

enum satqkd_status choose_pass(const struct scenario *scenario, const struct orbit *orbit, int number, struct pass *out,
                               char choice[CHOOSE_PASS_TEXT], struct satqkd_error *error) {
    struct pass *passes = NULL;
    size_t count = 0;
    const size_t wanted = number > 0 ? (size_t)number : (size_t)scenario->window.pass;
    choice[0] = '\0';
    enum satqkd_status status = choose_pass_all(scenario, orbit, &passes, &count, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (wanted > count) {
        status = satqkd_error_set(error, SATQKD_INVALID,
                                  "window.pass (--pass): %zu, but the window holds %zu pass%s, counted from 1", wanted,
                                  count, count == 1 ? "" : "es");
        goto done;
    }
    size_t chosen = wanted > 0 ? wanted - 1 : 0;
    for (size_t i = 0; wanted == 0 && i < count; ++i) {
        chosen = passes[i].max_elevation_rad > passes[chosen].max_elevation_rad ? i : chosen;
    }
    *out = passes[chosen];
    if (count > 1 || (!scenario->window.has_times && goes_on(scenario))) {
        snprintf(choice, CHOOSE_PASS_TEXT, "Pass %zu of %zu%s: the %s", chosen + 1, count,
                 scenario->window.has_times ? " in the window" : " in the 24 hours after the orbit's epoch",
                 wanted ? "one asked for" : "highest");
    }
done:
    free(passes);
    return status;
}
