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

/* One butterfly of v[a] and v[b] with the root r, or with 1; forth, and back with -1/r for r. */
#define FORTH(a, b, r)                                                                                                 \
    {                                                                                                                  \
        const points product = points_multiply(v[b], r);                                                               \
        v[b] = v[a] - product;                                                                                         \
        v[a] += product;                                                                                               \
    }
#define FORTH_ONE(a, b)                                                                                                \
    {                                                                                                                  \
        const points second = v[b];                                                                                    \
        v[b] = v[a] - second;                                                                                          \
        v[a] += second;                                                                                                \
    }
#define BACK(a, b, r)                                                                                                  \
    {                                                                                                                  \
        const points difference = v[b] - v[a];                                                                         \
        v[a] += v[b];                                                                                                  \
        v[b] = points_multiply(difference, r);                                                                         \
    }
#define SHRINK(a) v[a] = points_multiply(v[a], prime_factor_from(1));

/* Levels of 2, 4, 8 points, written out because compilers unroll them too late or not at all. node: the number of the first
 * polynomial. The first levels of a transform have node 0, where r is 1 for the polynomial 0. */
static inline void forward_1(points *v, __global const struct prime_factor *roots, uint node) {
    FORTH(0, 1, ROOT(roots, node))
}

static inline void forward_2(points *v, __global const struct prime_factor *roots, uint node) {
    const struct prime_factor r = ROOT(roots, node);
    FORTH(0, 2, r)
    FORTH(1, 3, r)
    FORTH(0, 1, ROOT(roots, 2 * node))
    FORTH(2, 3, ROOT(roots, 2 * node + 1))
}

static inline void forward_3(points *v, __global const struct prime_factor *roots, uint node) {
    const struct prime_factor r = ROOT(roots, node);
    const struct prime_factor s = ROOT(roots, 2 * node);
    const struct prime_factor t = ROOT(roots, 2 * node + 1);
    FORTH(0, 4, r)
    FORTH(1, 5, r)
    FORTH(2, 6, r)
    FORTH(3, 7, r)
    FORTH(0, 2, s)
    FORTH(1, 3, s)
    FORTH(4, 6, t)
    FORTH(5, 7, t)
    FORTH(0, 1, ROOT(roots, 4 * node))
    FORTH(2, 3, ROOT(roots, 4 * node + 1))
    FORTH(4, 5, ROOT(roots, 4 * node + 2))
    FORTH(6, 7, ROOT(roots, 4 * node + 3))
}

static inline void first_1(points *v, __global const struct prime_factor *roots) {
    (void)roots;
    FORTH_ONE(0, 1)
}

static inline void first_2(points *v, __global const struct prime_factor *roots) {
    FORTH_ONE(0, 2)
    FORTH_ONE(1, 3)
    FORTH_ONE(0, 1)
    FORTH(2, 3, ROOT(roots, 1))
}

static inline void first_3(points *v, __global const struct prime_factor *roots) {
    const struct prime_factor t = ROOT(roots, 1);
    FORTH_ONE(0, 4)
    FORTH_ONE(1, 5)
    FORTH_ONE(2, 6)
    FORTH_ONE(3, 7)
    FORTH_ONE(0, 2)
    FORTH_ONE(1, 3)
    FORTH(4, 6, t)
    FORTH(5, 7, t)
    FORTH_ONE(0, 1)
    FORTH(2, 3, t)
    FORTH(4, 5, ROOT(roots, 2))
    FORTH(6, 7, ROOT(roots, 3))
}

/* Where -1/r of polynomial b stands: with e the place of b's highest bit, the root of b ^ (2^e - 1) is -1/r. */
static inline uint inverse_place(uint b) {
    return b ? 1 + (b ^ ((0x80000000u >> clz(b)) - 1)) : 0;
}

#define INVERSE_ROOT(roots, b) ((roots)[inverse_place(b)])

static inline void inverse_1(points *v, __global const struct prime_factor *roots, uint node) {
    BACK(0, 1, INVERSE_ROOT(roots, node))
    SHRINK(0) /* 2 × 1.46 */
}

static inline void inverse_2(points *v, __global const struct prime_factor *roots, uint node) {
    const struct prime_factor r = INVERSE_ROOT(roots, node);
    BACK(0, 1, INVERSE_ROOT(roots, 2 * node))
    BACK(2, 3, INVERSE_ROOT(roots, 2 * node + 1))
    BACK(0, 2, r)
    BACK(1, 3, r)
    SHRINK(0) /* 4 × 1.46 */
}

static inline void inverse_3(points *v, __global const struct prime_factor *roots, uint node) {
    const struct prime_factor r = INVERSE_ROOT(roots, node);
    const struct prime_factor s = INVERSE_ROOT(roots, 2 * node);
    const struct prime_factor t = INVERSE_ROOT(roots, 2 * node + 1);
    BACK(0, 1, INVERSE_ROOT(roots, 4 * node))
    BACK(2, 3, INVERSE_ROOT(roots, 4 * node + 1))
    BACK(4, 5, INVERSE_ROOT(roots, 4 * node + 2))
    BACK(6, 7, INVERSE_ROOT(roots, 4 * node + 3))
    BACK(0, 2, s)
    BACK(1, 3, s)
    BACK(4, 6, t)
    BACK(5, 7, t)
    BACK(0, 4, r)
    BACK(1, 5, r)
    BACK(2, 6, r)
    BACK(3, 7, r)
    SHRINK(0) /* 8 × 1.46 */
    SHRINK(1) /* 4 × 0.73 */
}

/* The last levels, of which only the first half of the points is wanted: of 8 points the first 4, or 2. */
static inline void last_1(points *v, __global const struct prime_factor *roots) {
    (void)roots;
    v[0] += v[1];
}

static inline void last_2(points *v, __global const struct prime_factor *roots) {
    const points first = v[0] - v[1];
    v[0] += v[1] + (v[2] + v[3]);
    v[1] = first + points_multiply(v[3] - v[2], INVERSE_ROOT(roots, 1));
}

static inline void last_3_of_2(points *v, __global const struct prime_factor *roots) {
    const points first = v[0] - v[1];
    BACK(2, 3, INVERSE_ROOT(roots, 1))
    BACK(4, 5, INVERSE_ROOT(roots, 2))
    BACK(6, 7, INVERSE_ROOT(roots, 3))
    v[0] += v[1] + v[2] + (v[4] + v[6]);
    v[1] = first + v[3] + (v[5] + v[7]);
}

static inline void last_3_of_4(points *v, __global const struct prime_factor *roots) {
    const struct prime_factor t = INVERSE_ROOT(roots, 1);
    const points first = v[0] - v[1];
    v[0] += v[1];
    v[1] = first;
    BACK(2, 3, t)
    BACK(4, 5, INVERSE_ROOT(roots, 2))
    BACK(6, 7, INVERSE_ROOT(roots, 3))
    BACK(4, 6, t)
    BACK(5, 7, t)
    const points second = v[0] - v[2];
    const points third = v[1] - v[3];
    v[0] += v[2] + v[4];
    v[1] += v[3] + v[5];
    v[2] = second + v[6];
    v[3] = third + v[7];
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

#define EACH_OF_2(DO) DO(0) DO(1)
#define EACH_OF_4(DO) EACH_OF_2(DO) DO(2) DO(3)
#define EACH_OF_8(DO) EACH_OF_4(DO) DO(4) DO(5) DO(6) DO(7)

#define LOAD_POINT(i) v[i] = points_load(in.data + (ulong)(task.row + i * task.apart) * in.stride + task.column);
#define LOAD_BIT(i) v[i] = points_from_bits(bits, first + (ulong)(task.row + i * task.apart) * apart + task.column);
#define STORE_POINT(i) points_store(v[i], out.data + (ulong)(task.row + i * task.apart) * out.stride + task.column);
#define STREAM_POINT(i) points_stream(v[i], out.data + (ulong)(task.row + i * task.apart) * out.stride + task.column);
#define STORE_PARITY(i)                                                                                                \
    SHRINK(i)                                                                                                          \
    v[i] = (v[i] + ((v[i] >> 31) & PRIME)) & 1;                                                                        \
    STORE_POINT(i)

/* Rows so far apart belong to a transform that no cache holds. */
#define STREAM_STRIDE 8192u

/*
 * Steps of so many levels, of so many points each:
 * forward  reduces the half of the points that are not multiplied, if shrink
 * first    is from a bit for each point; first: the number of the tile's first point, apart: points from row to row
 * inverse  is the way back
 */
#define STEPS(levels, count, half)                                                                                     \
    static inline void forward_step_##levels(struct walk walk, struct tile in, struct tile out, bool shrink,           \
                                             __global const struct prime_factor *roots) {                              \
        EACH_TASK(levels) {                                                                                            \
            const struct task task = task_of(walk, levels, number);                                                    \
            points v[count];                                                                                           \
            EACH_OF_##count(LOAD_POINT) if (shrink){half} forward_##levels(v, roots, task.node);                       \
            if (out.stride >= STREAM_STRIDE) {                                                                         \
                EACH_OF_##count(STREAM_POINT)                                                                          \
            } else {                                                                                                   \
                EACH_OF_##count(STORE_POINT)                                                                           \
            }                                                                                                          \
        }                                                                                                              \
        STEP_END                                                                                                       \
    }                                                                                                                  \
    static inline void first_step_##levels(struct walk walk, __global const ushort *bits, uint first, uint apart,      \
                                           struct tile out, __global const struct prime_factor *roots) {               \
        EACH_TASK(levels) {                                                                                            \
            const struct task task = task_of(walk, levels, number);                                                    \
            points v[count];                                                                                           \
            EACH_OF_##count(LOAD_BIT) first_##levels(v, roots);                                                        \
            EACH_OF_##count(STORE_POINT)                                                                               \
        }                                                                                                              \
        STEP_END                                                                                                       \
    }                                                                                                                  \
    static inline void inverse_step_##levels(struct walk walk, struct tile in, struct tile out,                        \
                                             __global const struct prime_factor *roots) {                              \
        EACH_TASK(levels) {                                                                                            \
            const struct task task = task_of(walk, levels, number);                                                    \
            points v[count];                                                                                           \
            EACH_OF_##count(LOAD_POINT) inverse_##levels(v, roots, task.node);                                         \
            EACH_OF_##count(STORE_POINT)                                                                               \
        }                                                                                                              \
        STEP_END                                                                                                       \
    }

STEPS(1, 2, SHRINK(0))
STEPS(2, 4, SHRINK(0) SHRINK(1))
STEPS(3, 8, SHRINK(0) SHRINK(1) SHRINK(2) SHRINK(3))

/* The last step: the first half of the points of each task, or quarter, as the parity of the count that they are. */
#define LAST_STEP(levels, count, way, KEEP)                                                                            \
    static inline void way##_step(struct walk walk, struct tile in, struct tile out,                                   \
                                  __global const struct prime_factor *roots) {                                         \
        EACH_TASK(levels) {                                                                                            \
            const struct task task = task_of(walk, levels, number);                                                    \
            points v[count];                                                                                           \
            EACH_OF_##count(LOAD_POINT) way(v, roots);                                                                 \
            KEEP                                                                                                       \
        }                                                                                                              \
        STEP_END                                                                                                       \
    }

LAST_STEP(1, 2, last_1, STORE_PARITY(0))
LAST_STEP(2, 4, last_2, EACH_OF_2(STORE_PARITY))
LAST_STEP(3, 8, last_3_of_2, EACH_OF_2(STORE_PARITY))
LAST_STEP(3, 8, last_3_of_4, EACH_OF_4(STORE_PARITY))

static inline void forward_step(struct walk walk, uint levels, struct tile in, struct tile out, bool shrink,
                                __global const struct prime_factor *roots) {
    if (levels == 3) {
        forward_step_3(walk, in, out, shrink, roots);
    } else if (levels == 2) {
        forward_step_2(walk, in, out, shrink, roots);
    } else {
        forward_step_1(walk, in, out, shrink, roots);
    }
}

static inline void first_step(struct walk walk, uint levels, __global const ushort *bits, uint first, uint apart,
                              struct tile out, __global const struct prime_factor *roots) {
    if (levels == 3) {
        first_step_3(walk, bits, first, apart, out, roots);
    } else if (levels == 2) {
        first_step_2(walk, bits, first, apart, out, roots);
    } else {
        first_step_1(walk, bits, first, apart, out, roots);
    }
}

static inline void inverse_step(struct walk walk, uint levels, struct tile in, struct tile out,
                                __global const struct prime_factor *roots) {
    if (levels == 3) {
        inverse_step_3(walk, in, out, roots);
    } else if (levels == 2) {
        inverse_step_2(walk, in, out, roots);
    } else {
        inverse_step_1(walk, in, out, roots);
    }
}

/* kept: how many of the points of a task are wanted, at most half. */
static inline void last_step(struct walk walk, uint levels, uint kept, struct tile in, struct tile out,
                             __global const struct prime_factor *roots) {
    if (levels == 3 && kept <= 2) {
        last_3_of_2_step(walk, in, out, roots);
    } else if (levels == 3) {
        last_3_of_4_step(walk, in, out, roots);
    } else if (levels == 2) {
        last_2_step(walk, in, out, roots);
    } else {
        last_1_step(walk, in, out, roots);
    }
}
