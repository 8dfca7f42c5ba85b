/* SPDX-License-Identifier: MIT */
// What a distillation leaves of its secrets: memory wiped, on the host and on the device, and key files private.
#include <atomic>
#include <cstring>
#include <filesystem>
#include <malloc.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <unordered_set>

#include "cli/program.h"
#include "distill/distilled.h"
#include "distill/hash_device.h"
extern "C" {
#include "distill/key_file.h"
}

// Every block that is given back is looked at first: the words in it, while a test asks for that. Memory with guards (sodium_malloc) is
// unmapped, not given back here, and libsodium wipes it.
namespace {
thread_local bool watching = false;
std::unordered_set<uint64_t> *given_back = nullptr;
} // namespace

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_OWN_FREE
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_OWN_FREE
#endif

#ifndef HAS_OWN_FREE
extern "C" void __libc_free(void *block);
extern "C" void free(void *block) {
    if (watching && block) {
        watching = false;
        const size_t words = malloc_usable_size(block) / sizeof(uint64_t);
        for (size_t i = 0; i < words; ++i) {
            given_back->insert(static_cast<uint64_t *>(block)[i]);
        }
        watching = true;
    }
    __libc_free(block);
}
#endif

namespace {

using distilled::Clicks;
using distilled::Distilled;
using distilled::make;
using distilled::words;

// What this test's own hash gives back is not looked at.
struct Pause {
    bool was = watching;
    Pause() {
        watching = false;
    }
    ~Pause() {
        watching = was;
    }
};

enum satqkd_status unwatched_toeplitz(void *context, const unsigned char *x, uint64_t n, const unsigned char *s,
                                      uint64_t m, unsigned char *y, struct satqkd_error *error) {
    const Pause pause;
    return distilled::toeplitz(context, x, n, s, m, y, error);
}

// All words of both ends' strings and keys, and every memory block given back during the run: nothing in common. (Words that
// any program has, 0 and the like, are not among random key words.)
TEST(Distill, MemoryIsWiped) {
#ifdef HAS_OWN_FREE
    GTEST_SKIP() << "the sanitizer has a free of its own";
#endif
    Clicks clicks;
    make("asymptotic", KEY_BASIS_X, 20000, clicks);
    std::unordered_set<uint64_t> seen;
    given_back = &seen;
    Distilled r;
    struct distill_settings settings = distilled::settings_for("cascade");
    settings.hash.hash = unwatched_toeplitz;
    watching = true;
    run(clicks, settings, r);
    watching = false;
    ASSERT_EQ(r.status, SATQKD_OK) << r.error.message;
    ASSERT_GT(r.result.secret_bits, 640u);
    EXPECT_GT(seen.size(), 1000u); // the watch works
    std::unordered_set<uint64_t> secrets;
    const std::vector<uint64_t> key = words(r.result.key[CLASSICAL_ALICE]);
    secrets.insert(key.begin(),
                   key.begin() + static_cast<long>(r.result.secret_bits / 64)); // the last may be nearly empty
    for (int end = 0; end < 2; ++end) {
        std::vector<uint64_t> string(20000 / 64 + 1);
        size_t n = 0;
        for (size_t i = 0; i < clicks.events->count; ++i) {
            if (clicks.events->intensity[i] == 0) {
                const uint64_t bit = end == 0 ? clicks.events->alice[i] % 2 : clicks.events->bit[i];
                string[n / 64] |= bit << (n % 64);
                ++n;
            }
        }
        secrets.insert(string.begin(), string.begin() + static_cast<long>(n / 64));
    }
    secrets.erase(0);
    size_t left = 0;
    for (uint64_t word : secrets) {
        left += seen.count(word);
    }
    EXPECT_EQ(left, 0u) << "of " << secrets.size();
    // the watch sees a secret where one is left
    watching = true;
    uint64_t *copy = static_cast<uint64_t *>(malloc(64));
    copy[3] = *secrets.begin();
    free(copy);
    watching = false;
    EXPECT_EQ(seen.count(*secrets.begin()), 1u);
    given_back = nullptr;
}

// The same of a hash on the device, of every family, for strings of random words: PoCL's buffers are blocks of this process.
TEST(Distill, TheDevicesMemoryIsWiped) {
#ifdef HAS_OWN_FREE
    GTEST_SKIP() << "the sanitizer has a free of its own";
#endif
    const uint64_t n = 64 * 80, m = 64 * 20;
    std::mt19937_64 random(12);
    HashDevice hashes;
    std::unordered_set<uint64_t> seen, secrets;
    const Bits x = random_bits(n, random), s = random_bits(n * m, random);
    Bits y(m / 8);
    given_back = &seen;
    for (int family = 0; family < AMPLIFY_FAMILIES; ++family) {
        for (const bool watched : {false, true}) { // the first compiles
            watching = watched;
            const enum satqkd_status status =
                amplify_hash(hashes.amplify, static_cast<enum amplify_family>(family), x.data(), 1, n, s.data(), n * m,
                             m, y.data(), nullptr, &hashes.error);
            watching = false;
            ASSERT_EQ(status, SATQKD_OK) << hashes.error.message;
        }
        for (const Bits &bits : {x, y}) {
            for (size_t i = 0; i < bits.size(); i += sizeof(uint64_t)) {
                uint64_t word = 0;
                std::memcpy(&word, &bits[i], sizeof word);
                secrets.insert(word);
            }
        }
    }
    watching = true;
    amplify_destroy(hashes.amplify);
    watching = false;
    hashes.amplify = nullptr;
    given_back = nullptr;
    EXPECT_GT(seen.size(), 100u); // the watch works
    size_t left = 0;
    for (uint64_t word : secrets) {
        left += seen.count(word);
    }
    EXPECT_EQ(left, 0u) << "of " << secrets.size();
}

// Somebody watches the folder while keys are written, under a process mask that forbids nothing: whatever is in it at any moment is
// readable by its owner alone.
TEST(Distill, KeyFilesAreNeverSeenWithOtherRights) {
    program::Folder folder;
    const mode_t mask = umask(0);
    const int watch = inotify_init1(IN_NONBLOCK);
    ASSERT_GE(inotify_add_watch(watch, folder.path().c_str(), IN_CREATE | IN_ATTRIB | IN_MODIFY | IN_MOVED_TO), 0);
    std::atomic<bool> over{false};
    std::atomic<int> events{0}, loose{0};
    std::thread spy([&] {
        while (!over) {
            struct pollfd waiting = {watch, POLLIN, 0};
            alignas(struct inotify_event) char buffer[4096];
            if (poll(&waiting, 1, 10) > 0 && read(watch, buffer, sizeof buffer) > 0) {
                ++events;
            }
            for (const auto &entry : std::filesystem::directory_iterator(folder.path())) {
                struct stat info {};
                loose += lstat(entry.path().c_str(), &info) == 0 && (info.st_mode & 0777) != 0600;
            }
        }
    });
    struct satqkd_error error {};
    const std::vector<unsigned char> key(100000, 0x5a);
    for (int i = 0; i < 100; ++i) {
        const std::string path = folder.path("alice.key");
        EXPECT_EQ(key_file_write(path.c_str(), key.data(), key.size(), &error), SATQKD_OK) << error.message;
        EXPECT_EQ(std::filesystem::file_size(path), key.size());
    }
    over = true;
    spy.join();
    close(watch);
    EXPECT_GT(events, 0);
    EXPECT_EQ(loose, 0);
    umask(0777); // nor with fewer: the owner can read it under any mask
    EXPECT_EQ(key_file_write(folder.path("bob.key").c_str(), key.data(), 5, &error), SATQKD_OK) << error.message;
    umask(mask);
    struct stat info {};
    ASSERT_EQ(stat(folder.path("bob.key").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    EXPECT_EQ(key_file_write(folder.path("no/bob.key").c_str(), key.data(), 5, &error), SATQKD_FAILURE);
    EXPECT_EQ(std::string(error.message).find("ZZZZ"), std::string::npos); // 0x5a: nothing of the key
    EXPECT_EQ(key_file_remove(folder.path("bob.key").c_str(), &error), SATQKD_OK);
    EXPECT_EQ(key_file_remove(folder.path("bob.key").c_str(), &error), SATQKD_OK);
}

} // namespace
