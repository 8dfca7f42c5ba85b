/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <string>

extern "C" {
#include "orbit/walker.h"
}

namespace {

constexpr double kDeg = 3.14159265358979323846 / 180.0;

walker constellation(int t, int p, int f, double spread_deg) {
    walker w = {};
    w.satellites = t;
    w.planes = p;
    w.phasing = f;
    w.node_spread_rad = spread_deg * kDeg;
    w.of = {0, 29.6e6, 0, 56 * kDeg, 10 * kDeg, 0, 5 * kDeg};
    return w;
}

} // namespace

// Galileo is 56 deg: 24/3/1 (Galileo OS SIS ICD, section on the constellation): planes 120 deg apart, 45 deg between the satellites of a
// plane, and 15 deg from a satellite to its neighbour in the next plane.
TEST(Walker, Galileo) {
    const walker w = constellation(24, 3, 1, 360);
    kepler_elements e;
    satqkd_error error = {};
    const struct {
        int index;
        double node_deg, anomaly_deg;
    } expected[] = {{0, 10, 5}, {1, 10, 50}, {7, 10, 320}, {8, 130, 20}, {16, 250, 35}, {23, 250, 350}};
    for (const auto &x : expected) {
        ASSERT_EQ(walker_elements(&w, x.index, &e, &error), SATQKD_OK) << error.message;
        EXPECT_NEAR(e.raan_rad / kDeg, x.node_deg, 1e-9) << x.index;
        EXPECT_NEAR(e.mean_anomaly_rad / kDeg, x.anomaly_deg, 1e-9) << x.index;
        EXPECT_EQ(e.semi_major_axis_m, 29.6e6);
        EXPECT_EQ(e.inclination_rad, 56 * kDeg);
    }
}

// A star spreads its nodes over half a turn: six planes 30 deg apart (Iridium's 66/6 has 31.6 deg, with a seam that this leaves out).
TEST(Walker, Star) {
    const walker w = constellation(66, 6, 2, 180);
    kepler_elements e;
    satqkd_error error = {};
    ASSERT_EQ(walker_elements(&w, 65, &e, &error), SATQKD_OK) << error.message;
    EXPECT_NEAR(e.raan_rad / kDeg, 160, 1e-9);
}

TEST(Walker, Refuses) {
    const struct {
        walker w;
        int index;
        const char *word;
    } wrong[] = {
        {constellation(25, 3, 1, 360), 0, "as many in each"}, {constellation(24, 0, 0, 360), 0, "as many"},
        {constellation(24, 3, 3, 360), 0, "from 0 to 2"},     {constellation(24, 3, 1, 360), 24, "from 0 to 23"},
        {constellation(24, 3, 1, 0), 0, "above 0"},           {constellation(24, 3, 1, NAN), 0, "above 0"}};
    for (const auto &x : wrong) {
        kepler_elements e;
        satqkd_error error = {};
        EXPECT_EQ(walker_elements(&x.w, x.index, &e, &error), SATQKD_INVALID);
        EXPECT_NE(std::string(error.message).find(x.word), std::string::npos) << error.message;
    }
}
