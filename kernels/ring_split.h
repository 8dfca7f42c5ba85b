/* SPDX-License-Identifier: MIT
 *
 * An element of one ring as 2·3^j of a smaller one, and back: its pieces are coefficients of a polynomial in y = t^piece modulo
 * y^(2·3^j) + y^(3^j) + 1, whose roots the smaller ring has where its half holds a piece. Products are made of those elements.
 */
#include "ternary_ring.h"

/* All in words. */
struct split {
    struct ring ring; /* the smaller one */
    uint stride;      /* from one of its elements to the next */
    uint thirds;      /* 3^j */
    uint depth;       /* j */
    uint piece;       /* of the larger element */
};

/* A word of a piece of the larger element's lower half and of its upper one, a and b: to a + w b and a + w^2 b. */
static inline void split_store_pair(struct split split, lanes a, lanes b, __global uint *element, uint word) {
    __global uint *other = element + split.thirds * (ulong)split.stride;
    lanes_store(a, element + word);
    lanes_store(b, element + split.ring.pitch + word);
    lanes_store(a ^ b, other + word);
    lanes_store(b, other + split.ring.pitch + word);
}

/* The place of a butterfly among elements: its first one, how far apart the three are, and the turn of the root. */
struct place {
    uint first, apart, turn;
};

/* number: of the butterfly in the level; first: as for ring_root. */
static inline struct place place_of(struct ring ring, uint number, uint coefficients, uint depth, uint first) {
    struct place place;
    place.apart = coefficients / 3;
    const uint polynomial = number / place.apart;
    place.first = polynomial * coefficients + number % place.apart;
    place.turn = ring_root(ring, polynomial, depth, first) / 3;
    return place;
}

/* The levels behind the first. own: of two elements. */
static APART void split_forward(struct split split, __global uint *elements, __global uint *own) {
    uint coefficients = split.thirds;
    for (uint level = 0; level < split.depth; ++level) {
        for (uint i = 0; i < 2 * split.thirds / 3; ++i) {
            const struct place place = place_of(split.ring, i, coefficients, level, 1);
            __global uint *a = elements + place.first * (ulong)split.stride;
            __global uint *b = a + place.apart * (ulong)split.stride;
            ring_forward(split.ring, place.turn, a, b, b + place.apart * (ulong)split.stride, own);
        }
        coefficients /= 3;
    }
}

/* All the way back to the coefficients: at last u, v to v + w b and b = u + v. */
static APART void split_backward(struct split split, __global uint *elements, __global uint *own) {
    uint coefficients = 1;
    for (uint level = split.depth; level-- > 0;) {
        coefficients *= 3;
        for (uint i = 0; i < 2 * split.thirds / 3; ++i) {
            const struct place place = place_of(split.ring, i, coefficients, level, 1);
            __global uint *a = elements + place.first * (ulong)split.stride;
            __global uint *b = a + place.apart * (ulong)split.stride;
            ring_backward(split.ring, place.turn, a, b, b + place.apart * (ulong)split.stride, own);
        }
    }
    for (uint i = 0; i < split.thirds; ++i) {
        __global uint *u = elements + i * (ulong)split.stride;
        __global uint *v = u + split.thirds * (ulong)split.stride;
        EACH_WORD(word, 0, split.ring.width) {
            const lanes u0 = lanes_load(u + word);
            const lanes u1 = lanes_load(u + split.ring.pitch + word);
            const lanes b0 = u0 ^ lanes_load(v + word);
            const lanes b1 = u1 ^ lanes_load(v + split.ring.pitch + word);
            lanes_store(u0 ^ b1, u + word);
            lanes_store(u1 ^ b0 ^ b1, u + split.ring.pitch + word);
            lanes_store(b0, v + word);
            lanes_store(b1, v + split.ring.pitch + word);
        }
    }
    STEP_END
}

/* A word of the larger element's piece, of 2·3^j: the lower part of its own coefficient, the upper one of that before it, and for those
 * at 1 and at t^l what goes around. */
static inline lanes split_piece_word(struct split split, __global const uint *elements, uint piece, uint word) {
    lanes value = lanes_load(elements + piece * (ulong)split.stride + word);
    if (piece > 0) {
        value ^= lanes_load(elements + (piece - 1) * (ulong)split.stride + split.piece + word);
    }
    if (piece % split.thirds == 0) {
        value ^= lanes_load(elements + (2 * split.thirds - 1) * (ulong)split.stride + split.piece + word);
    }
    return value;
}
