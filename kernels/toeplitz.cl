/* SPDX-License-Identifier: MIT
 *
 * Cyclic convolution of two bit strings modulo 2, exact: the counts of ones by number-theoretic transforms (transform_steps.h),
 * their parities as bits. 2^log_points points, in chunks of 2^log_chunk that lie together; first the levels across the chunks,
 * in columns, then those within each chunk.
 */
#include "leaves.h"
#include "shared/transform.h"

/* roots[0 …]: the table of transform_steps.h. generators[i] is a root of unity of order 2^(i + 2); each item makes 2^log_item
 * entries, the first by the bits of its number, the others by doubling. */
__kernel void toeplitz_roots(__global const struct prime_factor *generators, uint log_item, uint count,
                             __global struct prime_factor *roots) {
    const uint base = (uint)get_global_id(0) << log_item;
    if (base >= count) {
        return;
    }
    struct prime_factor first = prime_factor_from(1);
    for (uint i = log_item; base >> i; ++i) {
        if (base >> i & 1) {
            first = prime_factor_multiply(first, generators[i]);
        }
    }
    if (base == 0) {
        roots[0] = prime_factor_from(-1);
    }
    roots[1 + base] = first;
    for (uint i = 0; i < log_item; ++i) {
        const struct prime_factor generator = generators[i];
        for (uint j = 0; j < 1u << i; ++j) {
            roots[1 + base + j + (1u << i)] = prime_factor_multiply(roots[1 + base + j], generator);
        }
    }
}

/* The bits of a string laid out on a circle of `points`: the first `head` from its start, the others up to its end.
 * An item makes a word. */
__kernel void toeplitz_place(__global const uint *bits, ulong head, ulong length, uint points, __global uint *circle) {
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
    circle[word] = value;
}

/* Levels across the chunks of both strings, tile by tile. scratch: 2^(log_points - log_chunk + TRANSFORM_LOG_COLUMNS) a work-group. */
__kernel void toeplitz_spread(uint log_points, uint log_chunk, __global const ushort *key_bits,
                              __global const ushort *seed_bits, __global const struct prime_factor *roots,
                              __global int *scratch, __global int *key, __global int *seed) {
    const uint log_rows = log_points - log_chunk;
    const uint tiles = 1u << (log_chunk - TRANSFORM_LOG_COLUMNS);
    const struct tile work = {scratch + ((ulong)get_group_id(0) << (log_rows + TRANSFORM_LOG_COLUMNS)),
                              1u << TRANSFORM_LOG_COLUMNS};
    for (uint number = (uint)get_group_id(0); number < 2 * tiles; number += (uint)get_num_groups(0)) {
        const uint column = (number & (tiles - 1)) << TRANSFORM_LOG_COLUMNS;
        __global const ushort *bits = number < tiles ? key_bits : seed_bits;
        const struct tile result = {(number < tiles ? key : seed) + column, 1u << log_chunk};
        struct walk walk = {log_rows, TRANSFORM_LOG_COLUMNS, 0, 0};
        uint levels = step_levels(log_rows);
        struct tile out = levels == log_rows ? result : work;
        first_step(walk, levels, bits, column, 1u << log_chunk, out, roots);
        for (walk.done = levels; walk.done < log_rows; walk.done += levels) {
            levels = step_levels(log_rows - walk.done);
            out = walk.done + levels == log_rows ? result : work;
            forward_step(walk, levels, work, out, false, roots);
        }
    }
}

static inline void chunk_forward(uint log_chunk, uint node, bool shrink, __global const struct prime_factor *roots,
                                 __global int *data) {
    const struct tile tile = {data, LEAF};
    struct walk walk = {log_chunk - 4, 4, 0, node};
    for (uint levels = 0; walk.done < walk.log_rows; walk.done += levels) {
        levels = step_levels(walk.log_rows - walk.done);
        forward_step(walk, levels, tile, tile, shrink && walk.done == 0, roots);
    }
}

static inline void chunk_inverse(uint log_chunk, uint node, __global const struct prime_factor *roots,
                                 __global int *data) {
    const struct tile tile = {data, LEAF};
    struct walk walk = {log_chunk - 4, 4, log_chunk - 4, node};
    while (walk.done > 0) {
        const uint levels = step_levels(walk.done);
        walk.done -= levels;
        inverse_step(walk, levels, tile, tile, roots);
    }
}

/* Within each chunk: the rest of both transforms, the products, and the way back, left in key. scale is in the products.
 * shrink: the levels so far and those of a chunk are more than a word holds without reduction. */
__kernel void toeplitz_products(uint log_points, uint log_chunk, uint shrink, int scale,
                                __global const struct prime_factor *roots, __global int *key, __global int *seed) {
    const struct prime_factor scaling = prime_factor_of(scale);
    for (uint node = (uint)get_group_id(0); node < 1u << (log_points - log_chunk); node += (uint)get_num_groups(0)) {
        __global int *x = key + ((ulong)node << log_chunk);
        __global int *s = seed + ((ulong)node << log_chunk);
        chunk_forward(log_chunk, node, shrink != 0, roots, x);
        chunk_forward(log_chunk, node, shrink != 0, roots, s);
        for (uint row = (uint)get_local_id(0) * LANES; row < 1u << (log_chunk - 4);
             row += (uint)get_local_size(0) * LANES) {
            const uint leaf = (node << (log_chunk - 4)) + row;
            const struct leaf_roots r = leaf_roots_of(roots, leaf);
            points a[LEAF];
            points b[LEAF];
            leaves_load(b, s + row * LEAF);
            leaves_forward(b, r, r.whole, prime_factor_from(1));
            leaves_load(a, x + row * LEAF);
            leaves_forward(a, r, points_multiply(r.whole, scaling), scaling);
            leaf_product(a, b, r.left);
            leaf_product(a + 4, b + 4, -r.left);
            leaf_product(a + 8, b + 8, r.right);
            leaf_product(a + 12, b + 12, -r.right);
            leaves_inverse(a, leaf_inverse_roots_of(roots, leaf));
            leaves_store(a, x + row * LEAF);
        }
        STEP_END
        chunk_inverse(log_chunk, node, roots, x);
    }
}

/* The levels back across the chunks; then the first words of key hold one bit each, in `rows` rows at least (half of all are
 * the most that can be asked for). */
__kernel void toeplitz_gather(uint log_points, uint log_chunk, uint rows, __global const struct prime_factor *roots,
                              __global int *scratch, __global int *key) {
    const uint log_rows = log_points - log_chunk;
    const uint tiles = 1u << (log_chunk - TRANSFORM_LOG_COLUMNS);
    const struct tile work = {scratch + ((ulong)get_group_id(0) << (log_rows + TRANSFORM_LOG_COLUMNS)),
                              1u << TRANSFORM_LOG_COLUMNS};
    for (uint number = (uint)get_group_id(0); number < tiles; number += (uint)get_num_groups(0)) {
        const struct tile source = {key + (number << TRANSFORM_LOG_COLUMNS), 1u << log_chunk};
        struct walk walk = {log_rows, TRANSFORM_LOG_COLUMNS, log_rows, 0};
        struct tile in = source;
        uint levels = step_levels(log_rows);
        while (levels < walk.done) {
            walk.done -= levels;
            inverse_step(walk, levels, in, work, roots);
            in = work;
            levels = step_levels(walk.done);
        }
        walk.done = 0;
        last_step(walk, levels, ((rows - 1) >> (log_rows - levels)) + 1, in, source, roots);
    }
}

/* One bit a word as words of bits; an item makes one of them. */
__kernel void toeplitz_pack(__global const int *bits, uint words, __global uint *packed) {
    const uint word = (uint)get_global_id(0);
    if (word >= words) {
        return;
    }
    uint value = 0;
    for (uint i = 0; i < 32; ++i) {
        value |= (uint)bits[((ulong)word << 5) + i] << i;
    }
    packed[word] = value;
}
