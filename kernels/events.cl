/* SPDX-License-Identifier: MIT
 *
 * The event engine: the waiting time to the next pulse that can click is drawn at once, so that the cost follows the clicks and not
 * the pulses. The same distribution as kernels/pulses.cl, other numbers. Random words are drawn for 16 candidates at a time.
 */
#include "shared/detect.h"
#include "shared/philox_wide.h"
#include "shared/stretch.h"

#define BATCH WIDE_COUNTERS

/* Waiting times computed together: a vector of them costs what one does, but those beyond the stretch's end are wasted. */
#define LOGS 4

/* Where each of the four words of a batch's counters begins. */
#define WORD_A 0
#define WORD_B BATCH
#define WORD_C (2 * BATCH)
#define WORD_D (3 * BATCH)

static struct philox_words words_of(const uint *words, uint i) {
    struct philox_words out;
    out.a = words[WORD_A + i];
    out.b = words[WORD_B + i];
    out.c = words[WORD_C + i];
    out.d = words[WORD_D + i];
    return out;
}

static void fly_stretch(const struct trial_run *run, const struct segment_stretch *stretch, struct detect_state *state,
                        struct detect_sink *sink) {
    ulong any = stretch->table[TABLE_ANY];
    uint mantissa = (uint)stretch->table[TABLE_WAIT];
    int shift = (int)(stretch->table[TABLE_WAIT] >> 32) - 8;
    ulong pulse = stretch->begin;
    if (any == 0) {
        return;
    }
    for (uint number = 0; pulse < stretch->end; number += BATCH) {
        uint gaps[4 * BATCH];
        uint marks[4 * BATCH];
        uint afters[4 * BATCH] = {0};
        ulong waits[BATCH];
        ulong pulses[BATCH] = {0};
        ulong8 first = ((stretch->number << 32) | number) + (ulong8)(0, 1, 2, 3, 4, 5, 6, 7);
        WIDE_PHILOX_STORE(run->seed, first, first + 8, PHILOX_FOR_GAPS, gaps)
        uint count = 0;
        for (uint some = 0; some < BATCH && pulse < stretch->end; some += LOGS) {
            for (uint i = some; i < some + LOGS; ++i) {
                waits[i] = fixed_log_wait(words_join(gaps[WORD_A + i], gaps[WORD_B + i]), mantissa, shift);
            }
            for (uint i = some; i < some + LOGS; ++i) {
                pulse += waits[i];
                pulses[i] = pulse;
                count += pulse < stretch->end;
                ++pulse;
            }
        }
        if (count == 0) {
            return;
        }
        ulong8 lower = vload8(0, pulses), upper = vload8(1, pulses);
        WIDE_PHILOX_STORE(run->seed, lower, upper, PHILOX_FOR_PHOTONS, marks)
        if (run->warm_up_pulses) {
            WIDE_PHILOX_STORE(run->seed, lower, upper, PHILOX_FOR_AFTERPULSES, afters)
        }
        for (uint i = 0; i < count; ++i) {
            struct classify_words words;
            words.state = gaps[WORD_D + i];
            words.mark = words_of(marks, i);
            words.after = words_of(afters, i);
            words.read = classify_read(run, stretch->row->photon_x, pulses[i]);
            /* A word of 32 bits is enough to pick the intensity of a pulse that clicks: 2^-32 in its probability. */
            ulong decision = words_product_high(words_join(gaps[WORD_C + i], 0x80000000u), any);
            uint cell = 0;
            uint reached =
                classify_clicks(run, stretch->row, &stretch->block, stretch->table, pulses[i], decision, &words, &cell);
            detect_candidate(run, state, sink, stretch->table, stretch->row->photon_x, pulses[i], reached, cell,
                             &words);
        }
    }
}

#define ENGINE_KERNEL events
#include "shared/engine_kernel.h"
