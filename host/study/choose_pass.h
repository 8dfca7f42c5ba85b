/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CHOOSE_PASS_H
#define SATQKD_STUDY_CHOOSE_PASS_H

#include "orbit/pass.h"
#include "scenario/scenario.h"

enum { CHOOSE_PASS_TEXT = 256 };

/**
 * The pass that a run flies: the highest in the scenario's window; without a window, the highest in the 24 hours after the orbit's epoch
 * (a circular orbit: the one pass it was made for; a track: the whole of it).
 *
 * @param number  from 1: that one of the passes; 0: the one that window.pass names, else the highest
 * @param out     the part within the window, the mask and the range limit
 * @param choice  says which was taken and of how many, where there was a choice; "" else
 * @return SATQKD_INVALID where there is no pass, naming the next one and what would let it in, or fewer than asked for
 */
enum satqkd_status choose_pass(const struct scenario *scenario, const struct orbit *orbit, int number, struct pass *out,
                               char choice[CHOOSE_PASS_TEXT], struct satqkd_error *error);

/**
 * Every pass of that window, in time order: 1 or more.
 *
 * @param out  owned by the caller, free()
 * @return SATQKD_INVALID where there is none, as choose_pass
 */
enum satqkd_status choose_pass_all(const struct scenario *scenario, const struct orbit *orbit, struct pass **out,
                                   size_t *count, struct satqkd_error *error);

#endif
