/* SPDX-License-Identifier: MIT
 *
 * Cyclic products of two bit strings, exact, by Schönhage's transform (ternary_ring.h; compare Brent, Gaudry, Thomé and Zimmermann,
 * "Faster multiplication in GF(2)[x]", ANTS-VIII, 2008), of the key and the seed side by side.
 *
 * A circle of bits is cut into 3^k pieces of l bits, coefficients of a polynomial in y with y^(3^k) = 1, over the ring with that l,
 * where a product of two pieces fits: the rows. Each row of the transform is cut in its turn into 2·3^j pieces, over a smaller ring
 * with l' of a piece's size: its roots are those of y^(2·3^j) + y^(3^j) + 1. Sixteen rows make a block, word beside word, so
 * that a word of all is a cell. Those small elements, the units, are multiplied as bit planes, 32 units of a block or of neighbouring
 * blocks at a time.
 */
#include "units.h"

#define EACH_GROUP(number, end)                                                                                        \
    for (uint number = (uint)get_group_id(0); number < (end); number += (uint)get_num_groups(0))

/* The bits of a string laid out on a circle of `points`: the first `head` from its start, the others up to its end.
 * An item makes a word, behind `first_word`. */
__kernel void toeplitz_place(__global const uint *bits, ulong head, ulong length, uint points, uint first_word,
                             __global uint *circle) {
    const uint word = (uint)get_global_id(0);
    if (word >= points >> 5) {
        return;
    }
    const ulong first = (ulong)word << 5;
    const ulong tail = points - (length - head); /* the first place of the rest */
    uint value = 0;
    if (first + 32 <= head) {
        value = bits[word];
    } else if (first >= tail && first >= head) {
        const ulong from = first - tail + head;
        const uint shift = (uint)from & 31;
        value = bits[from >> 5] >> shift;
        value |= shift ? bits[(from >> 5) + 1] << (32 - shift) : 0;
    } else if (first < head || first + 32 > tail) {
        for (uint i = 0; i < 32; ++i) {
            const ulong place = first + i;
            const ulong from = place < head ? place : place - tail + head;
            value |= place < head || place >= tail ? (bits[from >> 5] >> (from & 31) & 1) << i : 0;
        }
    }
    circle[first_word + word] = value;
}

/* The first level of the rows: from the circles, whose pieces have no upper half. */
__kernel void toeplitz_rows(__constant const struct product_cut *cut, __global const uint *circle,
                            __global uint *rows) {
    const uint apart = cut->rows / 3;
    const ulong stride = ring_stride(rows_ring(cut));
    EACH_GROUP(number, 2 * apart) {
        const uint row = number / apart * cut->rows + number % apart;
        __global const uint *from = circle + (ulong)row * cut->width;
        __global uint *a = rows + row * stride;
        __global uint *b = a + apart * stride;
        __global uint *c = b + apart * stride;
        EACH_WORD(i, 0, cut->width) {
            const lanes x = lanes_load(from + i);
            const lanes y = lanes_load(from + (ulong)apart * cut->width + i);
            const lanes z = lanes_load(from + (ulong)2 * apart * cut->width + i);
            lanes_store(x ^ y ^ z, a + i);
            lanes_store(0, a + cut->pitch + i);
            lanes_store(x ^ z, b + i);
            lanes_store(y ^ z, b + cut->pitch + i);
            lanes_store(x ^ y, c + i);
            lanes_store(y ^ z, c + cut->pitch + i);
        }
    }
}

/* Where a butterfly's rows are. */
struct place {
    uint first, apart, turn;
};

static inline struct place place_of(struct ring ring, uint number, uint coefficients, uint depth, uint first) {
    struct place place;
    place.apart = coefficients / 3;
    const uint polynomial = number / place.apart;
    place.first = polynomial * coefficients + number % place.apart;
    place.turn = ring_root(ring, polynomial, depth, first) / 3;
    return place;
}

/* One more level of the rows of both strings. scratch: two rows a work-group. */
__kernel void toeplitz_forward(__constant const struct product_cut *cut, uint level, uint coefficients,
                               __global uint *rows, __global uint *scratch) {
    const struct ring ring = rows_ring(cut);
    const ulong stride = ring_stride(ring);
    const uint each = cut->rows / 3;
    __global uint *own = scratch + get_group_id(0) * 2 * stride;
    EACH_GROUP(number, 2 * each) {
        const struct place place = place_of(ring, number % each, coefficients, level, 0);
        __global uint *a = rows + (number / each * cut->rows + place.first) * stride;
        __global uint *b = a + place.apart * stride;
        ring_forward(ring, place.turn, a, b, b + place.apart * stride, own);
    }
}

/* The way back of the key's rows. */
__kernel void toeplitz_backward(__constant const struct product_cut *cut, uint level, uint coefficients,
                                __global uint *rows, __global uint *scratch) {
    const struct ring ring = rows_ring(cut);
    const ulong stride = ring_stride(ring);
    __global uint *own = scratch + get_group_id(0) * 2 * stride;
    EACH_GROUP(number, cut->rows / 3) {
        const struct place place = place_of(ring, number, coefficients, level, 0);
        __global uint *a = rows + place.first * stride;
        __global uint *b = a + place.apart * stride;
        ring_backward(ring, place.turn, a, b, b + place.apart * stride, own);
    }
}

/* The units of both strings. scratch: two units a work-group. */
__kernel void toeplitz_units(__constant const struct product_cut *cut, __global uint *rows, __global uint *units,
                             __global uint *scratch) {
    const struct ring ring = units_ring(cut);
    const uint stride = ring_stride(ring);
    __global uint *own = scratch + (ulong)get_group_id(0) * 2 * stride;
    EACH_GROUP(number, 2 * cut->blocks) {
        const uint string = number / cut->blocks;
        const uint block = number % cut->blocks;
        __global uint *first = unit_of(cut, units, string, block * 2 * cut->thirds);
        for (uint piece = 0; piece < cut->thirds; ++piece) {
            __global uint *unit = first + (ulong)piece * stride;
            spread_piece(cut, rows, string, block, piece, unit, unit + (ulong)cut->thirds * stride);
        }
        STEP_END
        uint coefficients = cut->thirds;
        for (uint level = 0; level < cut->depth; ++level) {
            for (uint i = 0; i < 2 * cut->thirds / 3; ++i) {
                const struct place place = place_of(ring, i, coefficients, level, 1);
                __global uint *a = first + (ulong)place.first * stride;
                __global uint *b = a + (ulong)place.apart * stride;
                ring_forward(ring, place.turn, a, b, b + (ulong)place.apart * stride, own);
            }
            coefficients /= 3;
        }
    }
}

/* The units' products, put for the key's. planes: 8 · school · 2^halvings cells for each of those at work. */
__kernel void toeplitz_products(__constant const struct product_cut *cut, __global uint *units, __global uint *planes) {
    const uint words = 2 * cut->small;
    const uint bits = PLANES * words;
    const uint padded = cut->school << cut->halvings;
#if LANES == 1
    const uint lane = (uint)get_global_id(0) % ROW_LANES;
    const uint worker = (uint)get_global_id(0) / ROW_LANES;
    const uint workers = (uint)get_global_size(0) / ROW_LANES;
#else
    const uint lane = 0;
    const uint worker = (uint)get_group_id(0);
    const uint workers = (uint)get_num_groups(0);
#endif
    __global lanes *a = (__global lanes *)(planes + (ulong)worker * 8 * padded * ROW_LANES + lane);
    __global lanes *b = a + CELL(padded);
    __global lanes *product = b + CELL(padded);
    for (uint i = bits; i < padded; ++i) {
        a[CELL(i)] = 0;
        b[CELL(i)] = 0;
    }
    for (uint unit = worker * PLANES; unit < cut->units; unit += workers * PLANES) {
        __global uint *key = unit_of(cut, units, 0, unit) + lane;
        planes_take(key, words, a);
        planes_take(unit_of(cut, units, 1, unit) + lane, words, b);
        planes_multiply(cut->school, cut->halvings, a, b, product, product + CELL(2 * padded));
        planes_put(product, cut->small, key);
    }
}

/* From the units' products to the key's rows. scratch: two units a work-group. */
__kernel void toeplitz_joined(__constant const struct product_cut *cut, __global uint *units, __global uint *rows,
                              __global uint *scratch) {
    const struct ring ring = units_ring(cut);
    const uint stride = ring_stride(ring);
    __global uint *own = scratch + (ulong)get_group_id(0) * 2 * stride;
    EACH_GROUP(block, cut->blocks) {
        __global uint *first = unit_of(cut, units, 0, block * 2 * cut->thirds);
        uint coefficients = 1;
        for (uint level = cut->depth; level-- > 0;) {
            coefficients *= 3;
            for (uint i = 0; i < 2 * cut->thirds / 3; ++i) {
                const struct place place = place_of(ring, i, coefficients, level, 1);
                __global uint *a = first + (ulong)place.first * stride;
                __global uint *b = a + (ulong)place.apart * stride;
                ring_backward(ring, place.turn, a, b, b + (ulong)place.apart * stride, own);
            }
        }
        for (uint piece = 0; piece < cut->thirds; ++piece) {
            last_level(cut, first + (ulong)piece * stride, first + (ulong)(cut->thirds + piece) * stride);
        }
        STEP_END
        for (uint piece = 0; piece < 2 * cut->thirds; ++piece) {
            join_piece(cut, first, piece, block, rows);
        }
        STEP_END
    }
}

/* Words of a half of a coefficient after the last level of the way back, from those of three rows before it. */
static inline lanes coefficient_word(__constant const struct product_cut *cut, __global const uint *rows, uint piece,
                                     uint upper, uint word) {
    const uint apart = cut->rows / 3;
    const uint way = piece / apart;
    const ulong stride = ring_stride(rows_ring(cut));
    __global const uint *a = rows + piece % apart * stride + word;
    __global const uint *b = a + apart * stride;
    __global const uint *c = b + apart * stride;
    if (way == 2) { /* as the second with b and c exchanged */
        __global const uint *other = b;
        b = c;
        c = other;
    }
    const lanes own = lanes_load(a + upper * cut->pitch);
    const lanes b0 = lanes_load(b);
    const lanes b1 = lanes_load(b + cut->pitch);
    const lanes c0 = lanes_load(c);
    const lanes c1 = lanes_load(c + cut->pitch);
    if (way == 0) {
        return own ^ (upper ? b1 ^ c1 : b0 ^ c0);
    }
    return own ^ (upper ? b0 ^ c0 ^ c1 : b0 ^ b1 ^ c1);
}

/* The last level of the key's rows and their sum on the circle, of which the first `words` words are wanted. */
__kernel void toeplitz_circle(__constant const struct product_cut *cut, __global const uint *rows, uint words,
                              __global uint *circle) {
    EACH_GROUP(piece, (words + cut->width - 1) / cut->width) {
        const uint before = piece ? piece - 1 : cut->rows - 1;
        const uint end = min(cut->width, words - piece * cut->width);
        EACH_WORD(i, 0, end) {
            const lanes value = coefficient_word(cut, rows, piece, 0, i) ^ coefficient_word(cut, rows, before, 1, i);
            __global uint *to = circle + (ulong)piece * cut->width + i;
#if LANES != 1
            if (i + LANES > end) { /* what follows is another work-group's */
                const uint *word = (const uint *)&value;
                for (uint k = 0; k < end - i; ++k) {
                    to[k] = word[k];
                }
                continue;
            }
#endif
            lanes_store(value, to);
        }
    }
}
