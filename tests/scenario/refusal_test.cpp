/* SPDX-License-Identifier: MIT */
#include <cstring>

#include "scenario/scenario_files.h"

namespace {

/* A text of the minimal scenario replaced by a wrong one. Lines are counted in minimal_scenario(). */
struct Wrong {
    const char *from, *to;
    int line;
    const char *path;  /* key path that the message names */
    const char *right; /* part of what would be right */
};

const char *const circular =
    "{\"circular\": {\"altitude_km\": 500, \"inclination_deg\": 97, \"max_elevation_deg\": 60}}";

/* A valid element set (object 41731), and the same with single characters spoilt; the checksum of line 1 is its last digit. */
#define LINE1 "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993"
#define LINE2 "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063"

const Wrong wrong_scenarios[] = {
    /* the text */
    {"\"schema\": 1,", "\"schema\": 1", 3, "", "comma"},
    {"\"name\": \"minimal\"", "\"name\": \"a\", \"name\": \"b\"", 3, "name", "duplicate"},
    {"\"contrast\": 200", "\"contrast\": NaN", 14, "station.polarization.contrast", "finite number"},
    {"\"contrast\": 200", "\"contrast\": 1e999", 14, "station.polarization.contrast", "range of a double"},
    {"\"contrast\": 200", "\"contrast\": 0200", 14, "station.polarization.contrast", "leading zeros"},
    {"\"name\": \"minimal\"", "\"name\": \"mini\\u0000mal\"", 3, "name", "NUL"},
    {"\"name\": \"minimal\"", "\"name\": \"\xFF\"", 3, "name", "UTF-8"},
    {"60}}\n}", "60}}\n} }", 17, "", "behind the end"},
    /* unknown keys */
    {"\"jitter_urad\"", "\"jiter_urad\"", 7, "satellite.pointing.jiter_urad", "satellite.pointing.jitter_urad"},
    {"\"name\": \"minimal\"", "\"name\": \"a\", \"statoin\": {}", 3, "statoin", "\"station\""},
    {"\"name\": \"minimal\"", "\"name\": \"a\", \"gate_ns\": 2", 3, "gate_ns", "station.timing.gate_ns"},
    {"\"name\": \"minimal\"", "\"Name\": \"a\"", 3, "Name", "\"name\""},
    {"\"gate_ns\": 2", "\"gate_ns\": 2, \"zzzzzzzzzz\": 1", 13, "station.timing.zzzzzzzzzz", "unknown key"},
    {"\"gate_ns\": 2", "\"gate_ns\": 2, \"gate_ns.x\": 1", 13, "station.timing.gate_ns.x", "nest"},
    {"\"station\": {", "\"station\": { \"telescope.diameter_m\": 1,", 9, "station.telescope.diameter_m", "nest"},
    {circular, "{\"kepler\": {}}", 16, "orbit.kepler", "altitude_km, semi_major_axis_km"},
    {circular, "{\"oem\": \"x\"}", 16, "orbit.oem", "no such file"},
    /* missing */
    {"\"schema\": 1,", "", 1, "schema", "give 1"},
    {"\"name\": \"minimal\",", "", 1, "name", "1 to 127 bytes"},
    {", \"pulse_fwhm_ns\": 0.2", "", 5, "satellite.source.pulse_fwhm_ns", "at most 1000 ns"},
    {", \"altitude_m\": 890", "", 9, "station.altitude_m", "from -500 to 9000 m"},
    {", \"divergence_urad\": 10", "", 6, "satellite.telescope.divergence_urad", "full angle"},
    {circular, "{}", 16, "orbit", "tle, circular, kepler, oem, track"},
    {"\"inclination_deg\": 97, ", "", 16, "orbit.circular.inclination_deg", "from 0 to 180 deg"},
    /* types */
    {"\"minimal\"", "7", 3, "name", "a text"},
    {"\"contrast\": 200", "\"contrast\": \"200\"", 14, "station.polarization.contrast", "a number above 1"},
    {"\"contrast\": 200", "\"contrast\": null", 14, "station.polarization.contrast", "a number above 1"},
    {"{\"gate_ns\": 2}", "5", 13, "station.timing", "an object"},
    {"\"contrast\": 200", "\"contrast\": 200, \"compensated\": 1", 14, "station.polarization.compensated",
     "true or false"},
    {"[10, 20, 30, 40]", "[10, 20, 30]", 12, "station.detectors.dark_rate_hz", "give 4"},
    {"[10, 20, 30, 40]", "[10, 20, \"x\", 40]", 12, "station.detectors.dark_rate_hz[2]", "a number from 0"},
    {"[10, 20, 30, 40]", "{}", 12, "station.detectors.dark_rate_hz", "array of 4"},
    {"\"contrast\": 200}", "\"contrast\": 200}, \"city_light\": [[0, 1], [5]]", 14, "station.city_light[1]",
     "two numbers"},
    {"\"contrast\": 200}", "\"contrast\": 200}, \"city_light\": [[9, 1], [5, 1]]", 14, "station.city_light[1][0]",
     "sort"},
    {"\"contrast\": 200}", "\"contrast\": 200}, \"city_light\": 1", 14, "station.city_light", "rows"},
    /* ranges */
    {"\"schema\": 1,", "\"schema\": 2,", 2, "schema", "give 1"},
    {"\"latitude_deg\": 40", "\"latitude_deg\": 90.001", 10, "station.latitude_deg", "from -90 to 90 deg"},
    {"\"diameter_m\": 1,", "\"diameter_m\": 0,", 11, "station.telescope.diameter_m", "above 0"},
    {"\"optics_efficiency\": 0.2", "\"optics_efficiency\": 20", 11, "station.telescope.optics_efficiency", "at most 1"},
    {"[10, 20, 30, 40]", "[10, -20, 30, 40]", 12, "station.detectors.dark_rate_hz[1]", "from 0"},
    {"\"contrast\": 200}", "\"contrast\": 200}, \"city_light\": [[360, 1]]", 14, "station.city_light[0][0]",
     "below 360"},
    {"\"gate_ns\": 2", "\"gate_ns\": 10.5", 13, "station.timing.gate_ns", "at most 10 ns"},
    {"\"minimal\"", "\"\"", 3, "name", "1 to 127 bytes"},
    {"\"minimal\"", "\"../up\"", 3, "name", "\"/\""},
    /* choices */
    {"\"e2\"", "\"fwmh\"", 6, "satellite.telescope.divergence_is", "did you mean \"fwhm\""},
    {"\"e2\"", "\"\"", 6, "satellite.telescope.divergence_is", "\"uniform_disc\""},
    {"\"contrast\": 200", "\"contrast\": 200, \"mount\": \"fork\"", 14, "station.polarization.mount", "\"nasmyth\""},
    {"60}}\n}", "60}},\n \"atmosphere\": {\"sky\": \"night\"}}", 17, "atmosphere.sky", "\"moonless\""},
    {"60}}\n}", "60}},\n \"protocol\": {\"bound\": \"lim2041\"}}", 17, "protocol.bound", "did you mean \"lim2014\""},
    /* alternatives */
    {"60}}\n}", "60}},\n \"atmosphere\": {\"sky\": \"day\",\n \"sky_radiance_w_m2_sr_nm\": 1e-7}}", 17,
     "atmosphere.sky", "keep one"},
    {"60}}\n}", "60}},\n \"atmosphere\": {\"visibility_km\": 9,\n \"transmittance_table\": [[9, 0.1]]}}", 17,
     "atmosphere.visibility_km", "keep one"},
    /* window, protocol, seed */
    {"60}}\n}", "60}},\n \"window\": {\"start\": \"2020-01-01T00:00:00Z\"}}", 17, "window.stop", "together"},
    {"60}}\n}", "60}},\n \"window\": {\"start\": \"2020-01-01T00:00:00Z\",\n \"stop\": \"2020-01-01T00:00:00Z\"}}", 18,
     "window.stop", "after window.start"},
    {"60}}\n}", "60}},\n \"window\": {\"start\": \"yesterday\"}}", 17, "window.start", "2016-12-19T16:48:00Z"},
    {"60}}\n}", "60}},\n \"window\": {\"min_elevation_deg\": 90}}", 17, "window.min_elevation_deg", "below 90"},
    {"60}}\n}", "60}},\n \"protocol\": {\"intensities\": [0.5]}}", 17, "protocol.intensities", "give 2 to 8"},
    {"60}}\n}", "60}},\n \"protocol\": {\"intensities\": [0.5, 0.1]}}", 17, "protocol.probabilities", "2 intensities"},
    {"60}}\n}", "60}},\n \"protocol\": {\"intensities\": [0.5, 0.1, 0.1]}}", 17, "protocol.intensities[2]", "differ"},
    {"60}}\n}", "60}},\n \"protocol\": {\"probabilities\": [0.5, 0.3, 0.3]}}", 17, "protocol.probabilities", "1.1"},
    {"60}}\n}", "60}},\n \"protocol\": {\"eps_sec\": 0}}", 17, "protocol.eps_sec", "above 0 and below 1"},
    {"60}}\n}", "60}},\n \"trials\": {\"seed\": -1}}", 17, "trials.seed", "2^64-1"},
    {"60}}\n}", "60}},\n \"trials\": {\"seed\": 1.5}}", 17, "trials.seed", "2^64-1"},
    {"60}}\n}", "60}},\n \"trials\": {\"seed\": 9007199254740993}}", 17, "trials.seed", "as a text"},
    {"60}}\n}", "60}},\n \"trials\": {\"seed\": \"18446744073709551616\"}}", 17, "trials.seed", "2^64-1"},
    {"60}}\n}", "60}},\n \"trials\": {\"seed\": \"0x1\"}}", 17, "trials.seed", "decimal digits"},
    {"60}}\n}", "60}},\n \"trials\": {\"coherence_time_ms\": 0.001}}", 17, "trials.coherence_time_ms",
     "from 0.01 to 1000 ms"},
    /* sources */
    {"60}}\n}", "60}},\n \"sources\": {\"nam\": \"x\"}}", 17, "sources.nam", "did you mean \"name\""},
    {"\"station\": {", "\"station\": { \"sources\": {\"telescope.diametre_m\": \"x\"},", 9,
     "station.sources.telescope.diametre_m", "did you mean \"telescope.diameter_m\""},
    {"60}}\n}", "60}},\n \"sources\": {\"name\": 1}}", 17, "sources.name", "text"},
    {"60}}\n}", "60}},\n \"sources\": 1}", 17, "sources", "object"},
    {"60}}\n}", "60}},\n \"window\": {\"sources\": {}}}", 17, "window.sources", "unknown key"},
    /* orbits */
    {circular, "{\"tle\": [\"" LINE1 "\"]}", 16, "orbit.tle", "give 2"},
    {circular, "{\"tle\": [\"" LINE1 "\",\n\"2 41731\"]}", 17, "orbit.tle[1]", "has 69"},
    {circular, "{\"tle\": [\"" LINE1 "0\",\n\"" LINE2 "\"]}", 16, "orbit.tle[0]", "has 69"},
    {circular, "{\"tle\": [\"" LINE2 "\",\n\"" LINE1 "\"]}", 16, "orbit.tle", "line 1"},
    {circular, "{\"tle\": [\"" LINE1 "\",\n\"2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19064\"]}",
     16, "orbit.tle", "checksum"},
    {circular, "{\"tle\": [1, 2]}", 16, "orbit.tle[0]", "a text"},
    {"\"inclination_deg\": 97", "\"inclination_deg\": 10", 16, "orbit.circular", "latitude"},
    {"{\"circular\"", "{\"track_start_utc\": \"2020-01-01\", \"circular\"", 16, "orbit.track_start_utc",
     "orbit.track alone"},
    {circular, "{\"track\": 5}", 16, "orbit.track", "CSV"},
    {circular, "{\"track\": \"nowhere.csv\"}", 16, "orbit.track", "nowhere.csv"},
    {circular, "{\"track\": {\"columns\": [\"t_s\"], \"rows\": [[0], [1]]}}", 16, "orbit.track.columns",
     "t_s,efficiency"},
    {circular, "{\"track\": {\"columns\": [\"t_s\", \"efficiency\"], \"rows\": [[0, 1]]}}", 16, "orbit.track.rows",
     "2 to"},
    {circular, "{\"track\": {\"columns\": [\"t_s\", \"efficiency\"], \"rows\": [[0, 1],\n[0, 1]]}}", 17,
     "orbit.track.rows[1][0]", "sort"},
    {circular, "{\"track\": {\"columns\": [\"t_s\", \"efficiency\"], \"rows\": [[0, 1],\n[1, 2]]}}", 17,
     "orbit.track.rows[1][1]", "at most 1"},
    {circular, "{\"track\": {\"columns\": [\"t_s\", \"efficiency\"], \"rows\": [[0, 1],\n[1]]}}", 17,
     "orbit.track.rows[1]", "2 numbers"},
    {circular, "{\"track\": {\"columns\": [\"t_s\", \"efficiency\"], \"rows\": [], \"more\": 1}}", 16, "orbit.track",
     "nothing else"},
    /* references */
    {"\"station\": {", "\"station\": \"nowhere.json\", \"name2\": {", 9, "station", "nowhere.json: no such file"},
};

std::string head(const std::string &path, int line, const char *key) {
    return path + ":" + std::to_string(line) + ": " + key + (key[0] ? ": " : "");
}

TEST(Refusal, NamesFileLineKeyAndWhatWouldBeRight) {
    const std::string minimal = minimal_scenario();
    ASSERT_TRUE(load(write_file("right.json", minimal)));
    for (const Wrong &wrong : wrong_scenarios) {
        const std::string path = write_file("wrong.json", replaced(minimal, wrong.from, wrong.to));
        Loaded s = load(path);
        EXPECT_EQ(s.status, SATQKD_INVALID) << wrong.to;
        EXPECT_EQ(s.message.rfind(head(path, wrong.line, wrong.path), 0), 0U) << wrong.to << "\n" << s.message;
        EXPECT_NE(s.message.find(wrong.right), std::string::npos) << wrong.to << "\n" << s.message;
        EXPECT_EQ(s.message.find('\n'), std::string::npos);
    }
}

TEST(Refusal, NamesTheReferencedFile) {
    const std::string station =
        replaced(read_file(config("stations/xinglong.json")), "\"altitude_m\": 890", "\"altitude_m\": \"890\"");
    const std::string path = write_file("bad-station.json", station);
    const std::string scenario =
        replaced(read_file(config("micius-xinglong-2016-12-19.json")), "stations/xinglong.json", "bad-station.json");
    Loaded s = load(write_file("refers.json", scenario));
    EXPECT_EQ(s.message.rfind(head(path, 5, "station.altitude_m"), 0), 0U) << s.message;
    write_file("bad-station.json", "{\n \"latitude_deg\": 1,\n \"latitude_deg\": 2}");
    s = load(temporary("refers.json"));
    EXPECT_EQ(s.message.rfind(head(path, 3, "latitude_deg"), 0), 0U) << s.message;
    write_file("bad-station.json", "[]");
    s = load(temporary("refers.json"));
    EXPECT_EQ(s.message.rfind(path + ":1: the file must hold an object", 0), 0U) << s.message;
}

TEST(Refusal, SaysWhyAFileCannotBeRead) {
    Loaded missing = load(temporary("missing.json"));
    EXPECT_EQ(missing.status, SATQKD_INVALID);
    EXPECT_NE(missing.message.find("missing.json: no such file"), std::string::npos) << missing.message;
    Loaded relative = load("missing-everywhere");
    EXPECT_NE(relative.message.find("/configs"), std::string::npos) << relative.message; /* where it was looked for */
    Loaded folder = load(temporary(""));
    EXPECT_EQ(folder.status, SATQKD_INVALID);
    EXPECT_NE(folder.message.find("a folder"), std::string::npos) << folder.message;
    const std::string empty = write_file("empty.json", "");
    EXPECT_EQ(load(empty).message, empty + ":1: the file is empty; a JSON object is wanted (column 1)");
    Loaded deep = load(write_file("deep.json", "{\"a\":" + std::string(100000, '[')));
    EXPECT_EQ(deep.status, SATQKD_INVALID);
    EXPECT_NE(deep.message.find("32 levels"), std::string::npos) << deep.message;
    EXPECT_EQ(load("/dev/zero").status, SATQKD_INVALID); /* endless: the size limit ends it */
}

struct WrongSetting {
    const char *setting;
    const char *start; /* of the message */
    const char *right;
};

TEST(Refusal, NamesTheSetting) {
    const WrongSetting wrong[] = {
        {"window.max_rnage_km=5", "--set: window.max_rnage_km: ", "did you mean \"window.max_range_km\""},
        {"windwo.max_range_km=5", "--set: windwo.max_range_km: ", "did you mean \"window.max_range_km\""},
        {"orbit.kepler.eccentricity=1", "", "orbit.kepler: one of these is needed: altitude_km, semi_major_axis_km"},
        {"orbit.kepler={\"altitude_km\":500,\"sun_synchronous_ltan_h\":10,\"raan_deg\":3}",
         "--set: orbit.kepler.raan_deg: ", "keep one of the two"},
        {"orbit.kepler={\"altitude_km\":7000,\"sun_synchronous_ltan_h\":10}", "--set: orbit.kepler", "7000 km"},
        {"station.telescope.diameter_m", "--set: \"station.telescope.diameter_m\": ", "KEY=VALUE"},
        {"=5", "--set: \"=5\": ", "KEY=VALUE"},
        {"", "--set: \"\": ", "KEY=VALUE"},
        {"name=", "--set: name: ", "KEY=VALUE"},
        {"station.telescope.diameter_m=wide", "--set: station.telescope.diameter_m: ", "a number above 0"},
        {"station.telescope.diameter_m=NaN", "--set: station.telescope.diameter_m: ", "a number above 0"},
        {"station.telescope.diameter_m=1e999", "--set: station.telescope.diameter_m: ", "a number above 0"},
        {"station.telescope.diameter_m=-1",
         "--set: station.telescope.diameter_m: ", "-1 is out of range; give a number above 0"},
        {"station.telescope.diameter_m=[1", "--set: station.telescope.diameter_m: ", "closing bracket"},
        {"station.telescope.diameter_m=null", "", "station.telescope.diameter_m: missing"},
        {"station.telescope.diameter_m[0]=1", "--set: station.telescope.diameter_m[0]: ", "no such element"},
        {"protocol.intensities[7]=1", "--set: protocol.intensities[7]: ", "has 3"},
        {"protocol.intensities[1]=11", "--set: protocol.intensities[1]: ", "from 0 to 10"},
        {"protocol.intensities[x]=1", "--set: protocol.intensities[x]: ", "unknown key"},
        {"protocol.intensities[1]x=1", "--set: protocol.intensities[1]x: ", "unknown key"},
        {"protocol={\"bound\":\"lim2014\",\"boond\":1}", "--set: protocol.boond: ", "did you mean"},
        {"station.timing={\"gate_ns\":1,\"gate_ns\":2}", "--set: station.timing: ", "duplicate"},
        {"window.start=\"2016", "--set: window.start: ", "quotation mark"},
        {"name=a\"b", "--set: name: ", "quotation marks"},
        {"name=\xFF", "--set: name: ", "UTF-8"},
        {"station=nowhere.json", "--set: station: ", "nowhere.json: no such file"},
        {"orbit.track=nowhere.csv", "--set: orbit.track: ", "nowhere.csv: no such file"},
        {"satellite.source=5", "--set: satellite.source: ", "an object"},
        {"sources.name=x", "--set: sources.name: ", "unknown key"},
        {"trials.seed=18446744073709551616", "--set: trials.seed: ", "2^64-1"},
    };
    for (const WrongSetting &w : wrong) {
        Loaded s = load(config("micius-xinglong-2016-12-19.json"), {w.setting});
        EXPECT_EQ(s.status, SATQKD_INVALID) << w.setting;
        EXPECT_EQ(s.message.rfind(w.start, 0), 0U) << w.setting << "\n" << s.message;
        EXPECT_NE(s.message.find(w.right), std::string::npos) << w.setting << "\n" << s.message;
    }
    /* Reaching into what is no object. */
    const std::string path = write_file("number.json", replaced(minimal_scenario(), "{\"gate_ns\": 2}", "5"));
    EXPECT_EQ(load(path, {"station.timing.gate_ns=2"}).message.rfind(head(path, 13, "station.timing"), 0), 0U);
}

TEST(Refusal, NamesTheLineOfATrack) {
    struct {
        const char *csv;
        int line;
        const char *message;
    } const wrong[] = {
        {"", 1, "give a header (t_s,range_km,elevation_deg,azimuth_deg; or t_s,efficiency)"},
        {"t_s,efficiency\n0,1\n", 3, "at least 2 rows"},
        {"t_s,range_m\n", 1, "the header \"t_s,range_m\" is not known"},
        {"efficiency,t_s\n0,1\n1,1\n", 1, "not known; give t_s,range_km"},
        {"# x\nt_s,efficiency\n0,1\n1\n", 4, "1 fields; the header has 2"},
        {"t_s,efficiency\n0,1\n1,0.5,7\n", 3, "3 fields"},
        {"t_s,efficiency\n0,1\n1,abc\n", 3, "efficiency: \"abc\" is no number"},
        {"t_s,efficiency\n0,1\n1,0x1\n", 3, "efficiency: \"0x1\" is no number"},
        {"t_s,efficiency\n0,1\n1,nan\n", 3, "efficiency: \"nan\" is no number"},
        {"t_s,efficiency\n0,1\n1,\n", 3, "efficiency: \"\" is no number"},
        {"t_s,efficiency\n0,1\n1,1e999\n", 3, "efficiency: \"1e999\" is no number"},
        {"t_s,efficiency\n0,1\n0,1\n", 3, "t_s: 0 does not come after 0"},
        {"t_s,efficiency\n0,1\n1,0\n", 3, "efficiency: 0 is out of range; give a number above 0 and at most 1"},
        {"t_s,range_km,elevation_deg,azimuth_deg\n0,700,91,0\n", 2, "elevation_deg: 91 is out of range"},
        {"t_s,range_km,elevation_deg,azimuth_deg\n0,0,9,0\n", 2, "range_km: 0 is out of range; give a number above 0"},
    };
    const std::string scenario =
        write_file("track.json", replaced(minimal_scenario(), circular, "{\"track\": \"track.csv\"}"));
    for (const auto &w : wrong) {
        const std::string csv = write_file("track.csv", w.csv);
        Loaded s = load(scenario);
        EXPECT_EQ(s.status, SATQKD_INVALID) << w.csv;
        EXPECT_EQ(s.message.rfind(csv + ":" + std::to_string(w.line) + ": ", 0), 0U) << w.csv << s.message;
        EXPECT_NE(s.message.find(w.message), std::string::npos) << w.csv << s.message;
    }
    write_file("track.csv", std::string("t_s,efficiency\n0,1\n\0", 20));
    EXPECT_NE(load(scenario).message.find("track.csv:3: a NUL byte"), std::string::npos);
}

/* Cut anywhere, a scenario is refused with a message; only white space may be lost without harm. Every fifth byte replaced
   must not crash it either, whatever comes of that. The sanitizers watch. */
TEST(Refusal, CutAndSpoiltTextsNeverCrash) {
    const std::string text = text_of(load(config("micius-xinglong-2016-12-19.json")));
    const size_t end = text.rfind('}');
    for (size_t length = 0; length < text.size(); length++) {
        Loaded s = load(write_file("cut.json", text.substr(0, length)));
        EXPECT_EQ(s.status, length > end ? SATQKD_OK : SATQKD_INVALID) << length << " " << s.message;
    }
    const char spoil[] = {'\0', '"', '}', '\\', '9', '\xC3'};
    for (size_t i = 0; i < text.size(); i += 5) {
        std::string spoilt = text;
        spoilt[i] = spoil[i % sizeof spoil];
        Loaded s = load(write_file("spoilt.json", spoilt));
        EXPECT_EQ(s.message.empty(), s.status == SATQKD_OK);
    }
}

} // namespace
