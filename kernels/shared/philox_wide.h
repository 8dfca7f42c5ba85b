/* SPDX-License-Identifier: MIT
 *
 * Philox4x32-10 for 16 consecutive counters at a time, OpenCL only: two chains of eight 64-bit lanes, because a product of
 * two 32-bit words in a 64-bit lane is one instruction on CPUs (vpmuludq) as on GPUs (mul.wide), where a 32-bit mul_hi of a
 * vector is not. The upper halves of the lanes hold rubbish between the rounds; WIDE_WORD cuts them off.
 */
#ifndef SATQKD_SHARED_PHILOX_WIDE_H
#define SATQKD_SHARED_PHILOX_WIDE_H

#include "shared/philox.h"

#define WIDE_COUNTERS 16
#define WIDE_PULSES (4 * WIDE_COUNTERS)
#define WIDE_WORD(lanes) ((lanes)&0xffffffffUL)

/* One round of one chain, in place. */
#define WIDE_ROUND(x0, x1, x2, x3, key0, key1)                                                                         \
    {                                                                                                                  \
        ulong8 p = WIDE_WORD(x0) * (ulong)PHILOX_M0;                                                                   \
        ulong8 q = WIDE_WORD(x2) * (ulong)PHILOX_M1;                                                                   \
        x0 = (q >> 32) ^ x1 ^ (ulong)(key0);                                                                           \
        x2 = (p >> 32) ^ x3 ^ (ulong)(key1);                                                                           \
        x1 = q;                                                                                                        \
        x3 = p;                                                                                                        \
    }

/* Ten rounds of two chains side by side, in place. */
#define WIDE_TEN_ROUNDS(seed, a0, a1, a2, a3, b0, b1, b2, b3)                                                          \
    {                                                                                                                  \
        uint key0 = (uint)(seed), key1 = (uint)((seed) >> 32);                                                         \
        for (int round = 0; round < PHILOX_ROUNDS; ++round) {                                                          \
            WIDE_ROUND(a0, a1, a2, a3, key0, key1)                                                                     \
            WIDE_ROUND(b0, b1, b2, b3, key0, key1)                                                                     \
            key0 += PHILOX_W0;                                                                                         \
            key1 += PHILOX_W1;                                                                                         \
        }                                                                                                              \
    }

/* The words of 16 counters of any numbers (two ulong8): a0…a3 of the lower eight, b0…b3 of the upper. */
#define WIDE_PHILOX_AT(seed, lower, upper, purpose, a0, a1, a2, a3, b0, b1, b2, b3)                                    \
    ulong8 a0 = (lower), b0 = (upper);                                                                                 \
    ulong8 a1 = a0 >> 32, b1 = b0 >> 32;                                                                               \
    ulong8 a2 = (ulong8)(ulong)(purpose), b2 = a2;                                                                     \
    ulong8 a3 = (ulong8)(0UL), b3 = a3;                                                                                \
    WIDE_TEN_ROUNDS(seed, a0, a1, a2, a3, b0, b1, b2, b3)

/* The words of counters first … first + 15 (first a multiple of 16): a0…a3 of the lower eight, b0…b3 of the upper. */
#define WIDE_PHILOX(seed, first, purpose, pass, a0, a1, a2, a3, b0, b1, b2, b3)                                        \
    ulong8 a0 = (first) + (ulong8)(0, 1, 2, 3, 4, 5, 6, 7), b0 = a0 + 8;                                               \
    ulong8 a1 = (ulong8)((first) >> 32), b1 = a1;                                                                      \
    ulong8 a2 = (ulong8)(ulong)(purpose), b2 = a2;                                                                     \
    ulong8 a3 = (ulong8)(ulong)(pass), b3 = a3;                                                                        \
    WIDE_TEN_ROUNDS(seed, a0, a1, a2, a3, b0, b1, b2, b3)

#endif
