/* SPDX-License-Identifier: MIT
 *
 * Between a row and the units that it is cut into (toeplitz.cl): sixteen rows make a block, word beside word, so that a word of
 * all of them is a cell. The units of a block are the rows' pieces after the first level of the smaller transform, and bit planes
 * where they are multiplied.
 */
#include "bit_planes.h"
#include "ring_split.h"

static inline struct ring rows_ring(__constant const struct product_cut *cut) {
    const struct ring ring = {cut->width, cut->pitch};
    return ring;
}

/* Rows to units, whose words lie in cells. */
static inline struct split units_split(__constant const struct product_cut *cut) {
    const uint width = ROW_LANES * cut->small;
    const struct split split = {{width, width}, 2 * width, cut->thirds, cut->depth, ROW_LANES * cut->piece};
    return split;
}

/* Units as bit planes to finer elements, which planes_multiply takes with what lies behind them. */
static inline struct split fine_split(__constant const struct product_cut *cut) {
    const uint width = ROW_LANES * cut->fine;
    const struct split split = {{width, width},
                                ROW_LANES * (cut->school << cut->halvings),
                                cut->fine_thirds,
                                cut->fine_depth,
                                ROW_LANES * cut->fine_piece};
    return split;
}

static inline __global uint *unit_of(__constant const struct product_cut *cut, __global uint *units, uint string,
                                     uint unit) {
    return units + (ulong)(string * cut->units + unit) * units_split(cut).stride;
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

/* A piece of a block's rows to the first level of its units. */
static inline void spread_piece(__constant const struct product_cut *cut, __global uint *rows, uint string, uint block,
                                uint piece, __global uint *unit) {
    const struct split split = units_split(cut);
#if LANES == 1
    for (uint i = (uint)get_local_id(0); i < split.piece; i += (uint)get_local_size(0)) {
        __global const uint *row = row_of(cut, rows, string, block, i % ROW_LANES) + piece * cut->piece + i / ROW_LANES;
        split_store_pair(split, row[0], row[cut->pitch], unit, i);
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
            split_store_pair(split, low[k], high[k], unit, (i + k) * ROW_LANES);
        }
    }
#endif
    EACH_WORD(i, split.piece, split.ring.width) {
        split_store_pair(split, 0, 0, unit, i);
    }
}

/* A piece of a block's rows from its units' coefficients. */
static inline void join_piece(__constant const struct product_cut *cut, __global const uint *units, uint piece,
                              uint block, __global uint *rows) {
    const struct split split = units_split(cut);
    const uint place = piece / cut->thirds * cut->pitch + piece % cut->thirds * cut->piece;
    const uint count = min((uint)ROW_LANES, cut->rows - block * ROW_LANES);
#if LANES == 1
    for (uint i = (uint)get_local_id(0); i < split.piece; i += (uint)get_local_size(0)) {
        if (i % ROW_LANES < count) {
            row_of(cut, rows, 0, block, i % ROW_LANES)[place + i / ROW_LANES] =
                split_piece_word(split, units, piece, i);
        }
    }
#else
    for (uint i = 0; i < cut->piece; i += LANES) {
        uint16 v[ROW_LANES];
        for (uint k = 0; k < ROW_LANES; ++k) {
            v[k] = split_piece_word(split, units, piece, (i + k) * ROW_LANES);
        }
        cells_transpose(v);
        for (uint lane = 0; lane < count; ++lane) {
            lanes_store(v[lane], row_of(cut, rows, 0, block, lane) + place + i);
        }
    }
#endif
}
