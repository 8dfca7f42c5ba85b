/* SPDX-License-Identifier: MIT
 *
 * The pulse engine: every pulse of the pass is a trial. One 32-bit word a pulse decides whether it can click at all; what
 * became of the few that can is worked out afterwards, so that the loop over the pulses holds no branch.
 */
#include "shared/detect.h"
#include "shared/philox_wide.h"
#include "shared/stretch.h"

/* Strides of STRIDE_STEPS steps of WIDE_PULSES pulses between two visits to the clicks: short enough for the list to stay in
 * cache. Of a stride the smallest word is found at once, because across lanes that takes a while. */
#define STRIDES_A_VISIT 128
#define STRIDE_STEPS 2
#define STRIDE_COUNTERS (STRIDE_STEPS * WIDE_COUNTERS)

/* A pulse of a step that can click, handed on. */
static void visit_pulse(const struct trial_run *run, const struct segment_stretch *stretch, ulong pulse, uint word,
                        struct detect_state *state, struct detect_sink *sink) {
    ulong any = stretch->table[TABLE_ANY];
    if (pulse < stretch->begin || pulse >= stretch->end) {
        return;
    }
    struct philox_words rest = philox(run->seed, pulse, PHILOX_FOR_CLICKS, 0);
    ulong decision = words_join(word, rest.a);
    if (decision < any) {
        struct classify_words more = classify_draw(run, stretch->row->photon_x, pulse, rest.c);
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

/* Lane by lane the smallest words of a step. As 32-bit lanes of a little-endian device the rubbish in the upper halves keeps to
 * itself, in the odd ones. */
static uint16 smallest_lanes(const struct trial_run *run, ulong counter) {
    WIDE_PHILOX(run->seed, counter, PHILOX_FOR_PULSES, 0, a0, a1, a2, a3, b0, b1, b2, b3)
    uint16 a = min(min(as_uint16(a0), as_uint16(a1)), min(as_uint16(a2), as_uint16(a3)));
    uint16 b = min(min(as_uint16(b0), as_uint16(b1)), min(as_uint16(b2), as_uint16(b3)));
    return min(a, b);
}

static uint smallest_word(const struct trial_run *run, ulong counter) {
    uint16 lanes = min(smallest_lanes(run, counter), smallest_lanes(run, counter + WIDE_COUNTERS));
    ulong8 eight = WIDE_WORD(as_ulong8(lanes));
    ulong4 four = min(eight.lo, eight.hi);
    ulong2 two = min(four.lo, four.hi);
    return (uint)min(two.x, two.y);
}

static void fly_stretch(const struct trial_run *run, const struct segment_stretch *stretch, struct detect_state *state,
                        struct detect_sink *sink) {
    uchar candidates[STRIDES_A_VISIT];
    uint bound = (uint)(stretch->table[TABLE_ANY] >> 32);
    ulong counter = stretch->begin / WIDE_PULSES * WIDE_COUNTERS;
    ulong end = (stretch->end + 3) / 4;
    while (counter < end) {
        uint strides = (uint)min((ulong)STRIDES_A_VISIT, (end - counter + STRIDE_COUNTERS - 1) / STRIDE_COUNTERS);
        uint found = 0;
        for (uint stride = 0; stride < strides; ++stride) {
            candidates[found] = (uchar)stride;
            found += smallest_word(run, counter + (ulong)stride * STRIDE_COUNTERS) <= bound;
        }
        for (uint i = 0; i < found; ++i) {
            ulong first = counter + (ulong)candidates[i] * STRIDE_COUNTERS;
            visit_step(run, stretch, first, state, sink);
            visit_step(run, stretch, first + WIDE_COUNTERS, state, sink);
        }
        counter += (ulong)strides * STRIDE_COUNTERS;
    }
}

#define ENGINE_KERNEL pulses
#include "shared/engine_kernel.h"
