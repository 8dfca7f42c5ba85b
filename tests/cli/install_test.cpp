/* SPDX-License-Identifier: MIT */
// The installed program: it finds kernels and default data by itself, from any directory and wherever its tree is moved.
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::Options;
using program::read_file;
using program::Result;

namespace {

const std::string build = std::filesystem::path(SATQKD_BINARY).parent_path().parent_path();

} // namespace

TEST(Installed, FindsItsDataAndKernels) {
    program::Folder folder;
    Result installed =
        program::run_command({"/usr/bin/env", "cmake", "--install", build, "--prefix", folder.path("first")});
    ASSERT_EQ(installed.status, 0) << installed.out << installed.err;
    std::filesystem::rename(folder.path("first"), folder.path("moved"));
    // Its own data come before those of the source tree that it was built from.
    const std::string scenario = folder.path("moved/share/satqkd/configs/micius-xinglong-2016-12-19.json");
    folder.write("moved/share/satqkd/configs/micius-xinglong-2016-12-19.json",
                 program::replaced(read_file(scenario), "\"name\": \"micius", "\"name\": \"installed-micius"));
    const std::string station = "moved/share/satqkd/configs/stations/xinglong.json";
    folder.write(station, program::replaced(read_file(folder.path(station)), "\"Xinglong\"", "\"Hinglong\""));

    std::filesystem::create_directory(folder.path("elsewhere"));
    Options elsewhere;
    elsewhere.directory = folder.path("elsewhere");
    auto satqkd = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), folder.path("moved/bin/satqkd"));
        return program::run_command(arguments, elsewhere);
    };
    Result mean = satqkd({"run", "micius-xinglong-2016-12-19", "--engine", "mean", "--json", "--out", "mean"});
    ASSERT_EQ(mean.status, 0) << mean.err;
    EXPECT_EQ(program::Json(mean.out).text("name"), "installed-micius-xinglong-2016-12-19");
    EXPECT_EQ(program::Json(mean.out).text("station"), "Hinglong");
    Result pulse = satqkd({"run", "micius-xinglong-2016-12-19", "--set", "window.max_range_km=646"});
    ASSERT_EQ(pulse.status, 0) << pulse.err;
    const std::string out = folder.path("elsewhere/runs/installed-micius-xinglong-2016-12-19");
    ASSERT_EQ(
        program::satqkd({"run", program::micius, "--set", "window.max_range_km=646", "--out", folder.path("tree")})
            .status,
        0);
    EXPECT_EQ(read_file(out + "/counts.json"), read_file(folder.path("tree/counts.json")));
    // A missing name is looked for in the installed folder, which the message names.
    Result missing = satqkd({"run", "no-such-night"});
    EXPECT_EQ(missing.status, 2);
    EXPECT_TRUE(program::has(missing.err, "moved/bin/../share/satqkd/configs")) << missing.err;
}
