/* SPDX-License-Identifier: MIT
 *
 * The innermost part of a convolution: polynomials of sixteen coefficients, two levels to those of four, their products, and
 * the two levels back. A vector holds one coefficient of sixteen polynomials.
 */
#include "transform_steps.h"

#define LEAF 16

#if LANES == 1

static inline void leaves_load(points *v, __global const int *from) {
#pragma unroll
    for (uint i = 0; i < LEAF; ++i) {
        v[i] = from[i];
    }
}

static inline void leaves_store(const points *v, __global int *to) {
#pragma unroll
    for (uint i = 0; i < LEAF; ++i) {
        to[i] = v[i];
    }
}

/* Values of LANES factors from here on; of every second one. */
static inline points leaves_roots(__global const struct prime_factor *first) {
    return first->value;
}

static inline points leaves_roots_alternate(__global const struct prime_factor *first) {
    return first->value;
}

#else

/* Exchange of the lanes whose number has a bit with the vectors whose number has it. */
#define EXCHANGE(bit, low, high)                                                                                       \
    _Pragma("unroll") for (uint i = 0; i < LEAF; ++i) {                                                                \
        if (!(i & bit)) {                                                                                              \
            const int16 a = v[i];                                                                                      \
            const int16 b = v[i + bit];                                                                                \
            v[i] = low;                                                                                                \
            v[i + bit] = high;                                                                                         \
        }                                                                                                              \
    }

static inline void leaves_transpose(points *v) {
    EXCHANGE(8, (int16)(a.lo, b.lo), (int16)(a.hi, b.hi))
    EXCHANGE(4, (int16)(a.s0123, b.s0123, a.s89ab, b.s89ab), (int16)(a.s4567, b.s4567, a.scdef, b.scdef))
    EXCHANGE(2, (int16)(a.s01, b.s01, a.s45, b.s45, a.s89, b.s89, a.scd, b.scd),
             (int16)(a.s23, b.s23, a.s67, b.s67, a.sab, b.sab, a.sef, b.sef))
    EXCHANGE(1, (int16)(a.s0, b.s0, a.s2, b.s2, a.s4, b.s4, a.s6, b.s6, a.s8, b.s8, a.sa, b.sa, a.sc, b.sc, a.se, b.se),
             (int16)(a.s1, b.s1, a.s3, b.s3, a.s5, b.s5, a.s7, b.s7, a.s9, b.s9, a.sb, b.sb, a.sd, b.sd, a.sf, b.sf))
}

static inline void leaves_load(points *v, __global const int *from) {
#pragma unroll
    for (uint i = 0; i < LEAF; ++i) {
        v[i] = points_load(from + i * LANES);
    }
    leaves_transpose(v);
}

static inline void leaves_store(points *v, __global int *to) {
    leaves_transpose(v);
#pragma unroll
    for (uint i = 0; i < LEAF; ++i) {
        points_store(v[i], to + i * LANES);
    }
}

static inline points leaves_roots(__global const struct prime_factor *first) {
    __global const int *words = (__global const int *)first;
    return (int16)(vload16(0, words).even, vload16(1, words).even);
}

static inline points leaves_roots_alternate(__global const struct prime_factor *first) {
    return (int16)(leaves_roots(first).even, leaves_roots(first + LANES).even);
}

#endif

/* The r of LANES polynomials of sixteen coefficients, of their first halves, and of those halves' second halves. */
struct leaf_roots {
    points whole, left, right;
};

static inline struct leaf_roots leaf_roots_of(__global const struct prime_factor *roots, uint node) {
    struct leaf_roots r;
    r.whole = leaves_roots(&roots[1u + node]);
    r.left = leaves_roots_alternate(&roots[1u + 2 * node]);
    r.right = leaves_roots_alternate(&roots[2u + 2 * node]);
    return r;
}

#if LANES == 1

static inline struct leaf_roots leaf_inverse_roots_of(__global const struct prime_factor *roots, uint node) {
    struct leaf_roots r;
    r.whole = roots[inverse_place(node)].value;
    r.left = roots[inverse_place(2 * node)].value;
    r.right = roots[inverse_place(2 * node + 1)].value;
    return r;
}

#else

/* -1/r of the same. Sixteen polynomials mirror (inverse_place) into sixteen neighbours in reverse order, and left and right
 * change places; but the first sixteen are mirrored each within its own power of two. */
static inline struct leaf_roots leaf_inverse_roots_of(__global const struct prime_factor *roots, uint node) {
    struct leaf_roots r;
    if (node == 0) {
        int whole[LANES];
        int left[LANES];
        int right[LANES];
        for (uint lane = 0; lane < LANES; ++lane) {
            whole[lane] = roots[inverse_place(lane)].value;
            left[lane] = roots[inverse_place(2 * lane)].value;
            right[lane] = roots[inverse_place(2 * lane + 1)].value;
        }
        r.whole = vload16(0, whole);
        r.left = vload16(0, left);
        r.right = vload16(0, right);
    } else {
        const struct leaf_roots mirrored = leaf_roots_of(roots, (inverse_place(node) - 1) & ~(uint)(LANES - 1));
        r.whole = mirrored.whole.sfedcba9876543210;
        r.left = mirrored.right.sfedcba9876543210;
        r.right = mirrored.left.sfedcba9876543210;
    }
    return r;
}

#endif

/* Two levels; every value is multiplied by `scale` on the way, which also reduces it. whole is r.whole times scale. */
static inline void leaves_forward(points *v, struct leaf_roots r, points whole, struct prime_factor scale) {
#pragma unroll
    for (uint i = 0; i < 8; ++i) {
        const points a = points_multiply(v[i], scale);
        const points b = points_multiply_each(v[i + 8], whole);
        v[i] = a + b;
        v[i + 8] = a - b;
    }
#pragma unroll
    for (uint i = 0; i < 4; ++i) {
        const points b = points_multiply_each(v[i + 4], r.left);
        const points d = points_multiply_each(v[i + 12], r.right);
        v[i + 4] = v[i] - b;
        v[i] += b;
        v[i + 12] = v[i + 8] - d;
        v[i + 8] += d;
    }
}

/* The way back, for values of at most 2.9 p; leaves them at most 1.46 p. */
static inline void leaves_inverse(points *v, struct leaf_roots r) {
#pragma unroll
    for (uint i = 0; i < 4; ++i) {
        const points b = points_multiply_each(v[i + 4] - v[i], r.left);
        const points d = points_multiply_each(v[i + 12] - v[i + 8], r.right);
        v[i] += v[i + 4];
        v[i + 4] = b;
        v[i + 8] += v[i + 12];
        v[i + 12] = d;
    }
#pragma unroll
    for (uint i = 0; i < 8; ++i) {
        const points b = points_multiply_each(v[i + 8] - v[i], r.whole);
        v[i] += v[i + 8];
        v[i + 8] = b;
    }
#pragma unroll
    for (uint i = 0; i < 4; ++i) {
        v[i] = points_multiply(v[i], prime_factor_from(1));
    }
}

/* a = a b modulo z^4 - r, for values of at most 2.1 p: at most 1.2 p. */
static inline void leaf_product(points *a, const points *b, points r) {
    const points rb1 = points_multiply_each(b[1], r);
    const points rb2 = points_multiply_each(b[2], r);
    const points rb3 = points_multiply_each(b[3], r);
    struct products t0 = products_add(points_product(a[0], b[0]), a[1], rb3);
    struct products t1 = products_add(points_product(a[0], b[1]), a[1], b[0]);
    struct products t2 = products_add(points_product(a[0], b[2]), a[1], b[1]);
    struct products t3 = products_add(points_product(a[0], b[3]), a[1], b[2]);
    t0 = products_add(products_add(t0, a[2], rb2), a[3], rb1);
    t1 = products_add(products_add(t1, a[2], rb3), a[3], rb2);
    t2 = products_add(products_add(t2, a[2], b[0]), a[3], rb3);
    t3 = products_add(products_add(t3, a[2], b[1]), a[3], b[0]);
    a[0] = products_reduce(t0);
    a[1] = products_reduce(t1);
    a[2] = products_reduce(t2);
    a[3] = products_reduce(t3);
}
