/* SPDX-License-Identifier: MIT */
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::Folder;
using program::has;
using program::satqkd;

namespace {

/* Expected values: fixtures/satquma.py of the security tests, an independent computation. */
const std::string counts = std::string(SATQKD_SOURCE_DIR) + "/tests/security/fixtures/satquma-counts.json";

/* The same counts with other text in them. */
std::string changed(const Folder &folder, const std::string &from, const std::string &to) {
    std::string text = program::read_file(counts);
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return folder.write("counts.json", text.replace(at, from.size(), to));
}

} // namespace

TEST(KeyCommand, ExplainsInTextAndJson) {
    const auto text = satqkd({"key", counts, "--explain"});
    EXPECT_EQ(text.status, 0) << text.err;
    for (const char *part : {"s_X,1", "835369.6067", "[Lim 2014 (3)]", "phi_X", "beta", "floor(l)", "427242",
                             "divided into equal parts"}) {
        EXPECT_TRUE(has(text.out, part)) << part;
    }
    const auto plain = satqkd({"key", counts, "--json"});
    EXPECT_TRUE(has(plain.out, "\"secret_bits\":\t427242,")) << plain.out;
    EXPECT_FALSE(has(plain.out, "explain"));
    const auto json = satqkd({"key", counts, "--json", "--explain", "--bound", "all"});
    EXPECT_EQ(json.status, 0) << json.err;
    EXPECT_EQ(json.out.front(), '[');
    for (const char *part : {"\"explain\":\t[{", "\"symbol\":\t\"s_X,1\"", "\"equation\":\t\"Ma 2005 (21)\"",
                             "\"equation\":\t\"Rusca 2018 (A17)", "\"meaning\":", "\"value\":"}) {
        EXPECT_TRUE(has(json.out, part)) << part;
    }
}

/* Twice the same counts are one block of twice the size, whose key is longer than two keys. */
TEST(KeyCommand, AddsSeveralFilesToOneBlock) {
    const auto two = satqkd({"key", counts, counts, "--json"});
    EXPECT_EQ(two.status, 0) << two.err;
    EXPECT_TRUE(has(two.out, "\"secret_bits_apart\":\t854484")) << two.out; /* 2 · 427242 */
    EXPECT_TRUE(has(two.out, "\"block_bits\":\t4145017.39")) << two.out;    /* 2 · 2072508.696 */
    const size_t at = two.out.find("\"secret_bits\":\t");
    EXPECT_GT(std::atof(two.out.c_str() + at + 15), 854484);
    const Folder folder;
    const auto unlike = satqkd({"key", counts, changed(folder, "0.1707", "0.1708")});
    EXPECT_EQ(unlike.status, 2);
    EXPECT_TRUE(has(unlike.err, "intensities: 0.1708 here and 0.1707")) << unlike.err;
    EXPECT_TRUE(has(unlike.err, folder.path("counts.json"))) << unlike.err;
}

/* The keys of this version beyond the usual ones, and their refusals. */
TEST(KeyCommand, SubtractsWhatTheProtocolSays) {
    const Folder folder;
    const std::string last = "\"intensity_tolerance\": 0";
    auto key = [&](const std::string &more) {
        return satqkd({"key", changed(folder, last, last + ", " + more), "--json"});
    };
    EXPECT_TRUE(has(key("\"authentication_bits\": 42").out, "\"secret_bits\":\t427200,"));
    const auto tag = key("\"verification_bits\": 128");
    EXPECT_TRUE(has(tag.out, "\"secret_bits\":\t427165,")) << tag.out; /* 427242.92 + 50.83 - 128 */
    const auto finite = key("\"leak_model\": \"tomamichel2017\"");
    EXPECT_EQ(finite.status, 0) << finite.err;
    EXPECT_FALSE(has(finite.out, "\"secret_bits\":\t427242,"));
    const auto weak = key("\"verification_bits\": 10");
    EXPECT_EQ(weak.status, 2);
    EXPECT_TRUE(has(weak.err, "protocol.verification_bits")) << weak.err;
    const auto unknown = key("\"leak_model\": \"none\"");
    EXPECT_EQ(unknown.status, 2);
    EXPECT_TRUE(has(unknown.err, "tomamichel2017")) << unknown.err;
}
