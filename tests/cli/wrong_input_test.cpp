/* SPDX-License-Identifier: MIT */
// Wrong inputs: each ends with exit status 2, nothing on stdout, and one line on stderr that names the place and what would
// be right. A case says which words of the line do.
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::lines;
using program::micius;
using program::Options;
using program::read_file;
using program::replaced;
using program::Result;
using program::satqkd;
using program::operator+;

namespace {

struct Case {
    std::vector<std::string> arguments;
    std::vector<std::string> words;
};

class WrongInput : public testing::Test {
  protected:
    // Relative names in the arguments are files of this folder.
    program::Folder folder;

    void expect_refused(const std::vector<Case> &cases) {
        Options there;
        there.directory = folder.path();
        for (const Case &wrong : cases) {
            std::string line;
            for (const std::string &argument : wrong.arguments) {
                line += " " + argument;
            }
            SCOPED_TRACE("satqkd" + line);
            Result result = satqkd(wrong.arguments, there);
            EXPECT_EQ(result.status, 2);
            EXPECT_EQ(result.out, "");
            EXPECT_EQ(lines(result.err), 1U) << result.err;
            EXPECT_EQ(result.err.rfind("satqkd: ", 0), 0U) << result.err;
            for (const std::string &word : wrong.words) {
                EXPECT_TRUE(program::has(result.err, word)) << "not said: " << word << "\n" << result.err;
            }
        }
    }
    void write_edit(const std::string &name, const std::string &from, const std::string &to) {
        folder.write(name, replaced(program::scenario_text(), from, to));
    }
    // A case of the Micius scenario with one setting.
    static Case set(const std::string &setting, const std::vector<std::string> &words) {
        return {{"run", micius, "--engine", "mean", "--set", setting}, words};
    }
};

const std::vector<std::string> day = {"--from", "2016-12-19T00:00:00Z", "--to", "2016-12-20T00:00:00Z"};

// What a run writes, in whole numbers that need not come from one.
const std::string counts = R"({ "schema": 1, "intensities": [0.8, 0.1, 0], "probabilities": [0.5, 0.25, 0.25],
  "pulses": 27300000000,
  "bases": {
    "x": { "detections": [836444, 53070, 1077], "errors": [8975, 1111, 526] },
    "z": { "detections": [838007, 53135, 1138], "errors": [8913, 1037, 563] } },
  "protocol": { "bound": "liao2017", "eps_sec": 1e-9, "eps_cor": 1e-15, "f_ec": 1.6, "key_basis": "both",
    "intensity_tolerance": 0.05 } }
)";

} // namespace

TEST_F(WrongInput, FilesThatAreNone) {
    std::filesystem::create_directory(folder.path("folder"));
    folder.write("empty.json", "");
    folder.write("blank.json", " \n\n");
    folder.write("bytes.json", "\xff\xfe{");
    expect_refused({
        {{"run", "missing.json"}, {"missing.json: no such file in the working folder", "configs"}},
        {{"run", "/missing/at/all.json"}, {"/missing/at/all.json: no such file"}},
        {{"run", ""}, {"no scenario given", "satqkd help run"}},
        {{"run", "folder"}, {"folder: a folder", "name a file"}},
        {{"run", "empty.json"}, {"empty.json:1", "empty", "a JSON object is wanted"}},
        {{"run", "blank.json"}, {"blank.json:", "empty", "a JSON object is wanted"}},
        {{"run", "bytes.json"}, {"bytes.json:1", "0xFF", "column 1"}},
        {{"run", "/dev/zero"}, {"/dev/zero: larger than"}},
        {{"passes", "missing.json"}, {"--from is missing"}},
        {std::vector<std::string>{"passes", "missing.json"} + day, {"missing.json: no such file"}},
        {{"key", "missing.json"}, {"missing.json", "No such file"}},
        {{"key", "folder"}, {"folder: a folder", "name a file"}},
        {{"key", "empty.json"}, {"empty.json:1", "empty"}},
    });
}

TEST_F(WrongInput, TextThatIsNoJson) {
    std::string brackets(5000, '[');
    folder.write("malformed.json", "{ \"schema\": 1,\n  \"name\" \"x\" }");
    folder.write("cut.json", program::scenario_text().substr(0, 100));
    folder.write("trailing.json", program::scenario_text() + "{}\n");
    folder.write("deep.json", brackets + std::string(5000, ']'));
    folder.write("array.json", "[1, 2]");
    write_edit("duplicate.json", "\"name\":", "\"name\": \"y\", \"name\":");
    write_edit("nan.json", "1200", "NaN");
    write_edit("huge.json", "1200", "1e999");
    write_edit("octal.json", "1200", "01200");
    expect_refused({
        {{"run", "malformed.json"}, {"malformed.json:2", "name", "colon", "column 10"}},
        {{"run", "cut.json"}, {"cut.json:", "does not end"}},
        {{"run", "trailing.json"}, {"trailing.json:", "behind the end"}},
        {{"run", "deep.json"}, {"deep.json:1", "nested deeper than 32 levels"}},
        {{"run", "array.json"}, {"array.json:1", "must hold an object"}},
        {{"run", "duplicate.json"}, {"duplicate.json:3: name", "duplicate key", "keep one"}},
        {{"run", "nan.json"}, {"nan.json:", "window.max_range_km", "NaN", "finite number"}},
        {{"run", "huge.json"}, {"huge.json:", "window.max_range_km", "1e999", "beyond the range"}},
        {{"run", "octal.json"}, {"octal.json:", "window.max_range_km"}},
        {std::vector<std::string>{"passes", "nan.json"} + day, {"nan.json:", "window.max_range_km"}},
    });
}

TEST_F(WrongInput, KeysAndValues) {
    write_edit("unknown.json", "max_range_km", "max_rnge_km");
    write_edit("type.json", "\"max_range_km\": 1200", "\"max_range_km\": \"far\"");
    write_edit("nostop.json", "\"stop\": \"2016-12-19T16:57:00Z\",", "");
    write_edit("nostation.json", "\"station\": \"" + program::configs + "/stations/xinglong.json\",", "");
    write_edit("later.json", "\"schema\": 1", "\"schema\": 2");
    expect_refused({
        {{"run", "unknown.json"}, {"unknown.json:", "window.max_rnge_km", "did you mean \"window.max_range_km\""}},
        {{"run", "type.json"}, {"type.json:", "window.max_range_km", "a text stands here", "a number above 0"}},
        {{"run", "nostop.json"}, {"nostop.json:", "window.stop", "missing", "come together"}},
        {{"run", "nostation.json"}, {"nostation.json:", "station: missing", "an object, or the path of a file"}},
        {{"run", "later.json"}, {"later.json:2: schema", "give 1"}},
        {{"run", program::configs + "/campaigns/relay-xinglong-nanshan.json"},
         {"satellites: of a campaign", "satqkd campaign"}},
        {{"campaign", micius}, {"satellite: of a scenario", "satqkd run"}},
        set("station.telescop.diameter_m=1", {"did you mean \"station.telescope.diameter_m\""}),
        set("window.max_range_km=-3", {"--set: window.max_range_km", "-3 is out of range", "above 0"}),
        set("window.max_range_km=abc", {"--set: window.max_range_km", "a text stands here", "a number above 0"}),
        set("window.max_rnge_km=3", {"--set: window.max_rnge_km", "did you mean \"window.max_range_km\""}),
        set("window.start=yesterday", {"window.start", "yesterday", "2016-12-19T16:48:00Z"}),
        set("window.stop=2016-12-19T16:00:00Z", {"window.stop", "after window.start"}),
        set("window.pass=1.5", {"window.pass", "1.5", "whole number"}),
        set("station.telescope=3", {"station.telescope", "a number stands here", "an object"}),
        set("station.telescope.diameter_m=null", {"station.telescope.diameter_m", "missing", "at most 50 m"}),
        set("station=stations/nowhere.json", {"station", "stations/nowhere.json", "no such file"}),
        set("station.latitude_deg=91", {"station.latitude_deg", "91", "from -90 to 90 deg"}),
        set("atmosphere.sky=dark", {"atmosphere.sky", "\"dark\"", "one of \"moonless\""}),
        set("name=\"\"", {"name", "1 to 127 bytes"}),
        set("name=../up", {"name", "without \"/\""}),
        set("trials.seed=1e300", {"trials.seed", "whole number below 2^53"}),
        set("trials.coherence_time_ms=0", {"trials.coherence_time_ms", "from 0.01 to 1000 ms"}),
        set("protocol.probabilities=[0.5,0.3,0.3]", {"protocol.probabilities", "add up to 1.1", "must be 1"}),
        set("protocol.probabilities=[0.5,0.5]", {"protocol.probabilities", "2 probabilities for 3 intensities"}),
        set("protocol.bound=lim2015", {"protocol.bound", "\"lim2015\"", "did you mean \"lim2014\""}),
        set("protocol.intensities=[0.1,0.8,0]", {"liao2017 does not fit", "signal", "stronger"}),
        set("foo", {"--set", "\"foo\"", "KEY=VALUE"}),
        set("=3", {"--set", "KEY=VALUE"}),
    });
}

TEST_F(WrongInput, OrbitsAndWindows) {
    // The digit that ends the first line of the elements is the sum of the others modulo 10: 3.
    write_edit("checksum.json", "0  9993\"", "0  9994\"");
    write_edit("short.json", "0  9993\"", "0 9993\"");
    std::vector<std::string> run = {"run", micius, "--engine", "mean"};
    auto window = [&](const std::string &start, const std::string &stop) {
        return run + std::vector<std::string>{"--set", "window.start=" + start, "--set", "window.stop=" + stop};
    };
    expect_refused({
        {{"run", "checksum.json"}, {"checksum.json:", "orbit.tle", "line 1", "checksum", "add up to 3"}},
        {{"run", "short.json"}, {"short.json:", "orbit.tle[0]", "68 characters", "69"}},
        set("orbit.tle=[\"1 41731U\",\"2 41731\"]", {"orbit.tle[0]", "8 characters", "69"}),
        set("orbit.tle=null", {"orbit", "one of these is needed: tle, circular, kepler, oem, track"}),
        set("orbit.circular={\"altitude_km\":500}", {"orbit.circular.inclination_deg", "missing", "from 0 to 180 deg"}),
        {window("2017-12-19T16:00:00Z", "2017-12-19T17:00:00Z"), {"365.8 days", "orbit.max_age_days is 30", "raise"}},
        // `passes` has the pass of 2016-12-20T03:26 next.
        {window("2016-12-19T19:00:00Z", "2016-12-19T20:00:00Z"),
         {"no pass between 2016-12-19T19:00:00Z and 2016-12-19T20:00:00Z", "the next begins at 2016-12-20T03:2"}},
        set("window.max_range_km=600", {"within 645 km", "window.max_range_km 600", "raise"}),
        set("window.min_elevation_deg=60", {"47.8 deg", "window.min_elevation_deg 60", "lower"}),
        {run + std::vector<std::string>{"--pass", "9"}, {"--pass", "9", "the window holds 1 pass"}},
        {{"passes", micius, "--from", "2016-12-19T00:00:00Z", "--to", "2017-12-19T00:00:00Z"},
         {"--to", "365.1 days", "orbit.max_age_days"}},
    });
}

TEST_F(WrongInput, Tracks) {
    const std::string header = "t_s,range_km,elevation_deg,azimuth_deg\n";
    const std::string rows = "0,700,45,10\n1,699,46,11\n";
    auto track = [&](const std::string &name, const std::string &text) {
        folder.write(name + ".csv", text);
        std::string scenario = program::scenario_text(program::configs + "/track-xinglong.json");
        folder.write(name + ".json", replaced(scenario, "tracks/xinglong-2016-12-19.csv", name + ".csv"));
        return std::vector<std::string>{"run", name + ".json", "--engine", "mean"};
    };
    Options there;
    there.directory = folder.path();
    Result good = satqkd(track("good", header + rows), there);
    ASSERT_EQ(good.status, 0) << good.err;
    expect_refused({
        {track("empty", ""),
         {"empty.csv:1", "give a header (t_s,range_km,elevation_deg,azimuth_deg; or t_s,efficiency)"}},
        {track("one", header + "0,700,45,10\n"), {"one.csv:", "1 row", "at least 2 rows"}},
        {track("header", "t_s,range_m,elevation_deg,azimuth_deg\n" + rows), {"header.csv:1", "range_m", "range_km"}},
        {track("more", header + rows + "2,698,47,12,13\n"), {"more.csv:4", "5 fields", "the header has 4"}},
        {track("word", header + rows + "2,near,47,12\n"), {"word.csv:4: range_km", "near", "no number"}},
        {track("nan", header + rows + "nan,698,47,12\n"), {"nan.csv:4: t_s", "no number"}},
        {track("back", header + rows + "0.5,698,47,12\n"), {"back.csv:4: t_s", "0.5", "sort the rows by time"}},
        {track("sign", header + rows + "2,-698,47,12\n"), {"sign.csv:4: range_km", "-698 is out of range", "above 0"}},
        {track("zero", std::string("t_s,") + '\0' + "\n"), {"zero.csv", "NUL"}},
        {track("good", header + rows) + std::vector<std::string>{"--pass", "2"}, {"the window holds 1 pass"}},
    });
    std::filesystem::remove(folder.path("good.csv"));
    expect_refused({{{"run", "good.json"}, {"good.json:", "orbit.track", "good.csv: no such file"}}});
}

TEST_F(WrongInput, CommandLines) {
    expect_refused({
        {{"run"}, {"no scenario given", "satqkd help run"}},
        {{"run", micius, micius}, {"unexpected argument", "one scenario at a time"}},
        {{"run", micius, "--engine", "warp"}, {"--engine", "'warp'", "pulse and mean"}},
        {{"run", micius, "--seed", "-1"}, {"--seed", "'-1'", "0 to 18446744073709551615"}},
        {{"run", micius, "--seed", "18446744073709551616"}, {"--seed", "0 to 18446744073709551615"}},
        {{"run", micius, "--seed"}, {"--seed needs a value"}},
        {{"run", micius, "--pass", "0"}, {"--pass", "'0'", "from 1"}},
        {{"run", micius, "--out", ""}, {"--out", "'' is none"}},
        {{"run", micius, "--device", "no such"}, {"--device", "'no such'", "whole number", "name"}},
        {{"run", micius, "--quite"}, {"'--quite'", "did you mean '--quiet'", "satqkd help run"}},
        {{"run", micius, "--json=yes"}, {"--json takes no value"}},
        {{"run", micius, "--se", "1"}, {"'--se' may mean --seed or --set"}},
        {{"run", micius, "-qx"}, {"'-q'", "two dashes"}},
        {{"run", "two\nlines"}, {"two?lines: no such file"}},
        {std::vector<std::string>{"passes", micius, micius} + day, {"one scenario at a time"}},
        {{"passes", micius, "--from", "now", "--to", "later"}, {"--from", "'now'", "2016-12-19T16:48:00Z"}},
        {{"passes", micius, "--from", "2016-02-30T00:00Z", "--to", "2016-03-01T00:00Z"}, {"--from", "2016-02-30"}},
        {{"passes", micius, "--from", "2016-12-20T00:00:00Z", "--to", "2016-12-19T00:00:00Z"}, {"later than --from"}},
        {{"fiber", "--length-km", "-5"}, {"--length-km", "'-5'", "50,100,200"}},
        {{"fiber", "--length-km", "1,,2"}, {"--length-km", "'1,,2'", "50,100,200"}},
        {{"fiber", "--length-km", "nan"}, {"--length-km", "'nan'"}},
        {{"fiber", "5"}, {"'5'", "--length-km L"}},
        {{"devices", "--frob"}, {"'--frob'", "satqkd help devices"}},
        {{"bench", "puls"}, {"'puls'", "did you mean 'pulse'"}},
        {{"bench", "--device", "no such"}, {"--device", "'no such'", "whole number", "name"}},
        {{"bench", "--jsn"}, {"'--jsn'", "did you mean '--json'"}},
    });
}

// These two ask the OpenCL driver first.
TEST_F(WrongInput, DeviceThatIsNotThere) {
    expect_refused({
        {{"run", micius, "--device", "99"}, {"no device 99", "numbered from 0", "satqkd devices"}},
        {{"bench", "--device", "99"}, {"no device 99", "numbered from 0", "satqkd devices"}},
    });
}

TEST_F(WrongInput, Counts) {
    auto edit = [&](const std::string &name, const std::string &from, const std::string &to) {
        folder.write(name + ".json", replaced(counts, from, to));
        return std::vector<std::string>{"key", name + ".json"};
    };
    Options there;
    there.directory = folder.path();
    Result good = satqkd(edit("good", "1e-9", "1e-9"), there);
    ASSERT_EQ(good.status, 0) << good.err;
    expect_refused({
        {edit("errors", "8975", "836445"), {"errors.json:4", "bases.x.errors[0]", "836445 errors among 836444"}},
        {edit("negative", "836444", "-3"), {"negative.json:4", "bases.x.detections[0]", "-3", "from 0"}},
        {edit("few", "27300000000", "10"), {"few.json:2: pulses", "10 were sent", "there cannot be more"}},
        {edit("sum", "0.25, 0.25", "0.25, 0.5"), {"sum.json:1: probabilities", "add up to 1.25", "must be 1"}},
        {edit("bound", "liao2017", "liao2018"), {"bound.json", "protocol.bound", "liao2018", "liao2017"}},
        {edit("eps", "1e-9", "2"), {"eps.json:6: protocol.eps_sec", "2 is out of range", "below 1"}},
        {edit("length", "836444, 53070, 1077", "836444, 53070"), {"length.json:4", "2 numbers for 3 intensities"}},
        {edit("key", "\"pulses\"", "\"pulse\""), {"key.json:2: pulse", "did you mean \"pulses\""}},
        {edit("basis", "\"key_basis\": \"both\"", "\"key_basis\": \"y\""),
         {"protocol.key_basis", "\"x\", \"z\", \"both\""}},
        {edit("nan", "8913", "NaN"), {"nan.json:5", "bases.z.errors[0]", "finite number"}},
        {edit("order", "0.8, 0.1", "0.1, 0.8"), {"order.json", "protocol.bound", "liao2017 does not fit"}},
        {{"key"}, {"which counts file", "satqkd help key"}},
        {{"key", "good.json", "order.json"}, {"order.json", "intensities", "0.1 here and 0.8"}},
        {{"key", "good.json", "--bound", "magic"}, {"--bound", "'magic'", "asymptotic, liao2017, lim2014", "all"}},
        {{"key", micius}, {"name: of a scenario", "counts.json"}},
    });
}
