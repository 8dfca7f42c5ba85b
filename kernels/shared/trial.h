/* SPDX-License-Identifier: MIT
 *
 * What a trial is made of, declared once for host and device.
 *
 * Over a coherence block the link's efficiency is constant. It is rounded up to a level, for which a table tells how likely a
 * pulse of each intensity makes at least one detection event in the best of the detectors, and how many; every photon is then
 * kept with the ratio of the block's efficiency to the level's and of its detector's efficiency to the best one's. That is
 * exact, because a thinned Poisson number is a Poisson number.
 *
 * A pulse belongs to a cell: its intensity times four plus its polarization state (0 H, 1 V, 2 +45°, 3 -45°).
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

/* Counters of a work-item behind those of its cells. */
#define TRIAL_LOST_DEAD 0    /* clicks that did not happen, because their detector was dead */
#define TRIAL_LOST_WAITING 1 /* pulses that clicked but were not accepted, because some detector was dead */
#define TRIAL_AFTERPULSES 2  /* clicks that an afterpulse made */
#define TRIAL_FORGOTTEN 3    /* afterpulses that found no room among the pending ones */
#define TRIAL_RESTLESS 4     /* segments before which no pause was long enough to forget what came before */
#define TRIAL_EXTRA_COUNTERS 5

/* A level's table: the probability of any event and the mean waiting time for one, then the entries of each intensity. All
 * probabilities are fractions of 2^64. */
#define TABLE_ANY 0
#define TABLE_WAIT 1 /* mantissa in the lower half, shift + 8 in the upper (fixed_log_wait) */
#define TABLE_HEAD 2
#define ENTRY_UP_TO 0 /* probability that this or an earlier intensity is drawn and has an event */
#define ENTRY_QUIET_UP_TO                                                                                              \
    1                      /* TABLE_ANY and the probabilities that this or an earlier intensity is drawn and has none */
#define ENTRY_BACKGROUND 2 /* share of background (sky and dark) among the events */
#define ENTRY_PICK_FROM                                                                                                \
    3 /* least of the 32-bit words that pick this or a later intensity (classify_pick), 2^32: none does */
#define ENTRY_MORE 4 /* and on: P(at least k + 2 events | at least k + 1), k = 0, 1, … */

/** A row of the timeline. Fractions are of 2^32. */
struct trial_row {
    word64 first_pulse;
    word64 pulses;
    word32 first_block;
    word32 photon_x;                          /* share of photons, or pulses, that go to the X basis */
    word32 background_up_to[TRIAL_DETECTORS]; /* where background falls, cumulative */
    word32 survive[TRIAL_DETECTORS];          /* of 2^31: efficiency over the best detector's */
};
SHARED_SIZE_CHECK(struct trial_row, 56);

/** A coherence block. */
struct trial_block {
    word32 table; /* of its level */
    word32 keep;  /* share of photons kept, (keep + 1) / 2^32 */
    word32 wrong; /* share of photons that go to the wrong detector of their own basis */
    word32
        cross; /* share of a photon's of H or -45° that goes to the other basis's first detector; of V and +45° to its second */
};
SHARED_SIZE_CHECK(struct trial_block, 16);

/** What all work-items share. A block is cut into stretches, the unit of waiting times, and a row into segments of stretches,
 *  the unit of work: detectors enter a segment as the stretches before it, flown for that alone, leave them. */
struct trial_run {
    word64 seed;
    word64 block_pulses;   /* of a block, but for the last of a row */
    word64 stretch_pulses; /* of a stretch, but for the last of a block */
    word64 warm_up_pulses; /* flown before a segment; 0: detectors have no memory */
    word64 pause_pulses;   /* without an event: after it detectors have forgotten everything */
    word32 stretches_a_block;
    word32 intensities;
    word32 more; /* entries from ENTRY_MORE on, an intensity */
    word32 table_words;
    word32 alice_x;         /* share of pulses that Alice sends in the X basis */
    word32 all_live;        /* accept a click only while all detectors are live */
    word32 weakest;         /* of 2^31: strength of the weakest pulse over the strongest; 0: all are alike */
    word32 afterpulse_wait; /* mean delay of an afterpulse in pulses: mantissa and shift + 8 (fixed_log_wait) */
    word32 afterpulse_shift;
    word32 dead_pulses[TRIAL_DETECTORS];
    word32 afterpulse[TRIAL_DETECTORS]; /* probability that a click is followed by one */
    word32 segment_stretches;
    word32
        active; /* 0: a splitter sends each photon to a basis; 1: Bob chooses a basis for each pulse, and reads that one alone */
    word32 padding;
};
SHARED_SIZE_CHECK(struct trial_run, 120);

/** The work of one work-item: consecutive stretches of a row. */
struct trial_item {
    word32 row;
    word32 first_stretch; /* within the row */
    word32 stretches;
    word32 padding;
};
SHARED_SIZE_CHECK(struct trial_item, 16);

/** An accepted click in the matched basis, for the events file. */
struct trial_event {
    word64 pulse;
    word32 cell;
    word32 detector;
};
SHARED_SIZE_CHECK(struct trial_event, 16);

#endif
