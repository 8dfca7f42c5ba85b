/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>

extern "C" {
#include "orbit/frames.h"
#include "orbit/kepler.h"
#include "orbit/orbit.h"
#include "orbit/sgp4.h"
#include "orbit/ut1.h"
}

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kDeg = kPi / 180.0;
constexpr double kDay = 86400.0;
constexpr double kEpoch = 1735689600.0;     // 2025-01-01T00:00:00Z
constexpr double kGravity = 3.986004418e14; // WGS-84, m³/s²

double distance(const double a[3], const double b[3]) {
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

kepler prepared(const kepler_elements &elements) {
    kepler out = {};
    satqkd_error error = {};
    EXPECT_EQ(kepler_prepare(&elements, &out, &error), SATQKD_OK) << error.message;
    return out;
}

// SGP4's own mean motion from the element set's (Hoots and Roehrich, Spacetrack Report No. 3, 1980, section 6), as the semi-major axis that
// has this mean motion with the gravity of WGS-84: the two constants differ by 1e-6, which alone would be 9 km along the orbit in 30 days.
double axis_of(const sgp4_elements &e) {
    const double ke = 0.0743669161331734132; // sqrt(GM) of WGS-72 in Earth radii and minutes
    const double j2 = 0.001082616;
    double cos_i = std::cos(e.inclination_rad);
    double bend = 0.75 * j2 * (3 * cos_i * cos_i - 1) / std::pow(1 - e.eccentricity * e.eccentricity, 1.5);
    double a1 = std::pow(ke / e.mean_motion_rad_min, 2.0 / 3);
    double d1 = bend / (a1 * a1);
    double a0 = a1 * (1 - d1 / 3 - d1 * d1 - 134.0 / 81 * d1 * d1 * d1);
    double n = e.mean_motion_rad_min / (1 + bend / (a0 * a0)) / 60;
    return std::cbrt(kGravity / (n * n));
}

// Largest distance from SGP4 without drag in the first `days` days, km.
double farthest_from_sgp4(const sgp4_elements &e, double days) {
    satqkd_error error = {};
    struct sgp4 *made = nullptr;
    EXPECT_EQ(sgp4_create(&e, &made, &error), SATQKD_OK) << error.message;
    std::unique_ptr<struct sgp4, decltype(&sgp4_destroy)> sgp4(made, sgp4_destroy);
    kepler planned = prepared({e.epoch_utc_s, axis_of(e), e.eccentricity, e.inclination_rad, e.raan_rad,
                               e.arg_perigee_rad, e.mean_anomaly_rad});
    double farthest = 0;
    for (double t = 0; t <= days * kDay; t += 601) {
        double theirs[3], theirs_v[3], ours[3], ours_v[3];
        EXPECT_EQ(sgp4_propagate(made, t / 60, theirs, theirs_v, &error), SATQKD_OK) << error.message;
        kepler_state(&planned, e.epoch_utc_s + t, ours, ours_v);
        farthest = std::fmax(farthest, distance(ours, theirs) / 1e3);
    }
    return farthest;
}

sgp4_elements set(double inclination_deg, double eccentricity, double revolutions_a_day) {
    sgp4_elements e = {};
    e.epoch_utc_s = kEpoch;
    e.inclination_rad = inclination_deg * kDeg;
    e.raan_rad = 1;
    e.eccentricity = eccentricity;
    e.arg_perigee_rad = 2;
    e.mean_anomaly_rad = 3;
    e.mean_motion_rad_min = revolutions_a_day * 2 * kPi / 1440;
    return e;
}

} // namespace

// What remains is the periodic part of J2, which these elements leave out: it does not grow with the days. Its largest term along the orbit
// is near 3/2 J2 R²/a, 10 km, and others add up to 18 km (a brute-force look at these orbits); a secular rate wrong by 1e-5 of the motion
// would be 195 km after a month.
TEST(Kepler, FollowsSgp4ForAMonthWithoutDrag) {
    for (double inclination_deg : {0.0, 30.0, 51.6, 63.4, 97.4}) {
        for (double eccentricity : {0.0013, 0.02}) {
            const sgp4_elements low = set(inclination_deg, eccentricity, 15.24);
            SCOPED_TRACE(testing::Message() << inclination_deg << " deg, e " << eccentricity);
            const double day = farthest_from_sgp4(low, 1);
            const double month = farthest_from_sgp4(low, 30);
            EXPECT_TRUE(month <= 20) << month;
            EXPECT_TRUE(month <= day + 1.5) << day << " " << month;
        }
    }
    EXPECT_TRUE(farthest_from_sgp4(set(86, 0.001, 13.2), 30) <= 20); // 1200 km
}

TEST(Kepler, VelocityIsTheDerivative) {
    const kepler k = prepared({kEpoch, 26.6e6, 0.74, 63.4 * kDeg, 1, 4.7, 0.1});
    const double h = 0.25, t = kEpoch + 5000;
    double before[3], at[3], after[3], v[3], unused[3];
    kepler_state(&k, t - h, before, unused);
    kepler_state(&k, t, at, v);
    kepler_state(&k, t + h, after, unused);
    for (int axis = 0; axis < 3; axis++) {
        EXPECT_NEAR(v[axis], (after[axis] - before[axis]) / (2 * h), 1e-3); // rounding 4e-9 m / h, and h²/6 · 1e-3 m/s³
    }
}

// Perigee and apogee are a (1 - e) and a (1 + e): Kepler's equation solved at both ends and near the turn, where Newton is at its worst.
TEST(Kepler, EccentricOrbit) {
    const double a = 26.6e6, e = 0.74;
    double r[3], v[3];
    for (double m : {0.0, 1e-3, kPi, 3.2, 6.28}) {
        const kepler k = prepared({kEpoch, a, e, 63.4 * kDeg, 1, 4.7, m});
        kepler_state(&k, kEpoch, r, v);
        const double radius = std::hypot(r[0], r[1], r[2]);
        const double anomaly = std::copysign(std::acos((1 - radius / a) / e), std::sin(m)); // of r = a (1 - e cos E)
        EXPECT_NEAR(std::remainder(anomaly - e * std::sin(anomaly) - m, 2 * kPi), 0, 1e-6) << m; // acos near its ends
    }
}

TEST(Kepler, SunSynchronousKeepsItsHour) {
    const double axis = 6378137.0 + 705e3;
    double inclination = 0;
    satqkd_error error = {};
    ASSERT_EQ(kepler_sun_synchronous(axis, 0.0, &inclination, &error), SATQKD_OK) << error.message;
    EXPECT_NEAR(inclination / kDeg, 98.2,
                0.05); // Landsat 8, 705 km: 98.2 deg (USGS, Landsat 8 Data Users Handbook, 2019)
    const double ten = 10 * 3600.0;
    const kepler k = prepared({kEpoch, axis, 0, inclination, kepler_node_at_local_time(kEpoch, ten), 0, 0});
    // The node from the orbit's normal, and the node of the same hour at other dates. The node's own rate tilts the velocity by its
    // share of the motion, 2e-4 / 15 turns: 8e-5 rad, which stays; a rate wrong by 1e-5 would be 3e-4 after five years.
    for (double days : {0.0, 91.3, 365.2422, 1826.2}) {
        const double t = kEpoch + days * kDay;
        double r[3], v[3];
        kepler_state(&k, t, r, v);
        const double node = std::atan2(r[1] * v[2] - r[2] * v[1], -(r[2] * v[0] - r[0] * v[2]));
        EXPECT_NEAR(std::remainder(node - kepler_node_at_local_time(t, ten), 2 * kPi), 0, 1e-4) << days;
    }
    EXPECT_EQ(kepler_sun_synchronous(6378137.0 + 6500e3, 0.0, &inclination, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("6500 km"), std::string::npos) << error.message;
}

TEST(Kepler, GeostationaryStays) {
    kepler_elements e = {};
    kepler_geostationary(100 * kDeg, kEpoch, &e);
    // 42164.17 km by Kepler's law alone; Earth's flattening lifts it by about 2 km (Soop, Handbook of
    // Geostationary Orbits, 1994: 42166.3 km).
    EXPECT_NEAR(e.semi_major_axis_m, 42166.3e3, 0.3e3);
    const kepler k = prepared(e);
    for (double days : {0.0, 0.3, 30.0, 365.0}) {
        double r[3], v[3], fixed[3], fixed_v[3];
        kepler_state(&k, kEpoch + days * kDay, r, v);
        frames_fix(kEpoch + days * kDay, r, v, fixed, fixed_v);
        // It turns evenly and the Earth does not: a millisecond a day or so, as UT1 - UTC tells. Left: GMST's own quadratic
        // term, and rounding.
        const double turned = ut1_less_utc(kEpoch + days * kDay) - ut1_less_utc(kEpoch);
        EXPECT_NEAR(std::atan2(fixed[1], fixed[0]) + FRAMES_EARTH_RATE_RAD_S * turned, 100 * kDeg, 1e-5) << days;
        EXPECT_TRUE(std::hypot(fixed_v[0], fixed_v[1], fixed_v[2]) <= 0.01);
    }
}

TEST(Kepler, RefusesWhatIsNoOrbit) {
    kepler out;
    const struct {
        kepler_elements elements;
        const char *word;
    } wrong[] = {
        {{kEpoch, 6.9e6, 0.96, 1, 0, 0, 0}, "eccentricity"},   {{kEpoch, 6.9e6, NAN, 1, 0, 0, 0}, "eccentricity"},
        {{kEpoch, 6.9e6, 0.1, 1, 0, 0, 0}, "perigee"},         {{kEpoch, NAN, 0.1, 1, 0, 0, 0}, "perigee"},
        {{kEpoch, 6.9e6, 0, 3.2, 0, 0, 0}, "inclination_deg"}, {{kEpoch, 6.9e6, 0, 1, NAN, 0, 0}, "finite"},
    };
    for (const auto &w : wrong) {
        satqkd_error error = {};
        EXPECT_EQ(kepler_prepare(&w.elements, &out, &error), SATQKD_INVALID);
        EXPECT_NE(std::string(error.message).find(w.word), std::string::npos) << error.message;
    }
}

TEST(Kepler, RefusesTimesFarFromTheEpochWithTheirAge) {
    const kepler_elements e = {kEpoch, 6.9e6, 0, 1, 0, 0, 0};
    satqkd_error error = {};
    struct orbit *orbit = nullptr;
    ASSERT_EQ(orbit_create_kepler(&e, &orbit, &error), SATQKD_OK) << error.message;
    const orbit_station station = {0.7, 2, 900};
    orbit_look look;
    EXPECT_EQ(orbit_observe(orbit, &station, kEpoch + 3650 * kDay, &look, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(orbit_observe(orbit, &station, kEpoch + 25 * 365.25 * kDay, &look, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("25.0 years"), std::string::npos) << error.message;
    orbit_destroy(orbit);
}
