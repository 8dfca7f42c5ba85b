/* SPDX-License-Identifier: MIT
 *
 * Products of many short polynomials over GF(2) at once: bit planes, each of which holds one coefficient of 512 of them, multiplied
 * by Karatsuba's recursion (Karatsuba and Ofman, Doklady 145, 293, 1962) down to the school's way, where a product of bits is one
 * instruction for 512 of them. A plane is a cell of sixteen words; an item of its own handles each word where LANES is 1, and no
 * item ever needs another's.
 */
#include "lanes.h"

#if LANES == 1
#define CELL(i) ((i)*ROW_LANES)
#else
#define CELL(i) (i)
#endif

#define PLANES PRODUCT_BATCH_UNITS /* bits of a word */
#define MOST_HALVINGS 16
#define SCHOOL_STEP PRODUCT_SCHOOL_STEP

/* Bit i of word j becomes bit j of word i (Warren, Hacker's Delight, 2012, section 7-3). In loops: unrolled it takes compilers
 * seconds and is no faster, because no processor has the registers for it. */
static ALONE void planes_transpose(lanes *v) {
    uint mask = 0x0000ffffu;
    for (uint apart = PLANES / 2; apart > 0; apart /= 2) {
#pragma unroll 1
        for (uint first = 0; first < PLANES; first += 2 * apart) {
#pragma unroll 1
            for (uint i = first; i < first + apart; ++i) {
                const lanes t = ((v[i] >> apart) ^ v[i + apart]) & mask;
                v[i + apart] ^= t;
                v[i] ^= t << apart;
            }
        }
        mask ^= mask << (apart / 2);
    }
}

/* Words of 32 units, `words` each, as planes: word i of unit j is bit j of planes 32 i … A work-group's items share the words. */
static ALONE void planes_take(__global const uint *units, uint words, uint helper, uint helpers,
                              __global lanes *planes) {
    for (uint i = helper; i < words; i += helpers) {
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

/* The way back. */
static ALONE void planes_put(__global const lanes *planes, uint words, uint helper, uint helpers,
                             __global uint *units) {
    for (uint i = helper; i < words; i += helpers) {
        lanes v[PLANES];
#pragma unroll 1
        for (uint bit = 0; bit < PLANES; ++bit) {
            v[bit] = planes[CELL(PLANES * i + bit)];
        }
        planes_transpose(v);
#pragma unroll 1
        for (uint unit = 0; unit < PLANES; ++unit) {
            lanes_store(v[unit], units + (ulong)(unit * words + i) * ROW_LANES);
        }
    }
}

/* A product of 4 l planes in the ring: t^2l = t^l + 1, t^3l = 1. */
static ALONE void planes_fold(__global const lanes *product, uint l, __global lanes *to) {
    for (uint i = 0; i < l; ++i) {
        const lanes third = product[CELL(2 * l + i)];
        to[CELL(i)] = product[CELL(i)] ^ third ^ product[CELL(3 * l + i)];
        to[CELL(l + i)] = product[CELL(l + i)] ^ third;
    }
}

/* to = a b: 2 count coefficients, the last of them 0. count is a multiple of SCHOOL_STEP. */
static ALONE void planes_school(uint count, __global const lanes *a, __global const lanes *b, __global lanes *to) {
    for (uint k = 0; k < 2 * count; ++k) {
        to[CELL(k)] = 0;
    }
    for (uint i = 0; i < count; i += SCHOOL_STEP) {
        const lanes x = a[CELL(i)];
        const lanes y = a[CELL(i + 1)];
        const lanes z = a[CELL(i + 2)];
        __global lanes *sum = to + CELL(i);
        lanes last = 0; /* b[k - 1] and the one before */
        lanes before = 0;
        for (uint k = 0; k < count; k += SCHOOL_STEP) {
            const lanes p = b[CELL(k)];
            const lanes q = b[CELL(k + 1)];
            const lanes r = b[CELL(k + 2)];
            sum[CELL(k)] ^= (x & p) ^ (y & last) ^ (z & before);
            sum[CELL(k + 1)] ^= (x & q) ^ (y & p) ^ (z & last);
            sum[CELL(k + 2)] ^= (x & r) ^ (y & q) ^ (z & p);
            before = q;
            last = r;
        }
        sum[CELL(count)] ^= (y & last) ^ (z & before);
        sum[CELL(count + 1)] ^= z & last;
    }
}

/* A product that is under way, of 2^halvings times as many coefficients as the school's. */
struct planes_node {
    __global const lanes *a;
    __global const lanes *b;
    __global lanes *to;
    uint part; /* of three: the lower halves, the upper, their sums */
};

/* The halves' sums as factors. */
static inline void planes_add_halves(struct planes_node node, uint middle, __global lanes *a, __global lanes *b) {
    for (uint i = 0; i < middle; ++i) {
        a[CELL(i)] = node.a[CELL(i)] ^ node.a[CELL(middle + i)];
        b[CELL(i)] = node.b[CELL(i)] ^ node.b[CELL(middle + i)];
    }
}

/* From the products of the lower halves, of the upper and of the sums, the product. */
static inline void planes_join(struct planes_node node, uint middle, __global const lanes *sums) {
    for (uint i = 0; i < middle; ++i) {
        const lanes low = node.to[CELL(i)];
        const lanes high = node.to[CELL(3 * middle + i)];
        const lanes both = node.to[CELL(middle + i)] ^ node.to[CELL(2 * middle + i)];
        node.to[CELL(middle + i)] = both ^ low ^ sums[CELL(i)];
        node.to[CELL(2 * middle + i)] = both ^ high ^ sums[CELL(middle + i)];
    }
}

/* to = a b, of school << halvings coefficients each. scratch: four times as many. */
static ALONE void planes_multiply(uint school, uint halvings, __global const lanes *a, __global const lanes *b,
                                  __global lanes *to, __global lanes *scratch) {
    struct planes_node path[MOST_HALVINGS + 1];
    uint depth = 0;
    path[0].a = a;
    path[0].b = b;
    path[0].to = to;
    path[0].part = 0;
    for (;;) {
        if (depth == halvings) {
            planes_school(school, path[depth].a, path[depth].b, path[depth].to);
            do { /* up to where a product lacks a part */
                if (depth == 0) {
                    return;
                }
                --depth;
                const uint middle = school << (halvings - depth - 1);
                if (path[depth].part == 2) {
                    planes_join(path[depth], middle, path[depth + 1].to);
                }
            } while (++path[depth].part == 3);
        }
        const struct planes_node node = path[depth];
        const uint middle = school << (halvings - depth - 1);
        path[depth + 1] = node;
        if (node.part == 1) {
            path[depth + 1].a += CELL(middle);
            path[depth + 1].b += CELL(middle);
            path[depth + 1].to += CELL(2 * middle);
        } else if (node.part == 2) {
            /* what the levels above use of the scratch is four times their halves */
            __global lanes *own = scratch + CELL(4 * ((school << halvings) - 2 * middle));
            planes_add_halves(node, middle, own, own + CELL(middle));
            path[depth + 1].a = own;
            path[depth + 1].b = own + CELL(middle);
            path[depth + 1].to = own + CELL(2 * middle);
        }
        path[depth + 1].part = 0;
        ++depth;
    }
}
