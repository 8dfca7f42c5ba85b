/* SPDX-License-Identifier: MIT */
#include <cmath>

#include "scenario/scenario_files.h"

extern "C" {
#include "scenario/counts.h"
}

namespace {

/* The shape of contract: numbers made up, each one different, so that none can land in another's place unseen. */
const char *const counts_text = R"({
  "schema": 1,
  "intensities": [0.8, 0.1, 0],
  "probabilities": [0.5, 0.25, 0.25],
  "pulses": 27300000000,
  "bases": {
    "x": {"detections": [800001.5, 50002, 3], "errors": [8001, 502, 1]},
    "z": {"detections": [800004, 50005, 6], "errors": [8004, 505, 2]}
  },
  "protocol": {"bound": "liao2017", "eps_sec": 1e-10, "eps_cor": 1e-14, "leak_ec_bits": 1234.5, "key_basis": "x",
               "intensity_tolerance": 0.05}
}
)";

struct Read {
    satqkd_status status;
    std::string message;
    key_protocol protocol;
    key_counts counts;
};

Read read_counts(const std::string &path) {
    Read read = {};
    satqkd_error error = {};
    read.status = counts_read(path.c_str(), &read.protocol, &read.counts, &error);
    read.message = error.message;
    return read;
}

TEST(Counts, AreRead) {
    Read r = read_counts(write_file("counts.json", counts_text));
    ASSERT_EQ(r.status, SATQKD_OK) << r.message;
    EXPECT_EQ(r.counts.pulses, 2.73e10);
    EXPECT_EQ(r.counts.detections[KEY_X][0], 800001.5);
    EXPECT_EQ(r.counts.detections[KEY_Z][2], 6);
    EXPECT_EQ(r.counts.errors[KEY_X][1], 502);
    EXPECT_EQ(r.counts.errors[KEY_Z][0], 8004);
    EXPECT_EQ(r.protocol.intensity_count, 3);
    EXPECT_EQ(r.protocol.intensities[1], 0.1);
    EXPECT_EQ(r.protocol.probabilities[0], 0.5);
    EXPECT_STREQ(r.protocol.bound, "liao2017");
    EXPECT_EQ(r.protocol.alice_x, 0.5);
    EXPECT_EQ(r.protocol.bob_x, 0.5);
    EXPECT_EQ(r.protocol.eps_sec, 1e-10);
    EXPECT_EQ(r.protocol.eps_cor, 1e-14);
    EXPECT_EQ(r.protocol.leak_ec_bits, 1234.5);
    EXPECT_EQ(r.protocol.key_basis, KEY_BASIS_X);
    EXPECT_EQ(r.protocol.intensity_tolerance, 0.05);
}

TEST(Counts, HaveDefaults) {
    std::string text = counts_text;
    size_t at = text.find(",\n  \"protocol\"");
    text = text.substr(0, at) + ", \"basis_probabilities\": {\"alice_x\": 0.9}}";
    Read r = read_counts(write_file("defaults.json", text));
    ASSERT_EQ(r.status, SATQKD_OK) << r.message;
    EXPECT_STREQ(r.protocol.bound, "lim2014");
    EXPECT_EQ(r.protocol.alice_x, 0.9);
    EXPECT_EQ(r.protocol.bob_x, 0.5);
    EXPECT_EQ(r.protocol.f_ec, 1.16);
    EXPECT_TRUE(std::isnan(r.protocol.leak_ec_bits));
    EXPECT_EQ(r.protocol.key_basis, KEY_BASIS_BOTH);
    EXPECT_EQ(r.protocol.intensity_tolerance, 0);
}

TEST(Counts, RefuseWhatIsWrong) {
    struct {
        const char *from, *to;
        int line;
        const char *path, *right;
    } const wrong[] = {
        {"\"schema\": 1", "\"schema\": 3", 2, "schema", "give 1"},
        {"\"pulses\": 27300000000,", "", 1, "pulses", "missing"},
        {"\"pulses\": 27300000000", "\"pulses\": -1", 5, "pulses", "from 0"},
        {"\"pulses\": 27300000000", "\"pulses\": 100", 5, "pulses", "there cannot be more"},
        {"\"pulses\": 27300000000", "\"pulses\": 1e300", 5, "pulses", "from 0"},
        {"\"pulses\"", "\"pulse\"", 5, "pulse", "did you mean \"pulses\""},
        {"[800001.5, 50002, 3]", "[800001.5, 50002]", 7, "bases.x.detections", "give as many"},
        {"[800001.5, 50002, 3]", "[800001.5, \"50002\", 3]", 7, "bases.x.detections[1]", "a number"},
        {"[8004, 505, 2]", "[8004, 505, 7]", 8, "bases.z.errors[2]", "there cannot be more"},
        {"[8004, 505, 2]", "[8004, -505, 2]", 8, "bases.z.errors[1]", "from 0"},
        {"\"z\": {", "\"y\": {", 8, "bases.y", "unknown key"},
        {"[0.5, 0.25, 0.25]", "[0.5, 0.5]", 4, "probabilities", "3 intensities"},
        {"[0.5, 0.25, 0.25]", "[0.5, 0.25, 0.2]", 4, "probabilities", "sum must be 1"},
        {"[0.8, 0.1, 0]", "[0.8, 0.8, 0]", 3, "intensities[1]", "differ"},
        {"\"key_basis\": \"x\"", "\"key_basis\": \"X\"", 10, "protocol.key_basis", "\"both\""},
        {"\"eps_sec\": 1e-10", "\"eps_sec\": 2", 10, "protocol.eps_sec", "below 1"},
        {"\"leak_ec_bits\": 1234.5", "\"leak_ec_bits\": -1", 10, "protocol.leak_ec_bits", "at least 0"},
        {"\"schema\": 1", "\"schema\": 1, \"schema\": 1", 2, "schema", "duplicate"},
        {"\"schema\": 1", "\"schema\": 1, \"sources\": {}", 2, "sources", "unknown key"},
    };
    for (const auto &w : wrong) {
        const std::string path = write_file("wrong-counts.json", replaced(counts_text, w.from, w.to));
        Read r = read_counts(path);
        EXPECT_EQ(r.status, SATQKD_INVALID) << w.to;
        const std::string start = path + ":" + std::to_string(w.line) + ": " + w.path + ": ";
        EXPECT_EQ(r.message.rfind(start, 0), 0U) << w.to << "\n" << r.message;
        EXPECT_NE(r.message.find(w.right), std::string::npos) << w.to << "\n" << r.message;
    }
    EXPECT_EQ(read_counts(temporary("no-counts.json")).status, SATQKD_INVALID);
}

TEST(Counts, CutTextsNeverCrash) {
    const std::string text = counts_text;
    for (size_t length = 0; length + 2 < text.size(); length++) {
        EXPECT_EQ(read_counts(write_file("cut-counts.json", text.substr(0, length))).status, SATQKD_INVALID) << length;
    }
}

} // namespace
