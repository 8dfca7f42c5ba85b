/* SPDX-License-Identifier: MIT */
#include "circling.h"

#include <math.h>
#include <stdlib.h>

#include "orbit/frames.h"
#include "special/constants.h"

/* Twenty states a circle: between them the fifth-degree polynomial errs by less than a millionth of the radius. */
enum { STATES_A_CIRCLE = 20, DEGREE = 5 };

static void place(const struct circling *circling, const struct frames_site *centre, double utc_s,
                  struct ephemeris_state *out) {
    const double rate = circling->speed_m_s / circling->radius_m;
    const double angle = rate * (utc_s - circling->start_utc_s);
    out->utc_s = utc_s;
    for (int axis = 0; axis < 3; ++axis) {
        const double east = centre->axes[0][axis];
        const double north = centre->axes[1][axis];
        out->position_m[axis] =
            centre->position_m[axis] + circling->radius_m * (cos(angle) * east + sin(angle) * north);
        out->velocity_m_s[axis] = circling->speed_m_s * (cos(angle) * north - sin(angle) * east);
    }
}

enum satqkd_status orbit_create_circling(const struct circling *circling, struct orbit **out,
                                         struct satqkd_error *error) {
    *out = NULL;
    if (!(circling->radius_m > 0 && circling->speed_m_s > 0 && circling->duration_s > 0)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "circling: radius %g m, speed %g m/s, duration %g s; each must be above 0",
                                circling->radius_m, circling->speed_m_s, circling->duration_s);
    }
    const double circle_s = 2 * CONSTANT_PI * circling->radius_m / circling->speed_m_s;
    const size_t steps = (size_t)ceil(STATES_A_CIRCLE * circling->duration_s / circle_s) + DEGREE;
    struct ephemeris_state *states = calloc(steps + 1, sizeof *states);
    struct frames_site centre;
    if (!states) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu states of a platform", steps + 1);
    }
    frames_place(&circling->centre, &centre);
    for (size_t i = 0; i <= steps; ++i) {
        const double t_s = circling->duration_s * (double)i / (double)steps;
        place(circling, &centre, circling->start_utc_s + t_s, &states[i]);
    }
    enum satqkd_status status = orbit_create_ephemeris(states, steps + 1, EPHEMERIS_EARTH_FIXED, DEGREE, out, error);
    free(states);
    return status;
}
