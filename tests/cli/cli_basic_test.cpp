/* SPDX-License-Identifier: MIT */
// The program before any command: help, version, wrong command lines, and a standard output that cannot be written.
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::has;
using program::lines;
using program::Options;
using program::Result;
using program::satqkd;
using program::Stdout;

TEST(Version, IsOneLineOnStdout) {
    Result result = satqkd({"--version"});
    EXPECT_EQ(result.status, 0);
    // The first release; also the version of the package and of the .pc file (CMakeLists.txt, project).
    EXPECT_EQ(result.out, "satqkd 0.1.0\n");
    EXPECT_EQ(result.err, "");
}

TEST(Help, ListsTheCommands) {
    Result result = satqkd({"help"});
    EXPECT_EQ(result.status, 0);
    EXPECT_TRUE(has(result.out, "\n  help ")) << result.out;
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(satqkd({"--help"}).out, result.out);
}

TEST(Help, OfACommandIsTheSameBothWays) {
    Result result = satqkd({"help", "help"});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out.rfind("satqkd help [COMMAND] | config [--markdown|--schema] | campaign-config", 0), 0U)
        << result.out;
    Result option = satqkd({"help", "--help"});
    EXPECT_EQ(option.status, 0);
    EXPECT_EQ(option.out, result.out);
}

// Every command that the overview lists explains itself.
TEST(Help, KnowsEveryCommandOfTheOverview) {
    std::istringstream overview(satqkd({"help"}).out);
    int commands = 0;
    for (std::string line; std::getline(overview, line);) {
        if (line.rfind("  ", 0) != 0 || has(line, "COMMAND")) {
            continue;
        }
        std::string name = line.substr(2, line.find(' ', 2) - 2);
        Result result = satqkd({"help", name});
        EXPECT_EQ(result.status, 0) << name;
        EXPECT_EQ(result.out.rfind("satqkd " + name, 0), 0U) << result.out;
        EXPECT_GE(lines(result.out), 4U) << result.out;
        std::istringstream help(result.out);
        for (std::string text; std::getline(help, text);) {
            // Bytes that go on with a character of UTF-8 take no column.
            EXPECT_LE(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }), 80) << text;
        }
        commands++;
    }
    EXPECT_GE(commands, 1);
}

TEST(CommandLine, WithoutACommandHelpsOnStderr) {
    Result result = satqkd({});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, satqkd({"help"}).out);
}

TEST(CommandLine, UnknownCommandNamesTheNearest) {
    Result result = satqkd({"hlep"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "satqkd: unknown command 'hlep'; did you mean 'help'? (satqkd help lists them)\n");
    EXPECT_EQ(satqkd({"help", "hlep"}).err, result.err);
    EXPECT_EQ(satqkd({"help", "hlep"}).status, 2);
}

TEST(CommandLine, UnknownCommandLikeNoneOfOurs) {
    Result result = satqkd({"zzzzzzzzzzzz"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.err, "satqkd: unknown command 'zzzzzzzzzzzz' (satqkd help lists them)\n");
    EXPECT_EQ(satqkd({""}).status, 2);
    EXPECT_EQ(lines(satqkd({std::string(100000, 'x')}).err), 1U);
}

TEST(CommandLine, OptionInPlaceOfTheCommand) {
    Result result = satqkd({"--frobnicate"});
    EXPECT_EQ(result.status, 2);
    EXPECT_TRUE(has(result.err, "unknown option '--frobnicate'")) << result.err;
    EXPECT_EQ(lines(result.err), 1U);
}

TEST(CommandLine, MisuseSaysWhereHelpIs) {
    Result result = satqkd({"help", "help", "run"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(has(result.err, "'run'") && has(result.err, "satqkd help help")) << result.err;
    EXPECT_EQ(lines(result.err), 1U);
}

// Where the output is lost the caller must learn of it by the exit status, and a human by one line.
TEST(LostOutput, FailsWithOneLine) {
    for (Stdout lost : {Stdout::closed, Stdout::full_device, Stdout::broken_pipe}) {
        SCOPED_TRACE(static_cast<int>(lost));
        Options options;
        options.standard_output = lost;
        Result result = satqkd({"help"}, options);
        EXPECT_EQ(result.status, 1);
        EXPECT_EQ(result.killed_by, 0);
        EXPECT_EQ(result.err.rfind("satqkd: standard output cannot be written: ", 0), 0U) << result.err;
        EXPECT_EQ(lines(result.err), 1U);
    }
}

// The harness itself: a test of a command that hangs must end, and say so.
TEST(Harness, KillsWhatHangs) {
    Options options;
    options.timeout_s = 0.2;
    Result result = program::run_command({"/bin/sh", "-c", "sleep 30"}, options);
    EXPECT_TRUE(result.timed_out);
    EXPECT_EQ(result.killed_by, SIGKILL);
}

TEST(Harness, TellsStreamsStatusAndFolderApart) {
    program::Folder folder;
    Options options;
    options.directory = folder.path();
    options.environment = {"SATQKD_PROBE=seen"};
    Result result = program::run_command({"/bin/sh", "-c", "pwd; echo $SATQKD_PROBE >&2; exit 7"}, options);
    EXPECT_EQ(result.status, 7);
    EXPECT_EQ(result.out, folder.path() + "\n");
    EXPECT_EQ(result.err, "seen\n");
}
