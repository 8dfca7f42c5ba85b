/* SPDX-License-Identifier: MIT
 *
 * The event engine: the waiting time to the next pulse that can click is drawn at once, so that the cost follows the clicks and not
 * the pulses. The same distribution as kernels/pulses.cl, other numbers. Sixteen candidates are worked out side by side, in vectors,
 * as far as a candidate stands for itself; those that meet others (a second event, a dead detector, an afterpulse) go the way that
 * the pulse engine's go, one by one.
 */
#include "shared/detect.h"
#include "shared/fixed_log_wide.h"
#include "shared/philox_wide.h"
#include "shared/stretch.h"

#define BATCH WIDE_COUNTERS

/* What a vector of candidates comes to: a word each. The lowest bits are the place in the tally of a click that is by itself. */
#define LANE_TALLY 0xffffUL
#define LANE_DETECTOR_SHIFT 16
#define LANE_HIT (1UL << 18)        /* the first event reaches its detector */
#define LANE_UNREAD (1UL << 19)     /* Bob does not read that detector */
#define LANE_MORE (1UL << 20)       /* more than one event */
#define LANE_AFTERPULSE (1UL << 21) /* the click leaves an afterpulse */

/* Eight candidates: their pulses and their random words, as in struct classify_words. */
#define OWN_PULSE 0
#define OWN_PICK 1  /* which intensity */
#define OWN_STATE 2 /* which state */
#define OWN_MARK 3
#define OWN_AFTER 7
#define OWN_BASIS 11    /* PHILOX_FOR_BASIS */
#define OWN_STRENGTH 12 /* PHILOX_FOR_STRENGTH */
#define OWN_WORDS 13

/* One of four values by a number from 0 to 3. */
#define OF_FOUR(values, number)                                                                                        \
    (as_long8((number) << 62) ? (as_long8((number) << 63) ? (ulong8)((values)[3]) : (ulong8)((values)[2]))             \
                              : (as_long8((number) << 63) ? (ulong8)((values)[1]) : (ulong8)((values)[0])))

/* classify_clicks for the first event of eight candidates. */
static inline ulong8 outcomes(const struct trial_run *run, const struct segment_stretch *stretch, const ulong8 *own) {
    __global const struct trial_row *row = stretch->row;
    uint stride = ENTRY_MORE + run->more;
    ulong8 cell = (ulong8)0, background = (ulong8)0, to_x_below = (ulong8)0, more_below = (ulong8)0;
    for (uint i = 0; i < run->intensities; ++i) {
        __global const ulong *entries = stretch->table + TABLE_HEAD + i * stride;
        ulong of_background = entries[ENTRY_BACKGROUND] >> 32;
        ulong of_x = of_background + (((0x100000000UL - of_background) * row->photon_x) >> 32);
        /* The first intensity, whose entry is 0, is every candidate's until a later one takes it. */
        long8 here = own[OWN_PICK] >= (ulong8)entries[ENTRY_PICK_FROM];
        cell = here ? (ulong8)(ulong)(i * TRIAL_STATES) : cell;
        background = here ? (ulong8)of_background : background;
        to_x_below = here ? (ulong8)of_x : to_x_below;
        more_below = here ? (ulong8)(entries[ENTRY_MORE] >> 32) : more_below;
    }
    ulong8 bit = own[OWN_STATE] & 1UL;
    long8 state_x = (own[OWN_STATE] >> 2) < (ulong8)(ulong)(run->alice_x >> 2);
    cell += bit + (state_x ? (ulong8)2UL : (ulong8)0UL);

    ulong8 where = own[OWN_MARK + 2];
    ulong8 dark = (where >= (ulong8)(ulong)row->background_up_to[0] ? (ulong8)1UL : (ulong8)0UL) +
                  (where >= (ulong8)(ulong)row->background_up_to[1] ? (ulong8)1UL : (ulong8)0UL) +
                  (where >= (ulong8)(ulong)row->background_up_to[2] ? (ulong8)1UL : (ulong8)0UL);
    long8 read_x = own[OWN_BASIS] < (ulong8)(ulong)row->photon_x;
    long8 to_x = own[OWN_MARK] < to_x_below;
    if (run->active) {
        to_x = read_x;
    }
    ulong8 wrong = where < (ulong8)(ulong)stretch->block.wrong ? (ulong8)1UL : (ulong8)0UL;
    ulong8 cross = where < (ulong8)(ulong)stretch->block.cross ? (ulong8)1UL : (ulong8)0UL;
    /* H and -45° (bit equal to basis) go to the other basis's second detector where V and +45° go to its first. */
    ulong8 turned = state_x ? bit ^ 1UL : bit;
    ulong8 photon = (to_x ? (ulong8)2UL : (ulong8)0UL) + (to_x == state_x ? bit ^ wrong : cross ^ 1UL ^ turned);
    long8 is_background = own[OWN_MARK] < background;
    ulong8 detector = is_background ? dark : photon;

    ulong kept_of[TRIAL_DETECTORS];
    for (int d = 0; d < TRIAL_DETECTORS; ++d) {
        kept_of[d] = ((stretch->block.keep + 1UL) * row->survive[d]) >> 31;
    }
    ulong8 kept = OF_FOUR(kept_of, photon);
    if (run->weakest) {
        ulong8 strength = run->weakest + ((own[OWN_STRENGTH] * ((1UL << 31) - run->weakest)) >> 32);
        kept = kept * strength >> 31;
    }
    long8 hit = is_background | (own[OWN_MARK + 3] < kept);
    ulong8 out = (cell * TRIAL_OUTCOMES + detector) | (detector << LANE_DETECTOR_SHIFT);
    if (run->active) {
        out |= (detector >= 2UL) == read_x ? (ulong8)0UL : (ulong8)LANE_UNREAD;
    }
    if (run->more) {
        out |= own[OWN_MARK + 1] < more_below ? (ulong8)LANE_MORE : (ulong8)0UL;
    }
    if (run->warm_up_pulses) {
        ulong8 chance = OF_FOUR(own + OWN_AFTER, detector);
        ulong8 below = OF_FOUR(run->afterpulse, detector);
        out |= chance < below ? (ulong8)LANE_AFTERPULSE : (ulong8)0UL;
    }
    return hit ? out | LANE_HIT : out & LANE_MORE;
}

/* A candidate that does not stand for itself. */
static void visit_candidate(const struct trial_run *run, const struct segment_stretch *stretch, ulong number,
                            ulong pulse, struct detect_state *state, struct detect_sink *sink) {
    uint photon_x = stretch->row->photon_x;
    struct philox_words gap = philox(run->seed, number, PHILOX_FOR_GAPS, 0);
    struct classify_words words = classify_draw(run, photon_x, pulse, gap.d);
    ulong decision = classify_pick(stretch->table[TABLE_ANY], gap.c);
    uint cell = 0;
    uint reached = classify_clicks(run, stretch->row, &stretch->block, stretch->table, pulse, decision, &words, &cell);
    detect_candidate(run, state, sink, stretch->table, photon_x, pulse, reached, cell, &words);
}

/* The candidates of a batch in their order. @return whether the stretch goes on behind them */
static bool visit_batch(const struct trial_run *run, const struct segment_stretch *stretch, ulong number,
                        const ulong *pulses, const uint *lanes, struct detect_state *state, struct detect_sink *sink) {
    bool counts = stretch->begin >= sink->counted_from;
    for (uint i = 0; i < BATCH; ++i) {
        ulong pulse = pulses[i];
        uint lane = lanes[i];
        if (pulse >= stretch->end) {
            return false;
        }
        if ((lane & (LANE_MORE | LANE_AFTERPULSE)) || pulse < state->all_live_from || pulse >= state->next_pending) {
            visit_candidate(run, stretch, number + i, pulse, state, sink);
            continue;
        }
        detect_pass(run, state, pulse);
        if (lane & LANE_HIT) {
            detect_fire(run, state, pulse, (lane >> LANE_DETECTOR_SHIFT) & 3u);
            if (counts && !(lane & LANE_UNREAD)) {
                detect_tally(sink, pulse, lane & LANE_TALLY);
            }
        }
    }
    return true;
}

/* Waiting times as the pulses they lead to, counted from before on; lane by lane, because Oclgrind stops at wider shuffles. */
static inline ulong8 add_up(ulong8 waits, ulong before) {
    ulong8 sum = waits + 1UL;
    sum += (ulong8)(0UL, sum.s0, sum.s1, sum.s2, sum.s3, sum.s4, sum.s5, sum.s6);
    sum += (ulong8)(0UL, 0UL, sum.s0, sum.s1, sum.s2, sum.s3, sum.s4, sum.s5);
    sum += (ulong8)(0UL, 0UL, 0UL, 0UL, sum.s0, sum.s1, sum.s2, sum.s3);
    return sum + (before - 1UL);
}

/* Words of a purpose for both halves of a batch: a0 … a3 and b0 … b3. */
#define DRAW(purpose)                                                                                                  \
    WIDE_PHILOX_AT(run->seed, lower[OWN_PULSE], upper[OWN_PULSE], purpose, a0, a1, a2, a3, b0, b1, b2, b3)

#define KEEP(of, word0, word1, word2, word3)                                                                           \
    (of)[0] = WIDE_WORD(word0);                                                                                        \
    (of)[1] = WIDE_WORD(word1);                                                                                        \
    (of)[2] = WIDE_WORD(word2);                                                                                        \
    (of)[3] = WIDE_WORD(word3);

static void fly_stretch(const struct trial_run *run, const struct segment_stretch *stretch, struct detect_state *state,
                        struct detect_sink *sink) {
    uint mantissa = (uint)stretch->table[TABLE_WAIT];
    int shift = (int)(stretch->table[TABLE_WAIT] >> 32) - 8;
    ulong number = stretch->number << 32;
    ulong next = stretch->begin;
    ulong pulses[BATCH];
    uint outcome[BATCH];
    ulong8 lower[OWN_WORDS], upper[OWN_WORDS];
    if (stretch->table[TABLE_ANY] == 0) {
        return;
    }
    do {
        {
            ulong8 first = number + (ulong8)(0, 1, 2, 3, 4, 5, 6, 7);
            WIDE_PHILOX_AT(run->seed, first, first + 8, PHILOX_FOR_GAPS, a0, a1, a2, a3, b0, b1, b2, b3)
            lower[OWN_PULSE] = add_up(fixed_log_wait_8((a0 << 32) | WIDE_WORD(a1), mantissa, shift), next);
            upper[OWN_PULSE] =
                add_up(fixed_log_wait_8((b0 << 32) | WIDE_WORD(b1), mantissa, shift), lower[OWN_PULSE].s7 + 1UL);
            lower[OWN_PICK] = WIDE_WORD(a2);
            upper[OWN_PICK] = WIDE_WORD(b2);
            lower[OWN_STATE] = WIDE_WORD(a3);
            upper[OWN_STATE] = WIDE_WORD(b3);
            next = upper[OWN_PULSE].s7 + 1UL;
            if (lower[OWN_PULSE].s0 >= stretch->end) {
                return;
            }
        }
        {
            DRAW(PHILOX_FOR_PHOTONS)
            KEEP(lower + OWN_MARK, a0, a1, a2, a3)
            KEEP(upper + OWN_MARK, b0, b1, b2, b3)
        }
        if (run->warm_up_pulses) {
            DRAW(PHILOX_FOR_AFTERPULSES)
            KEEP(lower + OWN_AFTER, a0, a1, a2, a3)
            KEEP(upper + OWN_AFTER, b0, b1, b2, b3)
        }
        if (run->active) {
            DRAW(PHILOX_FOR_BASIS)
            lower[OWN_BASIS] = WIDE_WORD(a0);
            upper[OWN_BASIS] = WIDE_WORD(b0);
        }
        if (run->weakest) {
            DRAW(PHILOX_FOR_STRENGTH)
            lower[OWN_STRENGTH] = WIDE_WORD(a0);
            upper[OWN_STRENGTH] = WIDE_WORD(b0);
        }
        vstore8(lower[OWN_PULSE], 0, pulses);
        vstore8(upper[OWN_PULSE], 1, pulses);
        vstore8(convert_uint8(outcomes(run, stretch, lower)), 0, outcome);
        vstore8(convert_uint8(outcomes(run, stretch, upper)), 1, outcome);
        if (!visit_batch(run, stretch, number, pulses, outcome, state, sink)) {
            return;
        }
        number += BATCH;
    } while (next < stretch->end);
}

#define ENGINE_KERNEL events
#include "shared/engine_kernel.h"
