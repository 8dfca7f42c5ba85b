// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <string>

extern "C" {
#include "orbit/time_utc.h"
#include "orbit/ut1.h"
}

namespace {

constexpr double kDay = 86400.0;

double utc(const std::string &text) {
    double out = NAN;
    EXPECT_TRUE(time_utc_parse(text.c_str(), &out)) << text;
    return out;
}

} // namespace

// fixtures/ut1_skyfield.csv: daily values of the IERS in another program's copy, leap seconds included. Rows ten days apart
// leave out tides of the Earth: up to 3 ms by the comment of ut1_table.c, and 0.1 ms for what the IERS has corrected since.
TEST(Ut1, AgreesWithSkyfield) {
    std::ifstream file(SATQKD_SOURCE_DIR "/tests/models/fixtures/ut1_skyfield.csv");
    int rows = 0;
    double least = INFINITY, most = -INFINITY;
    for (std::string line; std::getline(file, line);) {
        if (line[0] == '#' || line.rfind("utc", 0) == 0) {
            continue;
        }
        const auto comma = line.find(',');
        const double right = std::stod(line.substr(comma + 1));
        EXPECT_NEAR(ut1_less_utc(utc(line.substr(0, comma))), right, 3.1e-3) << line;
        least = std::fmin(least, right);
        most = std::fmax(most, right);
        rows++;
    }
    EXPECT_EQ(rows, 434);
    EXPECT_TRUE(least < -0.6 && most > 0.7) << "the fixture moves";
}

// AIAA 2006-6753 rev. 2, appendix C, uses this value.
TEST(Ut1, IsWhatAiaa2006Says) {
    EXPECT_NEAR(ut1_less_utc(utc("2004-04-06T07:51:28.386009Z")), -0.439961, 3.1e-3);
}

// IERS Bulletin C 52: UTC - TAI is -37 s from 2017-01-01 on: UT1 - UTC steps by a second and by no more.
TEST(Ut1, StepsAtALeapSecond) {
    const double leap = utc("2017-01-01T00:00:00Z");
    EXPECT_NEAR(ut1_less_utc(leap) - ut1_less_utc(leap - 1e-3), 1.0, 1e-6);
    EXPECT_NEAR(ut1_less_utc(leap + kDay) - ut1_less_utc(leap), 0.0, 2e-3);
}

TEST(Ut1, HoldsItsEnds) {
    EXPECT_EQ(ut1_less_utc(utc("1957-10-04T19:28:34Z")), ut1_less_utc(utc("1973-01-02T00:00:00Z")));
    EXPECT_EQ(ut1_less_utc(utc("2040-01-01T00:00:00Z")), ut1_less_utc(utc("2100-12-31T00:00:00Z")));
    EXPECT_LT(std::fabs(ut1_less_utc(utc("2040-01-01T00:00:00Z"))), 0.9);
    EXPECT_EQ(ut1_less_utc(INFINITY), ut1_less_utc(utc("2040-01-01T00:00:00Z")));
    EXPECT_TRUE(std::isfinite(ut1_less_utc(NAN)));
}
