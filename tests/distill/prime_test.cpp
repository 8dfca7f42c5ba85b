/* SPDX-License-Identifier: MIT */
// The arithmetic of the transforms, the header that the device compiles too, against 64-bit division.
#include <gtest/gtest.h>

extern "C" {
#include "shared/prime.h"
}

#include <random>

namespace {

int64_t modulo(int64_t a) {
    const int64_t r = a % PRIME;
    return r < 0 ? r + PRIME : r;
}

} // namespace

TEST(Prime, IsPrimeWithTheRootsItSays) {
    for (int64_t d = 2; d * d <= PRIME; ++d) {
        ASSERT_NE(PRIME % d, 0) << d;
    }
    EXPECT_EQ(PRIME, (5 << PRIME_TWOS) + 1);
    EXPECT_EQ((uint32_t)PRIME * PRIME_INVERSE, 1u);
    const int64_t r = modulo(int64_t{1} << 32);
    EXPECT_EQ(modulo(r * r), modulo(PRIME_R_SQUARED));
    const struct prime_factor root = prime_root_of_unity(PRIME_TWOS);
    // Of order 2^25 exactly: its 2^24th power is -1.
    EXPECT_EQ(modulo(prime_multiply(1, prime_factor_power(root, 1u << (PRIME_TWOS - 1)))), PRIME - 1);
    EXPECT_EQ(modulo(prime_multiply(1, prime_root_of_unity(1))), PRIME - 1);
}

// Products and their bounds, for words of all sizes and the extremes.
TEST(Prime, MultipliesWithinItsBounds) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 200000; ++i) {
        const sign32 factor = (sign32)(random() % PRIME) - PRIME / 2;
        const struct prime_factor w = prime_factor_from(factor);
        const sign32 a = i < 4 ? (i % 2 ? INT32_MAX : INT32_MIN) : (sign32)random() >> random() % 32;
        ASSERT_LE(std::abs(w.value), PRIME / 2);
        const sign32 product = prime_multiply(a, w);
        ASSERT_EQ(modulo(product), modulo((int64_t)a * factor)) << a << " " << factor;
        ASSERT_LE(std::abs((double)product), std::abs((double)a) / 51 + PRIME / 2.0 + 1) << a << " " << factor;
        const sign64 t = (sign64)random() >> (6 + random() % 40); // below 2^57 < 2^31 p
        const sign32 reduced = prime_reduce(t);
        ASSERT_EQ(modulo((int64_t)reduced * (int64_t{1} << 32)), modulo(t)) << t;
        ASSERT_LE(std::abs((double)reduced), std::abs((double)t) / 4294967296.0 + PRIME / 2.0 + 1) << t;
    }
}
