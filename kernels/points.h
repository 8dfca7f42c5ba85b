/* SPDX-License-Identifier: MIT
 *
 * LANES residues at once: sixteen neighbours as a vector where the compiler has to be told (CPUs), one where neighbouring
 * work-items do as well (GPUs). The arithmetic is that of shared/prime.h, lane by lane.
 */
#include "shared/prime.h"

#ifndef LANES
#define LANES 16
#endif

#if LANES == 1

typedef int points;

static inline points points_load(__global const int *from) {
    return *from;
}

static inline void points_store(points v, __global int *to) {
    *to = v;
}

#define points_stream points_store

/* Bits first to first + LANES - 1 of a string as residues 0 and 1. first is a multiple of LANES. */
static inline points points_from_bits(__global const ushort *bits, ulong first) {
    return (bits[first >> 4] >> (first & 15)) & 1;
}

static inline points points_multiply(points a, struct prime_factor w) {
    return prime_multiply(a, w);
}

static inline points points_multiply_each(points a, points w) {
    struct prime_factor factor;
    factor.value = w;
    factor.quotient = (int)((uint)w * PRIME_INVERSE);
    return prime_multiply(a, factor);
}

/* Products that are still to be summed and reduced. */
struct products {
    long sum;
};

static inline struct products points_product(points a, points b) {
    struct products t;
    t.sum = (long)a * b;
    return t;
}

static inline struct products products_add(struct products t, points a, points b) {
    t.sum += (long)a * b;
    return t;
}

static inline points products_reduce(struct products t) {
    return prime_reduce(t.sum);
}

#else

typedef int16 points;

static inline points points_load(__global const int *from) {
    return vload16(0, from);
}

static inline void points_store(points v, __global int *to) {
    vstore16(v, 0, to);
}

/* For what is not read again before it has left the caches: without a word from the compiler a CPU first reads the memory that
 * it is to overwrite. `to` is aligned to the vector. */
#ifdef __has_builtin
#if __has_builtin(__builtin_nontemporal_store)
#define points_stream(v, to) __builtin_nontemporal_store(v, (__global points *)(to))
#endif
#endif
#ifndef points_stream
#define points_stream points_store
#endif

static inline points points_from_bits(__global const ushort *bits, ulong first) {
    const int16 lane = (int16)(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
    return (((int16)(int)bits[first >> 4] & lane) != 0) & 1;
}

/* The 64-bit product of two words whose upper halves repeat the sign is one instruction where there is one for it; the odd
 * lanes are shifted to where it reads. */
static inline long8 points_even(points a) {
    return (as_long8(a) << 32) >> 32;
}

static inline long8 points_odd(points a) {
    return as_long8(a) >> 32;
}

static inline points points_join(long8 even, long8 odd) {
    return as_int16((as_ulong8(even) >> 32) | (as_ulong8(odd) & 0xffffffff00000000ul));
}

static inline points points_multiply(points a, struct prime_factor w) {
    const long8 value = w.value;
    const points q = as_int16(as_uint16(a) * (uint)w.quotient);
    return points_join(points_even(a) * value - points_even(q) * PRIME, points_odd(a) * value - points_odd(q) * PRIME);
}

static inline points points_multiply_each(points a, points w) {
    const points q = as_int16(as_uint16(a) * as_uint16(w) * PRIME_INVERSE);
    return points_join(points_even(a) * points_even(w) - points_even(q) * PRIME,
                       points_odd(a) * points_odd(w) - points_odd(q) * PRIME);
}

struct products {
    long8 even, odd;
};

static inline struct products points_product(points a, points b) {
    struct products t;
    t.even = points_even(a) * points_even(b);
    t.odd = points_odd(a) * points_odd(b);
    return t;
}

static inline struct products products_add(struct products t, points a, points b) {
    t.even += points_even(a) * points_even(b);
    t.odd += points_odd(a) * points_odd(b);
    return t;
}

static inline points products_reduce(struct products t) {
    const ulong8 low = 0xffffffff;
    const uint16 both = as_uint16((as_ulong8(t.even) & low) | (as_ulong8(t.odd) << 32));
    const points q = as_int16(both * PRIME_INVERSE);
    return points_join(t.even - points_even(q) * PRIME, t.odd - points_odd(q) * PRIME);
}

#endif
