/* SPDX-License-Identifier: MIT */
#include "orbit/pass.h"

#include <math.h>
#include <stdlib.h>

#include "orbit/bracket.h"
#include "orbit/frames.h"
#include "orbit/sun.h"

/* What is watched along the time: it counts while it is not negative. */
enum quantity { ELEVATION, NEARNESS };

struct watch {
    const struct orbit *orbit;
    const struct orbit_station *station;
    const struct pass_search *search;
    enum quantity quantity;
};

/* Some times, ascending. */
struct times {
    double *utc_s;
    size_t count, capacity;
};

static const double time_tolerance_s = 2e-6; /* a POSIX time as double resolves a quarter of a microsecond */
static const double least_step_s = 1e-3;     /* as fine as edges are promised: what is shorter is no pass */

static enum satqkd_status times_add(struct times *times, double utc_s, struct satqkd_error *error) {
    if (times->count == times->capacity) {
        size_t capacity = times->capacity ? 2 * times->capacity : 64;
        double *grown = realloc(times->utc_s, capacity * sizeof *grown);
        if (!grown) {
            return satqkd_error_set(error, SATQKD_FAILURE, "no memory for %zu times of passes", capacity);
        }
        times->utc_s = grown;
        times->capacity = capacity;
    }
    times->utc_s[times->count++] = utc_s;
    return SATQKD_OK;
}

/* The quantity over its threshold. */
static double surplus(const struct watch *watch, const struct orbit_look *look) {
    return watch->quantity == ELEVATION ? look->elevation_rad - watch->search->min_elevation_rad
                                        : watch->search->max_range_m - look->slant_range_m;
}

/*
 * A number with the sign of the quantity's rate. For the elevation it is the rate of its sine times the range, which
 * stays smooth where a pass goes through the zenith and the elevation itself has a corner.
 */
static double trend(const struct watch *watch, const struct orbit_look *look) {
    return watch->quantity == ELEVATION ? look->velocity[2] - look->range_rate_m_s * look->direction[2]
                                        : -look->range_rate_m_s;
}

static enum satqkd_status surplus_at(const void *context, double utc_s, double *out, struct satqkd_error *error) {
    const struct watch *watch = context;
    struct orbit_look look;
    enum satqkd_status status = orbit_observe(watch->orbit, watch->station, utc_s, &look, error);
    *out = status == SATQKD_OK ? surplus(watch, &look) : 0.0;
    return status;
}

static enum satqkd_status trend_at(const void *context, double utc_s, double *out, struct satqkd_error *error) {
    const struct watch *watch = context;
    struct orbit_look look;
    enum satqkd_status status = orbit_observe(watch->orbit, watch->station, utc_s, &look, error);
    *out = status == SATQKD_OK ? trend(watch, &look) : 0.0;
    return status;
}

/*
 * The times between which the quantity only rises or only falls: both ends and every extremum between them. As
 * orbit_step leaves room for one extremum a step, a change of the rate's sign finds each of them; a pass of a second
 * has one like a pass of an hour.
 */
static enum satqkd_status find_turns(const struct watch *watch, double from_utc_s, double to_utc_s, struct times *out,
                                     struct satqkd_error *error) {
    struct bracket_function rate = {trend_at, watch};
    struct orbit_look look;
    out->count = 0;
    enum satqkd_status status = times_add(out, from_utc_s, error);
    if (status == SATQKD_OK) {
        status = orbit_observe(watch->orbit, watch->station, from_utc_s, &look, error);
    }
    while (status == SATQKD_OK && look.utc_s < to_utc_s) {
        double before_utc_s = look.utc_s;
        bool rose = trend(watch, &look) >= 0.0;
        double step_s = fmax(orbit_step(watch->orbit, &look), least_step_s);
        status = orbit_observe(watch->orbit, watch->station, fmin(before_utc_s + step_s, to_utc_s), &look, error);
        if (status != SATQKD_OK || rose == (trend(watch, &look) >= 0.0)) {
            continue;
        }
        double turn_utc_s = 0.0;
        status = bracket_root(&rate, rose ? before_utc_s : look.utc_s, rose ? look.utc_s : before_utc_s,
                              time_tolerance_s, &turn_utc_s, error);
        if (status == SATQKD_OK) {
            status = times_add(out, turn_utc_s, error);
        }
    }
    return status == SATQKD_OK ? times_add(out, to_utc_s, error) : status;
}

/*
 * The intervals in which the quantity is not negative, as pairs of start and stop: between two turns it crosses zero
 * once or not at all. The edges lie on the inner side of the crossing, so that nobody who samples a pass leaves it.
 */
static enum satqkd_status find_intervals(const struct watch *watch, double from_utc_s, double to_utc_s,
                                         struct times *turns, struct times *out, struct satqkd_error *error) {
    struct bracket_function value = {surplus_at, watch};
    double here = 0.0;
    enum satqkd_status status = find_turns(watch, from_utc_s, to_utc_s, turns, error);
    if (status == SATQKD_OK) {
        status = surplus_at(watch, from_utc_s, &here, error);
    }
    if (status == SATQKD_OK && here >= 0.0) {
        status = times_add(out, from_utc_s, error);
    }
    for (size_t i = 1; i < turns->count && status == SATQKD_OK; i++) {
        double before_utc_s = turns->utc_s[i - 1];
        double utc_s = turns->utc_s[i];
        bool was_inside = here >= 0.0;
        status = surplus_at(watch, utc_s, &here, error);
        if (status == SATQKD_OK && was_inside != (here >= 0.0)) {
            double edge_utc_s = 0.0;
            status = bracket_root(&value, was_inside ? before_utc_s : utc_s, was_inside ? utc_s : before_utc_s,
                                  time_tolerance_s, &edge_utc_s, error);
            if (status == SATQKD_OK) {
                status = times_add(out, edge_utc_s, error);
            }
        }
    }
    if (status == SATQKD_OK && here >= 0.0) {
        status = times_add(out, to_utc_s, error);
    }
    return status;
}

/* The intervals that count: above the mask and, where a range is set, within it. */
static enum satqkd_status find_visible(const struct orbit *orbit, const struct orbit_station *station,
                                       const struct pass_search *search, double from_utc_s, double to_utc_s,
                                       struct times *out, struct satqkd_error *error) {
    struct watch above = {orbit, station, search, ELEVATION};
    struct watch near = {orbit, station, search, NEARNESS};
    struct times turns = {NULL, 0, 0};
    struct times high = {NULL, 0, 0};
    bool any_range = isinf(search->max_range_m);
    enum satqkd_status status = find_intervals(&above, from_utc_s, to_utc_s, &turns, any_range ? out : &high, error);
    for (size_t i = 0; i + 1 < high.count && status == SATQKD_OK; i += 2) {
        status = find_intervals(&near, high.utc_s[i], high.utc_s[i + 1], &turns, out, error);
    }
    free(turns.utc_s);
    free(high.utc_s);
    return status;
}

static enum satqkd_status describe_heights(const struct watch *above, struct times *turns, struct pass *pass,
                                           struct satqkd_error *error) {
    enum satqkd_status status = find_turns(above, pass->start_utc_s, pass->stop_utc_s, turns, error);
    pass->max_elevation_rad = -INFINITY;
    for (size_t i = 0; i < turns->count && status == SATQKD_OK; i++) {
        struct orbit_look look;
        status = orbit_observe(above->orbit, above->station, turns->utc_s[i], &look, error);
        if (status == SATQKD_OK && look.elevation_rad > pass->max_elevation_rad) {
            pass->max_elevation_rad = look.elevation_rad;
            pass->max_elevation_utc_s = look.utc_s;
        }
    }
    return status;
}

static enum satqkd_status describe_ranges(const struct watch *near, struct times *turns, struct pass *pass,
                                          struct satqkd_error *error) {
    enum satqkd_status status = find_turns(near, pass->start_utc_s, pass->stop_utc_s, turns, error);
    pass->min_range_m = INFINITY;
    pass->max_range_m = 0.0;
    for (size_t i = 0; i < turns->count && status == SATQKD_OK; i++) {
        struct orbit_look look;
        status = orbit_observe(near->orbit, near->station, turns->utc_s[i], &look, error);
        if (status != SATQKD_OK) {
            break;
        }
        if (look.slant_range_m < pass->min_range_m) {
            pass->min_range_m = look.slant_range_m;
            pass->min_range_utc_s = look.utc_s;
        }
        pass->max_range_m = fmax(pass->max_range_m, look.slant_range_m);
    }
    return status;
}

/*
 * Who stands in the light at the highest point. A track of efficiencies has no distance, so that nothing is known of
 * its satellite.
 */
static enum satqkd_status describe_light(const struct watch *above, struct pass *pass, struct satqkd_error *error) {
    struct orbit_look look;
    enum satqkd_status status = orbit_observe(above->orbit, above->station, pass->max_elevation_utc_s, &look, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct frames_site site;
    frames_place(above->station, &site);
    double position_m[3];
    for (int axis = 0; axis < 3; axis++) {
        position_m[axis] = site.position_m[axis];
        for (int own = 0; own < 3; own++) {
            position_m[axis] += look.slant_range_m * look.direction[own] * site.axes[own][axis];
        }
    }
    pass->satellite_sunlit = look.slant_range_m > 0.0 && sun_lights(position_m, look.utc_s);
    pass->station_dark = sun_elevation(above->station, look.utc_s) < above->search->dark_sun_elevation_rad;
    return SATQKD_OK;
}

static enum satqkd_status describe(const struct orbit *orbit, const struct orbit_station *station,
                                   const struct pass_search *search, struct times *turns, struct pass *pass,
                                   struct satqkd_error *error) {
    struct watch above = {orbit, station, search, ELEVATION};
    struct watch near = {orbit, station, search, NEARNESS};
    enum satqkd_status status = describe_heights(&above, turns, pass, error);
    if (status == SATQKD_OK) {
        status = describe_ranges(&near, turns, pass, error);
    }
    return status == SATQKD_OK ? describe_light(&above, pass, error) : status;
}

enum satqkd_status pass_find(const struct orbit *orbit, const struct orbit_station *station,
                             const struct pass_search *search, struct pass **out, size_t *count,
                             struct satqkd_error *error) {
    *out = NULL;
    *count = 0;
    if (isnan(search->from_utc_s) || isnan(search->to_utc_s) || isnan(search->min_elevation_rad) ||
        !(search->max_range_m > 0.0)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "search for passes from %g s to %g s above %g rad within %g m: numbers, and a range "
                                "above 0",
                                search->from_utc_s, search->to_utc_s, search->min_elevation_rad, search->max_range_m);
    }
    double from_utc_s = 0.0;
    double to_utc_s = 0.0;
    orbit_span(orbit, &from_utc_s, &to_utc_s);
    from_utc_s = fmax(from_utc_s, search->from_utc_s);
    to_utc_s = fmin(to_utc_s, search->to_utc_s);
    if (!(from_utc_s < to_utc_s)) {
        return SATQKD_OK;
    }
    struct times edges = {NULL, 0, 0};
    struct times turns = {NULL, 0, 0};
    struct pass *passes = NULL;
    enum satqkd_status status = find_visible(orbit, station, search, from_utc_s, to_utc_s, &edges, error);
    if (status != SATQKD_OK || edges.count < 2) {
        goto done;
    }
    passes = calloc(edges.count / 2, sizeof *passes);
    if (!passes) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "no memory for %zu passes", edges.count / 2);
        goto done;
    }
    size_t found = 0;
    for (size_t i = 0; i + 1 < edges.count && status == SATQKD_OK; i += 2) {
        struct pass *pass = &passes[found];
        pass->start_utc_s = edges.utc_s[i];
        pass->stop_utc_s = edges.utc_s[i + 1];
        if (pass->stop_utc_s - pass->start_utc_s >= least_step_s) {
            status = describe(orbit, station, search, &turns, pass, error);
            found++;
        }
    }
    if (status == SATQKD_OK && found > 0) {
        *out = passes;
        *count = found;
        passes = NULL;
    }
done:
    free(edges.utc_s);
    free(turns.utc_s);
    free(passes);
    return status;
}
