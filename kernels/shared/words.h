/* SPDX-License-Identifier: MIT
 *
 * Fixed-width words and address spaces, so that one header compiles as C11 on the host and as OpenCL C 1.2 on the device.
 * Unsigned arithmetic alone decides a trial: it is the same on every device, scalar or vector.
 */
#ifndef SATQKD_SHARED_WORDS_H
#define SATQKD_SHARED_WORDS_H

#if defined(__OPENCL_VERSION__) || defined(__OPENCL_C_VERSION__)
typedef uint word32;
typedef ulong word64;
#define SHARED_GLOBAL __global
#define SHARED_INLINE static inline
#define SHARED_SIZE_CHECK(type, bytes)
#else
#include <stdint.h>
typedef uint32_t word32;
typedef uint64_t word64;
#define SHARED_GLOBAL
#define SHARED_INLINE static inline
#ifdef __cplusplus
#define SHARED_SIZE_CHECK(type, bytes) static_assert(sizeof(type) == (bytes), "layout differs from the device's")
#else
#define SHARED_SIZE_CHECK(type, bytes) _Static_assert(sizeof(type) == (bytes), "layout differs from the device's")
#endif
#endif

/** Two words as one, the first the more significant. */
SHARED_INLINE word64 words_join(word32 high, word32 low) {
    return ((word64)high << 32) | low;
}

#endif
