/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_CIRCLING_H
#define SATQKD_ORBIT_CIRCLING_H

#include "orbit/orbit.h"

/** A platform in the stratosphere that keeps its place by flying circles. */
struct circling {
    struct orbit_station centre; /* of the circle; its altitude is the platform's */
    double radius_m, speed_m_s;  /* over the ground */
    double start_utc_s, duration_s;
};

/**
 * An orbit source for such a platform: northbound at the start, then to the left.
 *
 * @param out  owned by the caller, orbit_destroy
 * @return SATQKD_INVALID for a radius, speed or duration that is not above 0
 */
enum satqkd_status orbit_create_circling(const struct circling *circling, struct orbit **out,
                                         struct satqkd_error *error);

#endif
