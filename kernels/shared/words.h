/* SPDX-License-Identifier: MIT
 *
 * Fixed-width words and address spaces, so that one header compiles as C11 on the host and as OpenCL C 1.2 on the device.
 * Unsigned arithmetic alone decides a trial: it is the same on every device, scalar or vector.
 */
#ifndef SATQKD_SHARED_WORDS_H
#define SATQKD_SHARED_WORDS_H

#if defined(__OPENCL_VERSION__) || defined(__OPENCL_C_VERSION__)
#define SHARED_ON_DEVICE 1
typedef uint word32;
typedef ulong word64;
#define SHARED_GLOBAL __global
#define SHARED_CONSTANT __constant const
#define SHARED_INLINE static inline
#define SHARED_SIZE_CHECK(type, bytes)
#else
#include <stdint.h>
typedef uint32_t word32;
typedef uint64_t word64;
#define SHARED_GLOBAL
#define SHARED_CONSTANT static const
#define SHARED_INLINE static inline
#ifdef __cplusplus
#define SHARED_SIZE_CHECK(type, bytes) static_assert(sizeof(type) == (bytes), "layout differs from the device's")
#else
#define SHARED_SIZE_CHECK(type, bytes) _Static_assert(sizeof(type) == (bytes), "layout differs from the device's")
#endif
#endif

/** Number of zero bits above the highest one. @param x not 0 */
SHARED_INLINE word32 words_leading_zeros(word64 x) {
#ifdef SHARED_ON_DEVICE
    return (word32)clz(x);
#else
    return (word32)__builtin_clzll(x);
#endif
}

SHARED_INLINE word32 words_leading_zeros32(word32 x) {
#ifdef SHARED_ON_DEVICE
    return clz(x);
#else
    return (word32)__builtin_clz(x);
#endif
}

/** The upper 64 bits of a product. */
SHARED_INLINE word64 words_product_high(word64 a, word64 b) {
#ifdef SHARED_ON_DEVICE
    return mul_hi(a, b);
#else
    word64 low = (a & 0xffffffffu) * (b & 0xffffffffu);
    word64 first = (a >> 32) * (b & 0xffffffffu) + (low >> 32);
    word64 second = (a & 0xffffffffu) * (b >> 32) + (first & 0xffffffffu);
    return (a >> 32) * (b >> 32) + (first >> 32) + (second >> 32);
#endif
}

/** Two words as one, the first the more significant. */
SHARED_INLINE word64 words_join(word32 high, word32 low) {
    return ((word64)high << 32) | low;
}

#endif
