/* SPDX-License-Identifier: MIT */
// Where a run writes: directories made, refused, reused; and what an interrupt or a full disk leaves behind.
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::files_in;
using program::has;
using program::lines;
using program::micius;
using program::Options;
using program::read_file;
using program::Result;
using program::satqkd;

namespace {

const std::set<std::string> run_files = {"counts.json", "report.html", "scenario.json", "summary.json", "timeline.csv"};

std::vector<std::string> mean_run(const std::string &out) {
    return {"run", micius, "--engine", "mean", "--out", out};
}

std::map<std::string, std::string> texts_in(const std::string &folder) {
    std::map<std::string, std::string> texts;
    for (const std::string &name : files_in(folder)) {
        texts[name] = read_file(folder + "/" + name);
    }
    return texts;
}

// The Micius pass of a source a hundred times as fast: minutes of trials on two cores, seconds on the largest GPU.
std::vector<std::string> long_run(const std::string &out) {
    return {"run",      micius,
            "--engine", "pulse",
            "--set",    "satellite.source.repetition_rate_mhz=10000",
            "--set",    "station.timing.gate_ns=0.1",
            "--out",    out,
            "--json"};
}

} // namespace

TEST(Out, IsMadeWithItsParents) {
    program::Folder folder;
    Result result = satqkd(mean_run(folder.path("a/b//c/")));
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(files_in(folder.path("a/b/c")), run_files);
}

TEST(Out, IsUsedAgain) {
    program::Folder folder;
    folder.write("mine.txt", "not the program's");
    folder.write("counts.json", "of an earlier run");
    ASSERT_EQ(satqkd(mean_run(folder.path())).status, 0);
    EXPECT_EQ(read_file(folder.path("mine.txt")), "not the program's");
    EXPECT_TRUE(program::Json(read_file(folder.path("counts.json"))).parsed());
    EXPECT_EQ(files_in(folder.path()).size(), run_files.size() + 1);
}

// What only an earlier run had would be taken for this one's, by `report` too.
TEST(Out, KeepsNothingOfAnEarlierRun) {
    program::Folder folder;
    std::vector<std::string> once = {"run",    micius, "--out", folder.path("out"), "--set", "window.max_range_km=646",
                                     "--quiet"};
    std::vector<std::string> often = once;
    often.insert(often.end(), {"--repeat", "2"});
    ASSERT_EQ(satqkd(often).status, 0);
    EXPECT_TRUE(files_in(folder.path("out")).count("passes.csv"));
    ASSERT_EQ(satqkd(once).status, 0);
    EXPECT_FALSE(files_in(folder.path("out")).count("passes.csv"));
    EXPECT_FALSE(files_in(folder.path("out")).count("spread.csv"));
}

// At once: in a fraction of the time that the pulse engine, asked for here, would take; and where not even root may write.
TEST(Out, ThatCannotBeWrittenIsRefusedBeforeTheRun) {
    program::Folder folder;
    folder.write("file", "");
    for (const std::string &out : {std::string("/proc/nowhere"), std::string("/proc/self"), std::string("/dev/null/x"),
                                   folder.path("file"), folder.path("file/below"), std::string(5000, 'x')}) {
        Result result = satqkd(long_run(out));
        EXPECT_LT(result.cpu_s, 5);
        EXPECT_EQ(result.status, 1) << out;
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(lines(result.err), 1U) << result.err;
        EXPECT_TRUE(has(result.err, out.substr(0, 100))) << result.err;
        EXPECT_TRUE(has(result.err, "choose another with --out") || has(result.err, "too long")) << result.err;
    }
    EXPECT_EQ(files_in(folder.path()), std::set<std::string>{"file"});
}

TEST(Out, OfAnInterruptedRunIsAsItWasBefore) {
    program::Folder folder;
    ASSERT_EQ(satqkd(mean_run(folder.path())).status, 0);
    const auto before = texts_in(folder.path());
    Options interrupted;
    interrupted.interrupt_after_s = 1.5;
    Result result = satqkd(long_run(folder.path()), interrupted);
    EXPECT_EQ(result.status, 130) << "killed by " << result.killed_by;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines(result.err), 1U) << result.err;
    EXPECT_TRUE(has(result.err, "satqkd: interrupted")) << result.err;
    EXPECT_LT(result.cpu_s, 20); // a launch takes a quarter of a second, the run minutes
    EXPECT_EQ(texts_in(folder.path()), before);
}

// A disk of 256 KiB, which an earlier short run fits into and the whole pass's timeline and report do not.
TEST(Out, OfAFullDiskIsAsItWasBefore) {
    if (program::run_command({"/bin/sh", "-c", "unshare -rm mount -t tmpfs tmpfs /mnt 2>/dev/null"}).status != 0) {
        GTEST_SKIP() << "no file system can be mounted here";
    }
    program::Folder folder;
    const std::string script = "set -e; mount -t tmpfs -o size=256k tmpfs '" + folder.path() + "'; cd '" +
                               folder.path() + "'; fly() { '" SATQKD_BINARY "' run '" + micius +
                               "' --engine mean --out . \"$@\"; }; fly --set window.max_range_km=646 >&2; "
                               "cat * | cksum; status=0; fly || status=$?; cat * | cksum; ls -A | xargs; exit $status";
    Result result = program::run_command({"/bin/sh", "-c", "exec unshare -rm sh -c \"$0\"", script});
    EXPECT_EQ(result.status, 1) << result.err;
    EXPECT_TRUE(has(result.err, "cannot be written: No space left on device; make room there")) << result.err;
    std::istringstream said(result.out);
    std::string before;
    std::string after;
    std::string names;
    std::getline(said, before);
    std::getline(said, after);
    std::getline(said, names);
    EXPECT_EQ(after, before);
    EXPECT_EQ(names, "counts.json report.html scenario.json summary.json timeline.csv");
}
