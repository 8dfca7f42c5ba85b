/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_NEW_ORBIT_H
#define SATQKD_STUDY_NEW_ORBIT_H

#include "study/new_scenario.h"

struct cJSON;

/**
 * The "orbit" object of a scenario to be written: element sets from a file, one planned pass, Keplerian elements, or geostationary.
 *
 * @param orbit    an empty object, filled
 * @param sources  where the values are from, added to: "orbit.tle"
 * @return SATQKD_INVALID where the request names no orbit or two
 */
enum satqkd_status new_orbit_fill(const struct new_scenario *request, struct cJSON *orbit, struct cJSON *sources,
                                  struct satqkd_error *error);

#endif
