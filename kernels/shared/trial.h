/* SPDX-License-Identifier: MIT
 *
 * What a trial is made of, declared once for host and device.
 *
 * A pulse belongs to a cell: its intensity class times four plus its polarization state (0 H, 1 V, 2 +45°, 3 -45°). Over a
 * coherence block the link's efficiency is constant. It is rounded up to a level, for which a table tells in 64-bit fractions
 * how likely each cell's pulse makes at least one detection event, and how many; every photon is then kept with the ratio of
 * the block's efficiency to the level's, which is exact, because a thinned Poisson number is a Poisson number.
 */
#ifndef SATQKD_SHARED_TRIAL_H
#define SATQKD_SHARED_TRIAL_H

#include "shared/words.h"

#define TRIAL_DETECTORS 4
#define TRIAL_STATES 4
#define TRIAL_MAX_EVENTS 64 /* detection events of one pulse; tables end where more are less likely than 2^-64 */

/* Outcomes of a pulse that clicked: detector d alone; two clicks in one basis, given to detector d by a coin; both bases. */
#define TRIAL_SINGLE 0
#define TRIAL_SQUASHED 4
#define TRIAL_CROSS 8
#define TRIAL_OUTCOMES 9

/* Entries of a cell in a level's table, each a fraction of 2^64. */
#define TABLE_UP_TO 0      /* probability that this or an earlier cell is drawn and has an event */
#define TABLE_BACKGROUND 1 /* share of background (sky and dark) among the cell's events */
#define TABLE_MORE 2       /* and on: P(at least k + 2 events | at least k + 1), k = 0, 1, … */

/** A row of the timeline: where a photon goes and where the background falls, as cumulative fractions of 2^32. */
struct trial_row {
    word32 signal_up_to[TRIAL_STATES][TRIAL_DETECTORS];
    word32 background_up_to[TRIAL_DETECTORS];
};
SHARED_SIZE_CHECK(struct trial_row, 80);

/** A coherence block: its level's table, and the share of photons kept, (keep + 1) / 2^32. */
struct trial_block {
    word32 table;
    word32 keep;
};
SHARED_SIZE_CHECK(struct trial_block, 8);

/** The work of one work-item: pulses of consecutive blocks within one row. */
struct trial_item {
    word64 first_pulse;
    word64 pulses;
    word32 first_block;
    word32 row;
};
SHARED_SIZE_CHECK(struct trial_item, 24);

/** What all work-items share. */
struct trial_run {
    word64 seed;
    word64 block_pulses; /* pulses of a block, but for the last of a row */
    word32 pass;
    word32 cells; /* intensities × 4 */
    word32 more;  /* entries from TABLE_MORE on, a cell */
    word32 item_count;
};
SHARED_SIZE_CHECK(struct trial_run, 32);

#endif
