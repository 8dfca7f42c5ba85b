/* SPDX-License-Identifier: MIT */
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "cli/program.h"

namespace {

using program::Folder;
using program::read_file;

// Two stations, a month; without turbulence a pass takes milliseconds.
const char *const campaign = R"({
  "schema": 1, "name": "two",
  "satellites": [{ "satellite": "satellites/micius.json", "orbit": { "kepler": {
    "epoch_utc": "2017-01-01T00:00:00Z", "altitude_km": 500, "sun_synchronous_ltan_h": 0 } } }],
  "stations": ["stations/xinglong.json", "stations/graz.json"],
  "from": "2017-01-01T00:00:00Z", "to": "2017-02-01T00:00:00Z",
  "scenario": { "window": { "max_range_km": 900 },
    "atmosphere": { "zenith_optical_depth": 0.3, "sky": "moonless", "turbulence": { "profile": "none" } },
    "protocol": { "bound": "lim2014" } },
  "weather": { "draws": 20 }, "relays": {}, "key_store": { "consumption_bps": 4 }
})";

const std::vector<std::string> files = {"campaign.json", "key_store.csv", "passes.csv", "relays.csv", "summary.json"};

// What a run wrote, one file behind the other.
std::string written(const std::string &directory) {
    std::string all;
    for (const std::string &file : files) {
        all += file + "\n" + read_file(directory + "/" + file);
    }
    return all;
}

std::vector<std::string> arguments(const std::string &file, const std::string &out,
                                   const std::vector<std::string> &more) {
    std::vector<std::string> all = {"campaign", file, "--out", out, "--quiet"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

size_t lines_of(const std::string &path) {
    const std::string text = read_file(path);
    return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

bool have_mpi() {
    const std::string binary = SATQKD_BINARY;
    const std::string module = binary.substr(0, binary.rfind('/')) + "/../lib/libsatqkd_mpi.so";
    return access("/usr/bin/mpirun", X_OK) == 0 && access(module.c_str(), R_OK) == 0;
}

program::Options as_root() {
    program::Options options;
    options.environment = {"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"};
    return options;
}

program::Result on_ranks(int ranks, const std::vector<std::string> &args) {
    std::vector<std::string> all = {"/usr/bin/mpirun", "--oversubscribe", "-n", std::to_string(ranks), SATQKD_BINARY};
    all.insert(all.end(), args.begin(), args.end());
    return program::run_command(all, as_root());
}

// Whether a process has this text in its command line.
bool runs_with(const std::string &text) {
    for (const auto &entry : std::filesystem::directory_iterator("/proc")) {
        if (read_file(entry.path().string() + "/cmdline").find(text) != std::string::npos) {
            return true;
        }
    }
    return false;
}

// The process of a rank whose command line has this text; 0 where there is none.
pid_t process_of(int rank, const std::string &text) {
    const std::string variable = "OMPI_COMM_WORLD_RANK=" + std::to_string(rank) + std::string(1, '\0');
    for (const auto &entry : std::filesystem::directory_iterator("/proc")) {
        const std::string process = entry.path().string();
        if (read_file(process + "/cmdline").find(text) != std::string::npos &&
            read_file(process + "/environ").find(variable) != std::string::npos) {
            return std::stoi(entry.path().filename().string());
        }
    }
    return 0;
}

constexpr int kAll = -1;

// Starts a program and kills it, and all that it started, or one rank of it, once its journal has so many lines. False where
// it ended before. What it said on standard error goes to a file.
bool killed_at(const std::vector<std::string> &args, const std::string &journal, size_t lines, int victim,
               const std::string &said) {
    std::vector<char *> pointers;
    for (const std::string &argument : args) {
        pointers.push_back(const_cast<char *>(argument.c_str()));
    }
    pointers.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        putenv(const_cast<char *>("OMPI_ALLOW_RUN_AS_ROOT=1"));
        putenv(const_cast<char *>("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"));
        const int to = open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(to, STDERR_FILENO);
        execv(pointers[0], pointers.data());
        _exit(127);
    }
    int ended = 0;
    pid_t rank = 0;
    for (int i = 0; i < 600000; ++i) {
        if (waitpid(child, &ended, WNOHANG) == child) {
            return false;
        }
        if (victim != kAll && rank == 0) { // beforehand: to look through all processes takes a while
            rank = process_of(victim, journal.substr(0, journal.rfind('/')));
        } else if (lines_of(journal) >= lines) {
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    kill(rank > 0 ? rank : -child, SIGKILL);
    waitpid(child, &ended, 0);
    return victim == kAll || rank > 0;
}

// Ranks that have lost mpirun end by themselves.
bool all_end(const std::string &text) {
    for (int i = 0; i < 600 && runs_with(text); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return !runs_with(text);
}

// The same for a campaign, from its beginning again where it ended before: a busy machine may keep us from looking in time.
bool kill_at(const std::vector<std::string> &args, const std::string &folder, size_t lines, int victim = kAll,
             const std::string &said = "/dev/null") {
    for (int attempt = 0; attempt < 20; ++attempt) {
        if (killed_at(args, folder + "/journal", lines, victim, said) && lines_of(folder + "/journal") >= lines) {
            return true;
        }
        std::filesystem::remove_all(folder);
    }
    return false;
}

TEST(Campaign, KilledAtFiveMomentsAndResumedItWritesTheSameBytes) {
    const Folder folder;
    const std::string file = folder.write("two.json", campaign);
    // With turbulence a pass takes long enough to be met in the midst of it.
    const std::string slow = "scenario.atmosphere.turbulence.profile=hufnagel_valley";
    ASSERT_EQ(program::satqkd(arguments(file, folder.path("whole"), {"--set", slow})).status, 0);
    const std::string journal = folder.path("cut/journal");
    std::mt19937_64 random(1);
    size_t lines = 1;
    for (int i = 0; i < 5; ++i) {
        lines += 1 + random() % 6; // further on each time: what an earlier run left is kept
        auto args = arguments(file, folder.path("cut"), {"--set", slow, "--resume", "--threads", "1"});
        args.insert(args.begin(), SATQKD_BINARY);
        ASSERT_TRUE(kill_at(args, folder.path("cut"), lines));
        ASSERT_GE(lines_of(journal), lines);
    }
    // A line that was cut, and one whose checksum does not fit, are not believed.
    std::ofstream(journal, std::ios::app) << "0 1 0 0x1p+3 0x1p+3 12";
    ASSERT_EQ(program::satqkd(arguments(file, folder.path("cut"), {"--set", slow, "--resume"})).status, 0);
    EXPECT_EQ(written(folder.path("cut")), written(folder.path("whole")));
    EXPECT_NE(access(journal.c_str(), F_OK), 0) << "nothing is left to be resumed";
}

TEST(Campaign, AJournalOfOtherSettingsIsRefused) {
    const Folder folder;
    const std::string file = folder.write("two.json", campaign);
    auto args = arguments(file, folder.path("cut"), {"--threads", "1"});
    args.insert(args.begin(), SATQKD_BINARY);
    ASSERT_TRUE(kill_at(args, folder.path("cut"), 3));
    const auto refused = program::satqkd(
        arguments(file, folder.path("cut"), {"--resume", "--set", "scenario.atmosphere.zenith_optical_depth=0.4"}));
    EXPECT_EQ(refused.status, 2);
    EXPECT_NE(refused.err.find("--resume"), std::string::npos) << refused.err;
    EXPECT_EQ(program::satqkd(arguments(file, folder.path("cut"), {"--set", "engine=mean"})).status, 0);
}

TEST(Campaign, AnInterruptEndsItCleanlyAndSaysHowToGoOn) {
    const Folder folder;
    const std::string file = folder.write("two.json", campaign);
    program::Options options;
    options.interrupt_after_s = 0.3;
    const auto result =
        program::satqkd(arguments(file, folder.path("cut"), {"--set", "to=2018-01-01T00:00:00Z"}), options);
    EXPECT_EQ(result.status, 130) << result.err;
    EXPECT_NE(result.err.find("interrupted"), std::string::npos) << result.err;
}

TEST(Campaign, OneTwoAndFourRanksWriteTheSameBytes) {
    if (!have_mpi()) {
        GTEST_SKIP() << "no MPI here";
    }
    const Folder folder;
    const std::string file = folder.write("two.json", campaign);
    const std::vector<std::vector<std::string>> engines = {
        {}, {"--set", "engine=event", "--set", "to=2017-01-03T00:00:00Z", "--set", "repeats=2"}};
    for (size_t e = 0; e < engines.size(); ++e) {
        const std::string alone = folder.path("alone" + std::to_string(e));
        ASSERT_EQ(program::satqkd(arguments(file, alone, engines[e]), as_root()).status, 0);
        for (int ranks : {1, 2, 4}) {
            if (e == 1 && ranks == 1) {
                continue; // what a single rank does is in the first
            }
            const std::string out = folder.path("ranks" + std::to_string(e) + std::to_string(ranks));
            const auto result = on_ranks(ranks, arguments(file, out, engines[e]));
            ASSERT_EQ(result.status, 0) << result.err;
            EXPECT_EQ(written(out), written(alone)) << ranks << " ranks, engine " << e;
        }
    }
}

TEST(Campaign, RanksThatWereKilledAreResumed) {
    if (!have_mpi()) {
        GTEST_SKIP() << "no MPI here";
    }
    const Folder folder;
    const std::string file = folder.write("two.json", campaign);
    const std::string slow = "scenario.atmosphere.turbulence.profile=hufnagel_valley";
    ASSERT_EQ(program::satqkd(arguments(file, folder.path("whole"), {"--set", slow})).status, 0);
    auto args = arguments(file, folder.path("cut"), {"--threads", "1", "--set", slow});
    args.insert(args.begin(), {"/usr/bin/mpirun", "--oversubscribe", "-n", "2", SATQKD_BINARY});
    ASSERT_TRUE(kill_at(args, folder.path("cut"), 8));
    ASSERT_TRUE(all_end(folder.path()));
    const auto result = on_ranks(2, arguments(file, folder.path("cut"), {"--resume", "--set", slow}));
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(written(folder.path("cut")), written(folder.path("whole")));
}

// Of two ranks of the event engine one, or both with mpirun, are killed at five moments; what rank 0 survives it speaks of.
TEST(Campaign, EventsOfKilledRanksAreResumedAndTheMessageSaysHow) {
    if (!have_mpi()) {
        GTEST_SKIP() << "no MPI here";
    }
    const Folder folder;
    const std::string file = folder.write("two.json", campaign);
    // Repeats, so that a rank that survives until mpirun ends it does not fly all that is left.
    const std::vector<std::string> events = {"--set", "engine=event", "--set", "to=2017-01-13T00:00:00Z",
                                             "--set", "repeats=3"};
    ASSERT_EQ(program::satqkd(arguments(file, folder.path("whole"), events), as_root()).status, 0);
    auto args = arguments(file, folder.path("cut"), events);
    args.insert(args.begin(), {"/usr/bin/mpirun", "--oversubscribe", "-n", "2", SATQKD_BINARY});
    args.push_back("--resume");
    const std::string journal = folder.path("cut/journal");
    std::mt19937_64 random(2);
    size_t lines = lines_of(folder.path("whole/passes.csv")); // so many of the expectation values, then the events
    for (int victim : {1, 0, kAll, 1, 0}) {
        lines += 1 + random() % 2;
        const std::string said = folder.path("said");
        ASSERT_TRUE(kill_at(args, folder.path("cut"), lines, victim, said)) << lines;
        ASSERT_TRUE(all_end(folder.path("cut")));
        ASSERT_GE(lines_of(journal), lines);
        if (victim == 1) {
            const std::string message = read_file(said);
            EXPECT_NE(message.find("--resume goes on from there"), std::string::npos) << message;
        }
        lines = lines_of(journal);
    }
    ASSERT_EQ(program::run_command(args, as_root()).status, 0);
    EXPECT_EQ(written(folder.path("cut")), written(folder.path("whole")));
}

// A wrong campaign is refused once, not once a rank, with the line of the file.
TEST(Campaign, WrongKeysAreNamedWithTheirPlace) {
    const Folder folder;
    std::string text = campaign;
    const std::string right = "\"max_range_km\"";
    text.replace(text.find(right), right.size(), "\"max_rnge_km\"");
    const auto result = program::satqkd(arguments(folder.write("wrong.json", text), folder.path("out"), {}));
    EXPECT_EQ(result.status, 2);
    EXPECT_NE(result.err.find("wrong.json:7: scenario.window.max_rnge_km: unknown key"), std::string::npos)
        << result.err;
    const auto bound = program::satqkd(arguments(folder.write("two.json", campaign), folder.path("out"),
                                                 {"--set", "scenario.protocol.bound=nobody2020"}));
    EXPECT_EQ(bound.status, 2);
    EXPECT_NE(bound.err.find("no bound \"nobody2020\""), std::string::npos) << bound.err;
}

} // namespace
