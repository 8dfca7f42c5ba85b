/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

extern "C" {
#include "orbit/ephemeris.h"
#include "orbit/kepler.h"
#include "orbit/orbit.h"
}

namespace {

constexpr double kEpoch = 1735689600.0; // 2025-01-01T00:00:00Z
const kepler_elements kLow = {kEpoch, 6.9e6, 0.01, 1.7, 1, 2, 3};

// States of an orbit that is known at every time, in the frame of its elements.
std::vector<ephemeris_state> states(double step_s, int count) {
    kepler k;
    kepler_prepare(&kLow, &k, nullptr);
    std::vector<ephemeris_state> out(static_cast<size_t>(count));
    for (int i = 0; i < count; i++) {
        out[i].utc_s = kEpoch + step_s * i;
        kepler_state(&k, out[i].utc_s, out[i].position_m, out[i].velocity_m_s);
    }
    return out;
}

orbit_look seen(struct orbit *orbit, double utc_s) {
    const orbit_station station = {0.7, 2, 900};
    orbit_look look = {};
    satqkd_error error = {};
    EXPECT_EQ(orbit_observe(orbit, &station, utc_s, &look, &error), SATQKD_OK) << error.message;
    return look;
}

} // namespace

// The error of Hermite interpolation through 4 states 60 s apart is the eighth derivative, a w^8, over 8! times the product of the distances
// squared: 6.9e6 m (1.1e-3 · 60)^8 / 40320 · (0.5 · 0.5 · 1.5 · 2.5)^2 = 5e-8 m even at the ends. What shows is the rounding of the Earth's
// angle at the states, 3.6e-12 days of POSIX time in days: up to 1.6e-4 m. Two states alone (degree 3) would err by 0.3 m.
TEST(Ephemeris, InterpolatesAKnownOrbit) {
    const std::vector<ephemeris_state> s = states(60, 31);
    satqkd_error error = {};
    struct orbit *table = nullptr;
    struct orbit *exact = nullptr;
    ASSERT_EQ(orbit_create_ephemeris(s.data(), s.size(), EPHEMERIS_TEME, 7, &table, &error), SATQKD_OK)
        << error.message;
    ASSERT_EQ(orbit_create_kepler(&kLow, &exact, &error), SATQKD_OK) << error.message;
    double worst_m = 0, worst_m_s = 0;
    for (double t = 0; t <= 1800; t += 7.3) {
        const orbit_look a = seen(table, kEpoch + t);
        const orbit_look b = seen(exact, kEpoch + t);
        worst_m = std::fmax(worst_m, std::fabs(a.slant_range_m - b.slant_range_m));
        for (int axis = 0; axis < 3; axis++) {
            worst_m_s = std::fmax(worst_m_s, std::fabs(a.velocity[axis] - b.velocity[axis]));
        }
    }
    EXPECT_TRUE(worst_m <= 2e-4) << worst_m;
    EXPECT_TRUE(worst_m_s <= 2e-5) << worst_m_s;
    const orbit_station station = {0.7, 2, 900};
    orbit_look look;
    EXPECT_EQ(orbit_observe(table, &station, kEpoch + 1801, &look, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("outside what the orbit covers"), std::string::npos) << error.message;
    orbit_destroy(table);
    orbit_destroy(exact);
}

// Between the celestial frame and the true equator of date lies precession since 2000: 25 years are 0.0061 rad about the pole (5029 arcsec
// a century; Lieske et al., A&A 58, 1, 1977), which GMST of date and the Earth rotation angle take up but for the tilt of the pole,
// 2004 arcsec a century: 0.00243 rad. A state on the equator at right ascension 0 moves by that tilt to the north, and by 0.0056 rad east
// less what the equinox itself precesses: so the two readings of the same numbers differ by 0.0061 rad in all, here 42 km of 6.9e6 m.
TEST(Ephemeris, FramesDifferByPrecession) {
    std::vector<ephemeris_state> s(2);
    for (int i = 0; i < 2; i++) {
        s[i] = {kEpoch + 60 * i, {6.9e6, 0, 0}, {0, 7600, 0}};
    }
    double p[3][3], v[3];
    const ephemeris_frame frames[] = {EPHEMERIS_EARTH_FIXED, EPHEMERIS_TEME, EPHEMERIS_INERTIAL};
    for (int i = 0; i < 3; i++) {
        struct ephemeris *e = nullptr;
        satqkd_error error = {};
        ASSERT_EQ(ephemeris_create(s.data(), 2, frames[i], 3, &e, &error), SATQKD_OK) << error.message;
        ephemeris_at(e, kEpoch, p[i], v);
        ephemeris_destroy(e);
    }
    EXPECT_NEAR(p[0][0], 6.9e6, 1e-6);
    const double apart = std::hypot(p[1][0] - p[2][0], p[1][1] - p[2][1], p[1][2] - p[2][2]) / 6.9e6;
    const double century = 0.25;
    EXPECT_NEAR(apart, std::hypot(4612.0, 2004.0) * century / 206264.8, 1.5e-4); // and nutation: 20 arcsec
    EXPECT_NEAR(std::fabs(p[2][2]) / 6.9e6, 2004.0 * century / 206264.8, 5e-5);
}

TEST(Ephemeris, RefusesWhatIsNone) {
    struct ephemeris *e = nullptr;
    auto message = [&](std::vector<ephemeris_state> s, int degree) {
        satqkd_error error = {};
        EXPECT_EQ(ephemeris_create(s.data(), s.size(), EPHEMERIS_TEME, degree, &e, &error), SATQKD_INVALID);
        return std::string(error.message);
    };
    std::vector<ephemeris_state> good = states(60, 5), wrong = good;
    EXPECT_NE(message({good[0]}, 7).find("2 or more"), std::string::npos);
    EXPECT_NE(message(good, 6).find("odd number"), std::string::npos);
    wrong[3].utc_s = wrong[2].utc_s;
    EXPECT_NE(message(wrong, 7).find("state 4"), std::string::npos);
    wrong = good;
    for (double &x : wrong[1].position_m) {
        x /= 1000; // km read as m
    }
    EXPECT_NE(message(wrong, 7).find("state 2"), std::string::npos);
    wrong = good;
    wrong[4].velocity_m_s[0] = NAN;
    EXPECT_NE(message(wrong, 7).find("state 5"), std::string::npos);
}
