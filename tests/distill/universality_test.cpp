/* SPDX-License-Identifier: MIT */
// What privacy amplification rests on: few collisions over all seeds of small sizes, outputs that look random over some of large.
#include <gtest/gtest.h>

#include "distill/hash_device.h"

#include <bitset>
#include <cmath>

namespace {

// For every pair of different inputs the seeds, all of them, for which their hashes are equal: at most one in 2^m.
void expect_universal(HashDevice &hashes, enum amplify_family family, uint64_t n, uint64_t m) {
    uint64_t seed_bits = 0;
    ASSERT_EQ(amplify_seed_bits(family, n, m, &seed_bits, &hashes.error), SATQKD_OK);
    const unsigned inputs = 1u << n;
    Bits all(inputs);
    for (unsigned x = 0; x < inputs; ++x) {
        all[x] = (unsigned char)x;
    }
    std::vector<unsigned> collisions(inputs * inputs);
    for (unsigned seed = 0; seed < 1u << seed_bits; ++seed) {
        const Bits s = {(unsigned char)seed, (unsigned char)(seed >> 8)};
        Bits y(inputs, 0xca);
        ASSERT_EQ(amplify_hash(hashes.amplify, family, all.data(), inputs, n, s.data(), seed_bits, m, y.data(), nullptr,
                               &hashes.error),
                  SATQKD_OK)
            << hashes.error.message;
        for (unsigned a = 0; a < inputs; ++a) {
            for (unsigned b = 0; b < a; ++b) {
                collisions[a * inputs + b] += y[a] == y[b];
            }
        }
    }
    for (unsigned a = 0; a < inputs; ++a) {
        for (unsigned b = 0; b < a; ++b) {
            ASSERT_LE(collisions[a * inputs + b] << m, 1u << seed_bits)
                << amplify_name(family) << " " << n << " to " << m << ": inputs " << a << " and " << b;
        }
    }
}

} // namespace

TEST(Universality, FewCollisionsOverAllSeeds) {
    HashDevice hashes;
    expect_universal(hashes, AMPLIFY_TOEPLITZ, 4, 2);
    expect_universal(hashes, AMPLIFY_TOEPLITZ, 3, 3);
    expect_universal(hashes, AMPLIFY_TOEPLITZ, 5, 1);
    expect_universal(hashes, AMPLIFY_TOEPLITZ_MODIFIED, 5, 2);
    expect_universal(hashes, AMPLIFY_TOEPLITZ_MODIFIED, 6, 3);
    expect_universal(hashes, AMPLIFY_TOEPLITZ_MODIFIED, 4, 4);
    expect_universal(hashes, AMPLIFY_RANDOM_MATRIX, 4, 2);
    expect_universal(hashes, AMPLIFY_RANDOM_MATRIX, 3, 3);
}

// For an input that is not 0 the outputs over random seeds are uniform: the ones, the neighbours (1, 2, 8 and 64 bits apart) that
// agree, and the bits that two seeds' outputs share are binomial. 30 seeds each: the sum of squares of their z is chi-squared with
// 30 degrees of freedom, between 6.2 and 82.0 but for 2e-6 (closed form for even degrees); six sums of three
// families, so a false alarm in 3e4 seedings.
TEST(Universality, OutputsLookRandom) {
    const int seeds = 30;
    const uint64_t n = 9973;
    const uint64_t m = 4096;
    HashDevice hashes;
    Bits x((n + 7) / 8);
    x[0] = 0x01; // few ones, far apart: what a poor mixture would show
    x[600] = 0x80;
    x[1200] = 0x10;
    std::mt19937_64 random(7);
    for (const enum amplify_family family : {AMPLIFY_TOEPLITZ, AMPLIFY_TOEPLITZ_MODIFIED, AMPLIFY_RANDOM_MATRIX}) {
        double sums[6] = {};
        const uint64_t apart[6] = {0, 1, 2, 8, 64, 0};
        Bits last(m / 8);
        for (int i = 0; i <= seeds; ++i) {
            uint64_t seed_bits = 0;
            ASSERT_EQ(amplify_seed_bits(family, n, m, &seed_bits, &hashes.error), SATQKD_OK);
            const Bits y = hashes.hash(family, x, n, random_bits(seed_bits, random), m);
            for (int test = 0; test < 6 && i > 0; ++test) {
                double count = 0;
                for (uint64_t k = apart[test]; k < m; ++k) {
                    const unsigned other = test == 0 ? 0 : test == 5 ? bit_of(last, k) : bit_of(y, k - apart[test]);
                    count += bit_of(y, k) ^ other;
                }
                const double places = (double)(m - apart[test]);
                sums[test] += (count - places / 2) * (count - places / 2) / (places / 4);
            }
            last = y;
        }
        for (int test = 0; test < 6; ++test) {
            EXPECT_TRUE(sums[test] > 6.2 && sums[test] < 82.0)
                << amplify_name(family) << ", test " << test << ": " << sums[test];
        }
    }
}

TEST(Amplify, RefusesWhatDoesNotFit) {
    HashDevice hashes;
    struct satqkd_error error = {};
    uint64_t bits = 0;
    unsigned char y[8] = {};
    const unsigned char x[8] = {};
    EXPECT_EQ(amplify_seed_bits(AMPLIFY_TOEPLITZ, 10, 11, &bits, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("10 to 11"), std::string::npos) << error.message;
    EXPECT_EQ(amplify_seed_bits(AMPLIFY_TOEPLITZ, 10, 0, &bits, &error), SATQKD_INVALID);
    EXPECT_EQ(amplify_seed_bits(AMPLIFY_RANDOM_MATRIX, 1ull << 33, 1ull << 32, &bits, &error), SATQKD_INVALID);
    EXPECT_EQ(amplify_seed_bits(AMPLIFY_TOEPLITZ, UINT64_MAX, 2, &bits, &error), SATQKD_INVALID);
    EXPECT_EQ(amplify_hash(hashes.amplify, AMPLIFY_TOEPLITZ, x, 1, 10, x, 12, 4, y, nullptr, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("needs a seed of 13 bits, and there are 12"), std::string::npos)
        << error.message;
    enum amplify_family family;
    EXPECT_FALSE(amplify_find("toeplitz-", &family));
    EXPECT_TRUE(amplify_find("random-matrix", &family));
    EXPECT_EQ(family, AMPLIFY_RANDOM_MATRIX);
}
