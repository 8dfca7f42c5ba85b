/* SPDX-License-Identifier: MIT
 *
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC11 (2011): no state, so that a trial's random numbers follow from the seed and the trial's own number alone.
 */
#ifndef SATQKD_SHARED_PHILOX_H
#define SATQKD_SHARED_PHILOX_H

#include "shared/words.h"

/* Multipliers and Weyl increments of the paper's table 2 and section 4.2 (the golden ratio and sqrt(3) - 1, times 2^32). */
#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define PHILOX_W0 0x9E3779B9u
#define PHILOX_W1 0xBB67AE85u
#define PHILOX_ROUNDS 10

/* What a stream of numbers is for: the third word of the counter, so that no two purposes ever share a number. */
#define PHILOX_FOR_PULSES 0u /* index: pulse / 4; word pulse % 4 decides whether that pulse can click at all */
#define PHILOX_FOR_CLICKS 1u /* index: the pulse; the rest of its decision, and what Alice sent, in the pulse engine */
#define PHILOX_FOR_GAPS 2u /* index: stretch × 2^32 + number; waiting time, intensity and state in the event engine */
#define PHILOX_FOR_AFTERPULSES 3u /* index: the pulse; a word a detector: whether its click has one */
#define PHILOX_FOR_DELAYS 9u      /* index: pulse × 4 + detector; when that comes */
#define PHILOX_FOR_QUIET 4u       /* index: the pulse; what Alice sent when an afterpulse clicks */
#define PHILOX_FOR_STARTS 5u      /* index: process / 4; where a fade process begins */
#define PHILOX_FOR_FADES 6u       /* and 7; index: the coherence block; increments of four fade processes each */
#define PHILOX_FOR_SEEDS 8u       /* index: the repetition; its seed */
#define PHILOX_FOR_BASIS 10u      /* index: the pulse; the basis that Bob measures it in, where he chooses one */
#define PHILOX_FOR_STRENGTH 11u   /* index: the pulse; its own strength, where the source fluctuates */
#define PHILOX_FOR_PASSES 12u     /* index: the second in which a campaign's pass begins; its seed */
#define PHILOX_FOR_WEATHER 13u    /* index: the station and its night or pass; the sky of a campaign's draw */
#define PHILOX_FOR_SPECTRUM 14u   /* index: the coherence block; what the jitter of a tabulated spectrum is made of */
#define PHILOX_FOR_UNCERTAINTIES 15u /* index: the draw; uncertain inputs of a scenario, a pass a try */
#define PHILOX_FOR_PHOTONS 16u       /* and above: one value per event of a pulse */

struct philox_words {
    word32 a, b, c, d;
};

/**
 * Four random words.
 *
 * @param seed     the key
 * @param index    what is numbered: a pulse, a block, …
 * @param purpose  one of PHILOX_FOR_…
 * @param pass     the repetition's number, 0 for a single run
 */
SHARED_INLINE struct philox_words philox(word64 seed, word64 index, word32 purpose, word32 pass) {
    struct philox_words x;
    word32 key0 = (word32)seed;
    word32 key1 = (word32)(seed >> 32);
    x.a = (word32)index;
    x.b = (word32)(index >> 32);
    x.c = purpose;
    x.d = pass;
    for (int round = 0; round < PHILOX_ROUNDS; ++round) {
        word64 p = (word64)PHILOX_M0 * x.a;
        word64 q = (word64)PHILOX_M1 * x.c;
        x.a = (word32)(q >> 32) ^ x.b ^ key0;
        x.b = (word32)q;
        x.c = (word32)(p >> 32) ^ x.d ^ key1;
        x.d = (word32)p;
        key0 += PHILOX_W0;
        key1 += PHILOX_W1;
    }
    return x;
}

#endif
