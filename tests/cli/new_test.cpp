/* SPDX-License-Identifier: MIT */
// `satqkd new`: what it writes flies at once, says of every key what it means, and refuses or doubts the usual slips.
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::lines;
using program::Options;
using program::read_file;
using program::Result;
using program::satqkd;
using program::operator+;

namespace {

// The published elements of the night of Liao et al. 2017 (as in configs/micius-xinglong-2016-12-19.json), and the same numbers as a message
// with CelesTrak's keys; 1482097091.330592 s is day 353.90152003 of 2016.
const std::string line1 = "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993";
const std::string line2 = "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063";
const std::string message =
    R"omm([{"OBJECT_NAME":"MICIUS (QSS)","OBJECT_ID":"2016-051A","EPOCH":"2016-12-18T21:38:11.330592",
"MEAN_MOTION":15.23915303,"ECCENTRICITY":0.00132,"INCLINATION":97.3699,"RA_OF_ASC_NODE":267.45,
"ARG_OF_PERICENTER":178.5836,"MEAN_ANOMALY":246.0824,"EPHEMERIS_TYPE":0,"CLASSIFICATION_TYPE":"U","NORAD_CAT_ID":41731,
"ELEMENT_SET_NO":999,"REV_AT_EPOCH":1906,"BSTAR":1.7957e-5,"MEAN_MOTION_DOT":3.64e-6,"MEAN_MOTION_DDOT":0}])omm";

class New : public testing::Test {
  protected:
    program::Folder folder;

    Result write(const std::string &out, const std::vector<std::string> &arguments) {
        Options there;
        there.directory = folder.path();
        return satqkd(std::vector<std::string>{"new", out} + arguments, there);
    }
    Result fly(const std::string &name) {
        Options there;
        there.directory = folder.path();
        return satqkd({"run", name, "--engine", "mean", "--json", "--quiet"}, there);
    }
    void expect_refused(const std::vector<std::string> &arguments, const std::string &word) {
        SCOPED_TRACE(word);
        Result result = write("refused.json", arguments);
        EXPECT_EQ(result.status, 2);
        EXPECT_EQ(lines(result.err), 1U) << result.err;
        EXPECT_TRUE(program::has(result.err, word)) << result.err;
        EXPECT_FALSE(std::filesystem::exists(folder.path("refused.json")));
    }
};

const std::vector<std::string> night = {"--start", "2016-12-19T16:48:00Z", "--stop", "2016-12-19T16:57:00Z"};

} // namespace

// The paper's pass: 273 s within 1200 km, 645 km at the nearest (Liao et al., Nature 549, 43, 2017).
TEST_F(New, FliesThePassOfThePaperFromThreeLinesOrAMessage) {
    folder.write("three.tle", "0 OTHER\n1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753\n"
                              "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667\nMICIUS (QSS)\n" +
                                  line1 + "\r\n" + line2 + "\n");
    folder.write("message.json", message);
    std::vector<std::string> ends = {"--satellite", "micius", "--station",
                                     "xinglong",    "--set",  "window.max_range_km=1200"};
    Result three = write("a.json", ends + night + std::vector<std::string>{"--tle", "three.tle", "--name", "micius"});
    ASSERT_EQ(three.status, 0) << three.err;
    EXPECT_TRUE(program::has(three.err, "273 s, up to 47.8 deg, from 645 km")) << three.err;
    Result omm = write("b.json", ends + night + std::vector<std::string>{"--tle", "message.json", "--norad", "41731"});
    ASSERT_EQ(omm.status, 0) << omm.err;
    for (const char *name : {"a.json", "b.json"}) {
        const std::string text = read_file(folder.path(name));
        EXPECT_TRUE(program::has(text, line1) && program::has(text, line2)) << name;
        EXPECT_TRUE(program::has(text, "Source: the default")) << name;
        EXPECT_TRUE(program::has(text, "wavelength in vacuum (a number from 200 to 20000 nm). Source: Liao")) << name;
    }
    Result flown = fly("b.json");
    ASSERT_EQ(flown.status, 0) << flown.err;
    EXPECT_NEAR(program::Json(flown.out).number("pass.min_range_km"), 645.4, 0.1);
    EXPECT_EQ(write("a.json", ends + std::vector<std::string>{"--tle", "three.tle", "--norad", "41731"}).status, 2);
}

TEST_F(New, FliesPlannedOrbits) {
    const std::vector<std::vector<std::string>> orbits = {
        {"--satellite", "jinan-1", "--station=-33.9,18.5,100", "--equipment", "portable-280mm", "--altitude-km", "500",
         "--ltan", "22.5", "--start", "2025-06-01T12:00Z", "--stop", "2025-06-02T12:00Z"},
        {"--satellite", "uplink-receiver", "--station", "ngari", "--altitude-km", "500", "--inclination-deg", "97.4",
         "--max-elevation-deg", "80"},
        {"--satellite", "geo-concept", "--station", "delingha", "--geostationary", "100", "--start",
         "2025-12-01T14:00Z", "--stop", "2025-12-01T14:10Z"},
    };
    for (size_t i = 0; i < orbits.size(); i++) {
        const std::string name = "planned" + std::to_string(i) + ".json";
        Result written = write(name, orbits[i]);
        ASSERT_EQ(written.status, 0) << written.err;
        Result flown = fly(name);
        EXPECT_EQ(flown.status, 0) << flown.err;
    }
}

TEST_F(New, EveryPresetFits) {
    for (const char *satellite : {"micius", "tiangong-2", "jinan-1", "cubesat-3u", "meo-concept", "geo-concept"}) {
        Result result =
            write("p.json", {"--force", "--satellite", satellite, "--station", "portable-280mm", "--altitude-km", "500",
                             "--inclination-deg", "97", "--max-elevation-deg", "70"});
        EXPECT_EQ(result.status, 0) << satellite << result.err;
    }
    for (const char *station :
         {"xinglong", "nanshan", "delingha", "lijiang", "graz", "portable-280mm", "tenerife", "matera", "city-roof"}) {
        Result result = write("p.json", {"--force", "--satellite", "micius", "--station", station, "--altitude-km",
                                         "500", "--inclination-deg", "97", "--max-elevation-deg", "70"});
        EXPECT_EQ(result.status, 0) << station << result.err;
    }
}

TEST_F(New, RefusesUsualMistakesWithTheCure) {
    folder.write("m.tle", line1 + "\n" + line2 + "\n");
    folder.write("cut.tle", line1 + "\n");
    folder.write("two.tle", "A\n" + line1 + "\n" + line2 +
                                "\nB\n1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753\n"
                                "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667\n");
    const std::vector<std::string> micius = {"--satellite", "micius"};
    const std::vector<std::string> here = {"--satellite", "micius", "--station", "xinglong"};
    const std::vector<std::string> tle = {"--tle", "m.tle"};
    using List = std::vector<std::string>;
    expect_refused(micius + List{"--station", "117.6,40.4,890"} + tle, "exchanged");
    expect_refused(micius + List{"--station", "40.4,277,890"} + tle, "277 east is -83");
    expect_refused(micius + List{"--station", "40.4,117.6,12000"} + tle, "12000 feet are 3657.6 m");
    expect_refused(micius + List{"--station", "40.4,117.6"} + tle, "40.3959,117.5775,890");
    expect_refused(micius + List{"--station", "ngari"} + tle, "sends as the satellite does");
    expect_refused(micius + List{"--station", "gratz"} + tle, "no preset or file gratz; did you mean graz?");
    expect_refused(List{"--satellite", "micus", "--station", "graz"} + tle, "did you mean micius?");
    expect_refused(List{"--satellite", "starship", "--station", "graz"} + tle, "lists the presets");
    expect_refused(here, "no orbit: give one of");
    expect_refused(here + tle + List{"--altitude-km", "500"}, "more than one orbit");
    expect_refused(here + List{"--altitude-km", "500"}, "--inclination-deg, or --ltan");
    expect_refused(here + List{"--altitude-km", "500000", "--ltan", "10"}, "500000 m are 500 km");
    expect_refused(here + tle + List{"--start", "2025-01-01T00:00Z", "--stop", "2025-01-02T00:00Z"}, "2935.1 days");
    expect_refused(here + tle + List{"--set", "satellite.source.wavelength_nm=0.85"}, "in nm it is 850");
    expect_refused(here + tle + List{"--set", "station.telescope.optics_efficiency=-8"}, "not dB");
    expect_refused(here + tle + List{"--set", "station.detectors.efficiency=50"}, "50 percent are 0.5");
    expect_refused(here + List{"--tle", "cut.tle"}, "line 2 is missing");
    expect_refused(here + List{"--tle", "two.tle"}, "choose with --name or --norad: A 41731, B 00005");
    expect_refused(here + List{"--tle", "two.tle", "--name", "c"}, "no satellite fits");
    expect_refused(here + tle + List{"--start", "2025-01-01T00:00Z"}, "--stop is missing");
    expect_refused(here + tle + List{"--stat", "x"}, "--stat");
    expect_refused(here + tle + List{"--start", "2016-12-20T00:48+08:00", "--stop", "2016-12-20T01:00+08:00"},
                   "for that moment give 2016-12-19T16:48:00Z");
    expect_refused(here + tle + List{"--set", "satellite.telescope.divergence_is=FWHM"}, "one of \"uniform_disc\"");
    expect_refused(here + tle + List{"--set", "satellite.telescope.divergence_is=null"}, "divergence_is: missing");
    expect_refused(here + tle + List{"--set", "fiber.loss_db_per_km=-0.2"}, "for -0.2 give 0.2 dB/km");
    expect_refused(here + tle + List{"--set", "atmosphere.zenith_optical_depth=-0.3"}, "an optical depth is positive");
    Result doubted =
        write("d.json",
              micius + List{"--station", "0.7,2.05,890", "--set", "satellite.telescope.divergence_urad=1e-5"} + tle);
    EXPECT_EQ(doubted.status, 0) << doubted.err;
    EXPECT_TRUE(program::has(doubted.err, "are these radians? Then give 10")) << doubted.err;
    EXPECT_TRUE(program::has(doubted.err, "latitude and longitude near 0, 0")) << doubted.err;
    EXPECT_TRUE(program::has(doubted.err, "days old today")) << doubted.err;
}

// A scenario written by hand is doubted like one that `new` writes, where it is flown: in the table, the summary and the report.
TEST_F(New, RunDoubtsTheSame) {
    const std::pair<const char *, const char *> doubted[] = {
        {"satellite.telescope.divergence_urad=1e-5", "are these radians? Then give 10"},
        {"satellite.telescope.divergence_urad=0.01", "are these milliradians? Then give 10"},
        {"satellite.pointing.jitter_urad=0.0012", "are these milliradians? Then give 1.2"},
        {"station.telescope.diameter_m=28", "are these centimetres? Then give 0.28"},
        {"station.altitude_m=8000", "are these feet? Then give 2438.4"},
        {"window={\"start\": \"2016-12-19T03:30:00Z\", \"stop\": \"2016-12-19T04:00:00Z\"}", "the Sun is up"},
    };
    for (const auto &[setting, cure] : doubted) {
        const std::vector<std::string> line = {"run",   program::micius, "--engine", "mean",
                                               "--set", setting,         "--out",    folder.path("r")};
        Result table = satqkd(line);
        ASSERT_EQ(table.status, 0) << table.err;
        program::Json summary(read_file(folder.path("r/summary.json")));
        EXPECT_TRUE(program::has(summary.text("warning"), cure)) << setting << table.out;
        EXPECT_TRUE(program::has(table.out, "Note  ")) << table.out;
    }
    Result quiet = satqkd({"run", program::micius, "--engine", "mean", "--out", folder.path("r")});
    EXPECT_FALSE(program::has(quiet.out, "Note")) << quiet.out;
}

// From Munich the highest pass of these 24 hours is at 10 in the morning, to 41.7 deg; the highest by night rises to 32.7 deg.
TEST_F(New, TakesAPassByNight) {
    folder.write("m.tle", line1 + "\n" + line2 + "\n");
    const std::vector<std::string> munich = {
        "--satellite", "micius",  "--station",         "48.15,11.58,520", "--tle",
        "m.tle",       "--start", "2016-12-19T09:00Z", "--stop",          "2016-12-20T09:00Z"};
    Result night = write("night.json", munich);
    ASSERT_EQ(night.status, 0) << night.err;
    EXPECT_TRUE(program::has(night.err, "the pass of 2016-12-19T23:03:21Z") && program::has(night.err, "in the dark"))
        << night.err;
    EXPECT_FALSE(program::has(night.err, "warning: atmosphere")) << night.err;
    Result flown = fly("night.json");
    ASSERT_EQ(flown.status, 0) << flown.err;
    EXPECT_EQ(program::Json(flown.out).text("pass.start_utc").substr(0, 16), "2016-12-19T23:03");
    EXPECT_TRUE(program::has(read_file(folder.path("night.json")), "the highest over a dark station"));
    Result day = write("day.json", munich + std::vector<std::string>{"--set", "atmosphere.sky=day"});
    EXPECT_TRUE(program::has(day.err, "the pass of 2016-12-19T10:05:09Z")) << day.err;
    Result asked = write("asked.json", munich + std::vector<std::string>{"--set", "window.pass=1"});
    EXPECT_TRUE(program::has(asked.err, "the Sun is up")) << asked.err;
}
