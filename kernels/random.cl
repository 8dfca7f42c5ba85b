/* SPDX-License-Identifier: MIT
 *
 * The generator on its own: its words for the self-test, and its speed for the bench.
 */
#include "shared/philox_wide.h"

/* words[4 i …]: the words of counter i, from the scalar generator in the first half of the buffer, from the wide one in the
 * second. A single work-item; count is a multiple of WIDE_COUNTERS. */
__kernel void random_words(ulong seed, ulong first, uint purpose, uint pass, uint count, __global uint *words) {
    for (uint i = 0; i < count; ++i) {
        struct philox_words x = philox(seed, first + i, purpose, pass);
        vstore4((uint4)(x.a, x.b, x.c, x.d), i, words);
    }
    for (uint i = 0; i < count; i += WIDE_COUNTERS) {
        WIDE_PHILOX(seed, first + i, purpose, pass, a0, a1, a2, a3, b0, b1, b2, b3)
        ulong lanes[8 * 8];
        vstore8(a0, 0, lanes);
        vstore8(b0, 1, lanes);
        vstore8(a1, 2, lanes);
        vstore8(b1, 3, lanes);
        vstore8(a2, 4, lanes);
        vstore8(b2, 5, lanes);
        vstore8(a3, 6, lanes);
        vstore8(b3, 7, lanes);
        for (uint j = 0; j < WIDE_PULSES; ++j) {
            words[4 * (count + i + j % WIDE_COUNTERS) + j / WIDE_COUNTERS] = (uint)lanes[j];
        }
    }
}

/* All words of steps × WIDE_PULSES pulses an item, folded into one so that none can be left out. */
__kernel void random_only(ulong seed, uint steps, __global uint *folded) {
    uint id = (uint)get_global_id(0);
    ulong counter = (ulong)id * steps * WIDE_COUNTERS;
    ulong8 fold = (ulong8)(0);
    for (uint step = 0; step < steps; ++step) {
        WIDE_PHILOX(seed, counter + (ulong)step * WIDE_COUNTERS, PHILOX_FOR_PULSES, 0, a0, a1, a2, a3, b0, b1, b2, b3)
        fold ^= a0 ^ a1 ^ a2 ^ a3 ^ b0 ^ b1 ^ b2 ^ b3;
    }
    ulong4 four = fold.lo ^ fold.hi;
    ulong2 two = four.lo ^ four.hi;
    folded[id] = (uint)(two.x ^ two.y);
}
