/* SPDX-License-Identifier: MIT
 *
 * The event engine: the waiting time to the next pulse that can click is drawn at once, so that the cost follows the clicks and not
 * the pulses. The same distribution as kernels/pulses.cl, other numbers.
 */
#include "shared/detect.h"
#include "shared/stretch.h"

static void fly_stretch(const struct trial_run *run, const struct segment_stretch *stretch, struct detect_state *state,
                        struct detect_sink *sink) {
    ulong any = stretch->table[TABLE_ANY];
    uint mantissa = (uint)stretch->table[TABLE_WAIT];
    int shift = (int)(stretch->table[TABLE_WAIT] >> 32) - 8;
    ulong pulse = stretch->begin;
    if (any == 0) {
        return;
    }
    for (uint number = 0;; ++number) {
        struct philox_words words = philox(run->seed, (stretch->number << 32) | number, PHILOX_FOR_GAPS, 0);
        pulse += fixed_log_wait(words_join(words.a, words.b), mantissa, shift);
        if (pulse >= stretch->end) {
            return;
        }
        ulong decision = words_product_high(words_join(words.c, words.d), any);
        struct philox_words more = philox(run->seed, pulse, PHILOX_FOR_CLICKS, 0);
        uint cell = 0;
        uint clicks =
            classify_clicks(run, stretch->row, &stretch->block, stretch->table, pulse, decision, &more, &cell);
        detect_candidate(run, state, sink, stretch->table, pulse, clicks, cell, more.c);
        ++pulse;
    }
}

#define ENGINE_KERNEL events
#include "shared/engine_kernel.h"
