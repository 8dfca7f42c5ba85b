/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_TLE_LIST_H
#define SATQKD_ORBIT_TLE_LIST_H

#include <stddef.h>

#include "satqkd/status.h"

/** Two-line element sets of one satellite, each used near its own epoch; immutable. */
struct tle_list;

/**
 * @param lines      line 1 and line 2 of the first set, of the second, … in any order of epochs
 * @param set_count  above 0
 * @param out        owned by the caller, tle_list_destroy
 * @return what sgp4_read_tle and sgp4_create say, with the number of the set where there are several; SATQKD_INVALID for sets of different
 *         satellites
 */
enum satqkd_status tle_list_create(const char *const *lines, size_t set_count, struct tle_list **out,
                                   struct satqkd_error *error);

/** @param list NULL is fine */
void tle_list_destroy(struct tle_list *list);

/** Epochs of the earliest and the latest set. */
void tle_list_span(const struct tle_list *list, double *first_utc_s, double *last_utc_s);

/** @return epoch of the set that is used at a time: the nearest; of two as near the earlier */
double tle_list_epoch(const struct tle_list *list, double utc_s);

/** State by the set of tle_list_epoch: sgp4_propagate. Where the set changes, the path jumps by what the sets disagree. */
enum satqkd_status tle_list_state(const struct tle_list *list, double utc_s, double position_m[3],
                                  double velocity_m_s[3], struct satqkd_error *error);

#endif
