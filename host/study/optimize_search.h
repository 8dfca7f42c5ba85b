/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_OPTIMIZE_SEARCH_H
#define SATQKD_STUDY_OPTIMIZE_SEARCH_H

#include "study/expected.h"
#include "study/variables.h"

/* A search at work: the length of the keys of all passes as a function of the settings, and the way up from a point of
 * it (Sbplx, Rowan 1990; NLopt). */

enum { OPTIMIZE_SEARCH_BLOCKS = 2 };

struct optimize_search {
    const struct expected *expected;
    const struct variables *variables;
    enum expected_blocks_of of;                            /* what is maximised: the keys of these blocks */
    struct expected_blocks blocks[OPTIMIZE_SEARCH_BLOCKS]; /* by enum expected_blocks_of */
    double cut_rad[OPTIMIZE_SEARCH_BLOCKS];                /* at which elevation each was taken; NaN: not yet */
    struct key_counts *counts;                             /* owned: of the most blocks */
    struct variables_settings settings;                    /* what is not free stays */
    long evaluations;                                      /* of settings */
};

/** @param out  optimize_search_release, also after a failure */
enum satqkd_status optimize_search_create(const struct expected *expected, const struct variables *variables,
                                          enum expected_blocks_of of, struct optimize_search *out,
                                          struct satqkd_error *error);
void optimize_search_release(struct optimize_search *search);

/**
 * The keys of all blocks with these settings, as one: bits, events and costs are added, rates are means over what they
 * are rates of.
 *
 * @param of  what a block is
 */
enum satqkd_status optimize_search_key(struct optimize_search *search, const struct variables_settings *settings,
                                       enum expected_blocks_of of, struct key_result *out, struct satqkd_error *error);

/** @return the length of all keys together, 0 where there is none, NaN where the bound does not fit the settings */
double optimize_search_length(struct optimize_search *search, const struct variables_settings *settings);

/**
 * The best that is reached from settings, which it replaces.
 *
 * @param reached  its length; where there is no key, what is below 0
 * @return SATQKD_FAILURE where NLopt fails
 */
enum satqkd_status optimize_search_climb(struct optimize_search *search, struct variables_settings *settings,
                                         double *reached, struct satqkd_error *error);

/**
 * From every starting point, with each key basis that may be taken: a start counts by the best of them.
 *
 * @param given       the first starting point
 * @param starts      1 or more
 * @param best        the best settings of all
 * @param start_bits  starts entries: whole bits that each came to
 */
enum satqkd_status optimize_search_climb_all(struct optimize_search *search, const struct variables_settings *given,
                                             int starts, struct variables_settings *best, double *start_bits,
                                             struct satqkd_error *error);

#endif
