/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

extern "C" {
#include "orbit/pass.h"
#include "orbit/time_utc.h"
}

namespace {

using Orbit = std::unique_ptr<struct orbit, decltype(&orbit_destroy)>;

constexpr double kPi = 3.14159265358979323846;
constexpr double kDeg = kPi / 180.0;
constexpr double kDay = 86400.0;
constexpr double kDark = -12.0 * kDeg;

const orbit_station kXinglong = {40.395867 * kDeg, 117.577458 * kDeg, 890.0};
const char *const kMicius[2] = {"1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993",
                                "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063"};
// Of the SGP4 verification set, AIAA 2006-6753.
const char *const kMolniya[2] = {"1 08195U 75081A   06176.33215444  .00000099  00000-0  11873-3 0   813",
                                 "2 08195  64.1586 279.0717 6877146 264.7651  20.2257  2.00491383225656"};

double utc(const char *text) {
    double utc_s = NAN;
    EXPECT_TRUE(time_utc_parse(text, &utc_s)) << text;
    return utc_s;
}

Orbit elements(const char *line1, const char *line2) {
    struct orbit *made = nullptr;
    satqkd_error error = {};
    EXPECT_EQ(orbit_create_tle(line1, line2, 30 * kDay, &made, &error), SATQKD_OK) << error.message;
    return Orbit(made, orbit_destroy);
}

std::vector<pass> find(const Orbit &source, const orbit_station &place, double from, double to, double mask_rad,
                       double max_range_m = INFINITY) {
    pass_search search = {from, to, mask_rad, max_range_m, kDark};
    struct pass *passes = nullptr;
    size_t count = 0;
    satqkd_error error = {};
    EXPECT_EQ(pass_find(source.get(), &place, &search, &passes, &count, &error), SATQKD_OK) << error.message;
    std::vector<pass> out(passes, passes + count);
    std::free(passes);
    return out;
}

orbit_look look_at(const Orbit &source, const orbit_station &place, double utc_s) {
    orbit_look look;
    satqkd_error error = {};
    EXPECT_EQ(orbit_observe(source.get(), &place, utc_s, &look, &error), SATQKD_OK) << error.message;
    return look;
}

// A line of elements with the checksum that belongs to it.
std::string with_checksum(std::string line) {
    int sum = 0;
    for (char c : line) {
        sum += c >= '0' && c <= '9' ? c - '0' : c == '-';
    }
    return line + static_cast<char>('0' + sum % 10);
}

struct Search {
    std::string satellite;
    orbit_station place;
    double from, days, mask_deg;
};

struct Expected {
    double start_s, stop_s, highest_s, max_elevation_deg, azimuth_deg, range_km, min_range_km;
};

// The fixture's rows by search, in the order of the file.
std::map<std::string, std::pair<Search, std::vector<Expected>>> skyfield_passes() {
    std::map<std::string, std::pair<Search, std::vector<Expected>>> out;
    std::ifstream file(SATQKD_SOURCE_DIR "/tests/models/fixtures/pass_skyfield.csv");
    std::string line;
    while (std::getline(file, line)) {
        if (line[0] == '#' || line.rfind("satellite", 0) == 0) {
            continue;
        }
        std::istringstream row(line);
        std::vector<std::string> cells;
        for (std::string cell; std::getline(row, cell, ',');) {
            cells.push_back(cell);
        }
        auto number = [&](size_t column) { return std::stod(cells.at(column)); };
        auto &entry = out[cells.at(0) + " over " + cells.at(1)];
        entry.first = {
            cells[0], {number(2) * kDeg, number(3) * kDeg, number(4)}, utc(cells.at(5).c_str()), number(6), number(7)};
        entry.second.push_back({number(8), number(9), number(10), number(11), number(12), number(13), number(14)});
    }
    return out;
}

} // namespace

TEST(Pass, AgreesWithSkyfield) {
    // fixtures/pass_skyfield.csv, with the UT1 that is used here. What is left are the fixture's digits: 0.1 ms, in which a LEO
    // moves 0.8 m and turns by up to 1e-4°, 1e-6° and 1 mm.
    auto searches = skyfield_passes();
    ASSERT_EQ(searches.size(), 6u);
    for (const auto &[name, entry] : searches) {
        const auto &[search, expected] = entry;
        SCOPED_TRACE(name);
        bool low = search.satellite == "micius";
        Orbit source = low ? elements(kMicius[0], kMicius[1]) : elements(kMolniya[0], kMolniya[1]);
        auto passes = find(source, search.place, search.from, search.from + search.days * kDay, search.mask_deg * kDeg);
        ASSERT_EQ(passes.size(), expected.size());
        const double edge_tolerance_s = 1e-3; // as promised
        for (size_t i = 0; i < passes.size(); i++) {
            SCOPED_TRACE(i);
            const pass &found = passes[i];
            const Expected &right = expected[i];
            EXPECT_NEAR(found.start_utc_s - search.from, right.start_s, edge_tolerance_s);
            EXPECT_NEAR(found.stop_utc_s - search.from, right.stop_s, edge_tolerance_s);
            EXPECT_NEAR(found.max_elevation_rad / kDeg, right.max_elevation_deg, 1e-5);
            EXPECT_NEAR(found.min_range_m / 1e3, right.min_range_km, 1e-3);
            // The same moment's view: position, azimuth included.
            orbit_look look = look_at(source, search.place, search.from + right.highest_s);
            double across =
                std::remainder(look.azimuth_rad / kDeg - right.azimuth_deg, 360.0) * std::cos(look.elevation_rad);
            EXPECT_NEAR(across, 0.0, 1e-4);
            EXPECT_NEAR(look.elevation_rad / kDeg, right.max_elevation_deg, 1e-5);
            EXPECT_NEAR(look.slant_range_m / 1e3, right.range_km, 1e-3);
            if (low) { // around a Molniya's apogee the highest point is flat for minutes
                EXPECT_NEAR(found.max_elevation_utc_s - search.from, right.highest_s, 5e-3);
            }
        }
    }
}

TEST(Pass, IsThePaperNight) {
    // Liao et al., Nature 549, 43 (2017): 2016-12-19, 645 km at the closest, 273 s within 1200 km; 47.8° by these
    // elements (physics.md).
    Orbit source = elements(kMicius[0], kMicius[1]);
    double from = utc("2016-12-19T16:40:00Z");
    auto passes = find(source, kXinglong, from, from + 1800.0, 0.0, 1200e3);
    ASSERT_EQ(passes.size(), 1u);
    EXPECT_NEAR(passes[0].min_range_m, 645.4e3, 100.0); // UT1 - UTC, 0.4 s, is 90 m
    EXPECT_NEAR(passes[0].max_elevation_rad / kDeg, 47.8, 0.05);
    EXPECT_NEAR(passes[0].stop_utc_s - passes[0].start_utc_s, 273.0, 0.5);
    EXPECT_NEAR(passes[0].max_range_m, 1200e3, 0.1);
    EXPECT_LE(passes[0].max_range_m, 1200e3);
    EXPECT_NEAR(look_at(source, kXinglong, passes[0].start_utc_s).slant_range_m, 1200e3, 0.1);
    EXPECT_NEAR(look_at(source, kXinglong, passes[0].stop_utc_s).slant_range_m, 1200e3, 0.1);
    // Near local midnight in December: the station is dark and the satellite in the Earth's shadow. Local noon is the
    // reverse.
    EXPECT_TRUE(passes[0].station_dark);
    EXPECT_FALSE(passes[0].satellite_sunlit);
    auto noon = find(source, kXinglong, utc("2016-12-19T03:30:00Z"), utc("2016-12-19T04:30:00Z"), 0.0);
    ASSERT_EQ(noon.size(), 1u);
    EXPECT_FALSE(noon[0].station_dark);
    EXPECT_TRUE(noon[0].satellite_sunlit);
    // A range that the pass does not come into.
    EXPECT_TRUE(find(source, kXinglong, from, from + 1800.0, 0.0, 645e3).empty());
}

TEST(Pass, EdgesLieInsideAndAreSharp) {
    Orbit source = elements(kMicius[0], kMicius[1]);
    double from = utc("2016-12-19T00:00:00Z");
    const double mask = 10.0 * kDeg;
    for (const pass &one : find(source, kXinglong, from, from + 7 * kDay, mask)) {
        // On the mask or above at the edges, below it a millisecond outside: edges to 1 ms.
        EXPECT_GE(look_at(source, kXinglong, one.start_utc_s).elevation_rad, mask);
        EXPECT_GE(look_at(source, kXinglong, one.stop_utc_s).elevation_rad, mask);
        EXPECT_LT(look_at(source, kXinglong, one.start_utc_s - 1e-3).elevation_rad, mask);
        EXPECT_LT(look_at(source, kXinglong, one.stop_utc_s + 1e-3).elevation_rad, mask);
        EXPECT_GE(one.max_elevation_rad, look_at(source, kXinglong, one.max_elevation_utc_s - 0.05).elevation_rad);
        EXPECT_GE(one.max_elevation_rad, look_at(source, kXinglong, one.max_elevation_utc_s + 0.05).elevation_rad);
        EXPECT_LE(one.min_range_m, look_at(source, kXinglong, one.min_range_utc_s - 0.05).slant_range_m);
        EXPECT_LE(one.min_range_m, look_at(source, kXinglong, one.min_range_utc_s + 0.05).slant_range_m);
        double ends_m = std::max(look_at(source, kXinglong, one.start_utc_s).slant_range_m,
                                 look_at(source, kXinglong, one.stop_utc_s).slant_range_m);
        EXPECT_EQ(one.max_range_m, ends_m);
    }
}

TEST(Pass, GrazingOnesAreNotMissed) {
    // Each pass of two weeks searched again with a mask just below its highest point: what is left of it lasts a
    // fraction of a second to some seconds, and must still be there, around that point.
    Orbit source = elements(kMicius[0], kMicius[1]);
    double from = utc("2016-12-19T00:00:00Z");
    auto passes = find(source, kXinglong, from, from + 14 * kDay, 0.0);
    EXPECT_GE(passes.size(), 50u);
    double longest_s = 0.0;
    for (const pass &one : passes) {
        double mask = one.max_elevation_rad - 1e-6;
        bool found = false;
        for (const pass &rest : find(source, kXinglong, from, from + 14 * kDay, mask)) {
            if (rest.start_utc_s <= one.max_elevation_utc_s && rest.stop_utc_s >= one.max_elevation_utc_s) {
                found = true;
                longest_s = std::max(longest_s, rest.stop_utc_s - rest.start_utc_s);
            }
        }
        EXPECT_TRUE(found) << one.max_elevation_rad / kDeg;
    }
    EXPECT_LE(longest_s, 5.0);
}

TEST(Pass, OneUnderWayAtAnEndIsCutThere) {
    Orbit source = elements(kMicius[0], kMicius[1]);
    double from = utc("2016-12-19T16:40:00Z");
    pass whole = find(source, kXinglong, from, from + 1800.0, 0.0).at(0);
    double middle = whole.max_elevation_utc_s;
    auto first = find(source, kXinglong, from, middle - 20.0, 0.0);
    auto last = find(source, kXinglong, middle + 20.0, from + 1800.0, 0.0);
    ASSERT_EQ(first.size(), 1u);
    ASSERT_EQ(last.size(), 1u);
    EXPECT_EQ(first[0].stop_utc_s, middle - 20.0);
    EXPECT_EQ(first[0].max_elevation_utc_s, middle - 20.0);
    EXPECT_NEAR(first[0].start_utc_s, whole.start_utc_s, 1e-5);
    EXPECT_EQ(last[0].start_utc_s, middle + 20.0);
    EXPECT_NEAR(last[0].stop_utc_s, whole.stop_utc_s, 1e-5);
    EXPECT_TRUE(find(source, kXinglong, whole.stop_utc_s + 1.0, from + 1800.0, 0.0).empty());
    EXPECT_TRUE(find(source, kXinglong, from, from, 0.0).empty());
    EXPECT_TRUE(find(source, kXinglong, from + 1.0, from, 0.0).empty());
    // Narrowed to the elements' age without a word.
    EXPECT_TRUE(find(source, kXinglong, from + 300 * kDay, from + 301 * kDay, 0.0).empty());
    EXPECT_FALSE(find(source, kXinglong, from + 28 * kDay, from + 300 * kDay, 0.0).empty());
}

TEST(Pass, StationarySatelliteNeverSets) {
    // A geostationary satellite over 105° E with a slight tilt: 1.0027 revolutions a day; made up, only its kind
    // matters.
    std::string line1 = with_checksum("1 99999U 16001A   16353.50000000  .00000000  00000-0  00000-0 0  999");
    std::string line2 = with_checksum("2 99999   0.0500  90.0000 0001000   0.0000 282.0000  1.00271000    1");
    Orbit source = elements(line1.c_str(), line2.c_str());
    double from = utc("2016-12-19T00:00:00Z");
    // Put the station where the satellite is: its own longitude at the start, 30° north.
    double position[3];
    ASSERT_EQ(orbit_position(source.get(), from, position, nullptr), SATQKD_OK);
    orbit_station place = {30.0 * kDeg, std::atan2(position[1], position[0]), 0.0};
    auto passes = find(source, place, from, from + 7 * kDay, 20.0 * kDeg);
    ASSERT_EQ(passes.size(), 1u);
    EXPECT_EQ(passes[0].start_utc_s, from);
    EXPECT_EQ(passes[0].stop_utc_s, from + 7 * kDay);
    double highest = 0.0;
    double nearest = INFINITY;
    double farthest = 0.0;
    for (double s = 0.0; s <= 7 * kDay; s += 600.0) {
        orbit_look look = look_at(source, place, from + s);
        highest = std::max(highest, look.elevation_rad);
        nearest = std::min(nearest, look.slant_range_m);
        farthest = std::max(farthest, look.slant_range_m);
    }
    // A sample every 10 min of a motion with a daily period stays within (2 pi 300/86400)²/2 = 2e-4 of its amplitude.
    EXPECT_NEAR(passes[0].max_elevation_rad, highest, 1e-6);
    EXPECT_GE(passes[0].max_elevation_rad, highest);
    EXPECT_NEAR(passes[0].min_range_m, nearest, 10.0);
    EXPECT_NEAR(passes[0].max_range_m, farthest, 10.0);
    EXPECT_TRUE(find(source, place, from, from + 7 * kDay, 80.0 * kDeg).empty());
}

TEST(Pass, MolniyaWithinARangeIsThePartNearThePerigee) {
    // The range limit cuts an eccentric pass into pieces; each is checked against samples of the range every 20 s.
    Orbit source = elements(kMolniya[0], kMolniya[1]);
    double from = utc("2006-06-25T00:00:00Z");
    const double limit_m = 20000e3;
    const double mask = 10.0 * kDeg;
    auto passes = find(source, kXinglong, from, from + 5 * kDay, mask, limit_m);
    size_t pieces = 0;
    bool inside = false;
    for (double s = 0.0; s < 5 * kDay; s += 20.0) {
        orbit_look look = look_at(source, kXinglong, from + s);
        bool now = look.elevation_rad >= mask && look.slant_range_m <= limit_m;
        pieces += now && !inside;
        inside = now;
        if (now) {
            bool listed = false;
            for (const pass &one : passes) {
                listed = listed || (from + s >= one.start_utc_s - 1e-3 && from + s <= one.stop_utc_s + 1e-3);
            }
            EXPECT_TRUE(listed) << s;
        }
    }
    EXPECT_GE(pieces, 5u);
    EXPECT_EQ(passes.size(), pieces);
}

TEST(Pass, PlannedAndTrackedOnesAreFound) {
    struct orbit *made = nullptr;
    satqkd_error error = {};
    double epoch = utc("2025-01-01T00:00:00Z");
    for (double elevation_deg : {30.0, 90.0}) {
        ASSERT_EQ(orbit_create_circular(500e3, 97.4 * kDeg, elevation_deg * kDeg, &kXinglong, epoch, &made, &error),
                  SATQKD_OK);
        Orbit planned(made, orbit_destroy);
        auto passes = find(planned, kXinglong, epoch - kDay, epoch + kDay, 10.0 * kDeg);
        ASSERT_EQ(passes.size(), 1u);
        EXPECT_NEAR(passes[0].max_elevation_rad, elevation_deg * kDeg, 1e-6);
        EXPECT_NEAR(passes[0].max_elevation_utc_s, epoch, 1e-3);

        std::vector<orbit_track_point> points;
        for (double t = 0.0; t <= 900.0; t += 5.0) {
            orbit_look look = look_at(planned, kXinglong, epoch - 450.0 + t);
            points.push_back({t, look.slant_range_m, look.elevation_rad, look.azimuth_rad, NAN});
        }
        ASSERT_EQ(orbit_create_track(points.data(), points.size(), epoch - 450.0, &made, &error), SATQKD_OK);
        Orbit tracked(made, orbit_destroy);
        auto again = find(tracked, kXinglong, epoch - kDay, epoch + kDay, 10.0 * kDeg);
        ASSERT_EQ(again.size(), 1u);
        // The interpolation is good to a metre; the satellite flies 7 km a second.
        EXPECT_NEAR(again[0].start_utc_s, passes[0].start_utc_s, 2e-3);
        EXPECT_NEAR(again[0].stop_utc_s, passes[0].stop_utc_s, 2e-3);
        EXPECT_NEAR(again[0].max_elevation_rad, passes[0].max_elevation_rad, 1e-5);
        EXPECT_NEAR(again[0].min_range_m, passes[0].min_range_m, 1.0);
        // Eight in the morning in January: the same light, whoever says where the satellite is.
        EXPECT_TRUE(again[0].satellite_sunlit);
        EXPECT_FALSE(again[0].station_dark);
        EXPECT_TRUE(passes[0].satellite_sunlit);
        EXPECT_FALSE(passes[0].station_dark);
    }
    const orbit_track_point efficiencies[] = {{0, 0, 0, 0, 1e-3}, {100, 0, 0, 0, 1e-2}, {130, 0, 0, 0, 1e-3}};
    ASSERT_EQ(orbit_create_track(efficiencies, 3, epoch, &made, &error), SATQKD_OK);
    Orbit lit(made, orbit_destroy);
    auto passes = find(lit, kXinglong, epoch - kDay, epoch + kDay, 10.0 * kDeg, 1200e3);
    ASSERT_EQ(passes.size(), 1u);
    EXPECT_EQ(passes[0].start_utc_s, epoch);
    EXPECT_EQ(passes[0].stop_utc_s, epoch + 130.0);
    EXPECT_EQ(passes[0].min_range_m, 0.0);
    EXPECT_FALSE(passes[0].satellite_sunlit);
}

TEST(Pass, RefusesWhatIsNoSearch) {
    Orbit source = elements(kMicius[0], kMicius[1]);
    const pass_search bad[] = {{NAN, 1.0, 0.0, INFINITY, kDark},
                               {0.0, NAN, 0.0, INFINITY, kDark},
                               {0.0, 1.0, NAN, INFINITY, kDark},
                               {0.0, 1.0, 0.0, NAN, kDark},
                               {0.0, 1.0, 0.0, 0.0, kDark}};
    for (const pass_search &search : bad) {
        struct pass *passes = nullptr;
        size_t count = 1;
        satqkd_error error = {};
        EXPECT_EQ(pass_find(source.get(), &kXinglong, &search, &passes, &count, &error), SATQKD_INVALID);
        EXPECT_EQ(count, 0u);
        EXPECT_EQ(passes, nullptr);
        EXPECT_NE(error.message[0], '\0');
    }
}
