/* SPDX-License-Identifier: MIT
 *
 * Four detectors in time order: dead times, afterpulses, and the rule that a click counts only while all of them are live.
 * Time is the number of the pulse. Both engines hand their candidate clicks to this code, pulse by pulse, in ascending order.
 */
#ifndef SATQKD_SHARED_DETECT_H
#define SATQKD_SHARED_DETECT_H

#include "shared/classify.h"
#include "shared/fixed_log.h"

/* Afterpulses that wait for their time; a click has at most one, and with fewer than 2^-20 of the clicks' afterpulses more than
 * these wait at once in any setting that the scenario allows. TRIAL_FORGOTTEN counts them. */
#define DETECT_PENDING 16
#define DETECT_NEVER 0xffffffffffffffffUL

struct detect_pending {
    word64 pulse;
    word32 detector;
};

struct detect_state {
    word64 live_from[TRIAL_DETECTORS]; /* first pulse at which the detector can click again */
    word64 all_live_from;              /* latest of them */
    word64 last_event;                 /* of any kind, for the pause */
    word64 next_pending;               /* earliest of the pending afterpulses */
    word32 pending_count;
    word32 rested; /* whether there was a pause after which nothing of the past is left */
    struct detect_pending pending[DETECT_PENDING];
};

/** Where the clicks of a segment go. */
struct detect_sink {
    word64 counted_from;         /* pulses before this one are flown for the detectors' sake alone */
    SHARED_GLOBAL word32 *tally; /* [cell][outcome], then the extra counters */
    SHARED_GLOBAL word32 *extra;
    SHARED_GLOBAL struct trial_event *events; /* NULL: not wanted */
    word32 event_count;
};

/** Detectors as they are at a pulse that nothing came before. */
SHARED_INLINE void detect_reset(struct detect_state *state, word64 pulse) {
    for (int d = 0; d < TRIAL_DETECTORS; ++d) {
        state->live_from[d] = 0;
    }
    state->all_live_from = 0;
    state->last_event = pulse;
    state->next_pending = DETECT_NEVER;
    state->pending_count = 0;
    state->rested = 0;
}

/* A click leaves an afterpulse: after an exponential delay, cut at 22 of its means (2^-32); in the dead time it is lost. */
SHARED_INLINE void detect_leave_afterpulse(const struct trial_run *run, struct detect_state *state,
                                           const struct detect_sink *sink, word64 pulse, word32 detector) {
    struct philox_words words = philox(run->seed, pulse * 4 + detector, PHILOX_FOR_DELAYS, 0);
    if (state->pending_count == DETECT_PENDING) {
        sink->extra[TRIAL_FORGOTTEN] += pulse >= sink->counted_from;
        return;
    }
    word64 delay = fixed_log_wait(words_join(words.a | (word32)(words.a == 0u), words.b), run->afterpulse_wait,
                                  (int)run->afterpulse_shift - 8);
    struct detect_pending *pending = &state->pending[state->pending_count++];
    pending->pulse = pulse + 1 + delay;
    pending->detector = detector;
    if (pending->pulse < state->next_pending) {
        state->next_pending = pending->pulse;
    }
}

/* The detectors whose afterpulses are due at a pulse, which are taken off the list. */
SHARED_INLINE word32 detect_take_pending(struct detect_state *state, word64 pulse) {
    word32 mask = 0;
    word32 kept = 0;
    word64 next = DETECT_NEVER;
    for (word32 i = 0; i < state->pending_count; ++i) {
        struct detect_pending pending = state->pending[i];
        if (pending.pulse == pulse) {
            mask |= 1u << pending.detector;
        } else {
            next = pending.pulse < next ? pending.pulse : next;
            state->pending[kept++] = pending;
        }
    }
    state->pending_count = kept;
    state->next_pending = next;
    return mask;
}

SHARED_INLINE word32 detect_ones(word32 mask) {
    return (mask & 1u) + ((mask >> 1) & 1u) + ((mask >> 2) & 1u) + (mask >> 3);
}

/** Counts a click. @param place  cell × TRIAL_OUTCOMES + outcome */
SHARED_INLINE void detect_tally(struct detect_sink *sink, word64 pulse, word32 place) {
    word32 outcome = place % TRIAL_OUTCOMES;
    word32 cell = place / TRIAL_OUTCOMES;
    word32 detector = outcome % TRIAL_DETECTORS;
    sink->tally[place] += 1;
    if (sink->events && outcome != TRIAL_CROSS && detector / 2 == cell % TRIAL_STATES / 2) {
        struct trial_event event;
        event.pulse = pulse;
        event.cell = cell;
        event.detector = detector;
        sink->events[sink->event_count++] = event;
    }
}

/* An accepted click; in detectors that Bob does not read it is none. */
SHARED_INLINE void detect_count(struct detect_sink *sink, word64 pulse, word32 clicks, word32 cell, word32 coin) {
    if (clicks == 0u) {
        return;
    }
    detect_tally(sink, pulse, cell * TRIAL_OUTCOMES + classify_outcome(clicks, coin));
}

/** A detector clicks. */
SHARED_INLINE void detect_fire(const struct trial_run *run, struct detect_state *state, word64 pulse, word32 detector) {
    word64 live_from = pulse + 1 + run->dead_pulses[detector];
    state->live_from[detector] = live_from;
    state->all_live_from = live_from > state->all_live_from ? live_from : state->all_live_from;
}

/** A candidate comes by. */
SHARED_INLINE void detect_pass(const struct trial_run *run, struct detect_state *state, word64 pulse) {
    state->rested |= (word32)(pulse - state->last_event > run->pause_pulses);
    state->last_event = pulse;
}

/**
 * One pulse at which some detector is reached.
 *
 * @param photons      mask of detectors that candidate events reach
 * @param afterpulses  mask of detectors whose afterpulses are due
 * @param cell, coin   of the pulse
 * @param after        its words of the PHILOX_FOR_AFTERPULSES stream
 * @param read         mask of the detectors that Bob reads
 */
SHARED_INLINE void detect_pulse(const struct trial_run *run, struct detect_state *state, struct detect_sink *sink,
                                word64 pulse, word32 photons, word32 afterpulses, word32 cell, word32 coin,
                                const struct philox_words *after, word32 read) {
    const word32 chance[TRIAL_DETECTORS] = {after->a, after->b, after->c, after->d};
    word32 live = 0;
    for (word32 d = 0; d < TRIAL_DETECTORS; ++d) {
        live |= (word32)(pulse >= state->live_from[d]) << d;
    }
    word32 fired = (photons | afterpulses) & live;
    word32 counts = pulse >= sink->counted_from;
    sink->extra[TRIAL_LOST_DEAD] += counts * detect_ones((photons | afterpulses) & ~live);
    if (fired == 0u) {
        return;
    }
    sink->extra[TRIAL_AFTERPULSES] += counts * detect_ones(afterpulses & live & ~photons);
    for (word32 d = 0; d < TRIAL_DETECTORS; ++d) {
        if ((fired >> d) & 1u) {
            detect_fire(run, state, pulse, d);
            if (chance[d] < run->afterpulse[d]) {
                detect_leave_afterpulse(run, state, sink, pulse, d);
            }
        }
    }
    if (!counts) {
        return;
    }
    if (run->all_live && live != 15u) {
        sink->extra[TRIAL_LOST_WAITING] += 1;
        return;
    }
    detect_count(sink, pulse, fired & read, cell, coin);
}

/** Afterpulses that are due before a pulse, each at a pulse that no other event reaches. @param table, photon_x  of their block */
SHARED_INLINE void detect_flush(const struct trial_run *run, struct detect_state *state, struct detect_sink *sink,
                                SHARED_GLOBAL const word64 *table, word32 photon_x, word64 before) {
    while (state->next_pending < before) {
        word64 pulse = state->next_pending;
        word32 mask = detect_take_pending(state, pulse);
        struct philox_words words = philox(run->seed, pulse, PHILOX_FOR_QUIET, 0);
        word64 quiet = table[TABLE_ANY] + words_product_high(words_join(words.a, words.b), ~table[TABLE_ANY]);
        word32 cell = classify_intensity(run, table, ENTRY_QUIET_UP_TO, quiet) * TRIAL_STATES +
                      classify_state(run->alice_x, words.c);
        struct philox_words after = philox(run->seed, pulse, PHILOX_FOR_AFTERPULSES, 0);
        detect_pulse(run, state, sink, pulse, 0u, mask, cell, words.c, &after, classify_read(run, photon_x, pulse));
        state->last_event = pulse;
    }
}

/** A candidate: a pulse whose events reach some detectors (or none), in ascending order of pulses. */
SHARED_INLINE void detect_candidate(const struct trial_run *run, struct detect_state *state, struct detect_sink *sink,
                                    SHARED_GLOBAL const word64 *table, word32 photon_x, word64 pulse, word32 clicks,
                                    word32 cell, const struct classify_words *words) {
    if (!run->warm_up_pulses) {
        detect_count(sink, pulse, clicks & words->read, cell, words->state);
        return;
    }
    detect_flush(run, state, sink, table, photon_x, pulse);
    word32 due = state->next_pending == pulse ? detect_take_pending(state, pulse) : 0u;
    detect_pass(run, state, pulse);
    if (clicks | due) {
        detect_pulse(run, state, sink, pulse, clicks, due, cell, words->state, &words->after, words->read);
    }
}

#endif
