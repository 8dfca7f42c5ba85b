// SPDX-License-Identifier: MIT
// Every example that `help COMMAND` gives runs as it stands, one behind the other in one folder, with the files that they speak of; every
// option that completion offers is one that the command takes; and --json is JSON everywhere.
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::has;
using program::Options;
using program::Result;
using program::satqkd;

namespace {

std::vector<std::string> words(const std::string &kind) {
    std::istringstream text(satqkd({"help", "words", kind}).out);
    std::vector<std::string> list;
    for (std::string word; text >> word;) {
        list.push_back(word);
    }
    return list;
}

// The lines below "Examples:", those that end with a backslash joined to the next.
std::vector<std::string> examples(const std::string &command) {
    const std::string help = satqkd({"help", command}).out;
    std::istringstream text(help.substr(std::min(help.find("Examples:\n"), help.size())));
    std::vector<std::string> list;
    bool goes_on = false;
    std::string line;
    std::getline(text, line);
    while (std::getline(text, line)) {
        if (goes_on) {
            list.back() += "\n" + line;
        } else {
            list.push_back(line.substr(std::min<size_t>(2, line.size())));
        }
        goes_on = !line.empty() && line.back() == '\\';
    }
    return list;
}

// What the examples suppose: the program in PATH, a scenario my.json, elements micius.tle, counts of two nights, bits.
class Examples : public testing::Test {
  protected:
    program::Folder folder;
    Options there;

    void SetUp() override {
        std::filesystem::create_directories(folder.path("bin"));
        std::filesystem::create_symlink(SATQKD_BINARY, folder.path("bin/satqkd"));
        folder.write("my.json", program::scenario_text());
        folder.write("micius.tle", "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993\n"
                                   "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063\n");
        for (const char *night : {"night1", "night2"}) {
            ASSERT_EQ(satqkd({"run", program::micius, "--engine", "mean", "--out", folder.path(night)}).status, 0);
        }
        folder.write("sifted.bin", std::string(1671072 / 8 + 1, 'x'));
        folder.write("seed.bin", std::string((1671072 + 300939) / 8 + 1, 'y'));
        there.directory = folder.path();
        there.environment = {"PATH=" + folder.path("bin") + ":/usr/bin:/bin"};
    }
};

} // namespace

TEST_F(Examples, OfEveryCommandRun) {
    for (const std::string &command : words("commands")) {
        const std::vector<std::string> list = examples(command);
        EXPECT_GE(list.size(), 2u) << command;
        for (const std::string &example : list) {
            Result result = program::run_command({"/bin/sh", "-c", example}, there);
            EXPECT_EQ(result.status, 0) << example << "\n" << result.err;
        }
        EXPECT_TRUE(has(list.empty() ? "" : list.back(), "satqkd " + command)) << command;
    }
}

TEST_F(Examples, JsonIsSpokenEverywhere) {
    const std::vector<std::vector<std::string>> lines = {
        {"run", "my.json", "--engine", "mean"},
        {"passes", "my.json", "--from", "2016-12-19T00:00Z", "--to", "2016-12-20T00:00Z"},
        {"new", "n.json", "--satellite", "micius", "--station", "graz", "--tle", "micius.tle"},
        {"key", "night1/counts.json"},
        {"hash", "--in", "sifted.bin", "--in-bits", "80", "--seed", "seed.bin", "--out", "k", "--out-bits", "8"},
        {"optimize", "my.json", "--starts", "1", "--free", "alice_x", "--set", "protocol.bound=lim2014", "--set",
         "protocol.key_basis=x"},
        {"sweep", "my.json", "--vary", "atmosphere.sky=moonless,full_moon"},
        {"fiber"},
        {"validate"},
        {"report", "night1"},
        {"devices"},
        {"bench", "key"},
    };
    for (std::vector<std::string> line : lines) {
        line.push_back("--json");
        Result result = satqkd(line, there);
        EXPECT_EQ(result.status, 0) << line[0] << result.err;
        EXPECT_EQ(result.err, "") << line[0];
        EXPECT_TRUE(program::Json(result.out).parsed()) << line[0] << result.out;
    }
}

TEST(Completion, OffersOptionsThatTheCommandTakes) {
    for (const std::string &command : words("commands")) {
        for (const std::string &option : words(command)) {
            if (option != "--help" && command != "help") {
                // The second is refused at the latest, so that nothing is run.
                Result result = satqkd({command, option, "--none", "--none"});
                EXPECT_EQ(result.status, 2) << command << " " << option;
                EXPECT_FALSE(has(result.err, "unknown option '" + option)) << command << " " << result.err;
            }
        }
    }
}
