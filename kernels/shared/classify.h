/* SPDX-License-Identifier: MIT
 *
 * What becomes of one pulse, from its random words to the outcome that is counted. Host and device run this very code.
 */
#ifndef SATQKD_SHARED_CLASSIFY_H
#define SATQKD_SHARED_CLASSIFY_H

#include "shared/philox.h"
#include "shared/trial.h"

/** Alice's state from a random word: the basis by its upper 30 bits, the bit by its lowest. */
SHARED_INLINE word32 classify_state(word32 alice_x, word32 word) {
    return ((word >> 2) < (alice_x >> 2) ? 2u : 0u) + (word & 1u);
}

/** The random words of a pulse that can click. */
struct classify_words {
    word32 state;              /* Alice's state, and a coin */
    struct philox_words mark;  /* PHILOX_FOR_PHOTONS: of its first event */
    struct philox_words after; /* PHILOX_FOR_AFTERPULSES, where there are any */
    word32 read;               /* mask of the detectors that Bob reads */
};

/** The detectors that Bob reads at a pulse: all behind a splitter, those of the basis that he has chosen else. */
SHARED_INLINE word32 classify_read(const struct trial_run *run, word32 photon_x, word64 pulse) {
    return !run->active ? 15u : philox(run->seed, pulse, PHILOX_FOR_BASIS, 0).a < photon_x ? 12u : 3u;
}

/** All of them. @param state from the engine's own stream */
SHARED_INLINE struct classify_words classify_draw(const struct trial_run *run, word32 photon_x, word64 pulse,
                                                  word32 state) {
    struct classify_words words;
    words.state = state;
    words.mark = philox(run->seed, pulse, PHILOX_FOR_PHOTONS, 0);
    words.after.a = words.after.b = words.after.c = words.after.d = 0xffffffffu; /* none */
    if (run->warm_up_pulses) {
        words.after = philox(run->seed, pulse, PHILOX_FOR_AFTERPULSES, 0);
    }
    words.read = classify_read(run, photon_x, pulse);
    return words;
}

/** Where a word of 32 bits lies below the probability of any event: half a bit above the word, which costs 2^-32 of exactness. */
SHARED_INLINE word64 classify_pick(word64 any, word32 word) {
    return words_product_high(words_join(word, 0x80000000u), any);
}

/** The intensity whose cumulative entry lies above a fraction; the last one where rounding left a gap. */
SHARED_INLINE word32 classify_intensity(const struct trial_run *run, SHARED_GLOBAL const word64 *table, word32 entry,
                                        word64 fraction) {
    word32 stride = ENTRY_MORE + run->more;
    word32 found = 0;
    for (word32 i = 0; i + 1 < run->intensities; ++i) {
        found += fraction >= table[TABLE_HEAD + i * stride + entry];
    }
    return found;
}

/** The detector of a photon of a state: right or wrong in its own basis, either in the other. @param basis 0 Z, 2 X @param word random */
SHARED_INLINE word32 classify_photon(const struct trial_block *block, word32 state, word32 basis, word32 word) {
    word32 first = state == 0u || state == 3u ? (word32)(word >= block->cross) : (word32)(word < block->cross);
    word32 own = (state & 1u) ^ (word32)(word < block->wrong);
    return basis + (basis == (state & 2u) ? own : first);
}

/** The detector that background falls into. */
SHARED_INLINE word32 classify_background(SHARED_GLOBAL const struct trial_row *row, word32 word) {
    return (word32)(word >= row->background_up_to[0]) + (word32)(word >= row->background_up_to[1]) +
           (word32)(word >= row->background_up_to[2]);
}

/**
 * The detectors that the events of one pulse reach, dead or alive.
 *
 * @param run, row, block, table  the run, the pulse's row, its block, its block's level
 * @param pulse     its number
 * @param decision  uniform below the table's probability of any event: it picks the intensity
 * @param words     the pulse's own
 * @param cell      set to the pulse's cell
 * @return a mask of detectors, 0 where no event survives
 */
SHARED_INLINE word32 classify_clicks(const struct trial_run *run, SHARED_GLOBAL const struct trial_row *row,
                                     const struct trial_block *block, SHARED_GLOBAL const word64 *table, word64 pulse,
                                     word64 decision, const struct classify_words *words, word32 *cell) {
    word32 intensity = classify_intensity(run, table, ENTRY_UP_TO, decision);
    SHARED_GLOBAL const word64 *entries = table + TABLE_HEAD + intensity * (ENTRY_MORE + run->more);
    word32 state = classify_state(run->alice_x, words->state);
    word32 background = (word32)(entries[ENTRY_BACKGROUND] >> 32);
    /* A mark's first word tells background from signal, and of the signal the basis; its second whether there is another event; the
     * third the detector; the fourth whether the photon is kept. */
    word32 to_x_below = background + (word32)(((~background + 1UL) * row->photon_x) >> 32);
    struct philox_words mark = words->mark;
    word32 clicks = 0;
    *cell = intensity * TRIAL_STATES + state;
    /* The pulse's own strength between the weakest and the strongest, of 2^31, the same for all of its photons. */
    word64 strength = 1UL << 31;
    if (run->weakest) {
        word64 word = philox(run->seed, pulse, PHILOX_FOR_STRENGTH, 0).a;
        strength = run->weakest + ((word * ((1UL << 31) - run->weakest)) >> 32);
    }
    for (word32 event = 0;; ++event) {
        if (mark.a < background) {
            clicks |= 1u << classify_background(row, mark.c);
        } else {
            word32 to_x = run->active ? words->read == 12u : mark.a < to_x_below;
            word32 detector = classify_photon(block, state, to_x ? 2u : 0u, mark.c);
            word64 kept = (((block->keep + 1UL) * row->survive[detector]) >> 31) * strength >> 31;
            clicks |= (word32)(mark.d < kept) << detector;
        }
        if (event >= run->more || mark.b >= (word32)(entries[ENTRY_MORE + event] >> 32)) {
            return clicks;
        }
        mark = philox(run->seed, pulse, PHILOX_FOR_PHOTONS + event + 1, 0);
    }
}

/**
 * The outcome of a pulse that clicked: what is counted.
 *
 * @param clicks  mask of detectors, not 0
 * @param coin    a random word: its second bit decides a double click within a basis
 * @return TRIAL_SINGLE + d, TRIAL_SQUASHED + d or TRIAL_CROSS
 */
SHARED_INLINE word32 classify_outcome(word32 clicks, word32 coin) {
    word32 z = clicks & 3u;
    word32 x = clicks >> 2;
    if (z && x) {
        return TRIAL_CROSS;
    }
    word32 basis = x ? 2u : 0u;
    word32 pair = z | x;
    if (pair == 3u) {
        return TRIAL_SQUASHED + basis + ((coin >> 1) & 1u);
    }
    return TRIAL_SINGLE + basis + (pair >> 1);
}

#endif
