/* SPDX-License-Identifier: MIT */
// A machine that is not as one would like it: no home, other habits of writing numbers, a clock that goes back, kernels that do not build,
// a disk that is full, read-only or gone; and passes at the ends of what can be asked for.
#include <clocale>
#include <dirent.h>

#include <gtest/gtest.h>

#include "cli/run_files.h"
extern "C" {
#include "text/number.h"
}

using program::files_in;
using program::has;
using program::lines;
using program::micius;
using program::Options;
using program::read_file;
using program::Result;
using program::run_command;
using program::satqkd;

namespace {

std::vector<std::string> fly(const std::string &out, const std::vector<std::string> &more = {}) {
    using program::operator+;
    return std::vector<std::string>{"run", micius, "--set", "window.max_range_km=646", "--quiet", "--out", out} + more;
}

// A file system of its own over the folder, where the script runs: tests that cannot have one are skipped and say so.
bool can_mount() {
    return run_command({"/bin/sh", "-c", "unshare -rm mount -t tmpfs tmpfs /mnt 2>/dev/null"}).status == 0;
}

Result in_mount(const std::string &folder, const std::string &mount_options, const std::string &script) {
    return run_command({"/bin/sh", "-c",
                        "exec unshare -rm sh -c 'mount -t tmpfs -o " + mount_options +
                            " tmpfs \"$0\" && cd \"$0\" && " + script + "' " + folder});
}

constexpr const char *SATQKD = SATQKD_BINARY;

// Everything but the times that a machine took, which are the only figures that may differ.
std::string counts_in(const std::string &folder) {
    return read_file(folder + "/counts.json") + read_file(folder + "/timeline.csv") +
           read_file(folder + "/scenario.json");
}

void expect_same_as_usual(const Options &options) {
    program::Folder usual, odd;
    ASSERT_EQ(satqkd(fly(usual.path())).status, 0);
    Result result = satqkd(fly(odd.path()), options);
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(counts_in(odd.path()), counts_in(usual.path()));
}

} // namespace

TEST(Surroundings, NoHome) {
    program::Folder folder;
    Result result = run_command({"/usr/bin/env", "-u", "HOME", "-u", "XDG_CACHE_HOME", "-u", "POCL_CACHE_DIR", SATQKD,
                                 "run", micius, "--engine", "mean", "--quiet", "--out", folder.path()});
    EXPECT_EQ(result.status, 0) << result.err;
    // PoCL wants a folder for what it builds; where it finds none, the program says which variable to set.
    Result device = run_command({"/usr/bin/env", "-u", "HOME", "-u", "XDG_CACHE_HOME", "-u", "POCL_CACHE_DIR", SATQKD,
                                 "run", micius, "--set", "window.max_range_km=646", "--quiet", "--out", folder.path()});
    EXPECT_TRUE(device.status == 0 || (device.status == 3 && has(device.err, "POCL_CACHE_DIR")))
        << device.status << device.err;
}

// Of the program, which keeps the C locale, and of number_text, which a program with a locale of its own may call through the library.
TEST(Surroundings, DecimalCommas) {
    program::Folder folder;
    const std::string place = folder.path("de_DE.UTF-8");
    if (run_command({"/usr/bin/localedef", "-i", "de_DE", "-f", "UTF-8", place}).status == 127 ||
        !std::filesystem::exists(place + "/LC_NUMERIC")) {
        GTEST_SKIP() << "no localedef, or no sources of locales: a locale with decimal commas cannot be made";
    }
    Options german;
    german.environment = {"LOCPATH=" + folder.path(), "LC_ALL=de_DE.UTF-8", "LANG=de_DE.UTF-8"};
    expect_same_as_usual(german);
    setenv("LOCPATH", folder.path().c_str(), 1);
    ASSERT_NE(setlocale(LC_NUMERIC, "de_DE.UTF-8"), nullptr);
    char text[16];
    snprintf(text, sizeof text, "%.1f", 0.5);
    EXPECT_STREQ(text, "0,5"); // the locale is what it should be
    EXPECT_STREQ(number_text(0.5).text, "0.5");
    EXPECT_STREQ(number_text(-1.25e-300).text, "-1.25e-300");
    setlocale(LC_NUMERIC, "C");
    unsetenv("LOCPATH");
}

// libfaketime turns the clock of the day back by ten years in the middle; durations are of the clock that only goes on.
TEST(Surroundings, AClockThatIsSetBack) {
    std::string library;
    for (const char *path :
         {"/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1"}) {
        library = access(path, R_OK) == 0 ? path : library;
    }
    if (library.empty()) {
        GTEST_SKIP() << "libfaketime is not installed: the clock stays as it is";
    }
    Options back;
    back.environment = {"LD_PRELOAD=" + library, "FAKETIME=-10y", "FAKETIME_DONT_FAKE_MONOTONIC=1"};
    expect_same_as_usual(back);
}

TEST(Surroundings, AKernelThatDoesNotBuild) {
    program::Folder folder;
    std::filesystem::copy(SATQKD_SOURCE_DIR "/kernels", folder.path("kernels"),
                          std::filesystem::copy_options::recursive);
    ASSERT_EQ(satqkd(fly(folder.path("out"))).status, 0);
    const std::string before = counts_in(folder.path("out"));
    std::ofstream(folder.path("kernels/events.cl"), std::ios::app) << "\nthis is no OpenCL C;\n";
    Options broken;
    broken.environment = {"SATQKD_KERNEL_DIR=" + folder.path("kernels")};
    Result result = satqkd(fly(folder.path("out")), broken);
    EXPECT_EQ(result.status, 1) << result.err;
    EXPECT_TRUE(has(result.err, "events.cl")) << result.err;
    EXPECT_EQ(counts_in(folder.path("out")), before);
    std::filesystem::remove(folder.path("kernels/events.cl"));
    Result gone = satqkd(fly(folder.path("out")), broken);
    EXPECT_EQ(gone.status, 2) << gone.err;
    EXPECT_TRUE(has(gone.err, "SATQKD_KERNEL_DIR")) << gone.err;
    EXPECT_EQ(counts_in(folder.path("out")), before);
}

TEST(Disk, ReadOnly) {
    if (!can_mount()) {
        GTEST_SKIP() << "no file system can be mounted here";
    }
    program::Folder folder;
    Result result =
        in_mount(folder.path(), "size=4m",
                 std::string(SATQKD) + " run " + micius +
                     " --engine mean --quiet --out . >&2; cat * | cksum; mount -o remount,ro .; " + SATQKD + " run " +
                     micius + " --engine mean --quiet --out . ; echo $?; " + SATQKD + " sweep " + micius +
                     " --vary window.max_range_km=646,647 --quiet --out s.csv; echo $?; cat * | cksum");
    std::istringstream said(result.out);
    std::string before, run_status, sweep_status, after;
    std::getline(said, before) && std::getline(said, run_status) && std::getline(said, sweep_status) &&
        std::getline(said, after);
    EXPECT_EQ(run_status, "1") << result.out << result.err;
    EXPECT_EQ(sweep_status, "1") << result.out << result.err;
    EXPECT_TRUE(has(result.err, "Read-only file system")) << result.err;
    EXPECT_EQ(after, before);
    EXPECT_NE(before, "");
}

// The clicks of the pass are 38 MB; half of that is there. What lay there before stays, nothing half-written does.
TEST(Disk, FullWhileTheClicksAreWritten) {
    if (!can_mount()) {
        GTEST_SKIP() << "no file system can be mounted here";
    }
    program::Folder folder;
    Result result =
        in_mount(folder.path(), "size=20m",
                 "echo mine > events.h5; echo also > counts.json; " + std::string(SATQKD) + " run " + micius +
                     " --quiet --out . --events events.h5; echo $?; cat events.h5 counts.json; ls -A | xargs");
    EXPECT_EQ(result.out, "1\nmine\nalso\ncounts.json events.h5\n") << result.err;
    EXPECT_TRUE(has(result.err, "events.h5: cannot be written")) << result.err;
}

TEST(Disk, FullWhenKeysAreWritten) {
    if (!can_mount()) {
        GTEST_SKIP() << "no file system can be mounted here";
    }
    program::Folder folder, clicks;
    using program::operator+;
    ASSERT_EQ(satqkd(std::vector<std::string>{"run", micius, "--quiet", "--set", "window.max_range_km=800", "--set",
                                              "protocol.bound=asymptotic", "--out", clicks.path(), "--events",
                                              clicks.path("events.h5")})
                  .status,
              0);
    Result result =
        in_mount(folder.path(), "size=256k",
                 "mkdir r && cp " + clicks.path("scenario.json") +
                     " r && dd if=/dev/zero of=fill bs=1k count=1000 2>/dev/null; " + SATQKD + " distill r --events " +
                     clicks.path("events.h5") + "; echo $?; find r | sort | xargs");
    EXPECT_TRUE(result.out == "1\nr r/keys r/scenario.json\n" || result.out == "1\nr r/scenario.json\n")
        << result.out << result.err;
    EXPECT_TRUE(has(result.err, "No space left on device")) << result.err;
}

TEST(Disk, DevicesThatAreFull) {
    program::Folder folder;
    Result sweep = satqkd({"sweep", micius, "--vary", "window.max_range_km=646,647", "--quiet", "--out", "/dev/full"});
    EXPECT_EQ(sweep.status, 1) << sweep.err;
    EXPECT_TRUE(has(sweep.err, "/dev/full")) << sweep.err;
    Options full;
    full.standard_output = program::Stdout::full_device;
    EXPECT_EQ(satqkd(fly(folder.path(), {"--json"}), full).status, 1);
    full.standard_output = program::Stdout::closed;
    EXPECT_EQ(satqkd(fly(folder.path(), {"--json"}), full).status, 1);
    full.standard_output = program::Stdout::broken_pipe;
    EXPECT_EQ(satqkd(fly(folder.path(), {"--json"}), full).status, 1);
}

// The folder goes while the pass is flown (a second of the pulse engine): an error that names it, and nothing made elsewhere.
TEST(Disk, ThatVanishes) {
    program::Folder folder;
    const std::string out = folder.path("out");
    Result result = run_command(
        {"/bin/sh", "-c",
         std::string(SATQKD) + " run " + micius + " --engine pulse --quiet --set window.max_range_km=660 --out " + out +
             " & while [ ! -d " + out + " ]; do sleep 0.01; done; sleep 0.3; rm -r " + out + "; wait $!"});
    EXPECT_EQ(result.status, 1) << result.err;
    EXPECT_TRUE(has(result.err, out) && has(result.err, "No such file or directory")) << result.err;
    EXPECT_TRUE(files_in(folder.path()).empty());
    folder.write("gone.json", program::scenario_text());
    folder.write("bad.json",
                 program::replaced(program::scenario_text(), "satellites/micius.json", "satellites/none.json"));
    Result missing = satqkd({"run", folder.path("bad.json"), "--out", out});
    EXPECT_EQ(missing.status, 2) << missing.err;
    EXPECT_TRUE(has(missing.err, "none.json")) << missing.err;
}

namespace {

Result extreme(const std::string &out, const std::vector<std::string> &settings) {
    std::vector<std::string> arguments = {"run", micius, "--quiet", "--out", out};
    for (const std::string &setting : settings) {
        arguments.push_back("--set");
        arguments.push_back(setting);
    }
    return satqkd(arguments);
}

} // namespace

TEST(Extremes, APassOfNoLength) {
    program::Folder folder;
    for (const char *setting : {"window.stop=2016-12-19T16:45:00Z", "window.max_range_km=645"}) {
        Result result = extreme(folder.path("out"), {setting});
        EXPECT_EQ(result.status, 2) << setting << result.err;
        EXPECT_TRUE(has(result.err, "window")) << result.err;
        EXPECT_EQ(lines(result.err), 1u);
    }
}

// A geostationary satellite is always there: a pass of a year has 31.6 million rows. It is refused before memory goes.
TEST(Extremes, APassOfAYear) {
    program::Folder folder;
    Result result =
        extreme(folder.path("out"),
                {"orbit.kepler={\"epoch_utc\":\"2025-01-01T00:00:00Z\",\"semi_major_axis_km\":42164,\"eccentricity\":0,"
                 "\"inclination_deg\":0,\"raan_deg\":0,\"arg_perigee_deg\":0,\"mean_anomaly_deg\":180}",
                 "window={\"start\":\"2025-01-01T00:00:00Z\",\"stop\":\"2026-01-01T00:00:00Z\"}",
                 "trials.coherence_time_ms=1000", "station.longitude_deg=80"});
    EXPECT_EQ(result.status, 2) << result.err;
    EXPECT_TRUE(has(result.err, "window")) << result.err;
    EXPECT_LT(result.memory_mib, 1024);
}

// 10^15 pulses: 10^4 s at 100 GHz. The event engine would need minutes, so it is interrupted; its memory is what counts.
TEST(Extremes, TenToTheFifteenPulses) {
    program::Folder folder;
    std::vector<std::string> arguments = {"run", micius, "--quiet", "--out", folder.path("out")};
    for (const char *setting :
         {"orbit.fixed={\"range_km\":30000,\"elevation_deg\":40,\"duration_s\":10000}", "window={}",
          "satellite.source.repetition_rate_mhz=1e5", "station.timing.gate_ns=0.01", "trials.coherence_time_ms=1000"}) {
        arguments.push_back("--set");
        arguments.push_back(setting);
    }
    Options interrupted;
    interrupted.interrupt_after_s = 8;
    Result event = satqkd(arguments, interrupted);
    EXPECT_TRUE(event.status == 130 || event.status == 0) << event.status << event.err;
    EXPECT_LT(event.memory_mib, 2048);
    arguments.insert(arguments.end(), {"--engine", "mean"});
    Result mean = satqkd(arguments);
    ASSERT_EQ(mean.status, 0) << mean.err;
    EXPECT_EQ(program::Json(read_file(folder.path("out/summary.json"))).number("counts.pulses"), 1e15);
}

// 8e9 pulses, beyond 2^32: the event engine counts what the mean engine expects (fades of 20 s move it by a per cent).
TEST(Extremes, CountsBeyondThirtyTwoBits) {
    program::Folder folder;
    std::vector<double> detections;
    for (const char *engine : {"mean", "event"}) {
        std::vector<std::string> arguments = {"run",      micius, "--quiet", "--json",
                                              "--engine", engine, "--out",   folder.path("out")};
        for (const char *setting :
             {"orbit.fixed={\"range_km\":100,\"elevation_deg\":60,\"duration_s\":20}", "window={}",
              "satellite.source.repetition_rate_mhz=400", "station.timing.gate_ns=2"}) {
            arguments.push_back("--set");
            arguments.push_back(setting);
        }
        Result result = satqkd(arguments);
        ASSERT_EQ(result.status, 0) << result.err;
        EXPECT_EQ(program::Json(result.out).number("counts.pulses"), 8e9);
        detections.push_back(program::Json(result.out).number("counts.detections"));
    }
    EXPECT_NEAR(detections[1] / detections[0], 1, 0.02);
}
