/* SPDX-License-Identifier: MIT */
#include "security/bounds_reference.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

extern "C" {
#include "scenario/counts.h"
}

/* Expected: fixtures/satquma.py, which computes the counts of SatQuMA's published model over a zenith pass and their length in
 * 50 digits: 427242.918930 bits, 835369.606733 single-photon events, a phase error rate of 0.039444430670. */
TEST(Satquma, LengthIsThatOfAnIndependentComputation) {
    key_protocol protocol;
    key_counts counts;
    satqkd_error error = {};
    const std::string path = std::string(SATQKD_SOURCE_DIR) + "/tests/security/fixtures/satquma-counts.json";
    ASSERT_EQ(counts_read(path.c_str(), &protocol, &counts, &error), SATQKD_OK) << error.message;
    const key_result result = length_of(protocol, counts);
    EXPECT_STREQ(result.bound, "chernoff");
    EXPECT_NEAR(result.length, 427242.918930, 1e-5); /* asked for: 1 bit */
    EXPECT_EQ(result.secret_bits, 427242);
    EXPECT_NEAR(result.single_photon_events, 835369.606733, 1e-5);
    EXPECT_NEAR(result.phase_error, 0.039444430670, 1e-11);
}
