/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_GATHER_H
#define SATQKD_STUDY_GATHER_H

#include "scenario/scenario.h"
#include "study/expected.h"

/**
 * Adds to `expected` the one pass that a run would fly (choose_pass).
 *
 * @param number   from 1; 0: what a run takes
 * @param block  as for expected_add
 */
enum satqkd_status gather_one(const struct scenario *scenario, int number, size_t block, struct expected *expected,
                              struct satqkd_error *error);

/** Adds every pass of the scenario's window, by day and by night. */
enum satqkd_status gather_all(const struct scenario *scenario, size_t block, struct expected *expected,
                              struct satqkd_error *error);

/**
 * Adds every pass between two times that meets the window's elevation and range; of elements, those over a dark station
 * (by day the scenario's sky is another one).
 *
 * @return SATQKD_INVALID where there is none, or a time is beyond what the orbit is good for
 */
enum satqkd_status gather_between(const struct scenario *scenario, double from_utc_s, double to_utc_s, size_t block,
                                  struct expected *expected, struct satqkd_error *error);

#endif
