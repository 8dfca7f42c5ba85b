/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_EXPECTED_H
#define SATQKD_STUDY_EXPECTED_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"
#include "scenario/scenario.h"
#include "security/key.h"
#include "trials/plan.h"

/*
 * Expected counts of passes for any settings of the protocol, in microseconds.
 *
 * What a pulse adds to the counts (expected_gain.h) is a smooth function of the link's efficiency and of the sky. It is
 * taken at the Chebyshev points of the range that the passes have, its levels, and interpolated between them: the error
 * falls geometrically in their number, and 4 to 32 reach 1e-12. So all that is needed of a pass, summed once over its
 * seconds and their fades, is the weight of each level, and the counts of many passes are one matrix product, gains of the
 * settings at the levels times levels by passes. Against the mean engine: tests/study/expected_test.cpp.
 *
 * Dead times and afterpulses are in it, as in the mean engine. Where clicks keep a detector blind for nine tenths of the
 * time the interpolation is good to about 1e-6, beyond that it gets worse.
 */

struct expected;

/** @param most_intensity  the brightest pulse that will be asked for */
enum satqkd_status expected_create(double most_intensity, struct expected **out, struct satqkd_error *error);

/** @param expected NULL is fine */
void expected_destroy(struct expected *expected);

/**
 * Adds a pass, of whatever satellite, station and link.
 *
 * @param scenario, plan  the plan may go after the call
 * @param block           from 0: with which other passes it is one block where passes are put together; only passes of one
 *                        pair of satellite and station may be
 * @param whole           the pass is never cut by elevation: its seconds are put together, which takes less memory
 * @return SATQKD_FAILURE without memory
 */
enum satqkd_status expected_add(struct expected *expected, const struct scenario *scenario, const struct plan *plan,
                                size_t block, bool whole, struct satqkd_error *error);

/** Says that no more passes come. @return SATQKD_INVALID where a link is too transparent, a pulse too bright */
enum satqkd_status expected_finish(struct expected *expected, struct satqkd_error *error);

/** @return how many passes there are */
size_t expected_passes(const struct expected *expected);

/** @return how many blocks there are where passes are put together */
size_t expected_joint_blocks(const struct expected *expected);

/**
 * Says that a pass is flown, and under a clear sky, with this chance; 1 if not said. Of a block of one pass the key counts
 * that often; blocks of several have the counts that are expected so.
 */
void expected_set_odds(struct expected *expected, size_t pass, double odds);

/** @return how many levels all receivers have together */
size_t expected_levels(const struct expected *expected);

/** Lowest and highest elevation of the seconds; equal where none is known. */
void expected_elevations(const struct expected *expected, double *lowest_rad, double *highest_rad);

/** What is post-processed together. */
enum expected_blocks_of { EXPECTED_BLOCK_JOINT, EXPECTED_BLOCK_A_PASS };

/** The blocks of all passes. */
struct expected_blocks {
    enum expected_blocks_of of;
    size_t count;
    double *weights; /* [count][levels], pulses */
    double *pulses;  /* [count] */
    double *odds;    /* [count], that there is such a block */
    double *gains;   /* [levels][EXPECTED_GAIN_ROWS], of the settings asked for last */
};

/** @param out  zero weights; expected_blocks_release, also after a failure */
enum satqkd_status expected_blocks_create(const struct expected *expected, enum expected_blocks_of of,
                                          struct expected_blocks *out, struct satqkd_error *error);
void expected_blocks_release(struct expected_blocks *blocks);

/** Puts what lies above an elevation into the blocks; between two seconds their share is interpolated, so that counts are
 *  continuous in it. */
void expected_blocks_take(const struct expected *expected, double min_elevation_rad, struct expected_blocks *blocks);

/**
 * Matched-basis counts of every block.
 *
 * @param protocol  as for expected_gain
 * @param out       blocks->count entries
 */
void expected_counts(const struct expected *expected, struct expected_blocks *blocks,
                     const struct key_protocol *protocol, struct key_counts *out);

/**
 * The product: what each block counts with settings whose gains are known.
 *
 * @param gains    [levels][EXPECTED_GAIN_ROWS]
 * @param rows     of them that are wanted, from the first
 * @param weights  [blocks][levels]
 * @param out      [blocks][EXPECTED_GAIN_ROWS]
 */
void expected_product(const double *gains, int rows, const double *weights, size_t levels, size_t blocks, double *out);

/** The first factor of that product alone. @param gains  [levels][EXPECTED_GAIN_ROWS] */
void expected_gains(const struct expected *expected, const struct key_protocol *protocol, double *gains);

#endif
