/* SPDX-License-Identifier: MIT */
#include "security/bounds_reference.h"

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

namespace {

const double nan_value = std::numeric_limits<double>::quiet_NaN();

sample good() {
    const key_protocol protocol = usual_protocol("lim2014");
    return {protocol, expected_counts(protocol, {1e-3, 1e-6, 0.01}, 1e10)};
}

struct refusal {
    const char *key; /* what the message must name */
    std::function<void(sample &)> spoil;
};

} // namespace

/* The contract: whatever is no set of counts is refused (status 2) by a message that begins with the key as in the
 * file. */
TEST(KeyCheck, NamesTheKeyOfEachRefusal) {
    const std::vector<refusal> refusals = {
        {"intensities: 0", [](sample &s) { s.protocol.intensity_count = 0; }},
        {"intensities: 9", [](sample &s) { s.protocol.intensity_count = 9; }},
        {"intensities[1]", [](sample &s) { s.protocol.intensities[1] = -0.1; }},
        {"intensities[0]", [](sample &s) { s.protocol.intensities[0] = nan_value; }},
        {"intensities[0]", [](sample &s) { s.protocol.intensities[0] = 1e6; }},
        {"intensities[2]", [](sample &s) { s.protocol.intensities[2] = s.protocol.intensities[1]; }},
        {"probabilities[2]", [](sample &s) { s.protocol.probabilities[2] = 0; }},
        {"probabilities[1]", [](sample &s) { s.protocol.probabilities[1] = 1.5; }},
        {"probabilities[1]", [](sample &s) { s.protocol.probabilities[1] = nan_value; }},
        {"probabilities: they add up to 1.00001", [](sample &s) { s.protocol.probabilities[0] += 1e-5; }},
        {"basis_probabilities.alice_x", [](sample &s) { s.protocol.alice_x = 1.1; }},
        {"basis_probabilities.bob_x", [](sample &s) { s.protocol.bob_x = nan_value; }},
        {"protocol.eps_sec", [](sample &s) { s.protocol.eps_sec = 0; }},
        {"protocol.eps_sec", [](sample &s) { s.protocol.eps_sec = 1; }},
        {"protocol.eps_cor", [](sample &s) { s.protocol.eps_cor = -1; }},
        {"protocol.eps_cor", [](sample &s) { s.protocol.eps_cor = nan_value; }},
        {"protocol.intensity_tolerance", [](sample &s) { s.protocol.intensity_tolerance = 1; }},
        {"protocol.intensity_tolerance", [](sample &s) { s.protocol.intensity_tolerance = -0.05; }},
        {"protocol.f_ec", [](sample &s) { s.protocol.f_ec = 0.9; }},
        {"protocol.f_ec", [](sample &s) { s.protocol.f_ec = nan_value; }},
        {"protocol.leak_ec_bits", [](sample &s) { s.protocol.leak_ec_bits = -1; }},
        {"protocol.leak_ec_bits", [](sample &s) { s.protocol.leak_ec_bits = INFINITY; }},
        {"protocol.key_basis", [](sample &s) { std::memset(&s.protocol.key_basis, 3, 1); }},
        {"pulses", [](sample &s) { s.counts.pulses = nan_value; }},
        {"pulses", [](sample &s) { s.counts.pulses = -1; }},
        {"pulses", [](sample &s) { s.counts.pulses = 1000; }},
        {"bases.x.detections[1]", [](sample &s) { s.counts.detections[KEY_X][1] = -1; }},
        {"bases.z.detections[0]", [](sample &s) { s.counts.detections[KEY_Z][0] = 1e19; }},
        {"bases.x.errors[1]", [](sample &s) { s.counts.errors[KEY_X][1] = s.counts.detections[KEY_X][1] + 1; }},
        {"bases.z.errors[2]", [](sample &s) { s.counts.errors[KEY_Z][2] = nan_value; }},
        {"bases.z.errors[0]", [](sample &s) { s.counts.errors[KEY_Z][0] = -0.5; }},
    };
    for (const refusal &refusal : refusals) {
        sample set = good();
        satqkd_error error = {};
        key_result result = {};
        ASSERT_EQ(key_check(&set.protocol, &set.counts, &error), SATQKD_OK) << error.message;
        refusal.spoil(set);
        EXPECT_EQ(key_check(&set.protocol, &set.counts, &error), SATQKD_INVALID) << refusal.key;
        EXPECT_EQ(std::string(error.message).rfind(refusal.key, 0), 0u) << refusal.key << ": " << error.message;
        EXPECT_EQ(key_length(&set.protocol, &set.counts, &result, nullptr), SATQKD_INVALID) << refusal.key;
    }
}

/* What is unusual and yet right. */
TEST(KeyCheck, AcceptsExpectationValuesAndNothingSent) {
    sample set = good();
    set.counts.detections[KEY_X][0] += 0.25;
    set.protocol.f_ec = nan_value; /* not used where the leakage is measured */
    set.protocol.leak_ec_bits = 0;
    EXPECT_EQ(key_check(&set.protocol, &set.counts, nullptr), SATQKD_OK);
    set.counts = {};
    for (const std::string &bound : all_bounds) {
        set.protocol = usual_protocol(bound);
        EXPECT_EQ(length_of(set.protocol, set.counts).secret_bits, 0) << bound;
    }
}

TEST(KeyLength, RefusesUnknownBoundsAndMisfits) {
    sample set = good();
    satqkd_error error = {};
    key_result result = {};
    std::strcpy(set.protocol.bound, "lim2015");
    EXPECT_EQ(key_length(&set.protocol, &set.counts, &result, &error), SATQKD_INVALID);
    for (const std::string &bound : all_bounds) {
        EXPECT_NE(std::string(error.message).find(bound), std::string::npos) << error.message;
    }
    /* two intensities: only one decoy is left, and only one bound lives with it */
    for (const std::string &bound : all_bounds) {
        set = good();
        std::strcpy(set.protocol.bound, bound.c_str());
        set.protocol.intensity_count = 2;
        set.protocol.probabilities[0] = 0.75;
        error = {};
        const satqkd_status status = key_length(&set.protocol, &set.counts, &result, &error);
        EXPECT_EQ(status, bound == "rusca2018" ? SATQKD_OK : SATQKD_INVALID) << bound << error.message;
        EXPECT_EQ(status == SATQKD_OK, error.message[0] == '\0') << bound;
    }
    /* mu1 > mu2 + mu3, mu2 > mu3 */
    for (auto wrong : {std::vector<double>{0.1, 0.8, 0}, {0.8, 0.05, 0.1}, {0.5, 0.3, 0.25}}) {
        for (const char *bound : {"lim2014", "chernoff"}) {
            set = good();
            std::strcpy(set.protocol.bound, bound);
            std::copy(wrong.begin(), wrong.end(), set.protocol.intensities);
            error = {};
            EXPECT_EQ(key_length(&set.protocol, &set.counts, &result, &error), SATQKD_INVALID) << bound;
            EXPECT_NE(std::string(error.message).find("order"), std::string::npos) << error.message;
        }
    }
}

TEST(KeyBounds, AreFoundByTheirNames) {
    size_t count = 0;
    for (const key_bound *const *bound = key_bounds(); *bound; ++bound, ++count) {
        EXPECT_EQ(key_bound_find((*bound)->name), *bound);
        EXPECT_LT(std::strlen((*bound)->name), sizeof(key_protocol::bound));
    }
    EXPECT_EQ(count, all_bounds.size());
    EXPECT_EQ(key_bound_find("lim"), nullptr);
}
