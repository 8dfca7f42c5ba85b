/* SPDX-License-Identifier: MIT */
// From clicks to keys: synthetic clicks, every bound, every message tampered with.
#include "distill/distilled.h"
#include "distill/two_ends.h"
extern "C" {
#include "distill/sift.h"
}

namespace {

using distilled::Clicks;
using distilled::Distilled;
using distilled::make;
using distilled::run;
using distilled::settings_for;
using distilled::Source;
using distilled::toeplitz;
using distilled::words;
using two_ends::Spy;

// Whether a row makes key, said here a second time from the contract ("the string that is corrected and hashed").
bool in_block(const struct key_protocol &protocol, int basis, int intensity) {
    const std::string bound = protocol.bound;
    if (bound == "asymptotic" || bound == "liao2017") {
        return intensity == 0;
    }
    return (bound != "rusca2018" || intensity < 2) &&
           (protocol.key_basis == KEY_BASIS_BOTH || static_cast<int>(protocol.key_basis) == basis);
}

TEST(Distill, EveryBoundGetsTheStringThatItCounts) {
    for (const char *bound : {"asymptotic", "liao2017", "lim2014", "chernoff", "rusca2018"}) {
        for (enum key_basis basis : {KEY_BASIS_Z, KEY_BASIS_X, KEY_BASIS_BOTH}) {
            for (const char *scheme : {"cascade", "hamming"}) {
                Clicks clicks;
                Distilled r;
                make(bound, basis, 30000, clicks);
                run(clicks, scheme, r);
                ASSERT_EQ(r.status, SATQKD_OK) << r.error.message;
                uint64_t bits = 0, errors = 0;
                double wrong[2][3] = {};
                for (size_t i = 0; i < clicks.events->count; ++i) {
                    const int b = clicks.events->basis[i], k = clicks.events->intensity[i];
                    const bool differs = clicks.events->alice[i] % 2 != clicks.events->bit[i];
                    bits += in_block(clicks.protocol, b, k);
                    errors += in_block(clicks.protocol, b, k) && differs;
                    wrong[b][k] += differs;
                }
                EXPECT_EQ(r.result.block_bits, bits) << bound << scheme;
                EXPECT_EQ(r.result.errors, errors) << bound << scheme;
                for (int b = 0; b < 2; ++b) {
                    for (int k = 0; k < 3; ++k) {
                        EXPECT_EQ(r.result.counts.errors[b][k], wrong[b][k]) << bound << b << k;
                    }
                }
                EXPECT_TRUE(r.result.verified);
                EXPECT_EQ(r.result.residual_errors, 0u);
                if (r.result.secret_bits > 0) {
                    EXPECT_EQ(words(r.result.key[0]), words(r.result.key[1]));
                    EXPECT_EQ(r.result.key[0]->count, r.result.secret_bits);
                }
            }
        }
    }
}

// With the key basis "both": what the security room makes of the true errors and the measured leakage of each string, before
// authentication is paid.
double true_key(const Clicks &clicks, const struct distill_result &result) {
    struct key_counts counts = result.counts;
    struct satqkd_error error {};
    double bits = 0;
    std::fill(&counts.errors[0][0], &counts.errors[0][0] + KEY_BASES * KEY_MAX_INTENSITIES, 0);
    for (size_t i = 0; i < clicks.events->count; ++i) {
        counts.errors[clicks.events->basis[i]][clicks.events->intensity[i]] +=
            clicks.events->alice[i] % 2 != clicks.events->bit[i];
    }
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        struct key_protocol part = clicks.protocol;
        struct key_result key {};
        part.key_basis = static_cast<enum key_basis>(basis);
        part.eps_sec /= 2;
        part.eps_cor /= 2;
        part.authentication_bits = 0;
        part.leak_ec_bits = static_cast<double>(result.block[basis].leak_bits);
        EXPECT_EQ(key_length(&part, &counts, &key, &error), SATQKD_OK) << error.message;
        bits += key.secret_bits;
    }
    return bits;
}

enum satqkd_status correct_nothing(struct party *, struct party *, struct bit_string *[CLASSICAL_ENDS], double,
                                   const unsigned char[PERMUTATION_SEED], struct correct_account *,
                                   struct satqkd_error *) {
    return SATQKD_OK;
}

// Somebody measures every photon in Z and sends it on: no errors in Z, one half in X, and all of Z is known to her. What was changed of X
// is no measure of its errors unless X was verified: here nothing is changed, and Z is verified.
TEST(Distill, NoKeyFromAnInterceptedBasis) {
    const struct correct_scheme none = {"nothing", SIZE_MAX, correct_nothing};
    Source source;
    source.misaligned[KEY_Z] = 0;
    source.misaligned[KEY_X] = 0.5;
    for (const struct correct_scheme *scheme : {&none, correct_find("cascade"), correct_find("hamming")}) {
        Clicks clicks;
        Distilled r;
        make("chernoff", KEY_BASIS_BOTH, 200000, clicks, source);
        for (size_t i = 0; i < clicks.events->count; ++i) { // nor any of background in Z
            if (clicks.events->basis[i] == KEY_Z) {
                clicks.events->detector[i] = clicks.events->alice[i];
                clicks.events->bit[i] = clicks.events->alice[i] % 2;
            }
        }
        struct distill_settings settings = settings_for("cascade");
        settings.scheme = scheme;
        ASSERT_EQ(distill_run(&clicks.protocol, clicks.events, &clicks.head, &settings, &r.result, &r.error), SATQKD_OK)
            << r.error.message;
        EXPECT_EQ(r.result.secret_bits, 0u) << scheme->name;
        EXPECT_TRUE(r.result.block[KEY_Z].verified);
        EXPECT_TRUE(scheme != &none || !r.result.block[KEY_X].verified);
    }
}

// Each string is corrected at its own error rate, whichever comes first, and its key is what the security room makes of the true errors.
// The bits for authentication are paid once, by both strings together.
TEST(Distill, StringsOfUnlikeErrorRates) {
    for (const double rate : {0.002, 0.02, 0.1}) {
        for (const char *scheme : {"cascade", "hamming"}) {
            Clicks clicks;
            Distilled r;
            Source source;
            source.misaligned[KEY_Z] = rate == 0.002 ? 0.02 : 0.002;
            source.misaligned[KEY_X] = rate;
            make("chernoff", KEY_BASIS_BOTH, 300000, clicks, source);
            clicks.protocol.authentication_bits = 1000.5;
            run(clicks, scheme, r);
            ASSERT_EQ(r.status, SATQKD_OK) << r.error.message;
            EXPECT_TRUE(r.result.verified) << rate << " " << scheme;
            EXPECT_EQ(static_cast<double>(r.result.secret_bits), true_key(clicks, r.result) - 1001) << rate << scheme;
            EXPECT_GT(r.result.secret_bits, 1000u);
        }
    }
}

TEST(Distill, BoundsOfAllIntensitiesGetAllOfFour) {
    Source source;
    source.intensities = {0.8, 0.3, 0.1, 0.0};
    source.probabilities = {0.4, 0.2, 0.2, 0.2};
    for (const char *bound : {"lim2014", "chernoff"}) {
        for (enum key_basis basis : {KEY_BASIS_Z, KEY_BASIS_BOTH}) {
            Clicks clicks;
            Distilled r;
            make(bound, basis, 30000, clicks, source);
            run(clicks, "cascade", r);
            ASSERT_EQ(r.status, SATQKD_OK) << bound << ": " << r.error.message;
            uint64_t bits = 0;
            for (size_t i = 0; i < clicks.events->count; ++i) {
                bits += basis == KEY_BASIS_BOTH || clicks.events->basis[i] == KEY_Z;
            }
            EXPECT_EQ(r.result.block_bits, bits) << bound;
        }
    }
}

// The leakage that the bound subtracts is what a spy saw Alice say; the key is as long as the security room makes it of that number
// alone; and Bob's key is the hash, by the definition, of Alice's own clicks.
TEST(Distill, KeyIsTheHashOfAlicesString) {
    Clicks clicks;
    Distilled r;
    Spy spy;
    const struct classical_tap tap = spy.tap();
    make("liao2017", KEY_BASIS_X, 150000, clicks);
    std::vector<unsigned char> seed(60000);
    std::mt19937 random(8);
    for (unsigned char &byte : seed) {
        byte = static_cast<unsigned char>(random());
    }
    struct distill_settings settings = settings_for("cascade");
    settings.tap = &tap;
    settings.seed = seed.data();
    settings.seed_bytes = seed.size();
    ASSERT_EQ(distill_run(&clicks.protocol, clicks.events, &clicks.head, &settings, &r.result, &r.error), SATQKD_OK)
        << r.error.message;
    EXPECT_EQ(r.result.leak_bits, spy.bits[CLASSICAL_ALICE][PARTY_PARITIES] + 64);
    // Cascade's order of the bits is random, and f of one string of this length scatters: 1.055 ± 0.005 over 72 runs. The bound is one on
    // the mean of 24, which it exceeds by five standard errors.
    double efficiency = r.result.efficiency_f / 24;
    for (int i = 1; i < 24; ++i) {
        Distilled again;
        struct distill_settings unwatched = settings;
        unwatched.tap = nullptr;
        ASSERT_EQ(distill_run(&clicks.protocol, clicks.events, &clicks.head, &unwatched, &again.result, &again.error),
                  SATQKD_OK)
            << again.error.message;
        efficiency += again.result.efficiency_f / 24;
    }
    EXPECT_TRUE(efficiency < 1.06) << efficiency;

    struct key_protocol protocol = clicks.protocol;
    struct key_result expected {};
    protocol.leak_ec_bits = static_cast<double>(r.result.leak_bits);
    ASSERT_EQ(key_length(&protocol, &r.result.counts, &expected, &r.error), SATQKD_OK);
    EXPECT_EQ(static_cast<double>(r.result.secret_bits), expected.secret_bits);
    ASSERT_GT(r.result.secret_bits, 1000u);

    std::vector<unsigned char> alice(clicks.events->count / 8 + 1), key(r.result.secret_bits / 8 + 1);
    uint64_t n = 0;
    for (size_t i = 0; i < clicks.events->count; ++i) {
        if (clicks.events->intensity[i] == 0) {
            alice[n / 8] |= static_cast<unsigned char>((clicks.events->alice[i] % 2) << (n % 8));
            ++n;
        }
    }
    toeplitz(nullptr, alice.data(), n, seed.data(), r.result.secret_bits, key.data(), nullptr);
    std::vector<unsigned char> bob(key.size());
    bit_string_bytes(r.result.key[CLASSICAL_BOB], bob.data());
    EXPECT_EQ(bob, key);
    seed.resize(100); // too short a seed is a refusal
    Distilled shorter;
    settings.seed_bytes = seed.size();
    settings.seed = seed.data();
    EXPECT_EQ(distill_run(&clicks.protocol, clicks.events, &clicks.head, &settings, &shorter.result, &shorter.error),
              SATQKD_INVALID);
    EXPECT_NE(std::string(shorter.error.message).find("the hash seed has 100 bytes"), std::string::npos);
}

// Sifting says of each detection its pulse, its basis, a match and an intensity. A geometric gap of mean g has log2(e g) bits of entropy
// (g large); Rice's code with the best shift needs at most 0.04 bits more.
TEST(Distill, SiftingTrafficIsNearItsEntropy) {
    Clicks clicks;
    Distilled r;
    Spy spy;
    const struct classical_tap tap = spy.tap();
    make("lim2014", KEY_BASIS_X, 50000, clicks);
    run(clicks, "cascade", r, &tap);
    ASSERT_EQ(r.status, SATQKD_OK) << r.error.message;
    const double mean = static_cast<double>(clicks.head.pulses) / static_cast<double>(clicks.head.detections);
    const double each = static_cast<double>(spy.bits[CLASSICAL_BOB][PARTY_ANNOUNCE]) / 100000;
    EXPECT_TRUE(each > 1 + std::log2(M_E * mean) - 0.1 && each < 1 + std::log2(M_E * mean) + 0.1) << each;
    EXPECT_EQ(spy.bits[CLASSICAL_ALICE][PARTY_MATCH], 50000u * 4); // a bit each, two of intensity for those that match
}

TEST(Distill, NoClicksNoKey) {
    for (size_t count : {0, 1, 50}) {
        Clicks clicks;
        Distilled r;
        make("lim2014", KEY_BASIS_BOTH, count, clicks);
        run(clicks, "cascade", r);
        EXPECT_EQ(r.status, SATQKD_OK) << r.error.message;
        EXPECT_EQ(r.result.secret_bits, 0u);
        EXPECT_EQ(r.result.key[0], nullptr);
    }
}

TEST(Distill, OtherPairingsAreRefused) {
    Clicks clicks;
    make("lim2014", KEY_BASIS_X, 1000, clicks);
    Distilled intensities, basis, bound, epsilon;
    clicks.protocol.intensities[0] = 0.6;
    run(clicks, "cascade", intensities);
    EXPECT_EQ(intensities.status, SATQKD_INVALID);
    EXPECT_NE(std::string(intensities.error.message).find("protocol.intensities"), std::string::npos);
    clicks.protocol.intensities[0] = 0.8;
    clicks.protocol.bob_x = 0.9;
    run(clicks, "cascade", basis);
    EXPECT_EQ(basis.status, SATQKD_INVALID);
    clicks.protocol.bob_x = 0.5;
    clicks.protocol.eps_cor = 1e-40;
    run(clicks, "cascade", epsilon);
    EXPECT_EQ(epsilon.status, SATQKD_INVALID);
    EXPECT_NE(std::string(epsilon.error.message).find("protocol.eps_cor"), std::string::npos);
    clicks.protocol.eps_cor = 1e-15;
    snprintf(clicks.protocol.bound, sizeof clicks.protocol.bound, "other");
    run(clicks, "cascade", bound);
    EXPECT_EQ(bound.status, SATQKD_INVALID);
}

// Every message of a run, one after the other, altered, lost, repeated or out of order: the run ends, and there is no key.
TEST(Distill, TamperingWithAnyMessageEndsTheRun) {
    Clicks clicks;
    make("liao2017", KEY_BASIS_X, 3000, clicks);
    std::mt19937 random(4);
    for (const char *scheme : {"cascade", "hamming"}) {
        Spy counting;
        const struct classical_tap tap = counting.tap();
        Distilled undisturbed;
        run(clicks, scheme, undisturbed, &tap);
        ASSERT_EQ(undisturbed.status, SATQKD_OK) << undisturbed.error.message;
        for (uint64_t target = 0; target < counting.messages; ++target) {
            for (int how = 0; how < 4; ++how) {
                Spy spy;
                spy.target = target;
                spy.deed = [&](unsigned char *wire, size_t length) {
                    if (how == 0) {
                        wire[random() % length] ^= static_cast<unsigned char>(1u << random() % 8);
                    }
                    return how == 0   ? CLASSICAL_DELIVER
                           : how == 1 ? CLASSICAL_DROP
                           : how == 2 ? CLASSICAL_REPEAT
                                      : CLASSICAL_HOLD;
                };
                const struct classical_tap middle = spy.tap();
                Distilled r;
                run(clicks, scheme, r, &middle);
                if (spy.messages <= target) {
                    continue; // the draw of seeds made this run shorter
                }
                EXPECT_EQ(r.status, SATQKD_FAILURE) << scheme << " message " << target << " deed " << how;
                EXPECT_EQ(r.result.key[0], nullptr);
                EXPECT_GT(std::string(r.error.message).size(), 20u);
            }
        }
    }
}

} // namespace
