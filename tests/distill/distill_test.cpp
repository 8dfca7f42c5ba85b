/* SPDX-License-Identifier: MIT */
// From clicks to keys: synthetic clicks of a closed-form model, every bound, every message tampered with, memory wiped, files private.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <malloc.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <unordered_set>

#include "cli/program.h"
#include "distill/hash_device.h"
#include "distill/two_ends.h"
extern "C" {
#include "distill/distill.h"
#include "distill/key_file.h"
#include "distill/sift.h"
}

// Every block that is given back is looked at first: the words in it, while a test asks for that. Memory with guards (sodium_malloc) is
// unmapped, not given back here, and libsodium wipes it.
namespace {
thread_local bool watching = false;
std::unordered_set<uint64_t> *given_back = nullptr;
} // namespace

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_OWN_FREE
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_OWN_FREE
#endif

#ifndef HAS_OWN_FREE
extern "C" void __libc_free(void *block);
extern "C" void free(void *block) {
    if (watching && block) {
        watching = false;
        const size_t words = malloc_usable_size(block) / sizeof(uint64_t);
        for (size_t i = 0; i < words; ++i) {
            given_back->insert(static_cast<uint64_t *>(block)[i]);
        }
        watching = true;
    }
    __libc_free(block);
}
#endif

namespace {

using two_ends::Spy;

// What this test's own hash gives back is not looked at.
struct Pause {
    bool was = watching;
    Pause() {
        watching = false;
    }
    ~Pause() {
        watching = was;
    }
};

enum satqkd_status toeplitz(void *, const unsigned char *x, uint64_t n, const unsigned char *s, uint64_t m,
                            unsigned char *y, struct satqkd_error *) {
    const Pause pause;
    const Bits hash = toeplitz_by_definition(Bits(x, x + (n + 7) / 8), n, Bits(s, s + (n + m + 6) / 8), m);
    std::copy(hash.begin(), hash.end(), y);
    return SATQKD_OK;
}

uint64_t toeplitz_bits(void *, uint64_t n, uint64_t m) {
    return n + m - 1;
}

struct Clicks {
    struct events *events = nullptr;
    struct events_head head {};
    struct key_protocol protocol {};
    ~Clicks() {
        events_destroy(events);
    }
};

struct Source {
    std::vector<double> intensities{0.8, 0.1, 0.0}, probabilities{0.5, 0.25, 0.25};
    double misaligned[2] = {0.009, 0.009}; // by basis
};

// Detections of a link of constant loss: of the n-th intensity a share p_k (1 - exp(-mu_k eta) + Y0), in either basis, wrong with a
// probability that makes the error rate e_d of light and one half of background.
void make(const char *bound, enum key_basis basis, size_t count, Clicks &out, const Source &source = Source(),
          uint64_t seed = 1) {
    const std::vector<double> &intensities = source.intensities, &probabilities = source.probabilities;
    const int levels = static_cast<int>(intensities.size());
    const double eta = 1e-4, background = 5e-7;
    struct satqkd_error error {};
    std::mt19937_64 random(seed);
    double share[KEY_MAX_INTENSITIES], all = 0;
    for (int k = 0; k < levels; ++k) {
        share[k] = probabilities[k] * (1 - std::exp(-intensities[k] * eta) + background);
        all += share[k];
    }
    snprintf(out.protocol.bound, sizeof out.protocol.bound, "%s", bound);
    out.protocol.intensity_count = out.head.intensity_count = levels;
    std::copy(intensities.begin(), intensities.end(), out.protocol.intensities);
    std::copy(intensities.begin(), intensities.end(), out.head.intensities);
    std::copy(probabilities.begin(), probabilities.end(), out.protocol.probabilities);
    std::copy(probabilities.begin(), probabilities.end(), out.head.probabilities);
    out.protocol.alice_x = out.protocol.bob_x = out.head.alice_x = out.head.bob_x = 0.5;
    out.protocol.eps_sec = 1e-9;
    out.protocol.eps_cor = 1e-15;
    out.protocol.f_ec = 1.16;
    out.protocol.leak_ec_bits = NAN;
    out.protocol.key_basis = basis;
    snprintf(out.head.start_utc, sizeof out.head.start_utc, "2016-12-19T16:49:58Z");
    ASSERT_EQ(events_create(count, &out.events, &error), SATQKD_OK);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::geometric_distribution<uint64_t> gap(all / 2); // of matched detections
    uint64_t pulse = 0;
    for (size_t i = 0; i < count; ++i) {
        pulse += 1 + gap(random);
        double u = all * uniform(random);
        int k = 0;
        for (; k < levels - 1 && u >= share[k]; ++k) {
            u -= share[k];
        }
        const double light = probabilities[k] * (1 - std::exp(-intensities[k] * eta)) / share[k];
        const double chance = uniform(random);
        const unsigned state = random() % 4;
        const bool wrong = chance < light * source.misaligned[state / 2] + (1 - light) / 2;
        out.events->pulse[i] = pulse;
        out.events->time_s[i] = 1e-8 * static_cast<double>(pulse);
        out.events->alice[i] = static_cast<uint8_t>(state);
        out.events->detector[i] = static_cast<uint8_t>(state ^ static_cast<unsigned>(wrong));
        out.events->basis[i] = static_cast<uint8_t>(state / 2);
        out.events->bit[i] = out.events->detector[i] % 2;
        out.events->intensity[i] = static_cast<uint8_t>(k);
    }
    out.head.pulses = pulse + 1;
    out.head.detections = 2 * count;
    ASSERT_EQ(events_check(out.events, &out.head, &error), SATQKD_OK) << error.message;
}

struct Distilled {
    struct distill_result result {};
    struct satqkd_error error {};
    enum satqkd_status status = SATQKD_FAILURE;
    ~Distilled() {
        distill_release(&result);
    }
};

struct distill_settings settings_for(const char *scheme) {
    struct distill_settings settings {};
    settings.scheme = correct_find(scheme);
    settings.hash = {toeplitz_bits, nullptr, toeplitz, nullptr};
    settings.link = {{4e6, 1e6}, 0, nullptr, 0};
    return settings;
}

void run(const Clicks &clicks, const char *scheme, Distilled &out, const struct classical_tap *tap = nullptr) {
    struct distill_settings settings = settings_for(scheme);
    settings.tap = tap;
    out.status = distill_run(&clicks.protocol, clicks.events, &clicks.head, &settings, &out.result, &out.error);
}

std::vector<uint64_t> words(const struct bit_string *string) {
    return std::vector<uint64_t>(string->word, string->word + string->words);
}

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

// All words of both ends' strings and keys, and every memory block given back during the run: nothing in common. (Words that
// any program has, 0 and the like, are not among random key words.)
TEST(Distill, MemoryIsWiped) {
#ifdef HAS_OWN_FREE
    GTEST_SKIP() << "the sanitizer has a free of its own";
#endif
    Clicks clicks;
    make("asymptotic", KEY_BASIS_X, 20000, clicks);
    std::unordered_set<uint64_t> seen;
    given_back = &seen;
    Distilled r;
    watching = true;
    run(clicks, "cascade", r);
    watching = false;
    ASSERT_EQ(r.status, SATQKD_OK) << r.error.message;
    ASSERT_GT(r.result.secret_bits, 640u);
    EXPECT_GT(seen.size(), 1000u); // the watch works
    std::unordered_set<uint64_t> secrets;
    const std::vector<uint64_t> key = words(r.result.key[CLASSICAL_ALICE]);
    secrets.insert(key.begin(),
                   key.begin() + static_cast<long>(r.result.secret_bits / 64)); // the last may be nearly empty
    for (int end = 0; end < 2; ++end) {
        std::vector<uint64_t> string(20000 / 64 + 1);
        size_t n = 0;
        for (size_t i = 0; i < clicks.events->count; ++i) {
            if (clicks.events->intensity[i] == 0) {
                const uint64_t bit = end == 0 ? clicks.events->alice[i] % 2 : clicks.events->bit[i];
                string[n / 64] |= bit << (n % 64);
                ++n;
            }
        }
        secrets.insert(string.begin(), string.begin() + static_cast<long>(n / 64));
    }
    secrets.erase(0);
    size_t left = 0;
    for (uint64_t word : secrets) {
        left += seen.count(word);
    }
    EXPECT_EQ(left, 0u) << "of " << secrets.size();
    // the watch sees a secret where one is left
    watching = true;
    uint64_t *copy = static_cast<uint64_t *>(malloc(64));
    copy[3] = *secrets.begin();
    free(copy);
    watching = false;
    EXPECT_EQ(seen.count(*secrets.begin()), 1u);
    given_back = nullptr;
}

// The same of a hash on the device, of every family, for strings of random words: PoCL's buffers are blocks of this process.
TEST(Distill, TheDevicesMemoryIsWiped) {
#ifdef HAS_OWN_FREE
    GTEST_SKIP() << "the sanitizer has a free of its own";
#endif
    const uint64_t n = 64 * 80, m = 64 * 20;
    std::mt19937_64 random(12);
    HashDevice hashes;
    std::unordered_set<uint64_t> seen, secrets;
    const Bits x = random_bits(n, random), s = random_bits(n * m, random);
    Bits y(m / 8);
    given_back = &seen;
    for (int family = 0; family < AMPLIFY_FAMILIES; ++family) {
        for (const bool watched : {false, true}) { // the first compiles
            watching = watched;
            const enum satqkd_status status =
                amplify_hash(hashes.amplify, static_cast<enum amplify_family>(family), x.data(), 1, n, s.data(), n * m,
                             m, y.data(), nullptr, &hashes.error);
            watching = false;
            ASSERT_EQ(status, SATQKD_OK) << hashes.error.message;
        }
        for (const Bits &bits : {x, y}) {
            for (size_t i = 0; i < bits.size(); i += sizeof(uint64_t)) {
                uint64_t word = 0;
                std::memcpy(&word, &bits[i], sizeof word);
                secrets.insert(word);
            }
        }
    }
    watching = true;
    amplify_destroy(hashes.amplify);
    watching = false;
    hashes.amplify = nullptr;
    given_back = nullptr;
    EXPECT_GT(seen.size(), 100u); // the watch works
    size_t left = 0;
    for (uint64_t word : secrets) {
        left += seen.count(word);
    }
    EXPECT_EQ(left, 0u) << "of " << secrets.size();
}

// Somebody watches the folder while keys are written, under a process mask that forbids nothing: whatever is in it at any moment is
// readable by its owner alone.
TEST(Distill, KeyFilesAreNeverSeenWithOtherRights) {
    program::Folder folder;
    const mode_t mask = umask(0);
    const int watch = inotify_init1(IN_NONBLOCK);
    ASSERT_GE(inotify_add_watch(watch, folder.path().c_str(), IN_CREATE | IN_ATTRIB | IN_MODIFY | IN_MOVED_TO), 0);
    std::atomic<bool> over{false};
    std::atomic<int> events{0}, loose{0};
    std::thread spy([&] {
        while (!over) {
            struct pollfd waiting = {watch, POLLIN, 0};
            alignas(struct inotify_event) char buffer[4096];
            if (poll(&waiting, 1, 10) > 0 && read(watch, buffer, sizeof buffer) > 0) {
                ++events;
            }
            for (const auto &entry : std::filesystem::directory_iterator(folder.path())) {
                struct stat info {};
                loose += lstat(entry.path().c_str(), &info) == 0 && (info.st_mode & 0777) != 0600;
            }
        }
    });
    struct satqkd_error error {};
    const std::vector<unsigned char> key(100000, 0x5a);
    for (int i = 0; i < 100; ++i) {
        const std::string path = folder.path("alice.key");
        EXPECT_EQ(key_file_write(path.c_str(), key.data(), key.size(), &error), SATQKD_OK) << error.message;
        EXPECT_EQ(std::filesystem::file_size(path), key.size());
    }
    over = true;
    spy.join();
    close(watch);
    EXPECT_GT(events, 0);
    EXPECT_EQ(loose, 0);
    umask(0777); // nor with fewer: the owner can read it under any mask
    EXPECT_EQ(key_file_write(folder.path("bob.key").c_str(), key.data(), 5, &error), SATQKD_OK) << error.message;
    umask(mask);
    struct stat info {};
    ASSERT_EQ(stat(folder.path("bob.key").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    EXPECT_EQ(key_file_write(folder.path("no/bob.key").c_str(), key.data(), 5, &error), SATQKD_FAILURE);
    EXPECT_EQ(std::string(error.message).find("ZZZZ"), std::string::npos); // 0x5a: nothing of the key
    EXPECT_EQ(key_file_remove(folder.path("bob.key").c_str(), &error), SATQKD_OK);
    EXPECT_EQ(key_file_remove(folder.path("bob.key").c_str(), &error), SATQKD_OK);
}

} // namespace
