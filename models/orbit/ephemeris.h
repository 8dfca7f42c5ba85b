/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_EPHEMERIS_H
#define SATQKD_ORBIT_EPHEMERIS_H

#include <stddef.h>

#include "satqkd/status.h"

/** What the states of an ephemeris refer to. */
enum ephemeris_frame {
    EPHEMERIS_EARTH_FIXED, /* turning with the Earth: ITRF, to the metres that polar motion is here */
    EPHEMERIS_TEME,        /* true equator, mean equinox of date */
    EPHEMERIS_INERTIAL     /* GCRF; EME2000 and ICRF, which differ from it by 0.02 arcseconds (0.7 m in a low orbit) */
};

/** One state, in the frame and units that follow. */
struct ephemeris_state {
    double utc_s;
    double position_m[3];
    double velocity_m_s[3]; /* of an Earth-fixed frame: relative to it */
};

/** States in time, ready to be interpolated; immutable. */
struct ephemeris;

enum { EPHEMERIS_MOST_DEGREE = 15 };

/**
 * Checks the states, turns them to the Earth-fixed frame and copies them.
 *
 * @param states, count  at least 2, times strictly ascending, all above the ground
 * @param degree         of the interpolating polynomial, odd, 3 to EPHEMERIS_MOST_DEGREE: (degree + 1) / 2 states, position and velocity
 * @param out            owned by the caller, ephemeris_destroy
 * @return SATQKD_INVALID with the number of the state (from 1) and what stands there; SATQKD_FAILURE without memory
 */
enum satqkd_status ephemeris_create(const struct ephemeris_state *states, size_t count, enum ephemeris_frame frame,
                                    int degree, struct ephemeris **out, struct satqkd_error *error);

/** @param ephemeris NULL is fine */
void ephemeris_destroy(struct ephemeris *ephemeris);

/** Times of the first and the last state, POSIX seconds. */
void ephemeris_span(const struct ephemeris *ephemeris, double *first_utc_s, double *last_utc_s);

/**
 * State at a time within the span, by Hermite interpolation through the states around it (as many before as after, where there are).
 *
 * @param position_m, velocity_m_s  Earth-fixed; the velocity is the polynomial's derivative
 */
void ephemeris_at(const struct ephemeris *ephemeris, double utc_s, double position_m[3], double velocity_m_s[3]);

#endif
