/* SPDX-License-Identifier: MIT */
// Synthetic clicks of a closed-form model, and a distillation of them: for the tests of this folder.
#ifndef SATQKD_TESTS_DISTILL_DISTILLED_H
#define SATQKD_TESTS_DISTILL_DISTILLED_H

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "distill/hash_by_definition.h"
extern "C" {
#include "distill/distill.h"
}

namespace distilled {

inline enum satqkd_status toeplitz(void *, const unsigned char *x, uint64_t n, const unsigned char *s, uint64_t m,
                                   unsigned char *y, struct satqkd_error *) {
    const Bits hash = toeplitz_by_definition(Bits(x, x + (n + 7) / 8), n, Bits(s, s + (n + m + 6) / 8), m);
    std::copy(hash.begin(), hash.end(), y);
    return SATQKD_OK;
}

inline uint64_t toeplitz_bits(void *, uint64_t n, uint64_t m) {
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
inline void make(const char *bound, enum key_basis basis, size_t count, Clicks &out, const Source &source = Source(),
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

inline struct distill_settings settings_for(const char *scheme) {
    struct distill_settings settings {};
    settings.scheme = correct_find(scheme);
    settings.hash = {toeplitz_bits, nullptr, toeplitz, nullptr};
    settings.link = {{4e6, 1e6}, 0, nullptr, 0};
    return settings;
}

inline void run(const Clicks &clicks, const struct distill_settings &settings, Distilled &out) {
    out.status = distill_run(&clicks.protocol, clicks.events, &clicks.head, &settings, &out.result, &out.error);
}

inline void run(const Clicks &clicks, const char *scheme, Distilled &out, const struct classical_tap *tap = nullptr) {
    struct distill_settings settings = settings_for(scheme);
    settings.tap = tap;
    run(clicks, settings, out);
}

inline std::vector<uint64_t> words(const struct bit_string *string) {
    return std::vector<uint64_t>(string->word, string->word + string->words);
}

} // namespace distilled

#endif
