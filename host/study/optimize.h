/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_OPTIMIZE_H
#define SATQKD_STUDY_OPTIMIZE_H

#include "report/optimize_out.h"
#include "scenario/scenario.h"
#include "study/expected.h"
#include "study/variables.h"

enum { OPTIMIZE_USUAL_STARTS = 4, OPTIMIZE_MOST_STARTS = 1000, OPTIMIZE_MOST_CHANGES = 64 };

struct optimize_change {
    const char *name; /* as for variables_set */
    bool is_free;
};

struct optimize_options {
    const struct optimize_change *changes; /* to the usual choice of free settings, in order */
    size_t change_count;
    int starts;                       /* the settings given, and this many less one of a Halton sequence */
    enum expected_blocks_of block_of; /* what is post-processed together, and so what is maximised */
};

/** Which passes of a scenario. */
struct optimize_passes {
    int number;   /* from 1: that one of the window; 0: what a run takes */
    bool all;     /* instead: every pass of the window */
    bool between; /* instead: every pass from from_utc_s to to_utc_s over a dark station */
    double from_utc_s, to_utc_s;
};

/**
 * The protocol settings with the longest key from the expected counts (expected.h) of passes of one or several scenarios,
 * by Sbplx from several starting points. Deterministic.
 *
 * @param scenarios  1 or more; the first one's protocol and minimum elevation are what is given. Passes of the same
 *                   satellite and station may be one block, others never are
 * @param out        filled; optimize_out_release
 * @return SATQKD_INVALID where settings cannot be freed, where there is no pass, or where the bound does not fit the
 *         settings given
 */
enum satqkd_status optimize_scenarios(const struct scenario *const scenarios[], size_t count,
                                      const struct optimize_passes *passes, const struct optimize_options *options,
                                      struct optimize_out *out, struct satqkd_error *error);

/** @return the brightest pulse that a search from a protocol comes to: for expected_create */
double optimize_most_intensity(const struct key_protocol *protocol);

/**
 * The same for passes added already, of a campaign for one: expected_create, expected_add for each, expected_finish, then
 * this.
 *
 * @param scenario  whose name, protocol and minimum elevation are given
 */
enum satqkd_status optimize_expected(const struct scenario *scenario, const struct expected *expected,
                                     const struct optimize_options *options, struct optimize_out *out,
                                     struct satqkd_error *error);

#endif
