/* SPDX-License-Identifier: MIT */
#include "orbit/orbit.h"

#include <erfam.h>
#include <math.h>
#include <stdlib.h>

#include "orbit/circular.h"
#include "orbit/ephemeris.h"
#include "orbit/frames.h"
#include "orbit/kepler.h"
#include "orbit/time_utc.h"
#include "orbit/tle_list.h"
#include "orbit/track.h"

/* How far from their epoch elements of J2 alone may be used. */
static const double kepler_span_s = 20.0 * ERFA_DJY * ERFA_DAYSEC;

/* What a kind of orbit does its own way. A kind that knows where the satellite is has a state or a fixed one, the others a look. */
struct orbit_kind {
    enum satqkd_status (*state)(const struct orbit *orbit, double utc_s, double position_m[3], double velocity_m_s[3],
                                struct satqkd_error *error); /* true equator, mean equinox */
    enum satqkd_status (*fixed)(const struct orbit *orbit, double utc_s, double position_m[3], double velocity_m_s[3],
                                struct satqkd_error *error); /* Earth-fixed */
    enum satqkd_status (*look)(const struct orbit *orbit, const struct orbit_station *station, double utc_s,
                               struct orbit_look *out, struct satqkd_error *error);
    enum satqkd_status (*refuse)(const struct orbit *orbit, double utc_s, struct satqkd_error *error); /* out of span */
    double (*step)(const struct orbit *orbit, const struct orbit_look *look); /* NULL: by the motion alone */
    void (*release)(struct orbit *orbit);
};

struct orbit {
    const struct orbit_kind *kind;
    double epoch_utc_s;
    double first_utc_s, last_utc_s;
    double efficiency; /* of a fixed path; NaN: from the geometry */
    double max_age_s;  /* of two-line elements */
    union {
        struct tle_list *tles;
        struct circular circular;
        struct kepler kepler;
        struct ephemeris *ephemeris;
        struct track *track;
    };
};

static enum satqkd_status tle_refuse(const struct orbit *orbit, double utc_s, struct satqkd_error *error) {
    char when[TIME_UTC_TEXT];
    char epoch[TIME_UTC_TEXT];
    double epoch_utc_s = tle_list_epoch(orbit->tles, utc_s);
    time_utc_format(utc_s, 0, when, sizeof when);
    time_utc_format(epoch_utc_s, 0, epoch, sizeof epoch);
    return satqkd_error_set(
        error, SATQKD_INVALID,
        "%s is %.1f days from the epoch of the two-line elements (%s) and orbit.max_age_days is %g: "
        "take newer elements, or raise orbit.max_age_days and accept the error",
        when, fabs(utc_s - epoch_utc_s) / ERFA_DAYSEC, epoch, orbit->max_age_s / ERFA_DAYSEC);
}

/* Within the span of a list there may be times that no set is near to. */
static enum satqkd_status tle_state(const struct orbit *orbit, double utc_s, double position_m[3],
                                    double velocity_m_s[3], struct satqkd_error *error) {
    if (fabs(utc_s - tle_list_epoch(orbit->tles, utc_s)) > orbit->max_age_s) {
        return tle_refuse(orbit, utc_s, error);
    }
    return tle_list_state(orbit->tles, utc_s, position_m, velocity_m_s, error);
}

static void tle_release(struct orbit *orbit) {
    tle_list_destroy(orbit->tles);
}

static enum satqkd_status circular_position(const struct orbit *orbit, double utc_s, double position_m[3],
                                            double velocity_m_s[3], struct satqkd_error *error) {
    (void)error;
    circular_state(&orbit->circular, utc_s, position_m, velocity_m_s);
    return SATQKD_OK;
}

/* For what is given for some minutes only. */
static enum satqkd_status refuse_uncovered(const struct orbit *orbit, double utc_s, struct satqkd_error *error) {
    char when[TIME_UTC_TEXT];
    char first[TIME_UTC_TEXT];
    char last[TIME_UTC_TEXT];
    time_utc_format(utc_s, 3, when, sizeof when);
    time_utc_format(orbit->first_utc_s, 3, first, sizeof first);
    time_utc_format(orbit->last_utc_s, 3, last, sizeof last);
    return satqkd_error_set(error, SATQKD_INVALID, "%s is outside what the orbit covers: from %s to %s", when, first,
                            last);
}

static void release_nothing(struct orbit *orbit) {
    (void)orbit;
}

static enum satqkd_status kepler_position(const struct orbit *orbit, double utc_s, double position_m[3],
                                          double velocity_m_s[3], struct satqkd_error *error) {
    (void)error;
    kepler_state(&orbit->kepler, utc_s, position_m, velocity_m_s);
    return SATQKD_OK;
}

static enum satqkd_status kepler_refuse(const struct orbit *orbit, double utc_s, struct satqkd_error *error) {
    char when[TIME_UTC_TEXT];
    char epoch[TIME_UTC_TEXT];
    time_utc_format(utc_s, 0, when, sizeof when);
    time_utc_format(orbit->epoch_utc_s, 0, epoch, sizeof epoch);
    return satqkd_error_set(
        error, SATQKD_INVALID,
        "%s is %.1f years from orbit.kepler.epoch_utc (%s): within %g years of it, or another epoch", when,
        fabs(utc_s - orbit->epoch_utc_s) / (ERFA_DJY * ERFA_DAYSEC), epoch, kepler_span_s / (ERFA_DJY * ERFA_DAYSEC));
}

static enum satqkd_status ephemeris_position(const struct orbit *orbit, double utc_s, double position_m[3],
                                             double velocity_m_s[3], struct satqkd_error *error) {
    (void)error;
    ephemeris_at(orbit->ephemeris, utc_s, position_m, velocity_m_s);
    return SATQKD_OK;
}

static void ephemeris_release(struct orbit *orbit) {
    ephemeris_destroy(orbit->ephemeris);
}

static enum satqkd_status track_view(const struct orbit *orbit, const struct orbit_station *station, double utc_s,
                                     struct orbit_look *out, struct satqkd_error *error) {
    return track_look(orbit->track, station, utc_s - orbit->epoch_utc_s, out, error);
}

static double track_step(const struct orbit *orbit, const struct orbit_look *look) {
    return track_to_next(orbit->track, look->utc_s - orbit->epoch_utc_s);
}

static void track_release(struct orbit *orbit) {
    track_destroy(orbit->track);
}

static enum satqkd_status fixed_view(const struct orbit *orbit, const struct orbit_station *station, double utc_s,
                                     struct orbit_look *out, struct satqkd_error *error) {
    enum satqkd_status status = track_view(orbit, station, utc_s, out, error);
    out->efficiency = orbit->efficiency;
    return status;
}

static const struct orbit_kind kind_tle = {.state = tle_state, .refuse = tle_refuse, .release = tle_release};
static const struct orbit_kind kind_circular = {
    .state = circular_position, .refuse = refuse_uncovered, .release = release_nothing};
static const struct orbit_kind kind_kepler = {
    .state = kepler_position, .refuse = kepler_refuse, .release = release_nothing};
static const struct orbit_kind kind_ephemeris = {
    .fixed = ephemeris_position, .refuse = refuse_uncovered, .release = ephemeris_release};
static const struct orbit_kind kind_track = {
    .look = track_view, .refuse = refuse_uncovered, .step = track_step, .release = track_release};

static const struct orbit_kind kind_fixed = {
    .look = fixed_view, .refuse = refuse_uncovered, .step = track_step, .release = track_release};

/* An orbit of a kind, yet to be filled; NULL, and the error set, without memory. */
static struct orbit *create_empty(const struct orbit_kind *kind, struct satqkd_error *error) {
    struct orbit *orbit = calloc(1, sizeof *orbit);
    if (orbit) {
        orbit->kind = kind;
    } else {
        satqkd_error_set(error, SATQKD_FAILURE, "no memory for an orbit");
    }
    return orbit;
}

enum satqkd_status orbit_create_tle(const char *line1, const char *line2, double max_age_s, struct orbit **out,
                                    struct satqkd_error *error) {
    const char *lines[] = {line1, line2};
    return orbit_create_tles(lines, 1, max_age_s, out, error);
}

enum satqkd_status orbit_create_tles(const char *const *lines, size_t set_count, double max_age_s, struct orbit **out,
                                     struct satqkd_error *error) {
    *out = NULL;
    struct tle_list *tles = NULL;
    if (!(max_age_s > 0.0 && isfinite(max_age_s))) {
        return satqkd_error_set(error, SATQKD_INVALID, "orbit.max_age_days: %g: a number above 0",
                                max_age_s / ERFA_DAYSEC);
    }
    enum satqkd_status status = tle_list_create(lines, set_count, &tles, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct orbit *orbit = create_empty(&kind_tle, error);
    if (!orbit) {
        tle_list_destroy(tles);
        return SATQKD_FAILURE;
    }
    orbit->tles = tles;
    orbit->max_age_s = max_age_s;
    tle_list_span(tles, &orbit->epoch_utc_s, &orbit->last_utc_s);
    orbit->first_utc_s = orbit->epoch_utc_s - max_age_s;
    orbit->last_utc_s += max_age_s;
    *out = orbit;
    return SATQKD_OK;
}

enum satqkd_status orbit_create_kepler(const struct kepler_elements *elements, struct orbit **out,
                                       struct satqkd_error *error) {
    *out = NULL;
    struct kepler kepler;
    enum satqkd_status status = kepler_prepare(elements, &kepler, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct orbit *orbit = create_empty(&kind_kepler, error);
    if (!orbit) {
        return SATQKD_FAILURE;
    }
    orbit->kepler = kepler;
    orbit->epoch_utc_s = elements->epoch_utc_s;
    orbit->first_utc_s = elements->epoch_utc_s - kepler_span_s;
    orbit->last_utc_s = elements->epoch_utc_s + kepler_span_s;
    *out = orbit;
    return SATQKD_OK;
}

enum satqkd_status orbit_create_ephemeris(const struct ephemeris_state *states, size_t count,
                                          enum ephemeris_frame frame, int degree, struct orbit **out,
                                          struct satqkd_error *error) {
    *out = NULL;
    struct ephemeris *ephemeris = NULL;
    enum satqkd_status status = ephemeris_create(states, count, frame, degree, &ephemeris, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct orbit *orbit = create_empty(&kind_ephemeris, error);
    if (!orbit) {
        ephemeris_destroy(ephemeris);
        return SATQKD_FAILURE;
    }
    orbit->ephemeris = ephemeris;
    ephemeris_span(ephemeris, &orbit->first_utc_s, &orbit->last_utc_s);
    orbit->epoch_utc_s = orbit->first_utc_s;
    *out = orbit;
    return SATQKD_OK;
}

enum satqkd_status orbit_create_circular(double altitude_m, double inclination_rad, double max_elevation_rad,
                                         const struct orbit_station *station, double epoch_utc_s, struct orbit **out,
                                         struct satqkd_error *error) {
    *out = NULL;
    struct circular circular;
    enum satqkd_status status =
        circular_solve(altitude_m, inclination_rad, max_elevation_rad, station, epoch_utc_s, &circular, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct orbit *orbit = create_empty(&kind_circular, error);
    if (!orbit) {
        return SATQKD_FAILURE;
    }
    double half_s = 0.5 * circular_period(&circular);
    orbit->circular = circular;
    orbit->epoch_utc_s = epoch_utc_s;
    orbit->first_utc_s = epoch_utc_s - half_s;
    orbit->last_utc_s = epoch_utc_s + half_s;
    *out = orbit;
    return SATQKD_OK;
}

enum satqkd_status orbit_create_track(const struct orbit_track_point *points, size_t count, double start_utc_s,
                                      struct orbit **out, struct satqkd_error *error) {
    *out = NULL;
    if (!isfinite(start_utc_s)) {
        return satqkd_error_set(error, SATQKD_INVALID, "start of the track: %g is no time", start_utc_s);
    }
    struct track *track = NULL;
    enum satqkd_status status = track_create(points, count, &track, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct orbit *orbit = create_empty(&kind_track, error);
    if (!orbit) {
        track_destroy(track);
        return SATQKD_FAILURE;
    }
    double first_s = 0.0;
    double last_s = 0.0;
    track_span(track, &first_s, &last_s);
    orbit->track = track;
    orbit->epoch_utc_s = start_utc_s;
    orbit->first_utc_s = start_utc_s + first_s;
    orbit->last_utc_s = start_utc_s + last_s;
    *out = orbit;
    return SATQKD_OK;
}

enum satqkd_status orbit_create_fixed(const struct orbit_track_point *point, double duration_s, double start_utc_s,
                                      struct orbit **out, struct satqkd_error *error) {
    *out = NULL;
    if (!(duration_s > 0.0 && isfinite(duration_s))) {
        return satqkd_error_set(error, SATQKD_INVALID, "duration of the fixed path: %g s: a number above 0",
                                duration_s);
    }
    /* The two ends of a track that goes nowhere. */
    struct orbit_track_point ends[2] = {*point, *point};
    ends[0].t_s = 0.0;
    ends[1].t_s = duration_s;
    ends[0].efficiency = ends[1].efficiency = NAN;
    enum satqkd_status status = orbit_create_track(ends, 2, start_utc_s, out, error);
    if (status == SATQKD_OK) {
        (*out)->kind = &kind_fixed;
        (*out)->efficiency = point->efficiency;
    }
    return status;
}

void orbit_destroy(struct orbit *orbit) {
    if (orbit) {
        orbit->kind->release(orbit);
        free(orbit);
    }
}

double orbit_epoch(const struct orbit *orbit) {
    return orbit->epoch_utc_s;
}

void orbit_span(const struct orbit *orbit, double *first_utc_s, double *last_utc_s) {
    *first_utc_s = orbit->first_utc_s;
    *last_utc_s = orbit->last_utc_s;
}

static enum satqkd_status fixed_state(const struct orbit *orbit, double utc_s, double fixed_m[3], double fixed_m_s[3],
                                      struct satqkd_error *error) {
    double position_m[3];
    double velocity_m_s[3];
    if (orbit->kind->fixed) {
        return orbit->kind->fixed(orbit, utc_s, fixed_m, fixed_m_s, error);
    }
    enum satqkd_status status = orbit->kind->state(orbit, utc_s, position_m, velocity_m_s, error);
    if (status == SATQKD_OK) {
        frames_fix(utc_s, position_m, velocity_m_s, fixed_m, fixed_m_s);
    }
    return status;
}

static enum satqkd_status check_time(const struct orbit *orbit, double utc_s, struct satqkd_error *error) {
    if (!(utc_s >= orbit->first_utc_s && utc_s <= orbit->last_utc_s)) {
        return orbit->kind->refuse(orbit, utc_s, error);
    }
    return SATQKD_OK;
}

static enum satqkd_status look_from_state(const struct orbit *orbit, const struct orbit_station *station, double utc_s,
                                          struct orbit_look *out, struct satqkd_error *error) {
    double fixed_m[3];
    double fixed_m_s[3];
    enum satqkd_status status = fixed_state(orbit, utc_s, fixed_m, fixed_m_s, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct frames_site site;
    frames_place(station, &site);
    out->satellite_height_m = frames_height(fixed_m);
    out->efficiency = NAN;
    double away_m[3];
    for (int axis = 0; axis < 3; axis++) {
        away_m[axis] = fixed_m[axis] - site.position_m[axis];
    }
    double line_m[3];
    double line_m_s[3];
    frames_turn(&site, away_m, line_m);
    frames_turn(&site, fixed_m_s, line_m_s);
    frames_look(line_m, line_m_s, out);
    return SATQKD_OK;
}

enum satqkd_status orbit_observe(const struct orbit *orbit, const struct orbit_station *station, double utc_s,
                                 struct orbit_look *out, struct satqkd_error *error) {
    enum satqkd_status status = check_time(orbit, utc_s, error);
    if (status != SATQKD_OK) {
        return status;
    }
    status = (orbit->kind->look ? orbit->kind->look : look_from_state)(orbit, station, utc_s, out, error);
    out->utc_s = utc_s;
    for (int axis = 0; axis < 3; axis++) {
        out->sun[axis] = 0.0;
    }
    return status;
}

enum satqkd_status orbit_position(const struct orbit *orbit, double utc_s, double position_m[3],
                                  struct satqkd_error *error) {
    enum satqkd_status status = check_time(orbit, utc_s, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (!orbit->kind->state && !orbit->kind->fixed) {
        return satqkd_error_set(error, SATQKD_INVALID, "a track gives no position of the satellite: elements do");
    }
    double fixed_m_s[3];
    return fixed_state(orbit, utc_s, position_m, fixed_m_s, error);
}

double orbit_step(const struct orbit *orbit, const struct orbit_look *look) {
    const double turn_rad = 0.2;
    double radius = frames_equatorial_radius() + look->satellite_height_m;
    double speed = sqrt(look->velocity[0] * look->velocity[0] + look->velocity[1] * look->velocity[1] +
                        look->velocity[2] * look->velocity[2]);
    double step = turn_rad / (speed / radius + FRAMES_EARTH_RATE_RAD_S);
    return orbit->kind->step ? fmin(step, orbit->kind->step(orbit, look)) : step;
}
