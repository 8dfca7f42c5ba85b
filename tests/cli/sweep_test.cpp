/* SPDX-License-Identifier: MIT */
#include "cli/run_files.h"

#include <algorithm>

#include <gtest/gtest.h>

using program::Folder;
using program::has;
using program::satqkd;

namespace {

const std::string circular = std::string(SATQKD_SOURCE_DIR) + "/configs/circular-500km.json";

} // namespace

TEST(SweepCommand, WritesStandardOutputOrAFile) {
    const std::vector<std::string> point = {"--set", "window.min_elevation_deg=80", "--vary",
                                            "protocol.eps_sec=1e-6,1e-9"};
    std::vector<std::string> arguments = {"sweep", circular};
    arguments.insert(arguments.end(), point.begin(), point.end());
    const auto shown = satqkd(arguments);
    EXPECT_EQ(shown.status, 0) << shown.err;
    EXPECT_EQ(shown.out.rfind("protocol.eps_sec,sifted_bits,qber,secret_bits", 0), 0u) << shown.out;
    EXPECT_EQ(std::count(shown.out.begin(), shown.out.end(), '\n'), 3);
    EXPECT_EQ(shown.err, "");
    const Folder folder;
    arguments.insert(arguments.end(), {"--out", folder.path("points.csv"), "--threads", "1", "--engine", "mean"});
    const auto written = satqkd(arguments);
    EXPECT_EQ(written.status, 0) << written.err;
    EXPECT_EQ(written.out, "");
    EXPECT_EQ(program::read_file(folder.path("points.csv")), shown.out);
}

TEST(SweepCommand, RefusesWrongCommandLines) {
    const struct {
        std::vector<std::string> arguments;
        const char *message;
    } table[] = {
        {{}, "no scenario"},
        {{circular}, "nothing to vary"},
        {{circular, "--vary", "station"}, "KEY=A:B:N"},
        {{circular, "--vary", "station.telescope.diameter_m=1:2:0"}, "both ends"},
        {{circular, "--vary", "station.telescope.diameter=1:2:2"}, "diameter_m"},
        {{circular, "--vary", "station.telescope.diameter_m=1,0"}, "point 2 of 2"},
        {{circular, "--vary", "protocol.eps_sec=1e-9", "--engine", "fast"},
         "--engine: there is no 'fast'; there are event, pulse and mean"},
    };
    for (const auto &row : table) {
        std::vector<std::string> arguments = {"sweep", "--set", "window.min_elevation_deg=80"};
        arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
        const auto result = satqkd(arguments);
        EXPECT_EQ(result.status, 2) << row.message << result.err;
        EXPECT_TRUE(has(result.err, row.message)) << result.err;
        EXPECT_EQ(result.out, "");
    }
}
