/* SPDX-License-Identifier: MIT */
// What is refused of files of orbits, with its line: element sets as lines and as messages, and the rows of an ephemeris.
#include "scenario/scenario_files.h"

extern "C" {
#include "scenario/tle_file.h"
}

namespace {

/* Object 41731, as it was published; the last digit of a line is its checksum. */
const std::string line1 = "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993";
const std::string line2 = "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063";

/* Its Orbit Mean-Elements Message. */
const std::string message =
    R"({"OBJECT_NAME": "MICIUS", "OBJECT_ID": "2016-051A", "EPOCH": "2016-12-18T21:38:11.330592",
"MEAN_MOTION": 15.23915303, "ECCENTRICITY": 0.00132, "INCLINATION": 97.3699, "RA_OF_ASC_NODE": 267.45,
"ARG_OF_PERICENTER": 178.5836, "MEAN_ANOMALY": 246.0824, "EPHEMERIS_TYPE": 0, "CLASSIFICATION_TYPE": "U",
"NORAD_CAT_ID": 41731, "ELEMENT_SET_NO": 999, "REV_AT_EPOCH": 1906, "BSTAR": 1.7957e-5, "MEAN_MOTION_DOT": 3.64e-6,
"MEAN_MOTION_DDOT": 0})";

std::string refusal(const std::string &text) {
    tle_file_set *sets = nullptr;
    size_t count = 0;
    satqkd_error error = {};
    const satqkd_status status =
        tle_file_read(write_file("elements", text).c_str(), nullptr, nullptr, &sets, &count, &error);
    free(sets);
    return status == SATQKD_INVALID ? error.message : "status " + std::to_string(status);
}

} // namespace

TEST(ElementsRefusal, NamesTheLineAndTheCure) {
    EXPECT_EQ(refusal(line1 + "\n" + line2 + "\n"), "status 0");
    EXPECT_EQ(refusal(message), "status 0");
    const struct {
        std::string text, said;
    } cases[] = {
        {"", "no element set; give two lines of 69 characters, or OMM as JSON"},
        {"# nothing but this\n\n", "no element set"},
        {std::string("1 \0 2", 5), "a NUL byte: this is no text"},
        {"<ndm/>", "XML; give lines of elements or OMM as JSON"},
        {std::string(200, 'x'), ":1: 200 characters; a line of elements has 69"},
        {line1, ":1: ends after line 1 of a set; its line 2 is missing"},
        {line1 + "\n" + line1 + "\n", ":2: line 1 of a set stands before; give its line 2 here"},
        {line2 + "\n", ":1: "},
        {"MICIUS\nMICIUS AGAIN\n", ":2: \"MICIUS AGAIN\": line 1 of a set belongs here"},
        {line1 + "\n" + line2.substr(0, 68) + "4\n", ":2: "},
        {"[1]", "message 1: "},
        {"{\"OBJECT_NAME\"", "elements:1: "},
        {replaced(message, "2016-12-18T", "2016-13-18T"),
         "message 1: EPOCH: 2016-13-18T21:38:11.330592; give a time in UTC"},
        {replaced(message, "\"2016-12-18T21:38:11.330592\"", "7"), "EPOCH: missing; give a time in UTC"},
        {replaced(message, "2016-12-18T", "2057-12-18T"), "EPOCH: the year 2057; two lines know 1957 to 2056"},
        {replaced(message, "0.00132", "1.32"), "ECCENTRICITY"},
        {replaced(message, "\"INCLINATION\": 97.3699,", ""), "INCLINATION"},
        {replaced(message, "41731", "400000"), "NORAD_CAT_ID"},
        {replaced(message, "1.7957e-5", "1e300"), "BSTAR"},
    };
    for (const auto &one : cases) {
        const std::string said = refusal(one.text);
        EXPECT_NE(said.find(one.said), std::string::npos) << one.said << "\n" << said;
    }
}

/* The rows of an ephemeris as a scenario keeps them. */
TEST(ElementsRefusal, OfAnEphemerisNamesTheKey) {
    const std::string good = "{\"oem\": {\"frame\": \"teme\", \"degree\": 3, \"start_utc\": \"2016-12-19T16:48:00Z\", "
                             "\"rows\": [[0, 7000, 0, 0, 0, 7.5, 0], [60, 6985, 449, 0, -0.48, 7.48, 0]]}}";
    const std::string scenario =
        replaced(minimal_scenario(),
                 "{\"circular\": {\"altitude_km\": 500, \"inclination_deg\": 97, \"max_elevation_deg\": 60}}", good);
    EXPECT_EQ(load(write_file("good.json", scenario)).status, SATQKD_OK);
    const struct {
        std::string from, to, said;
    } cases[] = {
        {"\"teme\"", "\"tem\"", "orbit.oem.frame: give one of \"earth_fixed\", \"teme\", \"gcrf\""},
        {"\"teme\"", "7", "orbit.oem.frame: give one of"},
        {"\"degree\": 3", "\"degree\": 2", "orbit.oem.degree: give an odd number from 3 to"},
        {"\"degree\": 3", "\"degree\": 3.5", "orbit.oem.degree: give an odd number from 3 to"},
        {"T16:48:00Z", "T16:88:00Z", "orbit.oem.start_utc: give a time in UTC like"},
        {", [60, 6985, 449, 0, -0.48, 7.48, 0]", "", "orbit.oem.rows: give an array of 2 to"},
        {"[0, 7000, 0, 0, 0, 7.5, 0]", "[0, 7000, 0, 0, 0, 7.5]", "orbit.oem.rows[0]: give a row of 7 numbers"},
        {"[0, 7000, 0, 0, 0, 7.5, 0]", "[0, 7000, 0, 0, 0, 7.5, 0, 0]", "orbit.oem.rows[0]: give a row of 7 numbers"},
        {"7.48, 0]", "7.48, \"0\"]", "orbit.oem.rows[1]: give a row of 7 numbers"},
        {"[60, 6985", "[0, 6985", "orbit.oem"},
    };
    for (const auto &one : cases) {
        const Loaded loaded = load(write_file("bad.json", replaced(scenario, one.from, one.to)));
        EXPECT_EQ(loaded.status, SATQKD_INVALID) << one.said;
        EXPECT_NE(loaded.message.find(one.said), std::string::npos) << one.said << "\n" << loaded.message;
    }
}
