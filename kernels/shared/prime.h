/* SPDX-License-Identifier: MIT
 *
 * Arithmetic modulo the prime 5·2^25 + 1 = 167772161, for number-theoretic transforms of bit strings.
 *
 * Why this prime: a convolution of bits counts at most as many ones as there are bits, and a transform has at most 2^27 points;
 * the prime exceeds that, so that no count wraps, and it has roots of unity of order 2^25, all that a transform of 2^27 points
 * needs which stops at polynomials of four coefficients. At 27.3 bits it leaves a 32-bit word room for ±12.8 times the prime:
 * sums need no reduction for many levels.
 *
 * Products are Montgomery's (Montgomery 1985, "Modular multiplication without trial division"; signed as Seiler 2018,
 * eprint 2018/039), with R = 2^32: a residue a stands for itself, a factor w is stored as w·R mod p.
 */
#ifndef SATQKD_SHARED_PRIME_H
#define SATQKD_SHARED_PRIME_H

#include "shared/words.h"

#if defined(__OPENCL_VERSION__) || defined(__OPENCL_C_VERSION__)
typedef int sign32;
typedef long sign64;
#else
typedef int32_t sign32;
typedef int64_t sign64;
#endif

#define PRIME 167772161           /* p */
#define PRIME_INVERSE 4127195137u /* p^-1 mod 2^32; p = 1 + x with x^2 = 0 mod 2^32, so it is 1 - x */
#define PRIME_ROOT 3              /* generates the multiplicative group */
#define PRIME_TWOS 25             /* p - 1 = 5·2^25 */
#define PRIME_R_SQUARED 40265974  /* R^2 mod p, centred */

/** A factor as it is stored: w·R mod p between -p/2 and p/2, and that times p^-1 mod 2^32. */
struct prime_factor {
    sign32 value;
    sign32 quotient;
};
SHARED_SIZE_CHECK(struct prime_factor, 8);

/** T / R mod p. @param t  |t| < 2^31·p @return congruent, of absolute value at most |t| / 2^32 + p/2 */
SHARED_INLINE sign32 prime_reduce(sign64 t) {
    sign32 q = (sign32)((word32)(word64)t * PRIME_INVERSE);
    return (sign32)((t - (sign64)q * PRIME) >> 32); /* the low words are equal */
}

/** a·w, where the factor stands for w. @param a  any word @return of absolute value at most |a| / 51 + p/2 */
SHARED_INLINE sign32 prime_multiply(sign32 a, struct prime_factor w) {
    sign32 q = (sign32)((word32)a * (word32)w.quotient);
    return (sign32)(((sign64)a * w.value - (sign64)q * PRIME) >> 32);
}

/** The residue between -p/2 and p/2. @param a  |a| < 3p/2 */
SHARED_INLINE sign32 prime_centre(sign32 a) {
    a -= a > PRIME / 2 ? PRIME : 0;
    return a + (a < -(PRIME / 2) ? PRIME : 0);
}

/** The factor of a stored value. @param value  w·R mod p, |value| < 3p/2 */
SHARED_INLINE struct prime_factor prime_factor_of(sign32 value) {
    struct prime_factor w;
    w.value = prime_centre(value);
    w.quotient = (sign32)((word32)w.value * PRIME_INVERSE);
    return w;
}

/** The factor that stands for a small number. @param w  |w| < p/2 */
SHARED_INLINE struct prime_factor prime_factor_from(sign32 w) {
    return prime_factor_of(prime_reduce((sign64)w * PRIME_R_SQUARED));
}

/** The factor of a product. */
SHARED_INLINE struct prime_factor prime_factor_multiply(struct prime_factor a, struct prime_factor b) {
    return prime_factor_of(prime_multiply(a.value, b));
}

/** The factor of a power. */
SHARED_INLINE struct prime_factor prime_factor_power(struct prime_factor base, word32 exponent) {
    struct prime_factor power = prime_factor_from(1);
    for (; exponent; exponent >>= 1) {
        if (exponent & 1u) {
            power = prime_factor_multiply(power, base);
        }
        base = prime_factor_multiply(base, base);
    }
    return power;
}

/** The factor of a primitive root of unity of order 2^twos. @param twos  0 to PRIME_TWOS */
SHARED_INLINE struct prime_factor prime_root_of_unity(word32 twos) {
    return prime_factor_power(prime_factor_from(PRIME_ROOT), (word32)(PRIME - 1) >> twos);
}

#endif
