/* SPDX-License-Identifier: MIT
 *
 * The rings GF(2)[t] / (t^2l + t^l + 1) of Schönhage's transform ("Schnelle Multiplikation von Polynomen über Körpern der
 * Charakteristik 2", Acta Informatica 7, 395, 1977): t has order 3l, so that its powers are roots of unity of orders 3^k, and a
 * product with one moves words about. With w = t^l, 1 + w + w^2 = 0. Nothing can round, and nothing is ever carried.
 *
 * An element is two halves of `width` words each, the coefficients from 1 and from t^l on, `pitch` words apart: at least width + 15
 * where that is no multiple of 16, because vectors reach beyond the end.
 *
 * A level of a transform splits polynomials in y modulo y^3M - s^3 into those modulo y^M - s, y^M - s w, y^M - s w^2:
 * (a, b, c) -> a + B + C, a + w B + w^2 C, a + w^2 B + w C with B = s b, C = s^2 c. The s of a polynomial depends on its number
 * alone. The way back needs no division: 3 is 1.
 */
#include "lanes.h"

struct ring {
    uint width, pitch;
};

/* Words of an element with what lies behind its halves. */
static inline uint ring_stride(struct ring ring) {
    return 2 * ring.pitch;
}

/* to = t^(32 turn) from. turn is below 3 width. */
static APART void ring_turn(struct ring ring, __global const uint *from, uint turn, __global uint *to) {
    const uint shift = turn % ring.width;
    /* what passes the end of a half has passed t^l once more */
#pragma unroll 1
    for (uint passed = 0; passed < 2; ++passed) {
        const uint thirds = (turn / ring.width + 1 - passed) % 3;
        const int offset = (passed ? 0 : (int)ring.width) - (int)shift;
        const uint low_low = thirds == 1 ? 0 : ~0u;
        const uint low_high = thirds == 0 ? 0 : ~0u; /* and the lower half's share of the upper */
        const uint high_high = thirds == 2 ? 0 : ~0u;
        EACH_WORD(i, passed ? shift : 0, passed ? ring.width : shift) {
            const lanes low = lanes_load(from + ((int)i + offset));
            const lanes high = lanes_load(from + ((int)(i + ring.pitch) + offset));
            lanes_store((low & low_low) ^ (high & low_high), to + i);
            lanes_store((low & low_high) ^ (high & high_high), to + ring.pitch + i);
        }
    }
}

/* The elements b and c turned by s and s^2. */
static inline void ring_turn_both(struct ring ring, uint turn, __global const uint *b, __global const uint *c,
                                  __global uint *to_b, __global uint *to_c) {
#pragma unroll 1
    for (uint k = 0; k < 2; ++k) {
        ring_turn(ring, k ? c : b, k ? 2 * turn % (3 * ring.width) : turn, k ? to_c : to_b);
    }
    STEP_END
}

/* Words of the exponent of s^3 of a polynomial: its number's digits to the base 3 say which way its ancestors went, the first
 * from y^M - w^first. */
static inline uint ring_root(struct ring ring, uint number, uint depth, uint first) {
    uint place = 1;
    for (uint i = 0; i < depth; ++i) {
        place *= 3;
    }
    uint exponent = (number / place + first) * ring.width;
    for (; place > 1; place /= 3) {
        exponent = exponent / 3 + number % place / (place / 3) * ring.width;
    }
    return exponent;
}

/* a + b + c, a + w b + w^2 c and a + w^2 b + w c, the first in place of a; to_b may be b or c, and to_c the other. */
static APART void ring_cross(struct ring ring, __global uint *a, __global const uint *b, __global const uint *c,
                             __global uint *to_b, __global uint *to_c) {
    EACH_WORD(i, 0, ring.width) {
        const lanes a0 = lanes_load(a + i);
        const lanes a1 = lanes_load(a + ring.pitch + i);
        const lanes b0 = lanes_load(b + i);
        const lanes b1 = lanes_load(b + ring.pitch + i);
        const lanes c0 = lanes_load(c + i);
        const lanes c1 = lanes_load(c + ring.pitch + i);
        lanes_store(a0 ^ b0 ^ c0, a + i);
        lanes_store(a1 ^ b1 ^ c1, a + ring.pitch + i);
        lanes_store(a0 ^ b1 ^ c0 ^ c1, to_b + i);
        lanes_store(a1 ^ b0 ^ b1 ^ c0, to_b + ring.pitch + i);
        lanes_store(a0 ^ b0 ^ b1 ^ c1, to_c + i);
        lanes_store(a1 ^ b0 ^ c0 ^ c1, to_c + ring.pitch + i);
    }
    STEP_END
}

/* One butterfly, in place. turn: that of s; scratch: of two elements. */
static inline void ring_forward(struct ring ring, uint turn, __global uint *a, __global uint *b, __global uint *c,
                                __global uint *scratch) {
    __global uint *sb = turn ? scratch : b;
    __global uint *sc = turn ? scratch + ring_stride(ring) : c;
    if (turn) {
        ring_turn_both(ring, turn, b, c, sb, sc);
    }
    ring_cross(ring, a, sb, sc, b, c);
}

/* The way back: with w and w^2 exchanged, and the turn behind. */
static inline void ring_backward(struct ring ring, uint turn, __global uint *a, __global uint *b, __global uint *c,
                                 __global uint *scratch) {
    __global uint *sb = turn ? scratch : b;
    __global uint *sc = turn ? scratch + ring_stride(ring) : c;
    ring_cross(ring, a, b, c, sc, sb);
    if (turn) {
        ring_turn_both(ring, 3 * ring.width - turn, sb, sc, b, c);
    }
}
