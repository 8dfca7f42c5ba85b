/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

extern "C" {
#include "shared/fixed_log.h"
}

#include "trials/trial_plan.h"

// The expected values are the C library's logarithms in long double, whose 64 bits leave six beyond the last of 58.
static_assert(__LDBL_MANT_DIG__ >= 64, "the oracle needs a long double of 64 bits");

static word64 to_bits(long double x, int behind_the_point) {
    return (word64)std::llround(std::ldexp(x, behind_the_point));
}

TEST(FixedLog, ConstantsAreRightToTheLastBit) {
    EXPECT_EQ((word64)FIXED_LOG_LN2, to_bits(std::log(2.0L), FIXED_LOG_BITS));
    for (int j = 0; j < 32; ++j) {
        long double end = 0.5L + (j + 1) / 64.0L;
        EXPECT_EQ(fixed_log_table[j].factor, (word64)std::floor(256.0L / end)) << j;
        EXPECT_EQ(fixed_log_table[j].log,
                  to_bits(std::log((long double)fixed_log_table[j].factor / 256), FIXED_LOG_BITS))
            << j;
    }
}

// The coefficients of the series stand in the code alone: the same steps with 2^32/k rounded in long double must give the same bits.
static word64 with_computed_coefficients(word64 fraction) {
    word32 zeros = words_leading_zeros(fraction | 1);
    word64 x = (fraction << zeros) >> 9;
    word32 j = (word32)(x >> 49) & 31u;
    word64 r = (1ull << 63) - x * fixed_log_table[j].factor; // modulo 2^64, as in one product
    word64 r32 = (word32)(r >> 31);
    word64 sum = to_bits(1.0L / 5, 32) + (r32 * to_bits(1.0L / 6, 32) >> 32);
    for (int k = 4; k >= 2; --k) {
        sum = (word32)(to_bits(1.0L / k, 32) + (r32 * sum >> 32));
    }
    word64 rest = (r32 * r32 >> 32) * sum >> 32;
    return zeros * to_bits(std::log(2.0L), 58) + fixed_log_table[j].log + (r >> 5) + (rest << 26);
}

// Every mantissa's interval at both ends, every power of two, the largest and smallest, and random ones of all sizes.
static std::vector<word64> fractions() {
    std::vector<word64> list = {0, 1, 2, ~0ull, ~0ull - 1};
    std::mt19937_64 random(20161219);
    for (int zeros = 0; zeros < 64; ++zeros) {
        for (word64 j = 32; j < 64; ++j) {
            word64 edge = (j << 58) >> zeros;
            for (word64 near : {edge - 1, edge, edge + 1}) {
                list.push_back(near);
            }
        }
        for (int i = 0; i < 2000; ++i) {
            list.push_back(random() >> zeros);
            list.push_back(~(random() >> zeros));
        }
    }
    return list;
}

// Against -ln((fraction + 1)/2^64): the code leaves out the 1, which matters to none but the smallest fractions.
TEST(FixedLog, StaysWithinItsBound) {
    long double worst = 0, worst_relative = 0;
    for (word64 fraction : fractions()) {
        ASSERT_EQ(fixed_log(fraction), with_computed_coefficients(fraction)) << fraction;
        // ln(1 - gap/2^64) keeps its digits near 1, where fraction + 1 would lose them.
        long double gap = std::ldexp((long double)~fraction, -64);
        long double exact = fraction >> 63 ? -std::log1p(-gap) : -std::log(std::ldexp((long double)fraction + 1, -64));
        long double error = std::fabs(std::ldexp((long double)fixed_log(fraction), -FIXED_LOG_BITS) - exact);
        worst = std::max(worst, error - 1.0L / (long double)std::max<word64>(fraction, 1));
        // A logarithm far below the last bit has no leading digits to keep; a waiting time made of it is 0 either way.
        if (exact > 0x1p-40L && fraction > ~0u) {
            worst_relative = std::max(worst_relative, error / exact);
        }
    }
    EXPECT_TRUE(worst <= 0x1p-30L) << worst;
    EXPECT_TRUE(worst_relative <= 0x1p-15L) << worst_relative;
    RecordProperty("worst_error_times_2_30", std::to_string((double)std::ldexp(worst, 30)));
}

// Of the 2^64 fractions, how many wait at least k pulses: the waiting time falls as the fraction grows, so the last is found by halving.
static long double share_that_waits(word64 k, word32 mantissa, int shift) {
    word64 low = 0, high = ~0ull; // low waits k or more, high less
    if (fixed_log_wait(low, mantissa, shift) < k) {
        return 0;
    }
    while (high - low > 1) {
        word64 middle = low + (high - low) / 2;
        (fixed_log_wait(middle, mantissa, shift) >= k ? low : high) = middle;
    }
    return std::ldexp((long double)low + 1, -64);
}

// P(wait >= k) = (1 - p)^k for a geometric waiting time, p as the level's table has it. ln P is off by the logarithm's error, 2^-30, and
// by -ln P times the mean's: 2^-32 for its mantissa's last bit.
TEST(FixedLog, WaitsAreGeometric) {
    for (double steady : {1e-9, 1e-6, 1e-4, 0.01, 0.3, 5.0}) {
        TrialPlan trial(1, 1000, 1000, TrialPlan::link(steady, 1e-12));
        struct levels *levels = nullptr;
        struct satqkd_error error = {};
        ASSERT_EQ(levels_create(&trial.plan, &levels, &error), SATQKD_OK) << error.message;
        long double p = std::ldexp((long double)levels->tables[TABLE_ANY], -64);
        word32 mantissa = (word32)levels->tables[TABLE_WAIT];
        int shift = (int)(levels->tables[TABLE_WAIT] >> 32) - 8;
        levels_destroy(levels);
        ASSERT_GT(p, 0);
        for (double means : {1e-6, 1e-3, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0}) {
            word64 k = (word64)std::ceil(means / (double)p);
            long double expected = (long double)k * std::log1p(-p);
            long double found = std::log(share_that_waits(k, mantissa, shift));
            EXPECT_TRUE(std::fabs(found - expected) <= 0x1p-30L - expected * 0x1p-31L)
                << "p " << (double)p << " k " << k << " " << (double)(found - expected);
        }
    }
}
