/* SPDX-License-Identifier: MIT */
#include "security/bounds_reference.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace {

const int steps = 4; /* grid points a side, less one */

/* The shortest key over the tolerance box, each point taken as if known exactly; infinite where no point fits. */
double shortest(sample set, double delta) {
    const key_protocol given = set.protocol;
    const int third_steps = given.intensities[2] > 0 ? steps : 0;
    double shortest = INFINITY;
    set.protocol.intensity_tolerance = 0;
    for (int i = 0; i <= steps; ++i) {
        for (int j = 0; j <= steps; ++j) {
            for (int k = 0; k <= third_steps; ++k) {
                const int at[] = {i, j, k};
                for (int n = 0; n < 3; ++n) {
                    set.protocol.intensities[n] = given.intensities[n] * (1 + delta * (2.0 * at[n] / steps - 1));
                }
                key_result result = {};
                if (key_length(&set.protocol, &set.counts, &result, nullptr) == SATQKD_OK) {
                    shortest = std::min(shortest, std::max(0.0, result.length));
                }
            }
        }
    }
    return shortest;
}

} // namespace

/* Against the whole box on a grid, with channels from no noise to almost no key. Where the third intensity is the
 * vacuum the corner is the minimum itself; above 0 it may be shorter, never longer. Counts that a source could have
 * given: elsewhere the estimates are cut where they contradict the block. */
TEST(IntensityCorner, IsTheWorstOfTheTolerance) {
    for (const std::string &bound : all_bounds) {
        int keys = 0, seed = 0;
        for (sample set : random_samples(bound, 1500)) {
            ++seed;
            if (seed % 3 == 0 || !(set.protocol.intensity_tolerance > 0)) {
                continue;
            }
            key_result fits = {};
            set.protocol.intensity_tolerance *= seed % 5 ? 1 : 6; /* up to 0.05, and up to 0.3 */
            if (key_length(&set.protocol, &set.counts, &fits, nullptr) != SATQKD_OK) {
                continue;
            }
            const double corner = std::max(0.0, length_of(set.protocol, set.counts).length);
            const double grid = shortest(set, set.protocol.intensity_tolerance);
            EXPECT_LE(corner, grid * (1 + 1e-9)) << bound << " seed " << seed;
            if (set.protocol.intensities[2] == 0) {
                EXPECT_GE(corner, grid * (1 - 1e-9)) << bound << " seed " << seed;
            }
            keys += corner > 0;
        }
        EXPECT_GE(keys, 20) << bound;
    }
}

/* Counts of little but noise, corrected for next to nothing: the key is that of the vacuum events, which a strong signal makes
 * fewer, so that its weak end is not the worst. */
TEST(IntensityCorner, IsTheStrongSignalWhereTheKeyIsOfVacuumEvents) {
    for (const char *bound : {"lim2014", "chernoff"}) {
        sample set = {usual_protocol(bound), {}};
        set.protocol.intensity_tolerance = 0.05;
        set.protocol.leak_ec_bits = 32;
        set.counts.pulses = 1e12;
        const double detections[] = {54e3, 30e3, 16e3}, errors[] = {10e3, 10e3, 8e3};
        for (int basis = 0; basis < KEY_BASES; ++basis) {
            std::copy(detections, detections + 3, set.counts.detections[basis]);
            std::copy(errors, errors + 3, set.counts.errors[basis]);
        }
        const double corner = length_of(set.protocol, set.counts).length;
        const double grid = shortest(set, set.protocol.intensity_tolerance);
        EXPECT_GT(corner, 1000) << bound;
        EXPECT_NEAR(corner / grid, 1, 1e-9) << bound;
        key_protocol corners = set.protocol;
        corners.intensity_tolerance = 0;
        corners.intensities[0] *= 0.95;
        corners.intensities[1] *= 1.05;
        EXPECT_LT(corner, length_of(corners, set.counts).length) << bound << ": at the weak end";
    }
}

/* A tolerance under which signal and decoy may meet is refused, with the reason. */
TEST(IntensityCorner, RefusesIntensitiesThatMayMeet) {
    for (const std::string &bound : all_bounds) {
        key_protocol protocol = usual_protocol(bound);
        protocol.intensity_tolerance = 0.8;
        const key_counts counts = expected_counts(protocol, {1e-3, 1e-6, 0.01}, 1e10);
        key_result result = {};
        satqkd_error error = {};
        EXPECT_EQ(key_length(&protocol, &counts, &result, &error), SATQKD_INVALID) << bound;
        EXPECT_NE(std::string(error.message).find("protocol.intensity_tolerance"), std::string::npos) << error.message;
    }
}
