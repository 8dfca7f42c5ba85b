/* SPDX-License-Identifier: MIT */
// The same seed gives the same counts.json, byte for byte: with one thread and two, run twice, from anywhere. Local sizes and
// chunk sizes are varied by tests/trials.
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::micius;
using program::Options;
using program::read_file;
using program::Result;
using program::satqkd;

namespace {

// 10 s around the closest approach, a thousand million pulses: more than one launch on any processor.
std::string counts_of(const std::string &out, const std::string &seed, const Options &options = {},
                      const std::string &scenario = micius) {
    Result result = satqkd(
        {"run", scenario, "--engine", "pulse", "--set", "window.max_range_km=646.5", "--seed", seed, "--out", out},
        options);
    EXPECT_EQ(result.status, 0) << result.err;
    return read_file(out + "/counts.json");
}

} // namespace

TEST(SameCounts, WithAnyThreadsFromAnywhereAndTwice) {
    program::Folder folder;
    const std::string first = counts_of(folder.path("first"), "7");
    EXPECT_TRUE(program::Json(first).number("bases.x.detections.0") > 10000) << first;
    EXPECT_EQ(counts_of(folder.path("first"), "7"), first);

    Options elsewhere;
    elsewhere.directory = program::configs + "/stations";
    EXPECT_EQ(counts_of(folder.path("elsewhere"), "7", elsewhere, "../micius-xinglong-2016-12-19.json"), first);
    elsewhere.directory = "/";
    EXPECT_EQ(counts_of(folder.path("root"), "7", elsewhere, "micius-xinglong-2016-12-19"), first);

    for (const char *threads : {"1", "2"}) {
        Options some_threads;
        some_threads.environment = {std::string("POCL_MAX_PTHREAD_COUNT=") + threads};
        // Other drivers do not know the variable; where PoCL is the only one, it must have been heard.
        Result devices = satqkd({"devices"}, some_threads);
        if (program::has(devices.out, "Portable Computing Language") && !program::has(devices.out, "\n1  ")) {
            std::string units = std::string("\n   ") + threads + " compute unit";
            EXPECT_TRUE(program::has(devices.out, units)) << devices.out;
        }
        EXPECT_EQ(counts_of(folder.path(threads), "7", some_threads), first) << threads << " threads";
    }
    EXPECT_NE(counts_of(folder.path("other"), "8"), first);
}

// One device cut in two (SATQKD_SUBDEVICES, for this test alone), and either half.
TEST(SameCounts, WithOneOrSeveralDevices) {
    program::Folder folder;
    const std::vector<std::string> run = {"run", micius, "--set", "window.max_range_km=700", "--quiet", "--out"};
    auto fly = [&](const std::string &out, const std::vector<std::string> &more, const Options &options) {
        std::vector<std::string> all = run;
        all.push_back(folder.path(out));
        all.insert(all.end(), more.begin(), more.end());
        Result result = satqkd(all, options);
        EXPECT_EQ(result.status, 0) << result.err;
        return read_file(folder.path(out) + "/counts.json") + read_file(folder.path(out) + "/timeline.csv");
    };
    Options halves;
    halves.environment = {"SATQKD_SUBDEVICES=2"};
    const std::string one = fly("one", {}, {});
    EXPECT_GT(one.size(), 1000U);
    EXPECT_EQ(fly("half", {"--device", "0"}, halves), one);
    EXPECT_EQ(fly("both", {"--device", "all", "--repeat", "2"}, halves), one);
    EXPECT_EQ(fly("pulse", {"--device", "all", "--engine", "pulse", "--set", "window.max_range_km=646"}, halves),
              fly("pulse-alone", {"--engine", "pulse", "--set", "window.max_range_km=646"}, {}));
}
