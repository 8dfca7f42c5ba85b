/* SPDX-License-Identifier: MIT */
// What must not get out: no core dump holds a key's bits, a process with keys writes none at all, files of keys are their owner's alone, and
// the seed of a simulation cannot be given where randomness of a key is wanted.
#include <cstring>
#include <elf.h>
#include <gtest/gtest.h>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "cli/run_files.h"
extern "C" {
#include "distill/bit_string.h"
#include "distill/key_pool.h"
#include "events/events.h"
}

using program::files_in;
using program::has;
using program::micius;
using program::read_file;
using program::Result;
using program::run_command;
using program::satqkd;

namespace {

// Two patterns that no constant of the program holds, made where no compiler can foresee them.
uint64_t pattern(volatile unsigned number) {
    return 0x9e3779b97f4a7c15u * (2 * number + 1) ^ 0x5bd1e995u;
}

std::string eight_times(uint64_t word) {
    std::string text;
    for (int i = 0; i < 8; ++i) {
        text.append(reinterpret_cast<const char *>(&word), sizeof word);
    }
    return text;
}

// The memory in a core file of 64 bits. Registers are in it too, with the last bytes that were copied through them: which is why the
// commands that hold keys leave no dump at all.
std::string memory_of(const std::string &core) {
    Elf64_Ehdr head;
    std::string memory;
    if (core.size() < sizeof head) {
        return "";
    }
    std::memcpy(&head, core.data(), sizeof head);
    for (unsigned i = 0; i < head.e_phnum; ++i) {
        Elf64_Phdr part;
        std::memcpy(&part, core.data() + head.e_phoff + i * sizeof part, sizeof part);
        if (part.p_type == PT_LOAD && part.p_offset + part.p_filesz <= core.size()) {
            memory += core.substr(part.p_offset, part.p_filesz);
        }
    }
    return memory;
}

// In a child: open memory with one pattern, every kind of secret memory with the other, and an abort.
[[noreturn]] void dump(const std::string &folder) {
    const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_CORE, &all);
    if (chdir(folder.c_str()) != 0) {
        _exit(1);
    }
    struct bit_string *secret = nullptr;
    struct events *events = nullptr;
    struct key_pool *pool = nullptr;
    if (bit_string_create(4096, &secret, nullptr) != SATQKD_OK || events_create(512, &events, nullptr) != SATQKD_OK) {
        _exit(1);
    }
    volatile uint64_t *open = static_cast<uint64_t *>(malloc(512));
    for (int i = 0; i < 64; ++i) {
        open[i] = pattern(1);
        secret->word[i] = pattern(2);
        for (uint8_t *column : {events->bit, events->alice, events->detector}) {
            *reinterpret_cast<volatile uint64_t *>(column + 8 * i) = pattern(2);
        }
    }
    if (key_pool_create(reinterpret_cast<unsigned char *>(secret->word), 512, &pool, nullptr) != SATQKD_OK) {
        _exit(1);
    }
    abort();
}

} // namespace

TEST(Secret, IsInNoCoreDump) {
    program::Folder folder;
    const pid_t child = fork();
    if (child == 0) {
        dump(folder.path());
    }
    int ended = 0;
    waitpid(child, &ended, 0);
    ASSERT_TRUE(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGABRT);
    const auto files = files_in(folder.path());
    if (files.empty()) {
        GTEST_SKIP() << "core dumps do not come to the working folder here (kernel.core_pattern): nothing to look into";
    }
    const std::string core = memory_of(read_file(folder.path(*files.begin())));
    EXPECT_TRUE(has(core, eight_times(pattern(1)))) << "open memory is not in the dump: the test would see nothing";
    EXPECT_FALSE(has(core, eight_times(pattern(2))));
}

// The same signal in the same shell: the one program leaves a dump, the one with keys none.
TEST(Secret, AProcessWithKeysLeavesNoDump) {
    program::Folder folder;
    const std::string shell = "ulimit -c unlimited; cd " + folder.path() + "; ";
    Result other = run_command({"/bin/bash", "-c", shell + "sleep 100 & sleep 0.3; kill -SEGV $!; wait $!; ls -A"});
    if (other.out.empty()) {
        GTEST_SKIP() << "core dumps do not come to the working folder here (kernel.core_pattern)";
    }
    std::filesystem::remove(folder.path("core"));
    // Again until it is gone: a compiler inside the driver recovers from the first.
    Result keys = run_command(
        {"/bin/bash", "-c",
         shell + SATQKD_BINARY + " run " + micius +
             " --engine pulse --quiet --out r --events r/events.h5 >/dev/null & sleep 0.7; while kill -SEGV $! "
             "2>/dev/null; do sleep 0.2; done; ls -A | grep -v '^r$'; find r -name '*core*'"});
    EXPECT_EQ(keys.out, "") << keys.err;
}

// For bit strings of 300 000 bits, with a mask that takes no right away.
TEST(Secret, FilesAreTheirOwnersAlone) {
    program::Folder folder;
    const std::string run = folder.path("r");
    ASSERT_EQ(run_command({"/bin/sh", "-c",
                           std::string("umask 0; ") + SATQKD_BINARY + " run " + micius +
                               " --quiet --set window.max_range_km=800 --set protocol.bound=asymptotic --out " + run +
                               " --events " + run + "/events.h5 && " + SATQKD_BINARY + " distill " + run + " && mv " +
                               run + "/keys/alice.key " + run + "/first && " + SATQKD_BINARY + " distill " + run})
                  .status,
              0);
    struct stat about = {};
    ASSERT_EQ(stat((run + "/keys/alice.key").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
    ASSERT_EQ(stat((run + "/keys").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0700u);
    ASSERT_EQ(stat((run + "/events.h5").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
    EXPECT_EQ(read_file(run + "/keys/alice.key"), read_file(run + "/keys/bob.key"));
    // The same clicks of the same simulation, another key: nothing of it follows from trials.seed.
    const std::string first = read_file(run + "/first");
    EXPECT_GT(first.size(), 1000u);
    EXPECT_NE(read_file(run + "/keys/alice.key").substr(0, 1000), first.substr(0, 1000));
}

// trials.seed is a number, randomness of a key is bytes: the one does not compile in the place of the other.
TEST(Secret, SeedsOfSimulationsAreNoSeedsOfKeys) {
    program::Folder folder;
    const std::string head =
        "#include \"distill/distill.h\"\n#include \"scenario/scenario.h\"\n"
        "void f(struct distill_settings *s, const struct scenario *c, const unsigned char *random);\n"
        "void f(struct distill_settings *s, const struct scenario *c, const unsigned char *random) "
        "{ (void)c; (void)random; s->seed = ";
    const auto compiles = [&](const std::string &what) {
        const std::string file = folder.write("seed.c", head + what + "; }\n");
        return run_command({"/usr/bin/gcc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
                            "-I" SATQKD_SOURCE_DIR "/include", "-I" SATQKD_SOURCE_DIR "/host",
                            "-I" SATQKD_SOURCE_DIR "/models", "-I" SATQKD_SOURCE_DIR "/kernels", file})
                   .status == 0;
    };
    if (access("/usr/bin/gcc", X_OK) != 0) {
        GTEST_SKIP() << "no gcc to refuse it";
    }
    EXPECT_TRUE(compiles("random"));
    EXPECT_FALSE(compiles("c->seed"));
    EXPECT_FALSE(compiles("&c->seed"));
}
