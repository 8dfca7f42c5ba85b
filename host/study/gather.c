/* SPDX-License-Identifier: MIT */
#include "study/gather.h"

#include <stdlib.h>

#include "orbit/pass.h"
#include "study/choose_pass.h"
#include "trials/plan.h"

static enum satqkd_status add(const struct scenario *scenario, const struct orbit *orbit, const struct pass *pass,
                              size_t block, struct expected *expected, struct satqkd_error *error) {
    struct plan *plan = NULL;
    enum satqkd_status status = plan_create(scenario, orbit, pass, &plan, error);
    if (status == SATQKD_OK) {
        status = expected_add(expected, scenario, plan, block, false, error);
    }
    plan_destroy(plan);
    return status;
}

enum satqkd_status gather_one(const struct scenario *scenario, int number, size_t block, struct expected *expected,
                              struct satqkd_error *error) {
    struct orbit *orbit = NULL;
    struct pass pass;
    char choice[CHOOSE_PASS_TEXT];
    enum satqkd_status status = scenario_make_orbit(scenario, &orbit, error);
    if (status == SATQKD_OK) {
        status = choose_pass(scenario, orbit, number, &pass, choice, error);
    }
    if (status == SATQKD_OK) {
        status = add(scenario, orbit, &pass, block, expected, error);
    }
    orbit_destroy(orbit);
    return status;
}

enum satqkd_status gather_all(const struct scenario *scenario, size_t block, struct expected *expected,
                              struct satqkd_error *error) {
    struct orbit *orbit = NULL;
    struct pass *passes = NULL;
    size_t count = 0;
    enum satqkd_status status = scenario_make_orbit(scenario, &orbit, error);
    if (status == SATQKD_OK) {
        status = choose_pass_all(scenario, orbit, &passes, &count, error);
    }
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        status = add(scenario, orbit, &passes[i], block, expected, error);
    }
    free(passes);
    orbit_destroy(orbit);
    return status;
}

static enum satqkd_status add_dark(const struct scenario *scenario, const struct orbit *orbit,
                                   const struct pass *passes, size_t count, size_t block, struct expected *expected,
                                   struct satqkd_error *error) {
    /* A pass drawn up for its geometry has no night of its own: its time is only a convention. */
    const enum scenario_orbit_kind kind = scenario->orbit.kind;
    const bool any_light =
        kind == SCENARIO_ORBIT_CIRCULAR || kind == SCENARIO_ORBIT_TRACK || kind == SCENARIO_ORBIT_FIXED;
    const size_t before = expected_passes(expected);
    for (size_t i = 0; i < count; ++i) {
        enum satqkd_status status =
            any_light || passes[i].station_dark ? add(scenario, orbit, &passes[i], block, expected, error) : SATQKD_OK;
        if (status != SATQKD_OK) {
            return status;
        }
    }
    if (expected_passes(expected) == before) {
        return satqkd_error_set(
            error, SATQKD_INVALID,
            "--from, --to: %zu passes within the window's elevation and range, none of them over a dark "
            "station; satqkd passes lists what there is",
            count);
    }
    return SATQKD_OK;
}

enum satqkd_status gather_between(const struct scenario *scenario, double from_utc_s, double to_utc_s, size_t block,
                                  struct expected *expected, struct satqkd_error *error) {
    const struct pass_search search = {from_utc_s, to_utc_s, scenario->window.min_elevation_rad,
                                       scenario->window.max_range_m, scenario->dark_sun_elevation_rad};
    struct orbit *orbit = NULL;
    struct pass *passes = NULL;
    struct orbit_look look;
    size_t count = 0;
    enum satqkd_status status = scenario_make_orbit(scenario, &orbit, error);
    /* Looked at first, because a search narrows itself to the orbit's span without a word. */
    if (status == SATQKD_OK) {
        status = orbit_observe(orbit, &scenario->station, from_utc_s, &look, error);
    }
    if (status == SATQKD_OK) {
        status = orbit_observe(orbit, &scenario->station, to_utc_s, &look, error);
    }
    if (status == SATQKD_OK) {
        status = pass_find(orbit, &scenario->station, &search, &passes, &count, error);
    }
    if (status == SATQKD_OK) {
        status = add_dark(scenario, orbit, passes, count, block, expected, error);
    }
    free(passes);
    orbit_destroy(orbit);
    return status;
}
