/* SPDX-License-Identifier: MIT */
#include "security/bounds_reference.h"

#include <cmath>
#include <cstdio>
#include <limits>

#include <gtest/gtest.h>

namespace {

/* Sizes of the terms that are added up to a length: where they cancel, the digits of the sum are those of its terms. */
double scale_of(const reference::key &key) {
    return (double)(key.vacuum + key.single + key.leak) + 300;
}

void expect_sound(const key_result &result, const std::string &where) {
    for (double value : {result.secret_bits, result.length, result.block_bits, result.qber, result.leak_ec_bits,
                         result.vacuum_events, result.single_photon_events, result.phase_error}) {
        EXPECT_TRUE(std::isfinite(value)) << where;
    }
    EXPECT_GE(result.secret_bits, 0) << where;
    EXPECT_EQ(result.secret_bits, std::floor(result.secret_bits)) << where;
    /* more vacuum and single photons than detections: no source of these settings gave the counts */
    EXPECT_TRUE(result.contradictory || result.vacuum_events + result.single_photon_events <= result.block_bits)
        << where;
    if (std::isinf(result.whole_bits)) { /* one string */
        EXPECT_EQ(result.secret_bits, result.contradictory ? 0 : std::floor(std::fmax(0, result.length))) << where;
    }
    EXPECT_LE(result.secret_bits, result.block_bits) << where;
    EXPECT_GE(result.vacuum_events, 0) << where;
    EXPECT_GE(result.single_photon_events, 0) << where;
    EXPECT_TRUE(result.phase_error >= 0 && result.phase_error <= 0.5) << where;
}

} // namespace

/* Expected: the second implementation, long double and unfactored. 1e-9 leaves six digits for the cancellation between
 * the decoy terms, which is the counts' own. */
TEST(Bounds, AgreeWithASecondImplementation) {
    for (const std::string &bound : all_bounds) {
        int keys = 0, none = 0;
        double worst = 0;
        int seed = 0;
        for (const sample &set : random_samples(bound, 200)) {
            const std::string where = bound + " seed " + std::to_string(++seed);
            const reference::key expected = reference::length(set.protocol, set.counts);
            const key_result result = length_of(set.protocol, set.counts);
            expect_sound(result, where);
            const double error =
                std::fabs(result.length - (double)expected.length) / std::fabs((double)expected.length);
            if (expected.length == 0) {
                EXPECT_EQ(result.length, 0) << where;
                ++none;
            } else {
                EXPECT_TRUE(error <= 1e-9) << where << ": " << result.length << " for " << (double)expected.length;
                worst = std::fmax(worst, error);
                keys += expected.length > 0;
            }
            EXPECT_NEAR(result.vacuum_events, (double)expected.vacuum, 1e-9 * scale_of(expected)) << where;
            EXPECT_NEAR(result.single_photon_events, (double)expected.single, 1e-9 * scale_of(expected)) << where;
            EXPECT_NEAR(result.phase_error, (double)expected.phase_error, 1e-9) << where;
            EXPECT_NEAR(result.leak_ec_bits, (double)expected.leak, 1e-12 * (double)expected.leak) << where;
            EXPECT_DOUBLE_EQ(result.block_bits, (double)expected.block) << where;
        }
        EXPECT_GE(keys, 20) << bound << ": the sets hardly try the bound";
        EXPECT_GE(none, 10) << bound << ": the sets hardly try its refusals";
        std::printf("%-10s %3d keys, %3d exact zeros, worst relative error %.2g\n", bound.c_str(), keys, none, worst);
    }
}

/* Keys of both bases are two strings, each hashed on its own: their lengths are those of either basis alone with half of both epsilons,
 * each rounded down, and a string that no such source gives spoils both, because its counts test the other. */
TEST(Bounds, BothBasesAreWorthWhatEachStringIs) {
    int keys = 0, contradictory = 0;
    for (const std::string bound : {"lim2014", "chernoff", "rusca2018"}) {
        int seed = 0;
        for (sample set : random_samples(bound, 400)) {
            double sum = 0;
            bool spoilt = false;
            set.protocol.leak_ec_bits = NAN;
            set.protocol.authentication_bits = 0;
            set.protocol.key_basis = KEY_BASIS_BOTH;
            const key_result both = length_of(set.protocol, set.counts);
            set.protocol.eps_sec /= 2;
            set.protocol.eps_cor /= 2;
            for (key_basis basis : {KEY_BASIS_Z, KEY_BASIS_X}) {
                set.protocol.key_basis = basis;
                const key_result part = length_of(set.protocol, set.counts);
                sum += part.secret_bits;
                spoilt = spoilt || part.contradictory;
            }
            EXPECT_EQ(both.secret_bits, spoilt ? 0 : sum) << bound << " seed " << ++seed;
            keys += both.secret_bits > 0;
            contradictory += spoilt;
        }
    }
    EXPECT_GE(keys, 100);
    EXPECT_GE(contradictory, 10);
}

/* What nobody should have to meet: every pattern of none, few and all, at every size. There is no key without decoy
 * clicks, or with half of the bits wrong. */
TEST(Bounds, StaySoundAtTheEdges) {
    for (const std::string &bound : all_bounds) {
        for (double size : {0.0, 1.0, 5.0, 100.0, 1e4, 1e7, 1e10, 1e18}) {
            for (int pattern = 0; pattern < 64; ++pattern) {
                for (double error_rate : {0.0, 1e-6, 0.01, 0.5, 1.0}) {
                    for (key_basis basis : {KEY_BASIS_Z, KEY_BASIS_X, KEY_BASIS_BOTH}) {
                        key_protocol protocol = usual_protocol(bound);
                        protocol.key_basis = basis;
                        key_counts counts = {};
                        counts.pulses = 6.5 * size;
                        for (int i = 0; i < 6; ++i) {
                            counts.detections[i / 3][i % 3] = pattern >> i & 1 ? size : 0;
                            counts.errors[i / 3][i % 3] = counts.detections[i / 3][i % 3] * error_rate;
                        }
                        const std::string where = bound + " size " + std::to_string(size) + " pattern " +
                                                  std::to_string(pattern) + " errors " + std::to_string(error_rate);
                        const key_result result = length_of(protocol, counts);
                        expect_sound(result, where);
                        const bool weak_decoy_clicks = pattern & (1 << 1 | 1 << 4);
                        if (size == 0 || error_rate >= 0.5 || !weak_decoy_clicks) {
                            EXPECT_EQ(result.secret_bits, 0) << where;
                        }
                    }
                }
            }
        }
    }
}

/* An exact 0, not something near: blocks whose statistics cannot carry a key. */
TEST(Bounds, GiveExactlyNothingForTinyBlocks) {
    for (const std::string bound : {"liao2017", "lim2014", "chernoff", "rusca2018"}) {
        for (double detections : {1.0, 10.0, 100.0, 300.0}) {
            const key_protocol protocol = usual_protocol(bound);
            const key_counts counts = expected_counts(protocol, {1e-3, 1e-7, 0.01}, detections / 4e-4);
            const key_result result = length_of(protocol, counts);
            EXPECT_EQ(result.secret_bits, 0) << bound;
            EXPECT_EQ(result.length, 0) << bound;
        }
    }
}

/* "both" is two keys with half the epsilons: by hand from two single-basis calls. */
TEST(Bounds, BothBasesAreTwoKeys) {
    for (const std::string bound : {"lim2014", "chernoff", "rusca2018"}) {
        key_protocol protocol = usual_protocol(bound);
        protocol.alice_x = protocol.bob_x = 0.55;
        const key_counts counts = expected_counts(protocol, {3e-4, 1e-6, 0.01}, 2.73e10);
        protocol.key_basis = KEY_BASIS_BOTH;
        const key_result both = length_of(protocol, counts);
        protocol.eps_sec /= 2;
        protocol.eps_cor /= 2;
        protocol.key_basis = KEY_BASIS_X;
        const key_result x = length_of(protocol, counts);
        protocol.key_basis = KEY_BASIS_Z;
        const key_result z = length_of(protocol, counts);
        ASSERT_GT(z.length, 0) << bound;
        EXPECT_DOUBLE_EQ(both.length, x.length + z.length) << bound;
        EXPECT_DOUBLE_EQ(both.block_bits, x.block_bits + z.block_bits) << bound;
        EXPECT_DOUBLE_EQ(both.leak_ec_bits, x.leak_ec_bits + z.leak_ec_bits) << bound;
        EXPECT_EQ(both.eps_sec, 1e-9) << bound;
        EXPECT_TRUE(both.phase_error > std::fmin(x.phase_error, z.phase_error) &&
                    both.phase_error < std::fmax(x.phase_error, z.phase_error))
            << bound;
        /* measured leakage equal to the formula's must change nothing: it is split in the same shares */
        protocol = usual_protocol(bound);
        protocol.key_basis = KEY_BASIS_BOTH;
        protocol.alice_x = protocol.bob_x = 0.55;
        protocol.leak_ec_bits = both.leak_ec_bits;
        EXPECT_NEAR(length_of(protocol, counts).length, both.length, 1e-6) << bound;
    }
}

/* More errors of the intensities that bound the single photons' errors, more leakage, smaller epsilons: never a longer
 * key. */
TEST(Bounds, NeverRiseWithWhatTheyPayFor) {
    for (const std::string &bound : all_bounds) {
        int seed = 0, keys = 0;
        for (sample set : random_samples(bound, 60)) {
            const std::string where = bound + " seed " + std::to_string(++seed);
            const double given = length_of(set.protocol, set.counts).length;
            const double slack = 1e-9 * std::fabs(given);
            keys += given > 0;
            /* one decoy: its errors bound the vacuum from above and are subtracted among the single photons' */
            for (int k = 0; k < (bound == "rusca2018" ? 1 : 2); ++k) {
                key_counts more = set.counts;
                for (int basis = 0; basis < KEY_BASES; ++basis) {
                    more.errors[basis][k] += 0.05 * (more.detections[basis][k] - more.errors[basis][k]);
                }
                EXPECT_LE(length_of(set.protocol, more).length, std::fmax(0, given) + slack)
                    << where << " errors " << k;
            }
            sample other = set;
            other.protocol.leak_ec_bits = length_of(set.protocol, set.counts).leak_ec_bits * 1.01 + 1;
            EXPECT_LE(length_of(other.protocol, other.counts).length, std::fmax(0, given) + slack)
                << where << " leakage";
            other = set;
            other.protocol.eps_sec /= 10;
            EXPECT_LE(length_of(other.protocol, other.counts).length, std::fmax(0, given) + slack)
                << where << " eps_sec";
            other = set;
            other.protocol.eps_cor /= 10;
            EXPECT_LE(length_of(other.protocol, other.counts).length, std::fmax(0, given) + slack)
                << where << " eps_cor";
        }
        EXPECT_GE(keys, 8) << bound;
    }
}

/* Closed forms of the entropy: h(1/4) = 2 - 3/4 log2 3, h(p) -> p log2(e/p) for small p. */
TEST(Entropy, HasItsValuesAndCaps) {
    EXPECT_NEAR(key_entropy(0.25), 2 - 0.75 * std::log2(3.0), 1e-15);
    EXPECT_NEAR(key_entropy(1e-12) / (1e-12 * std::log2(std::exp(1.0) / 1e-12)), 1, 1e-12);
    EXPECT_EQ(key_entropy(0), 0);
    EXPECT_EQ(key_entropy(-0.1), 0);
    EXPECT_EQ(key_entropy(0.5), 1);
    EXPECT_EQ(key_entropy(0.7), 1);
    EXPECT_EQ(key_entropy(std::numeric_limits<double>::quiet_NaN()), 1);
}
