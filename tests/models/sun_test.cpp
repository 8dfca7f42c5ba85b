/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

extern "C" {
#include "orbit/sun.h"
#include "orbit/time_utc.h"
#include "orbit/ut1.h"
}

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kDeg = kPi / 180.0;
constexpr double kEquatorM = 6378137.0; // WGS-84
constexpr double kAuM = 149597870700.0; // IAU 2012

// Earth-fixed direction of the Sun by the low-precision formulae of the Astronomical Almanac (page C5: to 0.01° between
// 1950 and 2050) and its sidereal time to first order: nothing here is shared with the program.
void almanac_sun(double utc_s, double out[3]) {
    double n = utc_s / 86400.0 - 10957.5; // days since J2000.0
    double mean_longitude = 280.460 + 0.9856474 * n;
    double anomaly = (357.528 + 0.9856003 * n) * kDeg;
    double longitude = (mean_longitude + 1.915 * std::sin(anomaly) + 0.020 * std::sin(2 * anomaly)) * kDeg;
    double obliquity = (23.439 - 0.0000004 * n) * kDeg;
    double sidereal = (280.46062 + 360.98564737 * n) * kDeg;
    double equator[3] = {std::cos(longitude), std::cos(obliquity) * std::sin(longitude),
                         std::sin(obliquity) * std::sin(longitude)};
    out[0] = std::cos(sidereal) * equator[0] + std::sin(sidereal) * equator[1];
    out[1] = -std::sin(sidereal) * equator[0] + std::cos(sidereal) * equator[1];
    out[2] = equator[2];
}

} // namespace

TEST(Sun, StandsWherePyEphemSeesIt) {
    // fixtures/pass_sun.csv, by PyEphem, which takes its time for UT1 (the Sun itself moves 0.04" in a second). Left: polar
    // motion in neither, nutation and libastro's own truncations: below 0.001°.
    std::ifstream file(SATQKD_SOURCE_DIR "/tests/models/fixtures/pass_sun.csv");
    std::string line;
    int rows = 0;
    while (std::getline(file, line)) {
        if (line[0] == '#' || line.rfind("station", 0) == 0) {
            continue;
        }
        std::istringstream row(line);
        std::string name, latitude, longitude, altitude, utc, elevation;
        std::getline(row, name, ',');
        std::getline(row, latitude, ',');
        std::getline(row, longitude, ',');
        std::getline(row, altitude, ',');
        std::getline(row, utc, ',');
        std::getline(row, elevation, ',');
        orbit_station place = {std::stod(latitude) * kDeg, std::stod(longitude) * kDeg, std::stod(altitude)};
        double utc_s = NAN;
        ASSERT_TRUE(time_utc_parse(utc.c_str(), &utc_s)) << line;
        double error_deg = std::fabs(sun_elevation(&place, utc_s - ut1_less_utc(utc_s)) / kDeg - std::stod(elevation));
        EXPECT_LE(error_deg, 0.001) << line;
        rows++;
    }
    EXPECT_EQ(rows, 48);
}

TEST(Sun, ShadowEndsWhereTheGeometrySaysSo) {
    // Seen from a radius r, the Sun sets behind a sphere of radius R at asin(R/r) from the antisolar direction, less
    // the Sun's parallax. 0.02° is the Almanac's 0.01° and as much for sidereal time with UT1, in a LEO 0.3 s of
    // flight.
    const unsigned seed = 7;
    const double margin = 0.02 * kDeg;
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    for (int i = 0; i < 300; i++) {
        double utc_s = 631152000.0 + uniform(random) * 1.5e9; // 1990 to 2037
        double radius = kEquatorM + 200e3 + uniform(random) * uniform(random) * 40000e3;
        double sun[3];
        almanac_sun(utc_s, sun);
        // Any direction across the Sun's.
        double turn = 2 * kPi * uniform(random);
        double east_norm = std::hypot(sun[0], sun[1]);
        double east[3] = {-sun[1] / east_norm, sun[0] / east_norm, 0.0};
        double north[3] = {-sun[2] * east[1], sun[2] * east[0], east_norm};
        double edge = std::asin(kEquatorM / radius) - kEquatorM / kAuM;
        for (double side : {-1.0, 1.0}) {
            double angle = edge + side * margin;
            double position[3];
            for (int axis = 0; axis < 3; axis++) {
                double across = std::cos(turn) * east[axis] + std::sin(turn) * north[axis];
                position[axis] = radius * (-std::cos(angle) * sun[axis] + std::sin(angle) * across);
            }
            EXPECT_EQ(sun_lights(position, utc_s), side > 0) << "seed " << seed << " case " << i;
            double opposite[3] = {-position[0], -position[1], -position[2]};
            EXPECT_TRUE(sun_lights(opposite, utc_s)) << "seed " << seed << " case " << i;
        }
    }
}

TEST(Sun, IsFoundBeforeAndAfterTheLeapSecondTable) {
    // The solstices and the equator: declination 23.44° at noon, by definition of the obliquity, in any century; the
    // times are those of the solstice to half a day, where the declination has moved by less than 0.002°.
    const struct {
        const char *utc;
        double declination_deg;
    } cases[] = {{"1957-12-22T12:00:00Z", -23.44}, {"2099-06-21T12:00:00Z", 23.436}};
    for (const auto &one : cases) {
        double noon_s = NAN;
        ASSERT_TRUE(time_utc_parse(one.utc, &noon_s));
        orbit_station place = {one.declination_deg * kDeg, 0.0, 0.0};
        double highest = -1.0;
        for (double s = -1800.0; s <= 1800.0; s += 10.0) {
            highest = std::max(highest, sun_elevation(&place, noon_s + s));
        }
        EXPECT_NEAR(highest / kDeg, 90.0, 0.03) << one.utc;
    }
}
