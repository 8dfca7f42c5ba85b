/* SPDX-License-Identifier: MIT */
#include "orbit/ephemeris.h"

#include <erfa.h>
#include <erfam.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "orbit/frames.h"
#include "orbit/time_utc.h"
#include "orbit/ut1.h"
#include "special/constants.h"

struct ephemeris {
    size_t count;
    size_t points; /* states in a polynomial */
    struct ephemeris_state states[];
};

/* From the celestial frame of the IAU 2006 conventions, without polar motion as everywhere here. */
static void fix_inertial(double utc_s, const double position_m[3], const double velocity_m_s[3], double fixed_m[3],
                         double fixed_m_s[3]) {
    double tai1 = 0.0;
    double tai2 = 0.0;
    double tt1 = 0.0;
    double tt2 = 0.0;
    double matrix[3][3];
    double position[3] = {position_m[0], position_m[1], position_m[2]};
    double velocity[3] = {velocity_m_s[0], velocity_m_s[1], velocity_m_s[2]};
    double ut1_days = (utc_s + ut1_less_utc(utc_s)) / ERFA_DAYSEC;
    eraUtctai(TIME_UTC_POSIX_EPOCH_JD, utc_s / ERFA_DAYSEC, &tai1, &tai2);
    eraTaitt(tai1, tai2, &tt1, &tt2);
    eraC2t06a(tt1, tt2, TIME_UTC_POSIX_EPOCH_JD, ut1_days, 0.0, 0.0, matrix);
    eraRxp(matrix, position, fixed_m);
    eraRxp(matrix, velocity, fixed_m_s);
    fixed_m_s[0] += FRAMES_EARTH_RATE_RAD_S * fixed_m[1];
    fixed_m_s[1] -= FRAMES_EARTH_RATE_RAD_S * fixed_m[0];
}

static struct ephemeris_state fix(const struct ephemeris_state *state, enum ephemeris_frame frame) {
    struct ephemeris_state fixed = *state;
    if (frame == EPHEMERIS_TEME) {
        frames_fix(state->utc_s, state->position_m, state->velocity_m_s, fixed.position_m, fixed.velocity_m_s);
    } else if (frame == EPHEMERIS_INERTIAL) {
        fix_inertial(state->utc_s, state->position_m, state->velocity_m_s, fixed.position_m, fixed.velocity_m_s);
    }
    return fixed;
}

static enum satqkd_status check_state(const struct ephemeris_state *states, size_t i, struct satqkd_error *error) {
    const struct ephemeris_state *state = &states[i];
    const double light_m_s = CONSTANT_LIGHT_SPEED; /* nothing that is meant in m/s or km/s comes near */
    if (!isfinite(state->utc_s) || (i > 0 && !(state->utc_s > states[i - 1].utc_s))) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "state %zu of the ephemeris does not come after the one before: times ascend", i + 1);
    }
    double position[3] = {state->position_m[0], state->position_m[1], state->position_m[2]};
    double velocity[3] = {state->velocity_m_s[0], state->velocity_m_s[1], state->velocity_m_s[2]};
    double radius_m = eraPm(position);
    double speed_m_s = eraPm(velocity);
    if (!(radius_m > frames_equatorial_radius() && isfinite(radius_m)) || !(speed_m_s < light_m_s)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "state %zu of the ephemeris lies %.6g km from the Earth's centre and moves with %.6g "
                                "km/s: an orbit in km and km/s lies above %.6g km",
                                i + 1, radius_m / 1e3, speed_m_s / 1e3, frames_equatorial_radius() / 1e3);
    }
    return SATQKD_OK;
}

enum satqkd_status ephemeris_create(const struct ephemeris_state *states, size_t count, enum ephemeris_frame frame,
                                    int degree, struct ephemeris **out, struct satqkd_error *error) {
    *out = NULL;
    if (count < 2) {
        return satqkd_error_set(error, SATQKD_INVALID, "an ephemeris of %zu states: it needs 2 or more", count);
    }
    if (degree < 3 || degree > EPHEMERIS_MOST_DEGREE || degree % 2 == 0) {
        return satqkd_error_set(error, SATQKD_INVALID, "degree %d of Hermite interpolation: an odd number from 3 to %d",
                                degree, EPHEMERIS_MOST_DEGREE);
    }
    for (size_t i = 0; i < count; i++) {
        enum satqkd_status status = check_state(states, i, error);
        if (status != SATQKD_OK) {
            return status;
        }
    }
    struct ephemeris *ephemeris = NULL;
    if (count < (SIZE_MAX - sizeof *ephemeris) / sizeof ephemeris->states[0]) {
        ephemeris = calloc(1, sizeof *ephemeris + count * sizeof ephemeris->states[0]);
    }
    if (!ephemeris) {
        return satqkd_error_set(error, SATQKD_FAILURE, "no memory for an ephemeris of %zu states", count);
    }
    size_t points = (size_t)(degree + 1) / 2;
    ephemeris->count = count;
    ephemeris->points = points < count ? points : count;
    for (size_t i = 0; i < count; i++) {
        ephemeris->states[i] = fix(&states[i], frame);
    }
    *out = ephemeris;
    return SATQKD_OK;
}

void ephemeris_destroy(struct ephemeris *ephemeris) {
    free(ephemeris);
}

void ephemeris_span(const struct ephemeris *ephemeris, double *first_utc_s, double *last_utc_s) {
    *first_utc_s = ephemeris->states[0].utc_s;
    *last_utc_s = ephemeris->states[ephemeris->count - 1].utc_s;
}

/* The last state that is not later, at most the last but one. */
static size_t state_before(const struct ephemeris *ephemeris, double utc_s) {
    size_t low = 0;
    size_t high = ephemeris->count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (ephemeris->states[middle].utc_s <= utc_s) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/*
 * Newton's divided differences with every node taken twice (Stoer and Bulirsch, Introduction to Numerical Analysis, 2.1.5), in units of the
 * nodes' span so that high powers stay near 1, and Horner's rule for the polynomial and its derivative.
 */
static void interpolate(const double *node_s, const double *value, const double *slope, size_t points, double at_s,
                        double *out, double *out_slope) {
    double node[EPHEMERIS_MOST_DEGREE + 1];
    double difference[EPHEMERIS_MOST_DEGREE + 1];
    size_t last = 2 * points - 1;
    double unit_s = node_s[points - 1] - node_s[0];
    for (size_t i = 0; i <= last; i++) {
        node[i] = (node_s[i / 2] - node_s[0]) / unit_s;
        difference[i] = value[i / 2];
    }
    for (size_t order = 1; order <= last; order++) {
        for (size_t i = last; i >= order; i--) {
            difference[i] = order == 1 && i % 2 == 1
                                ? slope[i / 2] * unit_s
                                : (difference[i] - difference[i - 1]) / (node[i] - node[i - order]);
        }
    }
    double at = (at_s - node_s[0]) / unit_s;
    double sum = difference[last];
    double sum_slope = 0.0;
    for (size_t i = last; i-- > 0;) {
        sum_slope = sum_slope * (at - node[i]) + sum;
        sum = sum * (at - node[i]) + difference[i];
    }
    *out = sum;
    *out_slope = sum_slope / unit_s;
}

void ephemeris_at(const struct ephemeris *ephemeris, double utc_s, double position_m[3], double velocity_m_s[3]) {
    enum { MOST_POINTS = (EPHEMERIS_MOST_DEGREE + 1) / 2 };
    double node_s[MOST_POINTS] = {0};
    double value[MOST_POINTS] = {0};
    double slope[MOST_POINTS] = {0};
    size_t points = ephemeris->points;
    size_t before = state_before(ephemeris, utc_s) + 1; /* states not later than the time */
    size_t first = before > points / 2 ? before - points / 2 : 0;
    first = first + points > ephemeris->count ? ephemeris->count - points : first;
    const struct ephemeris_state *states = &ephemeris->states[first];
    for (int axis = 0; axis < 3; axis++) {
        for (size_t i = 0; i < points; i++) {
            node_s[i] = states[i].utc_s - states[0].utc_s;
            value[i] = states[i].position_m[axis];
            slope[i] = states[i].velocity_m_s[axis];
        }
        interpolate(node_s, value, slope, points, utc_s - states[0].utc_s, &position_m[axis], &velocity_m_s[axis]);
    }
}
