/* SPDX-License-Identifier: MIT
 *
 * What becomes of one pulse, from its random words to the outcome that is counted. Host and device run this very code.
 */
#ifndef SATQKD_SHARED_CLASSIFY_H
#define SATQKD_SHARED_CLASSIFY_H

#include "shared/philox.h"
#include "shared/trial.h"

/** Number of table entries a cell takes. */
SHARED_INLINE word32 classify_stride(word32 more) {
    return TABLE_MORE + more;
}

/**
 * The first 32 bits below which a pulse may click in a level: a pulse whose word is larger certainly does not.
 *
 * @param table  of the level
 */
SHARED_INLINE word32 classify_bound(SHARED_GLOBAL const word64 *table, word32 cells, word32 more) {
    return (word32)(table[(cells - 1) * classify_stride(more) + TABLE_UP_TO] >> 32);
}

/** The detector that a word picks from cumulative fractions. */
SHARED_INLINE word32 classify_pick(SHARED_GLOBAL const word32 *up_to, word32 word) {
    return (word32)(word >= up_to[0]) + (word32)(word >= up_to[1]) + (word32)(word >= up_to[2]);
}

/**
 * The detectors that one pulse makes click.
 *
 * @param run, row, table  the run, the pulse's row, its block's level
 * @param keep             of its block
 * @param pulse, word      its number and its word of the PHILOX_FOR_PULSES stream
 * @param words            its words of the PHILOX_FOR_CLICKS stream
 * @param cell             set to its cell where it clicks
 * @return a mask of detectors, 0 for a pulse that does not click
 */
SHARED_INLINE word32 classify_clicks(const struct trial_run *run, SHARED_GLOBAL const struct trial_row *row,
                                     SHARED_GLOBAL const word64 *table, word32 keep, word64 pulse, word32 word,
                                     const struct philox_words *words, word32 *cell) {
    word32 stride = classify_stride(run->more);
    word64 decision = words_join(word, words->a);
    word32 found = 0;
    while (found < run->cells && decision >= table[found * stride + TABLE_UP_TO]) {
        ++found;
    }
    if (found == run->cells) {
        return 0;
    }
    SHARED_GLOBAL const word64 *entries = table + found * stride;
    word32 clicks = 0;
    word32 events = 1;
    word32 photon = 0;
    word64 another = words_join(words->b, words->c);
    while (photon < events) {
        struct philox_words mark = philox(run->seed, pulse, PHILOX_FOR_PHOTONS + photon, run->pass);
        if (words_join(mark.a, mark.b) < entries[TABLE_BACKGROUND]) {
            clicks |= 1u << classify_pick(row->background_up_to, mark.c);
        } else if (mark.d <= keep) {
            clicks |= 1u << classify_pick(row->signal_up_to[found % TRIAL_STATES], mark.c);
        }
        if (photon < run->more && another < entries[TABLE_MORE + photon]) {
            struct philox_words next =
                philox(run->seed, pulse, PHILOX_FOR_PHOTONS + TRIAL_MAX_EVENTS + photon, run->pass);
            another = words_join(next.a, next.b);
            ++events;
        }
        ++photon;
    }
    *cell = found;
    return clicks;
}

/**
 * The outcome of a pulse that clicked: what is counted.
 *
 * @param clicks  mask of detectors, not 0
 * @param coin    a random word: its lowest bit decides a double click within a basis
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
        return TRIAL_SQUASHED + basis + (coin & 1u);
    }
    return TRIAL_SINGLE + basis + (pair >> 1);
}

#endif
