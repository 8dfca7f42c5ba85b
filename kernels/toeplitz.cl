/* SPDX-License-Identifier: MIT
 *
 * Cyclic products of two bit strings, exact, by Schönhage's transform (ternary_ring.h; compare Brent, Gaudry, Thomé and Zimmermann,
 * "Faster multiplication in GF(2)[x]", ANTS-VIII, 2008), of the key and the seed side by side: two strings, or the key alone where
 * the seed's units are there.
 *
 * A circle of bits is cut into 3^k pieces of l bits, coefficients of a polynomial in y with y^(3^k) = 1, over the ring with that l,
 * where a product of two pieces fits: the rows. Each row of the transform is cut in its turn into 2·3^j pieces, over a smaller ring
 * with l' of a piece's size: its roots are those of y^(2·3^j) + y^(3^j) + 1. Sixteen rows make a block, word beside word, so
 * that a word of all is a cell. Those small elements, the units, are multiplied as bit planes, 32 units of a block or of neighbouring
 * blocks at a time, and as planes once more like rows into units where that pays: into finer elements.
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
__kernel void toeplitz_rows(__constant const struct product_cut *cut, uint strings, __global const uint *circle,
                            __global uint *rows) {
    const uint apart = cut->rows / 3;
    const ulong stride = ring_stride(rows_ring(cut));
    EACH_GROUP(number, strings * apart) {
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

/* One more level of the rows. scratch: two rows a work-group. */
__kernel void toeplitz_forward(__constant const struct product_cut *cut, uint strings, uint level, uint coefficients,
                               __global uint *rows, __global uint *scratch) {
    const struct ring ring = rows_ring(cut);
    const ulong stride = ring_stride(ring);
    const uint each = cut->rows / 3;
    __global uint *own = scratch + get_group_id(0) * 2 * stride;
    EACH_GROUP(number, strings * each) {
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

/* The units of the rows. scratch: two units a work-group. */
__kernel void toeplitz_units(__constant const struct product_cut *cut, uint strings, __global uint *rows,
                             __global uint *units, __global uint *scratch) {
    const struct split split = units_split(cut);
    __global uint *own = scratch + get_group_id(0) * 2 * (ulong)split.stride;
    EACH_GROUP(number, strings * cut->blocks) {
        const uint string = number / cut->blocks;
        const uint block = number % cut->blocks;
        __global uint *first = unit_of(cut, units, string, block * 2 * cut->thirds);
        for (uint piece = 0; piece < cut->thirds; ++piece) {
            spread_piece(cut, rows, string, block, piece, first + piece * (ulong)split.stride);
        }
        STEP_END
        split_forward(split, first, own);
    }
    const uint used = cut->blocks * 2 * cut->thirds;
    const uint spare = cut->units - used; /* up to a whole batch */
    EACH_GROUP(number, strings * spare) {
        __global uint *unit = unit_of(cut, units, number / spare, used + number % spare);
        EACH_WORD(i, 0, split.stride) {
            lanes_store(0, unit + i);
        }
    }
}

/* From the units' products to the key's rows. scratch: two units a work-group. */
__kernel void toeplitz_joined(__constant const struct product_cut *cut, __global uint *units, __global uint *rows,
                              __global uint *scratch) {
    const struct split split = units_split(cut);
    __global uint *own = scratch + get_group_id(0) * 2 * (ulong)split.stride;
    EACH_GROUP(block, cut->blocks) {
        __global uint *first = unit_of(cut, units, 0, block * 2 * cut->thirds);
        split_backward(split, first, own);
        for (uint piece = 0; piece < 2 * cut->thirds; ++piece) {
            join_piece(cut, first, piece, block, rows);
        }
        STEP_END
    }
}

/* Which words a work-group's item handles where every item keeps to its lane. */
#if LANES == 1
#define OWN_LANE ((uint)get_local_id(0) % ROW_LANES)
#define HELPER ((uint)get_local_id(0) / ROW_LANES)
#define HELPERS ((uint)get_local_size(0) / ROW_LANES)
#else
#define OWN_LANE 0
#define HELPER 0
#define HELPERS 1
#endif

static inline __global lanes *own_planes(__global uint *cells) {
    return (__global lanes *)(cells + OWN_LANE);
}

/* Planes of a unit to finer elements. own: of two elements. */
static inline void spread_planes(struct split split, __global const uint *whole, __global uint *elements,
                                 __global uint *own) {
    __global const uint *upper = whole + split.thirds * split.piece;
    for (uint piece = 0; piece < split.thirds; ++piece) {
        __global uint *element = elements + piece * (ulong)split.stride;
        EACH_WORD(i, 0, split.piece) {
            split_store_pair(split, lanes_load(whole + piece * split.piece + i),
                             lanes_load(upper + piece * split.piece + i), element, i);
        }
        EACH_WORD(i, split.piece, split.ring.width) {
            split_store_pair(split, 0, 0, element, i);
        }
    }
    STEP_END
    split_forward(split, elements, own);
}

/* The way back. */
static inline void join_planes(struct split split, __global uint *elements, __global uint *own, __global uint *whole) {
    split_backward(split, elements, own);
    for (uint piece = 0; piece < 2 * split.thirds; ++piece) {
        EACH_WORD(i, 0, split.piece) {
            lanes_store(split_piece_word(split, elements, piece, i), whole + piece * split.piece + i);
        }
    }
    STEP_END
}

/* The units' products, put for the key's, as they are or in finer elements. planes: cut->planes cells a work-group. */
__kernel void toeplitz_products(__constant const struct product_cut *cut, __global uint *units, __global uint *planes) {
    const struct split split = fine_split(cut);
    const bool fine = cut->fine_thirds > 0;
    const uint elements = fine ? 2 * cut->fine_thirds : 1;
    const uint words = 2 * cut->small;
    const uint padded = cut->school << cut->halvings;
    __global uint *whole = planes + get_group_id(0) * (ulong)cut->planes * ROW_LANES;
    __global uint *a = whole + (fine ? PLANES * words * ROW_LANES : 0);
    __global uint *b = a + elements * (ulong)split.stride;
    __global uint *own = b + elements * (ulong)split.stride;
    __global uint *products = own + (fine ? 4 * split.ring.width : 0);
    __global lanes *product = own_planes(products + HELPER * 6 * (ulong)split.stride);
    for (uint element = 0; element < 2 * elements; ++element) { /* what is behind its planes stays 0 */
        EACH_WORD(i, 2 * split.ring.width, split.stride) {
            lanes_store(0, a + element * (ulong)split.stride + i);
        }
    }
    STEP_END
    EACH_GROUP(batch, cut->units / PLANES) {
        __global uint *key = unit_of(cut, units, 0, batch * PLANES) + OWN_LANE;
        for (uint string = 0; string < 2; ++string) {
            __global uint *to = string ? b : a;
            planes_take(unit_of(cut, units, string, batch * PLANES) + OWN_LANE, words, HELPER, HELPERS,
                        own_planes(fine ? whole : to));
            STEP_END
            if (fine) {
                spread_planes(split, whole, to, own);
            }
        }
        for (uint element = HELPER; element < elements; element += HELPERS) {
            __global lanes *x = own_planes(a + element * (ulong)split.stride);
            planes_multiply(cut->school, cut->halvings, x, own_planes(b + element * (ulong)split.stride), product,
                            product + CELL(2 * padded));
            planes_fold(product, cut->fine, x);
        }
        STEP_END
        if (fine) {
            join_planes(split, a, own, whole);
        }
        planes_put(own_planes(whole), words, HELPER, HELPERS, key);
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
