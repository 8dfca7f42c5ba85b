/* SPDX-License-Identifier: MIT
 *
 * The pulse engine: every pulse of the pass is a trial. One 32-bit word a pulse decides whether it can click at all; what
 * became of the few that can is worked out afterwards, so that the loop over the pulses holds no branch.
 */
#include "shared/classify.h"
#include "shared/philox_wide.h"

/* Steps of WIDE_PULSES pulses between two visits to the clicks: short enough for the list to stay in cache. */
#define STEPS_A_VISIT 256

struct pulse_place {
    ulong first_counter; /* of the visit's first step */
    ulong begin, end;    /* the pulses that belong to this block */
    uint bound, keep;
    __global const ulong *table;
    __global const struct trial_row *row;
};

/* Goes through the 64 words of one step and counts the outcomes of those pulses that click. */
static void count_step(const struct trial_run *run, const struct pulse_place *place, ulong counter,
                       __global uint *tally) {
    ulong words[WIDE_PULSES];
    {
        WIDE_PHILOX(run->seed, counter, PHILOX_FOR_PULSES, run->pass, a0, a1, a2, a3, b0, b1, b2, b3)
        vstore8(a0, 0, words);
        vstore8(b0, 1, words);
        vstore8(a1, 2, words);
        vstore8(b1, 3, words);
        vstore8(a2, 4, words);
        vstore8(b2, 5, words);
        vstore8(a3, 6, words);
        vstore8(b3, 7, words);
    }
    for (uint i = 0; i < WIDE_PULSES; ++i) {
        uint word = (uint)words[i];
        ulong pulse = 4 * (counter + i % WIDE_COUNTERS) + i / WIDE_COUNTERS;
        if (word > place->bound || pulse < place->begin || pulse >= place->end) {
            continue;
        }
        struct philox_words more = philox(run->seed, pulse, PHILOX_FOR_CLICKS, run->pass);
        uint cell = 0;
        uint clicks = classify_clicks(run, place->row, place->table, place->keep, pulse, word, &more, &cell);
        if (clicks) {
            tally[cell * TRIAL_OUTCOMES + classify_outcome(clicks, more.d)] += 1;
        }
    }
}

/* The smallest of the 64 words of a step. */
static uint smallest_word(const struct trial_run *run, ulong counter) {
    WIDE_PHILOX(run->seed, counter, PHILOX_FOR_PULSES, run->pass, a0, a1, a2, a3, b0, b1, b2, b3)
    ulong8 a = min(min(WIDE_WORD(a0), WIDE_WORD(a1)), min(WIDE_WORD(a2), WIDE_WORD(a3)));
    ulong8 b = min(min(WIDE_WORD(b0), WIDE_WORD(b1)), min(WIDE_WORD(b2), WIDE_WORD(b3)));
    ulong8 eight = min(a, b);
    ulong4 four = min(eight.lo, eight.hi);
    ulong2 two = min(four.lo, four.hi);
    return (uint)min(two.x, two.y);
}

static void run_block(const struct trial_run *run, const struct pulse_place *place, __global uint *tally) {
    ushort candidates[STEPS_A_VISIT];
    ulong counter = place->begin / WIDE_PULSES * WIDE_COUNTERS;
    ulong last = (place->end + WIDE_PULSES - 1) / WIDE_PULSES * WIDE_COUNTERS;
    while (counter < last) {
        uint steps = (uint)min((ulong)STEPS_A_VISIT, (last - counter) / WIDE_COUNTERS);
        uint found = 0;
        for (uint step = 0; step < steps; ++step) {
            candidates[found] = (ushort)step;
            found += smallest_word(run, counter + (ulong)step * WIDE_COUNTERS) <= place->bound;
        }
        for (uint i = 0; i < found; ++i) {
            count_step(run, place, counter + (ulong)candidates[i] * WIDE_COUNTERS, tally);
        }
        counter += (ulong)steps * WIDE_COUNTERS;
    }
}

/*
 * One work-item an entry of items; tallies holds cells × TRIAL_OUTCOMES counters an item, set by this kernel alone.
 */
__kernel void pulses(__global const struct trial_run *run_in, __global const struct trial_item *items,
                     __global const struct trial_block *blocks, __global const struct trial_row *rows,
                     __global const ulong *tables, uint first_item, uint item_count, __global uint *tallies) {
    uint id = (uint)get_global_id(0);
    if (id >= item_count) {
        return;
    }
    struct trial_run run = *run_in;
    struct trial_item item = items[first_item + id];
    uint counters = run.cells * TRIAL_OUTCOMES;
    ulong table_words = (ulong)run.cells * classify_stride(run.more);
    __global uint *tally = tallies + (ulong)id * counters;
    for (uint i = 0; i < counters; ++i) {
        tally[i] = 0;
    }
    struct pulse_place place;
    place.row = rows + item.row;
    ulong end = item.first_pulse + item.pulses;
    uint block = item.first_block;
    for (place.begin = item.first_pulse; place.begin < end; place.begin = place.end) {
        place.end = min(end, place.begin + run.block_pulses);
        place.keep = blocks[block].keep;
        place.table = tables + blocks[block].table * table_words;
        place.bound = classify_bound(place.table, run.cells, run.more);
        run_block(&run, &place, tally);
        ++block;
    }
}
