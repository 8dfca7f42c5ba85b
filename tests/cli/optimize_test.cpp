/* SPDX-License-Identifier: MIT */
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::has;
using program::micius;
using program::satqkd;

/* The contract's keys, twice the same bytes but for the time it took. */
TEST(OptimizeCommand, PrintsTheContractsKeys) {
    const std::vector<std::string> arguments = {
        "optimize", micius, "--set", "protocol.bound=lim2014", "--json", "--set", "window.max_range_km=700"};
    const auto one = satqkd(arguments), two = satqkd(arguments);
    EXPECT_EQ(one.status, 0) << one.err;
    for (const char *key : {"bound", "secret_bits", "secret_bits_given", "intensities", "probabilities",
                            "basis_probabilities", "evaluations", "sensitivity"}) {
        EXPECT_TRUE(has(one.out, "\"" + std::string(key) + "\":")) << key;
    }
    const size_t end = one.out.find("\"wall_s\"");
    EXPECT_EQ(one.out.substr(0, end), two.out.substr(0, end));
    const auto text = satqkd(
        {"optimize", micius, "--set", "window.max_range_km=660", "--fix", "bob_x", "--set", "protocol.bound=chernoff"});
    EXPECT_EQ(text.status, 0) << text.err;
    EXPECT_TRUE(has(text.out, "intensities[0]")) << text.out;
    EXPECT_TRUE(has(text.out, "starting points")) << text.out;
}

/* Several scenarios, a block each pass: both ways to make blocks are told, in the object and in words. */
TEST(OptimizeCommand, TellsBothWaysToMakeBlocks) {
    const std::vector<std::string> arguments = {
        "optimize", micius, micius, "--set", "protocol.bound=chernoff", "--set", "window.max_range_km=700",
        "--starts", "1"};
    for (const char *block : {"joint", "pass"}) {
        std::vector<std::string> those = arguments;
        those.insert(those.end(), {"--block", block});
        const auto text = satqkd(those);
        EXPECT_EQ(text.status, 0) << text.err;
        EXPECT_TRUE(has(text.out, "waiting for all of them gains")) << text.out;
        those.push_back("--json");
        const auto object = satqkd(those);
        EXPECT_TRUE(has(object.out, "\"passes\":\t2")) << object.out;
        const std::string other = std::string(block) == "joint" ? "apart" : "together";
        for (const std::string &key :
             {"secret_bits_" + other, "secret_bits_" + other + "_best", "secret_bits_given_" + other}) {
            EXPECT_TRUE(has(object.out, "\"" + key + "\":")) << key;
        }
    }
    const auto all = satqkd({"optimize", micius, "--all-passes", "--set", "window.max_range_km=660", "--starts", "1",
                             "--set", "protocol.bound=chernoff"});
    EXPECT_EQ(all.status, 0) << all.err;
    EXPECT_TRUE(has(all.out, "1 pass as one block")) << all.out;
}

TEST(OptimizeCommand, RefusesWrongCommandLines) {
    const struct {
        std::vector<std::string> arguments;
        const char *message;
    } table[] = {
        {{}, "no scenario"},
        {{micius, "--block", "day"}, "--block: there is no 'day'; there are joint and pass"},
        {{micius, "--all-passes", "--pass", "1"}, "say one of them"},
        {{micius, micius, "--campaign"}, "one campaign at a time"},
        {{micius, "--free", "mu"}, "known are intensities"},
        {{micius, "--starts", "0"}, "from 1 to 1000"},
        {{micius, "--pass", "9"}, "(--pass): 9, but the window holds 1 pass"},
        {{micius, "--from", "2016-12-19T00:00:00Z"}, "come together"},
        {{micius, "--from", "x", "--to", "y"}, "no UTC time"},
        {{micius, "--from", "2016-12-19T12:00:00Z", "--to", "2016-12-19T12:30:00Z"}, "--from, --to"},
        {{micius, "--set", "protocol.bound=lim2015"}, "lim2014"},
        {{micius, "--frobnicate"}, "unknown option"},
        {{"nowhere.json"}, "nowhere.json"},
    };
    for (const auto &row : table) {
        std::vector<std::string> arguments = {"optimize"};
        arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
        const auto result = satqkd(arguments);
        EXPECT_EQ(result.status, 2) << row.message << result.err;
        EXPECT_TRUE(has(result.err, row.message)) << result.err;
        EXPECT_EQ(result.out, "");
    }
}
