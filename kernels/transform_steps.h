/* SPDX-License-Identifier: MIT
 *
 * The number-theoretic transform of 2^k points, a few levels at a time, on tiles that a work-group walks together.
 *
 * A level splits the polynomials modulo z^2h - r^2 into those modulo z^h - r and z^h + r: (a, b) -> (a + r b, a - r b). The r of
 * a polynomial depends on its number alone (the bit-reversed order of Gentleman and Sande 1966), not on the coefficient, so that
 * neighbouring points have the same factor and no vector ever needs several. The transform stops at four coefficients, whose
 * products are cheaper than two more levels and which the prime has roots for.
 *
 * How far sums grow without reduction, in units of the prime p (a word holds 12.8): a product is at most |a|/51.2 + 1/2. From
 * bits, b levels make at most 25.6 (1.0195^(b-1) - 1), which is 12.1 for 21 levels. On the way back sums double: three levels
 * from 1.46 give 11.7, products then are at most 0.73, and the sums of two of them again 1.46; all else is reduced.
 */
#include "points.h"

/* roots[0] stands for -1, roots[1 + b] for the r of polynomial b. */
#define ROOT(roots, b) ((roots)[1u + (b)])

#if LANES == 1
#define STEP_END barrier(CLK_GLOBAL_MEM_FENCE); /* the next step reads what other items wrote */
#else
#define STEP_END /* a work-group has one item */
#endif

/* Levels of a step when so many are left: few steps, none alone where it can be helped. */
static inline uint step_levels(uint left) {
    return left % 3 == 0 ? 3 : left == 1 ? 1 : 2;
}

static inline struct prime_factor factor_one(void) {
    return prime_factor_from(1);
}

/* Two to the power of `levels` points, the first polynomial's number being node; top: node is 0 and r of polynomial 0 is 1. */
static inline void forward_levels(points *v, const uint levels, const bool top, __global const struct prime_factor *roots,
                                  uint node) {
#pragma unroll
    for (uint level = 0; level < levels; ++level) {
        const uint apart = 1u << (levels - 1 - level);
#pragma unroll
        for (uint j = 0; j < 1u << level; ++j) {
            const struct prime_factor r = ROOT(roots, (node << level) + j);
#pragma unroll
            for (uint i = 0; i < apart; ++i) {
                const points a = v[2 * j * apart + i];
                const points b = top && j == 0 ? v[(2 * j + 1) * apart + i] : points_multiply(v[(2 * j + 1) * apart + i], r);
                v[2 * j * apart + i] = a + b;
                v[(2 * j + 1) * apart + i] = a - b;
            }
        }
    }
}

/* Where -1/r of polynomial b stands: with e the place of b's highest bit, the root of b ^ (2^e - 1) is -1/r. */
static inline uint inverse_place(uint b) {
    return b ? 1 + (b ^ ((0x80000000u >> clz(b)) - 1)) : 0;
}

static inline void inverse_levels(points *v, const uint levels, const bool top, __global const struct prime_factor *roots,
                                  uint node) {
#pragma unroll
    for (uint level = levels; level-- > 0;) {
        const uint apart = 1u << (levels - 1 - level);
#pragma unroll
        for (uint j = 0; j < 1u << level; ++j) {
            const struct prime_factor r = roots[inverse_place((node << level) + j)];
#pragma unroll
            for (uint i = 0; i < apart; ++i) {
                const points a = v[2 * j * apart + i];
                const points b = v[(2 * j + 1) * apart + i];
                v[2 * j * apart + i] = a + b;
                v[(2 * j + 1) * apart + i] = top && j == 0 ? a - b : points_multiply(b - a, r);
            }
        }
    }
    if (!top) { /* see above: 8 × 1.46 and 4 × 0.73 */
        v[0] = points_multiply(v[0], factor_one());
        if (levels == 3) {
            v[1] = points_multiply(v[1], factor_one());
        }
    }
}

/* A tile: rows of so many columns, in one memory or another. */
struct tile {
    __global int *data;
    uint stride; /* points from one row to the next */
};

struct walk {
    uint log_rows;
    uint log_columns; /* at least that of LANES */
    uint done;        /* levels behind */
    uint node;        /* the tile's polynomial before its first level */
};

/* Place of one task in its tile: task -> polynomial, row in it, column. */
struct task {
    uint node, row, column, apart;
};

static inline struct task task_of(struct walk walk, uint levels, uint number) {
    const uint log_vectors = walk.log_columns - (LANES == 1 ? 0 : 4);
    const uint log_apart = walk.log_rows - walk.done - levels;
    const uint place = number >> log_vectors;
    const uint polynomial = place >> log_apart;
    struct task task;
    task.apart = 1u << log_apart;
    task.node = (walk.node << walk.done) + polynomial;
    task.row = (polynomial << (log_apart + levels)) + (place & (task.apart - 1));
    task.column = (number & ((1u << log_vectors) - 1)) * LANES;
    return task;
}

static inline uint task_count(struct walk walk, uint levels) {
    return 1u << (walk.log_rows - levels + walk.log_columns - (LANES == 1 ? 0 : 4));
}

#define EACH_TASK(levels)                                                                                              \
    for (uint number = (uint)get_local_id(0), end = task_count(walk, levels); number < end;                            \
         number += (uint)get_local_size(0))

static inline void forward_step(struct walk walk, const uint levels, struct tile in, struct tile out, bool shrink,
                                __global const struct prime_factor *roots) {
    EACH_TASK(levels) {
        const struct task task = task_of(walk, levels, number);
        points v[8];
#pragma unroll
        for (uint i = 0; i < 1u << levels; ++i) {
            v[i] = points_load(in.data + (ulong)(task.row + i * task.apart) * in.stride + task.column);
        }
        if (shrink) {
#pragma unroll
            for (uint i = 0; i < 1u << (levels - 1); ++i) {
                v[i] = points_multiply(v[i], factor_one());
            }
        }
        forward_levels(v, levels, false, roots, task.node);
#pragma unroll
        for (uint i = 0; i < 1u << levels; ++i) {
            points_store(v[i], out.data + (ulong)(task.row + i * task.apart) * out.stride + task.column);
        }
    }
    STEP_END
}

/* The first step, from a bit for each point; first: the number of the tile's first point, apart: points from row to row. */
static inline void bits_step(struct walk walk, const uint levels, __global const ushort *bits, uint first, uint apart,
                             struct tile out, __global const struct prime_factor *roots) {
    EACH_TASK(levels) {
        const struct task task = task_of(walk, levels, number);
        points v[8];
#pragma unroll
        for (uint i = 0; i < 1u << levels; ++i) {
            v[i] = points_from_bits(bits, first + (ulong)(task.row + i * task.apart) * apart + task.column);
        }
        forward_levels(v, levels, true, roots, 0);
#pragma unroll
        for (uint i = 0; i < 1u << levels; ++i) {
            points_store(v[i], out.data + (ulong)(task.row + i * task.apart) * out.stride + task.column);
        }
    }
    STEP_END
}

static inline void inverse_step(struct walk walk, const uint levels, struct tile in, struct tile out,
                                __global const struct prime_factor *roots) {
    EACH_TASK(levels) {
        const struct task task = task_of(walk, levels, number);
        points v[8];
#pragma unroll
        for (uint i = 0; i < 1u << levels; ++i) {
            v[i] = points_load(in.data + (ulong)(task.row + i * task.apart) * in.stride + task.column);
        }
        inverse_levels(v, levels, false, roots, task.node);
#pragma unroll
        for (uint i = 0; i < 1u << levels; ++i) {
            points_store(v[i], out.data + (ulong)(task.row + i * task.apart) * out.stride + task.column);
        }
    }
    STEP_END
}

/* The last step: the first `kept` of the points of each task, as the parity of the count that they are. */
static inline void parity_step(struct walk walk, const uint levels, const uint kept, struct tile in, struct tile out,
                               __global const struct prime_factor *roots) {
    EACH_TASK(levels) {
        const struct task task = task_of(walk, levels, number);
        points v[8];
#pragma unroll
        for (uint i = 0; i < 1u << levels; ++i) {
            v[i] = points_load(in.data + (ulong)(task.row + i * task.apart) * in.stride + task.column);
        }
        inverse_levels(v, levels, true, roots, 0);
#pragma unroll
        for (uint i = 0; i < kept; ++i) {
            const points count = points_multiply(v[i], factor_one());
            const points parity = (count + ((count >> 31) & PRIME)) & 1;
            points_store(parity, out.data + (ulong)(task.row + i * task.apart) * out.stride + task.column);
        }
    }
    STEP_END
}

static inline void forward_any(struct walk walk, uint levels, struct tile in, struct tile out, bool shrink,
                               __global const struct prime_factor *roots) {
    if (levels == 3) {
        forward_step(walk, 3, in, out, shrink, roots);
    } else if (levels == 2) {
        forward_step(walk, 2, in, out, shrink, roots);
    } else {
        forward_step(walk, 1, in, out, shrink, roots);
    }
}

static inline void inverse_any(struct walk walk, uint levels, struct tile in, struct tile out,
                               __global const struct prime_factor *roots) {
    if (levels == 3) {
        inverse_step(walk, 3, in, out, roots);
    } else if (levels == 2) {
        inverse_step(walk, 2, in, out, roots);
    } else {
        inverse_step(walk, 1, in, out, roots);
    }
}
