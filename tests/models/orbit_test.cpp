/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

extern "C" {
#include "orbit/frames.h"
#include "orbit/orbit.h"
#include "orbit/ut1.h"
}

namespace {

using Orbit = std::unique_ptr<struct orbit, decltype(&orbit_destroy)>;

constexpr double kPi = 3.14159265358979323846;
constexpr double kDeg = kPi / 180.0;
constexpr double kEquatorM = 6378137.0;     // WGS-84
constexpr double kGravity = 3.986004418e14; // WGS-84, m³/s²
constexpr double kEpoch = 1735689600.0;     // 2025-01-01T00:00:00Z

// reference.md's Xinglong, from the paper's coordinates.
const orbit_station kXinglong = {40.395867 * kDeg, 117.577458 * kDeg, 890.0};

const char *const kLine1 = "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993";
const char *const kLine2 = "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063";
constexpr double kTleEpoch = 1482097091.33; // day 353.90152003 of 2016: 18 December, 21:38:11.33

orbit_station station(double latitude_deg, double longitude_deg, double altitude_m) {
    return {latitude_deg * kDeg, longitude_deg * kDeg, altitude_m};
}

Orbit circular(double altitude_m, double inclination_deg, double elevation_deg, const orbit_station &place,
               satqkd_error *error) {
    struct orbit *made = nullptr;
    orbit_create_circular(altitude_m, inclination_deg * kDeg, elevation_deg * kDeg, &place, kEpoch, &made, error);
    return Orbit(made, orbit_destroy);
}

Orbit micius(double max_age_s, satqkd_error *error) {
    struct orbit *made = nullptr;
    orbit_create_tle(kLine1, kLine2, max_age_s, &made, error);
    return Orbit(made, orbit_destroy);
}

Orbit track(const std::vector<orbit_track_point> &points, satqkd_error *error) {
    struct orbit *made = nullptr;
    orbit_create_track(points.data(), points.size(), kEpoch, &made, error);
    return Orbit(made, orbit_destroy);
}

orbit_look look_at(const Orbit &source, const orbit_station &place, double utc_s) {
    orbit_look look;
    satqkd_error error = {};
    EXPECT_EQ(orbit_observe(source.get(), &place, utc_s, &look, &error), SATQKD_OK) << error.message;
    return look;
}

double length(const double v[3]) {
    return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

// The rates of a look against central differences of the looks beside it. An eighth of a second is exact in binary;
// what is left is h²/6 of the third derivative, for the range nearest to the zenith 1.3 m/s³: 3e-3 m/s.
void expect_rates_match_differences(const Orbit &source, const orbit_station &place, double utc_s,
                                    double tolerance_m_s) {
    const double h = 0.125;
    orbit_look here = look_at(source, place, utc_s);
    orbit_look before = look_at(source, place, utc_s - h);
    orbit_look after = look_at(source, place, utc_s + h);
    double turn[3];
    for (int axis = 0; axis < 3; axis++) {
        double ahead = after.direction[axis] * after.slant_range_m;
        double behind = before.direction[axis] * before.slant_range_m;
        EXPECT_NEAR(here.velocity[axis], (ahead - behind) / (2 * h), tolerance_m_s) << axis;
        turn[axis] = (after.direction[axis] - before.direction[axis]) / (2 * h);
    }
    EXPECT_NEAR(here.range_rate_m_s, (after.slant_range_m - before.slant_range_m) / (2 * h), tolerance_m_s);
    EXPECT_NEAR(here.angular_speed_rad_s, length(turn), 1e-5 * here.angular_speed_rad_s);
}

// Three numbers that describe the same view must.
void expect_consistent(const orbit_look &look) {
    EXPECT_NEAR(length(look.direction), 1.0, 1e-14);
    EXPECT_NEAR(look.direction[2], std::sin(look.elevation_rad), 1e-14);
    EXPECT_NEAR(look.direction[0], std::cos(look.elevation_rad) * std::sin(look.azimuth_rad), 1e-14);
    EXPECT_NEAR(look.direction[1], std::cos(look.elevation_rad) * std::cos(look.azimuth_rad), 1e-14);
    EXPECT_GE(look.azimuth_rad, 0.0);
    EXPECT_LT(look.azimuth_rad, 2 * kPi);
}

} // namespace

TEST(Frames, TurnTheVectorsOfAiaa2006) {
    // Vallado, Crawford, Hujsak, Kelso, AIAA 2006-6753 rev. 2, appendix C (TEME to PEF), 2004-04-06 07:51:28.386009
    // UTC, UT1 - UTC -0.439961 s: the UTC of our table at which UT1 is theirs. Their one-double Julian date rounds the time by
    // 15 µs: 9 mm there.
    const double utc_s = 1081237888.386009 - 0.439961 - ut1_less_utc(1081237888.386009);
    const double position_m[3] = {5094180.16210, 6127644.65950, 6380344.53270};
    const double velocity_m_s[3] = {-4746.131487, 785.818041, 5531.931288};
    const double expected_m[3] = {-1033475.0313, 7901305.5856, 6380344.5327};
    const double expected_m_s[3] = {-3225.632747, -2872.442511, 5531.931288};
    double fixed_m[3];
    double fixed_m_s[3];
    frames_fix(utc_s, position_m, velocity_m_s, fixed_m, fixed_m_s);
    for (int axis = 0; axis < 3; axis++) {
        EXPECT_NEAR(fixed_m[axis], expected_m[axis], 0.02);
        EXPECT_NEAR(fixed_m_s[axis], expected_m_s[axis], 1e-3);
    }
    double back_m[3];
    frames_release(utc_s, fixed_m, back_m);
    for (int axis = 0; axis < 3; axis++) {
        EXPECT_NEAR(back_m[axis], position_m[axis], 1e-7);
    }
}

TEST(Orbit, CircularCulminatesAsAsked) {
    const struct {
        double altitude_m, inclination_deg, elevation_deg;
        orbit_station place;
    } cases[] = {
        {500e3, 97.4, 60.0, kXinglong},
        {500e3, 97.4, 90.0, kXinglong},
        {500e3, 97.4, 89.999, kXinglong},
        {500e3, 97.4, 5.0, kXinglong},
        {400e3, 51.6, 75.0, station(-33.9, 18.4, 42.0)},
        {400e3, 51.6, 20.0, station(58.0, 10.0, 0.0)},
        {1200e3, 40.395867, 80.0, kXinglong}, // the station's latitude is nearly the orbit's highest
        {700e3, 0.0, 90.0, station(0.0, -60.0, 0.0)},
        {700e3, 5.0, 55.0, station(0.0, -60.0, 2850.0)},
        {600e3, 90.0, 40.0, station(78.23, 15.4, 500.0)},
        {8000e3, 120.0, 33.0, station(47.0671, 15.4932, 490.0)},
        {20200e3, 55.0, 70.0, station(-47.0671, 15.4932, 490.0)},
    };
    for (const auto &one : cases) {
        SCOPED_TRACE(testing::Message() << one.altitude_m << " m, " << one.inclination_deg << "°, " << one.elevation_deg
                                        << "°");
        satqkd_error error = {};
        Orbit source = circular(one.altitude_m, one.inclination_deg, one.elevation_deg, one.place, &error);
        ASSERT_TRUE(source) << error.message;
        EXPECT_EQ(orbit_epoch(source.get()), kEpoch);
        orbit_look top = look_at(source, one.place, kEpoch);
        expect_consistent(top);
        EXPECT_NEAR(top.elevation_rad, one.elevation_deg * kDeg, 1e-9);
        // The highest in time: nothing around is higher, from a tenth of a second (where the fall is still above
        // rounding) on.
        for (double away_s : {0.1, 1.0, 10.0, 60.0, 300.0}) {
            EXPECT_LT(look_at(source, one.place, kEpoch - away_s).elevation_rad, top.elevation_rad + 1e-12) << away_s;
            EXPECT_LT(look_at(source, one.place, kEpoch + away_s).elevation_rad, top.elevation_rad + 1e-12) << away_s;
        }
        // And the highest to 1e-6 rad: the sine of the elevation is a parabola around a culmination.
        const double h = 2.0;
        double left = std::sin(look_at(source, one.place, kEpoch - h).elevation_rad);
        double right = std::sin(look_at(source, one.place, kEpoch + h).elevation_rad);
        double middle = std::sin(top.elevation_rad);
        double excess = (right - left) * (right - left) / (8 * (2 * middle - left - right));
        EXPECT_LE(excess, 1e-10);
    }
}

TEST(Orbit, CircularIsTheOrbitAskedFor) {
    const double altitude_m = 500e3;
    const double inclination_deg = 97.4;
    satqkd_error error = {};
    Orbit source = circular(altitude_m, inclination_deg, 60.0, kXinglong, &error);
    ASSERT_TRUE(source) << error.message;
    double first = 0.0;
    double last = 0.0;
    orbit_span(source.get(), &first, &last);
    // Kepler's third law, here with the test's own constants.
    double period = 2 * kPi * std::sqrt(std::pow(kEquatorM + altitude_m, 3) / kGravity);
    EXPECT_NEAR(last - first, period, 1e-6);
    EXPECT_NEAR(0.5 * (last + first), kEpoch, 1e-6);

    double highest_m = 0.0;
    double before[3];
    double after[3];
    for (int i = 0; i <= 2000; i++) {
        double position[3];
        ASSERT_EQ(orbit_position(source.get(), first + (last - first) * i / 2000, position, &error), SATQKD_OK);
        EXPECT_NEAR(length(position), kEquatorM + altitude_m, 1e-5);
        highest_m = std::max(highest_m, std::fabs(position[2]));
    }
    // The highest latitude of a retrograde orbit is 180° less the inclination; 2000 steps miss it by 1e-6 at most.
    EXPECT_NEAR(highest_m / (kEquatorM + altitude_m), std::sin(inclination_deg * kDeg), 2e-6);
    // A revolution brings the same distance from the equator; northbound at the culmination, and retrograde: westward
    // over a frame that does not turn.
    ASSERT_EQ(orbit_position(source.get(), first, before, &error), SATQKD_OK);
    ASSERT_EQ(orbit_position(source.get(), last, after, &error), SATQKD_OK);
    EXPECT_NEAR(before[2], after[2], 0.01);
    ASSERT_EQ(orbit_position(source.get(), kEpoch - 1.0, before, &error), SATQKD_OK);
    ASSERT_EQ(orbit_position(source.get(), kEpoch + 1.0, after, &error), SATQKD_OK);
    EXPECT_GT(after[2], before[2]);
    EXPECT_LT(std::atan2(after[1], after[0]), std::atan2(before[1], before[0]));
    // Documented: of the two sides the lower azimuth, here the east.
    EXPECT_LT(look_at(source, kXinglong, kEpoch).azimuth_rad, kPi);
    EXPECT_EQ(orbit_position(source.get(), last + 1.0, after, &error), SATQKD_INVALID);
    EXPECT_NE(std::strstr(error.message, "covers"), nullptr) << error.message;
}

TEST(Orbit, CircularOverTheEquatorKeepsItsHeight) {
    // Altitude counts from the equatorial radius, so that an equatorial orbit has it everywhere, and at the zenith it
    // is the range.
    orbit_station place = station(0.0, -60.0, 0.0);
    satqkd_error error = {};
    Orbit source = circular(700e3, 0.0, 90.0, place, &error);
    ASSERT_TRUE(source) << error.message;
    orbit_look top = look_at(source, place, kEpoch);
    EXPECT_NEAR(top.slant_range_m, 700e3, 1e-3);
    EXPECT_NEAR(top.satellite_height_m, 700e3, 1e-3);
    // Relative to the turning Earth an eastward satellite is slower by the turning: sqrt(GM/a) - omega a.
    double radius = kEquatorM + 700e3;
    EXPECT_NEAR(top.velocity[0], std::sqrt(kGravity / radius) - 7.292115855e-5 * radius, 1e-3);
    EXPECT_NEAR(top.velocity[1], 0.0, 1e-6);
    EXPECT_NEAR(top.angular_speed_rad_s, top.velocity[0] / 700e3, 1e-9);
}

TEST(Orbit, CircularRefusesWhatNoOrbitDoes) {
    struct orbit *made = nullptr;
    satqkd_error error = {};
    // 60° north is beyond an orbit of 51.6°. Its best is in the meridian, at its highest latitude: with the geocentric
    // place of the station, (3197.1, 5500.5) km (6378.137 km, 1/298.257), and the satellite's, 6778.137 km (cos, sin
    // 51.6°), 1013.1 km outward and -188.6 km poleward: 343.2 km up, 971.7 km south, 19.45°.
    orbit_station oslo = station(60.0, 10.0, 0.0);
    EXPECT_EQ(orbit_create_circular(400e3, 51.6 * kDeg, 45 * kDeg, &oslo, kEpoch, &made, &error), SATQKD_INVALID);
    EXPECT_EQ(made, nullptr);
    EXPECT_NE(std::strstr(error.message, "max_elevation_deg"), nullptr) << error.message;
    EXPECT_NE(std::strstr(error.message, "between about 0.0° and 19.5°"), nullptr) << error.message;
    EXPECT_EQ(orbit_create_circular(400e3, 51.6 * kDeg, 19.6 * kDeg, &oslo, kEpoch, &made, &error), SATQKD_INVALID);
    EXPECT_TRUE(circular(400e3, 51.6, 19.3, oslo, &error));
    // An orbit of 5° leaves the equator by 5° at most: nothing of it culminates lower than at atan((cos 5° - R/a)/sin
    // 5°) = 47.4° there, R the equatorial radius and 2850 m.
    orbit_station quito = station(0.0, -78.5, 2850.0);
    EXPECT_EQ(orbit_create_circular(700e3, 5.0 * kDeg, 45 * kDeg, &quito, kEpoch, &made, &error), SATQKD_INVALID);
    EXPECT_NE(std::strstr(error.message, "between about 47.4° and 90.0°"), nullptr) << error.message;
    EXPECT_EQ(orbit_create_circular(2e3, 5.0 * kDeg, 45 * kDeg, &quito, kEpoch, &made, &error), SATQKD_INVALID);
    EXPECT_NE(std::strstr(error.message, "below the station"), nullptr) << error.message;
    EXPECT_EQ(orbit_create_circular(400e3, 20 * kDeg, 45 * kDeg, &oslo, kEpoch, &made, &error), SATQKD_INVALID);
    EXPECT_NE(std::strstr(error.message, "never rises"), nullptr) << error.message;
    const double bad[][3] = {{-1.0, 1.0, 1.0},   {0.0, 1.0, 1.0},   {NAN, 1.0, 1.0},   {INFINITY, 1.0, 1.0},
                             {400e3, -0.1, 1.0}, {400e3, 3.2, 1.0}, {400e3, NAN, 1.0}, {400e3, 1.0, 0.0},
                             {400e3, 1.0, 1.6},  {400e3, 1.0, NAN}};
    for (const auto &one : bad) {
        EXPECT_EQ(orbit_create_circular(one[0], one[1], one[2], &kXinglong, kEpoch, &made, &error), SATQKD_INVALID)
            << one[0] << " " << one[1] << " " << one[2];
        EXPECT_EQ(made, nullptr);
    }
    orbit_station nowhere = station(91.0, 0.0, 0.0);
    EXPECT_EQ(orbit_create_circular(400e3, 1.0, 1.0, &nowhere, kEpoch, &made, nullptr), SATQKD_INVALID);
}

TEST(Orbit, RatesAreTheDerivativesOfTheView) {
    satqkd_error error = {};
    Orbit elements = micius(30 * 86400.0, &error);
    ASSERT_TRUE(elements) << error.message;
    for (double s : {60400.0, 60600.0, 60733.5, 60800.0, 70000.0}) {
        expect_rates_match_differences(elements, kXinglong, 1482105600.0 + s,
                                       0.05); // SGP4's velocity is no exact derivative
        expect_consistent(look_at(elements, kXinglong, 1482105600.0 + s));
    }
    Orbit planned = circular(500e3, 97.4, 85.0, kXinglong, &error);
    ASSERT_TRUE(planned) << error.message;
    for (double s : {-250.0, -30.0, 0.0, 30.0, 250.0}) {
        expect_rates_match_differences(planned, kXinglong, kEpoch + s, 4e-3);
    }
}

TEST(Orbit, ElementsEndAtTheirAge) {
    satqkd_error error = {};
    Orbit source = micius(30 * 86400.0, &error);
    ASSERT_TRUE(source) << error.message;
    EXPECT_NEAR(orbit_epoch(source.get()), kTleEpoch, 0.01);
    double first = 0.0;
    double last = 0.0;
    orbit_span(source.get(), &first, &last);
    orbit_look look;
    EXPECT_EQ(orbit_observe(source.get(), &kXinglong, first, &look, &error), SATQKD_OK);
    EXPECT_EQ(orbit_observe(source.get(), &kXinglong, last, &look, &error), SATQKD_OK);
    EXPECT_EQ(orbit_observe(source.get(), &kXinglong, orbit_epoch(source.get()) + 40.5 * 86400, &look, &error),
              SATQKD_INVALID);
    EXPECT_NE(std::strstr(error.message, "40.5 days"), nullptr) << error.message;
    EXPECT_NE(std::strstr(error.message, "orbit.max_age_days is 30"), nullptr) << error.message;
    EXPECT_EQ(orbit_observe(source.get(), &kXinglong, NAN, &look, &error), SATQKD_INVALID);
    struct orbit *made = nullptr;
    EXPECT_EQ(orbit_create_tle(kLine1, kLine2, 0.0, &made, &error), SATQKD_INVALID);
    EXPECT_EQ(orbit_create_tle(kLine1, kLine1, 1e6, &made, &error), SATQKD_INVALID);
    EXPECT_EQ(made, nullptr);
}

TEST(Track, FollowsTheOrbitItWasSampledFrom) {
    satqkd_error error = {};
    Orbit truth = circular(500e3, 97.4, 85.0, kXinglong, &error);
    ASSERT_TRUE(truth) << error.message;
    // Uneven samples 8 to 12 s apart. Slopes by parabolas err by at most h²/6 of the jerk (orbital rate cubed times
    // radius, 9e-3 m/s³): 0.2 m/s; the path by an h of that over 4, with room for the one-sided ends 1 m.
    std::vector<orbit_track_point> points;
    for (double t = 0.0; t <= 600.0; t += points.size() % 2 ? 8.0 : 12.0) {
        orbit_look look = look_at(truth, kXinglong, kEpoch - 300.0 + t);
        points.push_back({t, look.slant_range_m, look.elevation_rad, look.azimuth_rad, NAN});
    }
    struct orbit *made = nullptr;
    ASSERT_EQ(orbit_create_track(points.data(), points.size(), kEpoch - 300.0, &made, &error), SATQKD_OK)
        << error.message;
    Orbit source(made, orbit_destroy);
    EXPECT_EQ(orbit_epoch(source.get()), kEpoch - 300.0);
    double first = 0.0;
    double last = 0.0;
    orbit_span(source.get(), &first, &last);
    EXPECT_EQ(first, kEpoch - 300.0);
    EXPECT_EQ(last, kEpoch - 300.0 + points.back().t_s);
    for (double utc_s = first; utc_s <= last; utc_s += 1.7) {
        orbit_look seen = look_at(source, kXinglong, utc_s);
        orbit_look real = look_at(truth, kXinglong, utc_s);
        expect_consistent(seen);
        double miss[3];
        double miss_m_s[3];
        for (int axis = 0; axis < 3; axis++) {
            miss[axis] = seen.direction[axis] * seen.slant_range_m - real.direction[axis] * real.slant_range_m;
            miss_m_s[axis] = seen.velocity[axis] - real.velocity[axis];
        }
        EXPECT_LE(length(miss), 1.0) << utc_s - first;
        EXPECT_LE(length(miss_m_s), 0.5) << utc_s - first;
        // A sphere of the equatorial radius at 40° misses the ellipsoid by 9 km.
        EXPECT_NEAR(seen.satellite_height_m, real.satellite_height_m, 12e3);
        EXPECT_TRUE(std::isnan(seen.efficiency));
    }
    for (const auto &point : points) {
        orbit_look seen = look_at(source, kXinglong, first + point.t_s);
        EXPECT_NEAR(seen.slant_range_m, point.slant_range_m, 0.01);
    }
    double position[3];
    EXPECT_EQ(orbit_position(source.get(), first, position, &error), SATQKD_INVALID);
    EXPECT_EQ(orbit_observe(source.get(), &kXinglong, last + 0.1, nullptr, &error), SATQKD_INVALID);
}

TEST(Track, HoldsEfficienciesLinearInDecibel) {
    satqkd_error error = {};
    Orbit source = track({{0, 0, 0, 0, 1e-4}, {10, 0, 0, 0, 1e-2}, {30, 0, 0, 0, 1e-2}}, &error);
    ASSERT_TRUE(source) << error.message;
    // 40 dB to 20 dB in 10 s: 36 dB after 2 s.
    orbit_look look = look_at(source, kXinglong, kEpoch + 2.0);
    EXPECT_NEAR(look.efficiency, std::pow(10.0, -3.6), 1e-12);
    EXPECT_NEAR(look_at(source, kXinglong, kEpoch + 20.0).efficiency, 1e-2, 1e-14);
    EXPECT_NEAR(look_at(source, kXinglong, kEpoch).efficiency, 1e-4, 1e-16);
    EXPECT_NEAR(look_at(source, kXinglong, kEpoch + 30.0).efficiency, 1e-2, 1e-14);
    EXPECT_EQ(look.utc_s, kEpoch + 2.0);
    EXPECT_EQ(look.slant_range_m, 0.0);
    EXPECT_NEAR(look.elevation_rad, kPi / 2, 1e-15);
    EXPECT_EQ(look.azimuth_rad, 0.0);
    EXPECT_EQ(look.range_rate_m_s, 0.0);
    EXPECT_EQ(look.angular_speed_rad_s, 0.0);
    EXPECT_EQ(length(look.velocity), 0.0);
    EXPECT_EQ(length(look.direction), 1.0);
    EXPECT_NEAR(look.satellite_height_m, kXinglong.altitude_m, 1e-6);
}

TEST(Track, RefusesWhatCannotBeFollowed) {
    const orbit_track_point good = {0, 500e3, 1.0, 1.0, NAN};
    const orbit_track_point lit = {0, 0, 0, 0, 0.5};
    auto at = [](orbit_track_point point, double t_s) {
        point.t_s = t_s;
        return point;
    };
    orbit_track_point far = at(good, 10);
    far.slant_range_m = INFINITY;
    orbit_track_point no_range = at(good, 10);
    no_range.slant_range_m = 0;
    orbit_track_point steep = at(good, 10);
    steep.elevation_rad = 1.6;
    orbit_track_point no_azimuth = at(good, 10);
    no_azimuth.azimuth_rad = NAN;
    orbit_track_point dark = at(lit, 10);
    dark.efficiency = 0;
    orbit_track_point bright = at(lit, 10);
    bright.efficiency = 1.5;
    const std::vector<orbit_track_point> bad[] = {{},
                                                  {good},
                                                  {good, good},
                                                  {at(good, 5), good},
                                                  {good, far},
                                                  {good, no_range},
                                                  {good, steep},
                                                  {good, no_azimuth},
                                                  {lit, dark},
                                                  {lit, bright},
                                                  {good, at(lit, 10)},
                                                  {lit, at(good, 10)},
                                                  {good, at(good, NAN)}};
    for (const auto &points : bad) {
        satqkd_error error = {};
        EXPECT_FALSE(track(points, &error)) << points.size();
        EXPECT_EQ(error.status, SATQKD_INVALID);
        EXPECT_NE(std::strstr(error.message, points.size() < 2 ? "2 or more" : "point 2"), nullptr) << error.message;
    }
    // From one horizon to the other in one step: a straight line through the station.
    satqkd_error error = {};
    Orbit through = track({{0, 500e3, 0.0, 0.0, NAN}, {100, 500e3, 0.0, kPi, NAN}}, &error);
    ASSERT_TRUE(through) << error.message;
    orbit_look look;
    EXPECT_EQ(orbit_observe(through.get(), &kXinglong, kEpoch + 50.0, &look, &error), SATQKD_INVALID);
    EXPECT_NE(std::strstr(error.message, "points 1 and 2"), nullptr) << error.message;
}
