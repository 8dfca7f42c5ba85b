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

/* A pulse of a step that can click, handed on. */
static void visit_pulse(const struct trial_run *run, const struct segment_stretch *stretch, ulong pulse, uint word,
                        struct detect_state *state, struct detect_sink *sink) {
    ulong any = stretch->table[TABLE_ANY];
    if (pulse < stretch->begin || pulse >= stretch->end) {
        return;
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

/* The lanes of eight that are at most a bound, as numbers of their pulses within the step; kept in ascending order. */
#define COLLECT(lanes, bound, first_counter, place)                                                                    \
    if (any(WIDE_WORD(lanes) <= (ulong8)(ulong)(bound))) {                                                             \
        uint words[8];                                                                                                 \
        vstore8(convert_uint8(lanes), 0, words);                                                                       \
        for (uint lane = 0; lane < 8; ++lane) {                                                                        \
            if (words[lane] <= (bound)) {                                                                              \
                uint number = 4 * ((first_counter) + lane) + (place);                                                  \
                uint at = found++;                                                                                     \
                while (at > 0 && numbers[at - 1] > number) {                                                           \
                    numbers[at] = numbers[at - 1];                                                                     \
                    hits[at] = hits[at - 1];                                                                           \
                    --at;                                                                                              \
                }                                                                                                      \
                numbers[at] = (uchar)number;                                                                           \
                hits[at] = words[lane];                                                                                \
            }                                                                                                          \
        }                                                                                                              \
    }

/* Finds the few of a step's 64 pulses that can click and hands them on in their order. */
static void visit_step(const struct trial_run *run, const struct segment_stretch *stretch, ulong counter,
                       struct detect_state *state, struct detect_sink *sink) {
    uchar numbers[WIDE_PULSES];
    uint hits[WIDE_PULSES];
    uint found = 0;
    uint bound = (uint)(stretch->table[TABLE_ANY] >> 32);
    WIDE_PHILOX(run->seed, counter, PHILOX_FOR_PULSES, 0, a0, a1, a2, a3, b0, b1, b2, b3)
    COLLECT(a0, bound, 0, 0)
    COLLECT(a1, bound, 0, 1)
    COLLECT(a2, bound, 0, 2)
    COLLECT(a3, bound, 0, 3)
    COLLECT(b0, bound, 8, 0)
    COLLECT(b1, bound, 8, 1)
    COLLECT(b2, bound, 8, 2)
    COLLECT(b3, bound, 8, 3)
    for (uint i = 0; i < found; ++i) {
        visit_pulse(run, stretch, 4 * counter + numbers[i], hits[i], state, sink);
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
