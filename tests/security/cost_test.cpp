/* SPDX-License-Identifier: MIT */
#include "security/bounds_reference.h"

#include <chrono>
#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

extern "C" {
#include "security/leakage.h"
#include "security/normal_quantile.h"
}

namespace {

using real = long double;

/* The fewest errors that at most eps of all strings have or exceed: by summing the binomial distribution from its far end. */
double fewest_rare_errors(int n, real rate, real eps) {
    real tail = 0;
    for (int errors = n; errors >= 0; --errors) {
        tail +=
            std::exp(std::lgamma((real)n + 1) - std::lgamma((real)errors + 1) - std::lgamma((real)(n - errors) + 1) +
                     errors * std::log(rate) + (n - errors) * std::log1p(-rate));
        if (tail > eps) {
            return errors + 1;
        }
    }
    return 0;
}

key_counts some_counts(const key_protocol &protocol, double pulses = 2.73e10) {
    return expected_counts(protocol, {3e-4, 1e-6, 0.01}, pulses);
}

} // namespace

/* Expected: the formula with the inverse of the binomial distribution from its definition. */
TEST(LeakageLimit, IsTheFormulaWithTheExactInverse) {
    for (int n : {100, 1000, 20000}) {
        for (double rate : {0.01, 0.03, 0.11}) {
            for (double eps : {1e-2, 1e-6, 1e-15}) {
                const real failure = eps * (1 + 1 / std::sqrt((real)n));
                const double errors = n * rate;
                const double right = n - fewest_rare_errors(n, rate, failure);
                const double expected = n * (double)reference::entropy(rate) +
                                        (n * (1 - rate) - right - 1) * std::log2((1 - rate) / rate) -
                                        0.5 * std::log2(n) - std::log2(1 / eps);
                EXPECT_NEAR(leakage_limit(n, errors, eps), std::fmin(n, std::fmax(0, expected)), 1e-6)
                    << n << " bits, " << rate << ", " << eps;
            }
        }
    }
}

/* Tomamichel et al. 2017: n h(Q) + sqrt(n v(Q)) Phi^-1(1 - eps) - log2(n)/2 + O(1) for long strings: within 1e-4 of the
 * whole and a few tens of bits here, as the normal distribution falls short in its far tail. */
TEST(LeakageLimit, TendsToItsNormalApproximation) {
    for (double n : {1e6, 1e7, 1e8, 1e9}) {
        for (double rate : {0.01, 0.05}) {
            const double ratio = std::log2((1 - rate) / rate);
            const double normal = n * key_entropy(rate) +
                                  std::sqrt(n * rate * (1 - rate)) * ratio * normal_quantile(1e-10) -
                                  0.5 * std::log2(n);
            const double limit = leakage_limit(n, n * rate, 1e-10);
            EXPECT_NEAR(limit, normal, 60 + 1e-5 * normal) << n << " " << rate;
            EXPECT_GT(limit, n * key_entropy(rate));
        }
    }
    EXPECT_EQ(leakage_limit(0, 0, 1e-10), 0);
    EXPECT_EQ(leakage_limit(1000, 0, 1e-10), 0);
    EXPECT_EQ(leakage_limit(1000, 600, 1e-10), 1000);
    EXPECT_LE(leakage_limit(3, 1, 1e-15), 3);
}

/* leak_model changes the leakage and with it the length, by the same amount; a measured leakage wins over both models. */
TEST(Costs, LeakageModelsAreSubtracted) {
    for (const std::string &bound : all_bounds) {
        key_protocol protocol = usual_protocol(bound);
        const key_counts counts = some_counts(protocol);
        const key_result shannon = length_of(protocol, counts);
        protocol.leak_model = KEY_LEAK_TOMAMICHEL2017;
        const key_result finite = length_of(protocol, counts);
        ASSERT_GT(finite.length, 0) << bound;
        EXPECT_NE(finite.leak_ec_bits, shannon.leak_ec_bits) << bound;
        EXPECT_NEAR(finite.length + finite.leak_ec_bits, shannon.length + shannon.leak_ec_bits, 1e-6) << bound;
        const double n = finite.block_bits;
        EXPECT_NEAR(finite.leak_ec_bits, leakage_limit(n, n * finite.qber, protocol.eps_cor), 1e-6) << bound;
        protocol.leak_ec_bits = 1234;
        EXPECT_EQ(length_of(protocol, counts).leak_ec_bits, 1234) << bound;
    }
}

/* What is not mentioned costs what the papers' formulae say; a longer tag and authentication cost their bits. */
TEST(Costs, TagAndAuthenticationAreSubtracted) {
    for (const std::string &bound : all_bounds) {
        key_protocol protocol = usual_protocol(bound);
        const key_counts counts = some_counts(protocol);
        const key_result plain = length_of(protocol, counts);
        const bool composable = bound != "asymptotic" && bound != "liao2017";
        EXPECT_NEAR(plain.verification_bits, composable ? std::log2(2 / protocol.eps_cor) : 0, 1e-12) << bound;
        protocol.verification_bits = 128;
        protocol.authentication_bits = 1000;
        const key_result costly = length_of(protocol, counts);
        EXPECT_EQ(costly.verification_bits, 128) << bound;
        EXPECT_EQ(costly.authentication_bits, 1000) << bound;
        EXPECT_NEAR(plain.length - costly.length, 1000 + 128 - plain.verification_bits, 1e-6) << bound;
        /* authentication is used up by a pass without key too; the key stays at 0 */
        const key_result none = length_of(protocol, {});
        EXPECT_EQ(none.secret_bits, 0) << bound;
        EXPECT_EQ(none.length, -1000) << bound;
        satqkd_error error = {};
        key_result result = {};
        protocol.verification_bits = 32; /* cannot reach 1e-15 */
        EXPECT_EQ(key_length(&protocol, &counts, &result, &error), SATQKD_INVALID) << bound;
        EXPECT_NE(std::string(error.message).find("protocol.verification_bits"), std::string::npos) << error.message;
    }
}

/* With more than three intensities: single photons are bounded from below by what the channel truly gave, from near by in the
 * limit of many counts (the decoys' own gap is 5 %); and a signal in two nearly equal parts is the signal in one. */
TEST(Intensities, MayBeMoreThanThree) {
    for (const char *bound : {"lim2014", "chernoff", "asymptotic", "liao2017"}) {
        const bool pooled = key_bound_find(bound)->pools_bases;
        key_protocol protocol = usual_protocol(bound);
        const double mu[] = {0.7, 0.4, 0.1, 0}, p[] = {0.4, 0.3, 0.2, 0.1};
        protocol.intensity_count = 4;
        std::copy(mu, mu + 4, protocol.intensities);
        std::copy(p, p + 4, protocol.probabilities);
        const channel_model channel = {1e-3, 1e-7, 0.01};
        const key_counts counts = expected_counts(protocol, channel, 1e18);
        const key_result result = length_of(protocol, counts);
        double single =
            0; /* pulses with one photon, and those of them that are detected; pooled bounds: of the signal */
        for (int k = 0; k < (pooled ? 1 : 4); ++k) {
            single += p[k] * mu[k] * std::exp(-mu[k]);
        }
        single *= 1e18 * (pooled ? 0.5 : 0.25) * (channel.noise + channel.efficiency);
        EXPECT_TRUE(result.single_photon_events <= single && result.single_photon_events >= 0.95 * single)
            << bound << ": " << result.single_photon_events / single;
        protocol.intensities[1] = 0.05; /* out of order */
        key_result refused = {};
        EXPECT_EQ(key_length(&protocol, &counts, &refused, nullptr) == SATQKD_OK, pooled) << bound; /* they skip it */
    }
    key_protocol one = usual_protocol("lim2014");
    key_protocol two = one;
    const double mu[] = {0.8, 0.8 - 1e-8, 0.1, 0}, p[] = {0.25, 0.25, 0.25, 0.25};
    two.intensity_count = 4;
    std::copy(mu, mu + 4, two.intensities);
    std::copy(p, p + 4, two.probabilities);
    const double together = length_of(one, some_counts(one, 1e18)).length;
    EXPECT_NEAR(length_of(two, some_counts(two, 1e18)).length / together, 1, 1e-5);
    /* the tolerance of the middle one is taken at its worse end: never a longer key than at any point of its range */
    two.intensities[1] = 0.4;
    key_protocol tolerant = two;
    tolerant.intensity_tolerance = 0.05;
    const key_counts counts = some_counts(two, 1e13);
    const double corner = length_of(tolerant, counts).length;
    for (int i = 0; i < 81; ++i) {
        key_protocol inside = two;
        const int at[] = {i % 3, i / 3 % 3, i / 9 % 3};
        for (int k = 0; k < 3; ++k) {
            inside.intensities[k] *= 1 + 0.05 * (at[k] - 1);
        }
        EXPECT_LE(corner, length_of(inside, counts).length * (1 + 1e-12)) << i;
    }
}

/* Statistics only take away: a million such blocks at once (or as many as can be counted)
 * give at least as many times the key of one. */
TEST(Bounds, NeverExceedTheirFormulaWithoutStatistics) {
    for (const std::string &bound : all_bounds) {
        int keys = 0;
        for (sample set : random_samples(bound, 150)) {
            double block = 1;
            for (int i = 0; i < KEY_BASES * 3; ++i) {
                block += set.counts.detections[i / 3][i % 3];
            }
            /* gamma has no value for large samples with an eps_sec above any use; counts end at 2^63 */
            const double many = std::fmin(std::fmin(1e6, std::fmax(1, 1e12 / block)), 9e18 / set.counts.pulses);
            set.protocol.eps_sec = std::fmin(set.protocol.eps_sec, 1e-9);
            const double one = length_of(set.protocol, set.counts).length;
            set.counts.pulses *= many;
            set.protocol.leak_ec_bits *= many;
            for (int i = 0; i < KEY_BASES * 3; ++i) {
                set.counts.detections[i / 3][i % 3] *= many;
                set.counts.errors[i / 3][i % 3] *= many;
            }
            const double all = length_of(set.protocol, set.counts).length;
            EXPECT_LE(one, std::fmax(0, all / many) * (1 + 1e-9) + 1e-6) << bound;
            keys += one > 0;
        }
        EXPECT_GE(keys, 20) << bound;
    }
}

/* No order between the two: Hoeffding is tighter where one intensity has most of the counts, Chernoff where it is rare. */
TEST(Bounds, ChernoffAndHoeffdingCross) {
    int chernoff = 0, hoeffding = 0;
    for (sample set : random_samples("lim2014", 300)) {
        const double by_lim = length_of(set.protocol, set.counts).length;
        std::strcpy(set.protocol.bound, "chernoff");
        const double by_chernoff = length_of(set.protocol, set.counts).length;
        chernoff += by_chernoff > 0 && by_chernoff > by_lim;
        hoeffding += by_lim > 0 && by_lim > by_chernoff;
    }
    EXPECT_GT(chernoff, 0);
    EXPECT_GT(hoeffding, 0);
    std::printf("chernoff longer in %d sets, lim2014 in %d\n", chernoff, hoeffding);
}

/* 20 us asked for; the fastest of many runs, so that a busy machine does not fail it. */
TEST(Costs, AKeyTakesMicroseconds) {
    for (const std::string &bound : all_bounds) {
        key_protocol protocol = usual_protocol(bound);
        protocol.key_basis = KEY_BASIS_BOTH;
        const key_counts counts = some_counts(protocol);
        double fastest = INFINITY, sum = 0;
        for (int run = 0; run < 20; ++run) {
            const auto begin = std::chrono::steady_clock::now();
            for (int i = 0; i < 200; ++i) {
                key_result result = {};
                key_length(&protocol, &counts, &result, nullptr);
                sum += result.length;
            }
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
            fastest = std::fmin(fastest, passed.count() / 200);
        }
        EXPECT_LE(fastest, 20e-6) << bound << sum;
    }
}
