/* SPDX-License-Identifier: MIT
 *
 * Between a row and the units that it is cut into (toeplitz.cl): sixteen rows make a block, word beside word, so that a word of
 * all of them is a cell. The units of a block are the rows' pieces after the first level of the smaller transform, and bit planes
 * where they are multiplied.
 */
#include "bit_planes.h"
#include "ternary_ring.h"

static inline struct ring rows_ring(__constant const struct product_cut *cut) {
    const struct ring ring = {cut->width, cut->pitch};
    return ring;
}

/* A unit's words lie in cells. */
static inline struct ring units_ring(__constant const struct product_cut *cut) {
    const struct ring ring = {ROW_LANES * cut->small, ROW_LANES * cut->small};
    return ring;
}

static inline __global uint *unit_of(__constant const struct product_cut *cut, __global uint *units, uint string,
                                     uint unit) {
    return units + (ulong)(string * cut->units + unit) * ring_stride(units_ring(cut));
}

#if LANES != 1

/* Exchange of the lanes whose number has a bit with the vectors whose number has it. */
#define EXCHANGE(bit, low, high)                                                                                       \
    _Pragma("unroll") for (uint i = 0; i < ROW_LANES; ++i) {                                                           \
        if (!(i & bit)) {                                                                                              \
            const uint16 a = v[i];                                                                                     \
            const uint16 b = v[i + bit];                                                                               \
            v[i] = low;                                                                                                \
            v[i + bit] = high;                                                                                         \
        }                                                                                                              \
    }

/* Sixteen words of sixteen rows become sixteen cells, and the way back. */
static APART void cells_transpose(uint16 *v) {
    EXCHANGE(8, (uint16)(a.lo, b.lo), (uint16)(a.hi, b.hi))
    EXCHANGE(4, (uint16)(a.s0123, b.s0123, a.s89ab, b.s89ab), (uint16)(a.s4567, b.s4567, a.scdef, b.scdef))
    EXCHANGE(2, (uint16)(a.s01, b.s01, a.s45, b.s45, a.s89, b.s89, a.scd, b.scd),
             (uint16)(a.s23, b.s23, a.s67, b.s67, a.sab, b.sab, a.sef, b.sef))
    EXCHANGE(1,
             (uint16)(a.s0, b.s0, a.s2, b.s2, a.s4, b.s4, a.s6, b.s6, a.s8, b.s8, a.sa, b.sa, a.sc, b.sc, a.se, b.se),
             (uint16)(a.s1, b.s1, a.s3, b.s3, a.s5, b.s5, a.s7, b.s7, a.s9, b.s9, a.sb, b.sb, a.sd, b.sd, a.sf, b.sf))
}

#endif

/* The rows of a block; what is behind a string's last row is that row again, and not used. */
static inline __global uint *row_of(__constant const struct product_cut *cut, __global uint *rows, uint string,
                                    uint block, uint lane) {
    const uint row = min(block * ROW_LANES + lane, cut->rows - 1);
    return rows + (ulong)(string * cut->rows + row) * ring_stride(rows_ring(cut));
}

/* The first level of a block's units: word i of a piece of the rows' lower halves and of the upper, a and b, to a + w b and
 * a + w^2 b. */
static inline void store_pair(__constant const struct product_cut *cut, lanes a, lanes b, __global uint *first,
                              __global uint *second, uint word) {
    const uint upper = ROW_LANES * cut->small;
    lanes_store(a, first + word);
    lanes_store(b, first + upper + word);
    lanes_store(a ^ b, second + word);
    lanes_store(b, second + upper + word);
}

static inline void spread_piece(__constant const struct product_cut *cut, __global uint *rows, uint string, uint block,
                                uint piece, __global uint *first, __global uint *second) {
#if LANES == 1
    for (uint i = (uint)get_local_id(0); i < cut->piece * ROW_LANES; i += (uint)get_local_size(0)) {
        __global const uint *row = row_of(cut, rows, string, block, i % ROW_LANES) + piece * cut->piece + i / ROW_LANES;
        store_pair(cut, row[0], row[cut->pitch], first, second, i);
    }
#else
    for (uint i = 0; i < cut->piece; i += LANES) {
        uint16 low[ROW_LANES];
        uint16 high[ROW_LANES];
        for (uint lane = 0; lane < ROW_LANES; ++lane) {
            __global const uint *row = row_of(cut, rows, string, block, lane) + piece * cut->piece + i;
            low[lane] = lanes_load(row);
            high[lane] = lanes_load(row + cut->pitch);
        }
        cells_transpose(low);
        cells_transpose(high);
        for (uint k = 0; k < min((uint)LANES, cut->piece - i); ++k) {
            store_pair(cut, low[k], high[k], first, second, (i + k) * ROW_LANES);
        }
    }
#endif
    EACH_WORD(i, ROW_LANES * cut->piece, ROW_LANES * cut->small) {
        store_pair(cut, 0, 0, first, second, i);
    }
}

/* 32 units as bit planes: word i of unit j -> bit j of planes 32 i … */
static APART void planes_take(__global const uint *units, uint words, __global lanes *planes) {
    for (uint i = 0; i < words; ++i) {
        lanes v[PLANES];
#pragma unroll 1
        for (uint unit = 0; unit < PLANES; ++unit) {
            v[unit] = lanes_load(units + (ulong)(unit * words + i) * ROW_LANES);
        }
        planes_transpose(v);
#pragma unroll 1
        for (uint bit = 0; bit < PLANES; ++bit) {
            planes[CELL(PLANES * i + bit)] = v[bit];
        }
    }
}

/* The way back, of a product of 4 l' planes: t^2l' = t^l' + 1 and t^3l' = 1. */
static inline void planes_put(__global const lanes *planes, uint small, __global uint *units) {
    const uint bits = PLANES * small;
    for (uint i = 0; i < 2 * small; ++i) {
        const bool lower = i < small;
        __global const lanes *from = planes + CELL(PLANES * i);
        __global const lanes *folded = from + CELL(lower ? 2 * bits : bits);
        lanes v[PLANES];
#pragma unroll 1
        for (uint bit = 0; bit < PLANES; ++bit) {
            v[bit] = from[CELL(bit)] ^ folded[CELL(bit)];
        }
        if (lower) {
#pragma unroll 1
            for (uint bit = 0; bit < PLANES; ++bit) {
                v[bit] ^= folded[CELL(bits + bit)];
            }
        }
        planes_transpose(v);
#pragma unroll 1
        for (uint unit = 0; unit < PLANES; ++unit) {
            lanes_store(v[unit], units + (ulong)(unit * 2 * small + i) * ROW_LANES);
        }
    }
}

/* The last level of the way back of a block's units: u, v to v + w b and b = u + v. */
static inline void last_level(__constant const struct product_cut *cut, __global uint *first, __global uint *second) {
    const uint upper = ROW_LANES * cut->small;
    EACH_WORD(i, 0, upper) {
        const lanes u0 = lanes_load(first + i);
        const lanes u1 = lanes_load(first + upper + i);
        const lanes b0 = u0 ^ lanes_load(second + i);
        const lanes b1 = u1 ^ lanes_load(second + upper + i);
        lanes_store(u0 ^ b1, first + i);
        lanes_store(u1 ^ b0 ^ b1, first + upper + i);
        lanes_store(b0, second + i);
        lanes_store(b1, second + upper + i);
    }
}

/* Word i of a row's piece, of all 16 rows or of one: the lower half of its own product, the upper one of that before it, and for
 * those at 1 and at t^l what goes around. */
static inline lanes piece_word(__constant const struct product_cut *cut, __global const uint *first, uint piece,
                               uint word) {
    const uint stride = ring_stride(units_ring(cut));
    const uint upper = cut->piece * ROW_LANES;
    lanes value = lanes_load(first + (ulong)piece * stride + word);
    if (piece > 0) {
        value ^= lanes_load(first + (ulong)(piece - 1) * stride + upper + word);
    }
    if (piece % cut->thirds == 0) {
        value ^= lanes_load(first + (ulong)(2 * cut->thirds - 1) * stride + upper + word);
    }
    return value;
}

static inline void join_piece(__constant const struct product_cut *cut, __global const uint *first, uint piece,
                              uint block, __global uint *rows) {
    const uint place = piece / cut->thirds * cut->pitch + piece % cut->thirds * cut->piece;
    const uint count = min((uint)ROW_LANES, cut->rows - block * ROW_LANES);
#if LANES == 1
    for (uint i = (uint)get_local_id(0); i < cut->piece * ROW_LANES; i += (uint)get_local_size(0)) {
        if (i % ROW_LANES < count) {
            row_of(cut, rows, 0, block, i % ROW_LANES)[place + i / ROW_LANES] = piece_word(cut, first, piece, i);
        }
    }
#else
    for (uint i = 0; i < cut->piece; i += LANES) {
        uint16 v[ROW_LANES];
        for (uint k = 0; k < ROW_LANES; ++k) {
            v[k] = piece_word(cut, first, piece, (i + k) * ROW_LANES);
        }
        cells_transpose(v);
        for (uint lane = 0; lane < count; ++lane) {
            lanes_store(v[lane], row_of(cut, rows, 0, block, lane) + place + i);
        }
    }
#endif
}
