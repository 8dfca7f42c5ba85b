/* SPDX-License-Identifier: MIT
 *
 * The pulse engine: every pulse of the pass is a trial. One 32-bit word a pulse decides whether it can click at all; what
 * became of the few that can is worked out afterwards, so that the loop over the pulses holds no branch.
 */
#include "shared/detect.h"
#include "shared/philox_wide.h"
#include "shared/stretch.h"

/* Steps of WIDE_PULSES pulses between two visits to the clicks: short enough for the list to stay in cache. */
#define STEPS_A_VISIT 256

/* Goes through the 64 words of one step, in the order of the pulses, and hands on those that can click. */
static void visit_step(const struct trial_run *run, const struct segment_stretch *stretch, ulong counter,
                       struct detect_state *state, struct detect_sink *sink) {
    ulong any = stretch->table[TABLE_ANY];
    uint bound = (uint)(any >> 32);
    ulong words[WIDE_PULSES];
    {
        WIDE_PHILOX(run->seed, counter, PHILOX_FOR_PULSES, 0, a0, a1, a2, a3, b0, b1, b2, b3)
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
        uint word = (uint)words[i % 4 * WIDE_COUNTERS + i / 4];
        ulong pulse = 4 * counter + i;
        if (word > bound || pulse < stretch->begin || pulse >= stretch->end) {
            continue;
        }
        struct classify_words more = classify_draw(run, stretch->row->photon_x, pulse);
        ulong decision = words_join(word, more.click.a);
        if (decision < any) {
            uint cell = 0;
            uint clicks =
                classify_clicks(run, stretch->row, &stretch->block, stretch->table, pulse, decision, &more, &cell);
            detect_candidate(run, state, sink, stretch->table, stretch->row->photon_x, pulse, clicks, cell, &more);
        }
    }
}

/* The smallest of the 64 words of a step. */
static uint smallest_word(const struct trial_run *run, ulong counter) {
    WIDE_PHILOX(run->seed, counter, PHILOX_FOR_PULSES, 0, a0, a1, a2, a3, b0, b1, b2, b3)
    ulong8 a = min(min(WIDE_WORD(a0), WIDE_WORD(a1)), min(WIDE_WORD(a2), WIDE_WORD(a3)));
    ulong8 b = min(min(WIDE_WORD(b0), WIDE_WORD(b1)), min(WIDE_WORD(b2), WIDE_WORD(b3)));
    ulong8 eight = min(a, b);
    ulong4 four = min(eight.lo, eight.hi);
    ulong2 two = min(four.lo, four.hi);
    return (uint)min(two.x, two.y);
}

static void fly_stretch(const struct trial_run *run, const struct segment_stretch *stretch, struct detect_state *state,
                        struct detect_sink *sink) {
    ushort candidates[STEPS_A_VISIT];
    uint bound = (uint)(stretch->table[TABLE_ANY] >> 32);
    ulong counter = stretch->begin / WIDE_PULSES * WIDE_COUNTERS;
    ulong last = (stretch->end + WIDE_PULSES - 1) / WIDE_PULSES * WIDE_COUNTERS;
    while (counter < last) {
        uint steps = (uint)min((ulong)STEPS_A_VISIT, (last - counter) / WIDE_COUNTERS);
        uint found = 0;
        for (uint step = 0; step < steps; ++step) {
            candidates[found] = (ushort)step;
            found += smallest_word(run, counter + (ulong)step * WIDE_COUNTERS) <= bound;
        }
        for (uint i = 0; i < found; ++i) {
            visit_step(run, stretch, counter + (ulong)candidates[i] * WIDE_COUNTERS, state, sink);
        }
        counter += (ulong)steps * WIDE_COUNTERS;
    }
}

#define ENGINE_KERNEL pulses
#include "shared/engine_kernel.h"
