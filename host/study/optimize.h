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
    int starts;   /* the settings given, and this many less one of a Halton sequence */
    int pass;     /* from 1; 0: the highest of the window */
    bool between; /* instead: every pass from from_utc_s to to_utc_s over a dark station, one block */
    double from_utc_s, to_utc_s;
};

/**
 * The protocol settings with the longest key from expected counts (expected.h), by Sbplx (Rowan 1990; NLopt) from several
 * starting points. Deterministic.
 *
 * @param out  filled; optimize_out_release
 * @return SATQKD_INVALID where settings cannot be freed, where there is no pass, or where the bound does not fit the settings given
 */
enum satqkd_status optimize_scenario(const struct scenario *scenario, const struct optimize_options *options,
                                     struct optimize_out *out, struct satqkd_error *error);

/** The same for passes laid out already; pass and between of the options have no part in it. */
enum satqkd_status optimize_expected(const struct scenario *scenario, const struct expected *expected,
                                     const struct optimize_options *options, struct optimize_out *out,
                                     struct satqkd_error *error);

#endif
