/* SPDX-License-Identifier: MIT */
// Orbits as a scenario describes them: ephemeris files, lists of element sets, Keplerian elements.
#include "scenario/scenario_files.h"

#include <cmath>

extern "C" {
#include "orbit/orbit.h"
#include "scenario/oem_time.h"
}

namespace {

const std::string fixture = std::string(SATQKD_SOURCE_DIR) + "/tests/scenario/fixtures/micius-2016-12-19.oem";
const char *const circular = R"({"circular": {"altitude_km": 500, "inclination_deg": 97, "max_elevation_deg": 60}})";
const std::string line1 = "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993";
const std::string line2 = "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063";

std::string with_orbit(const std::string &name, const std::string &orbit) {
    return write_file(name, replaced(minimal_scenario(), circular, orbit));
}

std::string tle_orbit() {
    return "{\"tle\": [\"" + line1 + "\", \"" + line2 + "\"]}";
}

struct Orbit {
    std::unique_ptr<struct orbit, decltype(&orbit_destroy)> value{nullptr, orbit_destroy};
    explicit Orbit(const Loaded &loaded) {
        struct orbit *made = nullptr;
        satqkd_error error = {};
        EXPECT_EQ(scenario_make_orbit(loaded.value.get(), &made, &error), SATQKD_OK) << error.message;
        value.reset(made);
    }
    std::string refusal(double utc_s) const {
        double unused[3];
        satqkd_error error = {};
        EXPECT_EQ(orbit_position(value.get(), utc_s, unused, &error), SATQKD_INVALID);
        return error.message;
    }
    std::vector<double> at(double utc_s) const {
        std::vector<double> out(3);
        satqkd_error error = {};
        EXPECT_EQ(orbit_position(value.get(), utc_s, out.data(), &error), SATQKD_OK) << error.message;
        return out;
    }
};

double apart(const std::vector<double> &a, const std::vector<double> &b) {
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

constexpr double kPass = 1482166320; // 2016-12-19T16:52:00Z

} // namespace

// The file's states are those of the Python package sgp4 (its head tells); our own SGP4 of the same elements must lie on them. A TLE epoch is a double
// of days there: 2e-5 s, 0.15 m along the orbit, is granted.
TEST(ScenarioOrbit, AnEphemerisIsTheOrbitThatItWasMadeFrom) {
    const Loaded table = load(with_orbit("oem.json", "{\"oem\": \"" + fixture + "\"}"));
    const Loaded elements = load(with_orbit("tle.json", tle_orbit()));
    ASSERT_TRUE(table) << table.message;
    ASSERT_TRUE(elements) << elements.message;
    Orbit a(table), b(elements);
    for (double t : {-700.0, -31.0, 0.0, 29.5, 700.0}) {
        EXPECT_TRUE(apart(a.at(kPass + t), b.at(kPass + t)) <= 0.2) << t;
    }
    EXPECT_NE(a.refusal(kPass + 3600).find("outside what the orbit covers"), std::string::npos);
    // Nothing of the file is needed again, and no bit is lost.
    const Loaded again = load(write_file("again.json", text_of(table)));
    ASSERT_TRUE(again) << again.message;
    EXPECT_EQ(text_of(again), text_of(table));
    EXPECT_EQ(Orbit(again).at(kPass + 3.7), a.at(kPass + 3.7));
}

// GPS time is 18 s ahead of UTC since 2017 and was 17 s ahead in 2016; TAI is 19 s ahead of GPS, TT 32.184 s ahead of TAI (IERS Bulletin C
// 52). Day 354 of the leap year 2016 is 19 December.
TEST(ScenarioOrbit, TimesOfEphemerides) {
    double t = 0;
    EXPECT_TRUE(oem_time_parse("2016-354T16:52:00.000", OEM_UTC, &t));
    EXPECT_EQ(t, kPass);
    EXPECT_TRUE(oem_time_parse("2016-12-19T16:52:17Z", OEM_GPS, &t));
    EXPECT_NEAR(t, kPass, 1e-6);
    EXPECT_TRUE(oem_time_parse("2016-12-19T16:52:36", OEM_TAI, &t));
    EXPECT_NEAR(t, kPass, 1e-6);
    EXPECT_TRUE(oem_time_parse("2016-12-19T16:53:08.184", OEM_TT, &t));
    EXPECT_NEAR(t, kPass, 1e-6);
    EXPECT_TRUE(oem_time_parse("2017-001T00:00:18", OEM_GPS, &t));
    EXPECT_NEAR(t, 1483228800, 1e-6);
    for (const char *wrong : {"2016-367T00:00:00", "2015-366T00:00:00", "2016-000T00:00:00", "2016-13-01T00:00:00",
                              "2016-12-19 16:52:00", "", "2016-354T"}) {
        EXPECT_FALSE(oem_time_parse(wrong, OEM_UTC, &t)) << wrong;
    }
}

TEST(ScenarioOrbit, RefusesSpoiltEphemerides) {
    const std::string good = read_file(fixture);
    const struct {
        const char *from, *to, *word;
    } wrong[] = {
        {"CCSDS_OEM_VERS = 2.0", "<oem>", ":1: an OEM begins with CCSDS_OEM_VERS"},
        {"REF_FRAME = TEME", "REF_FRAME = MOON_ME", "give ITRF-YYYY, TEME"},
        {"REF_FRAME", "REF_FRAM", "did you mean REF_FRAME?"},
        {"TIME_SYSTEM = UTC", "TIME_SYSTEM = UT1", "give UTC, TAI, TT or GPS"},
        {"CENTER_NAME = EARTH", "CENTER_NAME = MARS", "only EARTH"},
        {"STOP_TIME = 2016-12-19T17:05:00.000\n", "", "end without STOP_TIME"},
        {"STOP_TIME = 2016-12-19T17:05:00.000", "STOP_TIME = 2016-12-19T17:00:00.000", "outside START_TIME"},
        {"2016-12-19T16:45:00.000", "2016-12-19T16:43:00.000", "sort the states"},
        {"2016-12-19T16:45:00.000", "2016-12-19T16:45:61.000", "give a time like"},
        {"2016-12-19T16:45:00.000", "2016-12-19T16:45:00.000 nan", "8 fields"},
        {"META_STOP", "META_STOP\nMETA_START", "a second segment"},
    };
    for (const auto &w : wrong) {
        write_file("spoilt.oem", replaced(good, w.from, w.to));
        const Loaded loaded = load(with_orbit("spoilt.json", "{\"oem\": \"spoilt.oem\"}"));
        EXPECT_EQ(loaded.status, SATQKD_INVALID) << w.word;
        EXPECT_NE(loaded.message.find(w.word), std::string::npos) << w.word << "\n" << loaded.message;
        EXPECT_NE(loaded.message.find("spoilt.oem"), std::string::npos) << loaded.message;
    }
    // Cut anywhere, it is refused or shorter, never a crash.
    for (size_t length = 0; length < good.size(); length += 97) {
        write_file("spoilt.oem", good.substr(0, length));
        load(with_orbit("spoilt.json", "{\"oem\": \"spoilt.oem\"}"));
    }
}

// Two sets of one satellite, the second ten days later (day 363, checksum one more): on either side of the middle each is used as if alone.
TEST(ScenarioOrbit, OfSeveralSetsTheNearestIsUsed) {
    const std::string later1 = "1 41731U 16051A   16363.90152003  .00000364  00000-0  17957-4 0  9994";
    const std::string orbit =
        "{\"tle\": [\"" + later1 + "\", \"" + line2 + "\", \"" + line1 + "\", \"" + line2 + "\"], \"max_age_days\": 3}";
    const Loaded both = load(with_orbit("both.json", orbit));
    const Loaded first = load(with_orbit("first.json", tle_orbit()));
    const Loaded second = load(with_orbit("second.json", "{\"tle\": [\"" + later1 + "\", \"" + line2 + "\"]}"));
    ASSERT_TRUE(both && first && second) << both.message << first.message << second.message;
    const double day = 86400;
    Orbit list(both);
    EXPECT_EQ(list.at(kPass + day), Orbit(first).at(kPass + day));
    EXPECT_EQ(list.at(kPass + 8 * day), Orbit(second).at(kPass + 8 * day));
    EXPECT_NE(list.refusal(kPass + 4 * day).find("4.8 days from the epoch"), std::string::npos)
        << list.refusal(kPass + 4 * day);
    EXPECT_NE(list.refusal(kPass + 40 * day).find("30.8 days from the epoch"), std::string::npos);
    const Loaded odd =
        load(with_orbit("odd.json", "{\"tle\": [\"" + line1 + "\", \"" + line2 + "\", \"" + line1 + "\"]}"));
    EXPECT_NE(odd.message.find("both lines of every set"), std::string::npos) << odd.message;
    const Loaded other = load(
        with_orbit("other.json", "{\"tle\": [\"" + line1 + "\", \"" + line2 +
                                     "\", \"1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753\", "
                                     "\"2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667\"]}"));
    EXPECT_NE(other.message.find("a list is of one satellite"), std::string::npos) << other.message;
}

TEST(ScenarioOrbit, KeplerianElements) {
    const Loaded s = load(with_orbit(
        "kepler.json",
        R"({"kepler": {"altitude_km": 500, "sun_synchronous_ltan_h": 10.5, "epoch_utc": "2025-06-01T00:00Z"}})"));
    ASSERT_TRUE(s) << s.message;
    EXPECT_EQ(s->orbit.kind, SCENARIO_ORBIT_KEPLER);
    EXPECT_EQ(s->orbit.kepler.semi_major_axis_m, 6878137.0); // 500 km above WGS-84's 6378.137
    // 97.4 deg: the inclination of Micius and its like at this height (Vallado, Fundamentals of Astrodynamics, figure of Sun-synchronous
    // orbits), as the elements of object 41731 above have it at 490 km: 97.37.
    EXPECT_NEAR(s->orbit.kepler.inclination_rad * 57.29577951308232, 97.4, 0.03);
    const Loaded again = load(write_file("again.json", text_of(s)));
    ASSERT_TRUE(again) << again.message;
    EXPECT_EQ(text_of(again), text_of(s));
    const Loaded both = load(with_orbit(
        "both.json", R"({"kepler": {"altitude_km": 500, "semi_major_axis_km": 6900, "inclination_deg": 3}})"));
    EXPECT_NE(both.message.find("excludes"), std::string::npos) << both.message;
    const Loaded low =
        load(with_orbit("low.json", R"({"kepler": {"altitude_km": 500, "eccentricity": 0.2, "inclination_deg": 3}})"));
    EXPECT_NE(low.message.find("perigee lies"), std::string::npos) << low.message;
}

TEST(ScenarioOrbit, ClearSkiesByMonth) {
    const Loaded s = load(config("circular-500km.json"));
    ASSERT_TRUE(s) << s.message;
    EXPECT_EQ(s->clear_sky_months, 12);
    const Loaded none = load(write_file("m.json", minimal_scenario()));
    EXPECT_EQ(none->clear_sky_months, 0);
    const Loaded short_year =
        load(write_file("m.json", minimal_scenario()), {"station.clear_sky_probability=[0.5,0.5]"});
    EXPECT_NE(short_year.message.find("2 elements; give 12"), std::string::npos) << short_year.message;
}
