/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <ctime>
#include <random>
#include <string>

extern "C" {
#include "orbit/time_utc.h"
}

namespace {

std::string format(double utc_s, int decimals) {
    char text[TIME_UTC_TEXT];
    time_utc_format(utc_s, decimals, text, sizeof text);
    return text;
}

} // namespace

TEST(TimeUtc, ReadsTheFormsOfIso8601) {
    // POSIX seconds by `date -u -d … +%s` of GNU coreutils; 1e9 and 2^31 are the well-known moments.
    const struct {
        const char *text;
        double utc_s;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0.0},
        {"2001-09-09T01:46:40Z", 1e9},
        {"2038-01-19T03:14:08Z", 2147483648.0},
        {"1957-10-04T19:28:34Z", -386310686.0},
        {"2016-12-19T16:52Z", 1482166320.0},
        {"2016-12-19 16:52:30", 1482166350.0},
        {"2016-12-19T16:52:30.25Z", 1482166350.25},
        {"2000-02-29T12:00:00Z", 951825600.0},
        {"2100-12-31T23:59:59Z", 4133980799.0},
        {"2016-12-19T16:52:30.250000000000000000000000000001", 1482166350.25},
    };
    for (const auto &one : cases) {
        double utc_s = NAN;
        EXPECT_TRUE(time_utc_parse(one.text, &utc_s)) << one.text;
        EXPECT_EQ(utc_s, one.utc_s) << one.text;
    }
}

TEST(TimeUtc, RefusesWhatIsNoTime) {
    const char *cases[] = {
        "",
        "2016",
        "2016-12-19",
        "2016-12-19T",
        "2016-12-19T16",
        "2016-12-19T16:52:",
        "2016-12-19T16:52:30.",
        "2016-12-19T16:52:30.Z",
        "2016-12-19T16:52:30+01:00",
        "2016-12-19T16:52:30ZZ",
        "2016-12-19T16:52:30Z ",
        " 2016-12-19T16:52:30Z",
        "2016-12-19t16:52:30Z",
        "2016-12-19T16:52:30z",
        "2016-13-01T00:00:00Z",
        "2016-00-01T00:00:00Z",
        "2016-04-31T00:00:00Z",
        "2016-04-00T00:00:00Z",
        "2016-02-30T00:00:00Z",
        "2015-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z", // a century not divisible by 400 has no leap day
        "2016-12-19T24:00:00Z",
        "2016-12-19T16:60:00Z",
        "2016-12-31T23:59:60Z", // a real leap second: POSIX has no second for it
        "1956-12-31T23:59:59Z",
        "2101-01-01T00:00:00Z",
        "16-12-19T16:52:30Z",
        "2016/12/19T16:52:30Z",
        "-016-12-19T16:52:30Z",
        "2016-12-19T-1:52:30Z",
        "2016-12-19T16:52:3",
    };
    for (const char *text : cases) {
        double utc_s = -1.0;
        EXPECT_FALSE(time_utc_parse(text, &utc_s)) << text;
        EXPECT_EQ(utc_s, -1.0) << text;
    }
    double utc_s = -1.0;
    EXPECT_FALSE(time_utc_parse(nullptr, &utc_s));
}

TEST(TimeUtc, WritesRoundedOnce) {
    EXPECT_EQ(format(0.0, 0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(format(1482166350.25, 3), "2016-12-19T16:52:30.250Z");
    EXPECT_EQ(format(1482166350.25, 9), "2016-12-19T16:52:30.250000Z");
    EXPECT_EQ(format(1482166350.25, -1), "2016-12-19T16:52:30Z");
    // 2016-12-31T23:59:59.9996 is the next year at three decimals and not at four.
    EXPECT_EQ(format(1483228799.9996, 3), "2017-01-01T00:00:00.000Z");
    EXPECT_EQ(format(1483228799.9996, 4), "2016-12-31T23:59:59.9996Z");
    EXPECT_EQ(format(-0.25, 2), "1969-12-31T23:59:59.75Z");
    EXPECT_EQ(format(NAN, 0).front(), '(');
    EXPECT_EQ(format(INFINITY, 0).front(), '(');
    EXPECT_EQ(format(1e300, 6).front(), '(');
    char small[5] = "abcd";
    time_utc_format(0.0, 0, small, 3);
    EXPECT_STREQ(small, "19");
    EXPECT_EQ(small[3], 'd');
}

TEST(TimeUtc, AgreesWithTheCLibraryAndReadsWhatItWrites) {
    const unsigned seed = 1;
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> moments(-410227200.0, 4133980799.0); // 1957 to 2100
    for (int i = 0; i < 2000; i++) {
        // Whole microseconds, so that six decimals lose nothing but the last bit of the double.
        double utc_s = std::round(moments(random) * 1e6) / 1e6;
        double back_s = NAN;
        ASSERT_TRUE(time_utc_parse(format(utc_s, 6).c_str(), &back_s)) << utc_s;
        EXPECT_LE(std::fabs(back_s - utc_s), 5e-7) << i;
        std::time_t whole = static_cast<std::time_t>(std::floor(utc_s));
        std::tm fields;
        char text[TIME_UTC_TEXT];
        ASSERT_NE(gmtime_r(&whole, &fields), nullptr);
        std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &fields);
        EXPECT_EQ(format(static_cast<double>(whole), 0), text) << i;
    }
}
