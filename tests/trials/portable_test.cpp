/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <random>

extern "C" {
#include "trials/portable.h"
}

// All against the C library in long double, which rounds 11 bits later.

TEST(Portable, ExpAndLogAgreeWithLongDouble) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> wide(-700, 700), narrow(-1, 1);
    for (int i = 0; i < 20000; ++i) {
        double x = i % 2 ? wide(random) : narrow(random);
        long double e = expl(x);
        EXPECT_LE(fabsl(portable_exp(x) - e), 4e-16L * e) << x;
        double y = std::exp(wide(random));
        long double l = logl(y);
        EXPECT_LE(fabsl(portable_log(y) - l), 4e-16L * fmaxl(fabsl(l), 1e-3L)) << y;
    }
    EXPECT_EQ(portable_exp(0), 1.0);
    EXPECT_EQ(portable_log(1), 0.0);
    EXPECT_EQ(portable_exp(-1e9), 0.0);
    EXPECT_TRUE(std::isinf(portable_exp(1e9)));
}

TEST(Portable, EventProbabilityKeepsSmallMeans) {
    for (double x = 1e-300; x < 50; x *= 1.37) {
        long double p = -expm1l(-(long double)x);
        EXPECT_LE(fabsl(portable_event_probability(x) - p), 4e-16L * p) << x;
    }
    EXPECT_EQ(portable_event_probability(0), 0.0);
}

// The distribution at the deviate is the word's probability: erfc in long double is the inverse's inverse. A deviate that is off by its
// relative rounding eps shifts the tail's probability by x² eps of itself, x² at most 40; eps is a few roundings, 5e-16.
TEST(Portable, NormalInvertsTheDistribution) {
    std::mt19937 random(2);
    for (int i = 0; i < 50000; ++i) {
        uint32_t word = i < 100 ? (uint32_t)i : i < 200 ? ~(uint32_t)(i - 100) : (uint32_t)random();
        long double p = ((long double)word + 0.5L) / 4294967296.0L;
        long double x = portable_normal(word);
        long double tail = p < 0.5L ? p : 1 - p;
        EXPECT_LE(fabsl(0.5L * erfcl(fabsl(x) / sqrtl(2.0L)) - tail), 40 * 5e-16L * tail) << word;
        EXPECT_EQ(x < 0, p < 0.5L);
    }
    EXPECT_NEAR(portable_normal(0), -6.33, 0.01); // the largest that 32 bits can ask for
}
