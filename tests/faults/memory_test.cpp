/* SPDX-License-Identifier: MIT */
// No memory: the k-th allocation of our own code, cJSON's for us included, fails, for every k along the main paths. Each time the answer
// must be SATQKD_FAILURE with a sentence on memory, what was written before untouched, and everything released (under the address sanitizer
// the leaks count too). The linker puts the functions below in the place of the C library's and libsodium's; drivers and other libraries
// keep theirs.
#include <cerrno>
#include <cjson/cJSON.h>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <sodium.h>

#include "cli/run_files.h"
extern "C" {
#include "distill/distill.h"
#include "events/events_layout.h"
#include "scenario/counts.h"
#include "scenario/tle_file.h"
#include "study/run.h"
#include "study/sweep.h"
}

namespace {

bool counting = false;
bool for_good = false;     // what failed once fails ever after
size_t calls = 0;          // of allocation, while counting
size_t failing = SIZE_MAX; // this one, from 0
size_t failed = 0;
bool stopping = false; // for a debugger

bool fails() {
    if (!counting) {
        return false;
    }
    const size_t call = calls++;
    if (call == failing || (for_good && call > failing)) {
        ++failed;
        if (stopping) {
            raise(SIGTRAP);
        }
        errno = ENOMEM;
        return true;
    }
    return false;
}

} // namespace

extern "C" {
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__real_sodium_malloc(size_t size);
void *__real_sodium_allocarray(size_t count, size_t size);
int __real_posix_memalign(void **out, size_t alignment, size_t size);
FILE *__real_open_memstream(char **text, size_t *length);

void *__wrap_malloc(size_t size) {
    return fails() ? nullptr : __real_malloc(size);
}
void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? nullptr : __real_calloc(count, size);
}
void *__wrap_realloc(void *old, size_t size) {
    return fails() ? nullptr : __real_realloc(old, size);
}
char *__wrap_strdup(const char *text) {
    return fails() ? nullptr : __real_strdup(text);
}
void *__wrap_sodium_malloc(size_t size) {
    return fails() ? nullptr : __real_sodium_malloc(size);
}
void *__wrap_sodium_allocarray(size_t count, size_t size) {
    return fails() ? nullptr : __real_sodium_allocarray(count, size);
}
int __wrap_posix_memalign(void **out, size_t alignment, size_t size) {
    return fails() ? ENOMEM : __real_posix_memalign(out, alignment, size);
}
FILE *__wrap_open_memstream(char **text, size_t *length) {
    return fails() ? nullptr : __real_open_memstream(text, length);
}
}

namespace {

// The same random numbers each time, so that the k-th call is the same one: libsodium's generator is replaced.
uint64_t random_state = 0;
uint32_t random_word() {
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<uint32_t>(random_state >> 32);
}
void random_bytes(void *const out, const size_t count) {
    for (size_t i = 0; i < count; ++i) {
        static_cast<unsigned char *>(out)[i] = static_cast<unsigned char>(random_word());
    }
}
const char *random_name() {
    return "repeatable";
}
struct randombytes_implementation repeatable = {random_name, random_word, nullptr, nullptr, random_bytes, nullptr};

using Path = std::function<enum satqkd_status(struct satqkd_error *)>;

struct Outcome {
    enum satqkd_status status;
    std::string message;
};

Outcome attempt(const Path &path, size_t call, bool ever_after) {
    struct satqkd_error error = {};
    failing = call;
    for_good = ever_after;
    failed = calls = 0;
    random_state = 1;
    randombytes_set_implementation(&repeatable);
    counting = true;
    const enum satqkd_status status = path(&error);
    counting = false;
    return {status, error.message};
}

// Each call alone; and, where there are many in strides, each call and all after it.
void every_call_fails(const char *name, const Path &path, size_t step = 1) {
    const size_t most = 300;
    SCOPED_TRACE(name);
    cJSON_Hooks hooks = {__wrap_malloc, free};
    cJSON_InitHooks(&hooks);
    attempt(path, SIZE_MAX, false); // what is made once is made
    const Outcome good = attempt(path, SIZE_MAX, false);
    ASSERT_EQ(good.status, SATQKD_OK) << good.message;
    const size_t all = calls;
    const size_t stride = all > most ? all / most + 1 : 1;
    size_t tried = 0;
    for (size_t k = 0; k < all; k += step) {
        for (bool ever_after : {false, true}) {
            if (ever_after && (step > 1 || k % stride != 0)) {
                continue;
            }
            const Outcome bad = attempt(path, k, ever_after);
            // SATQKD_FAULT_STOP=1 gdb --args test_faults: stops in the allocation whose failure went wrong
            if (bad.status != SATQKD_FAILURE && getenv("SATQKD_FAULT_STOP")) {
                stopping = true;
                attempt(path, k, ever_after);
            }
            ASSERT_GT(failed, 0u) << "call " << k << " was not reached: the path differs from time to time";
            ASSERT_EQ(bad.status, SATQKD_FAILURE) << "call " << k << " of " << all << ": " << bad.message;
            ASSERT_TRUE(program::has(bad.message, "memory")) << "call " << k << " of " << all << ": " << bad.message;
            ++tried;
        }
    }
    cJSON_InitHooks(nullptr);
    const Outcome again = attempt(path, SIZE_MAX, false);
    EXPECT_EQ(again.status, SATQKD_OK) << again.message;
    printf("%-28s %5zu allocations, %5zu failures injected and survived\n", name, all, tried);
}

enum satqkd_status fly(const std::string &scenario_path, const std::vector<const char *> &set, enum run_engine engine,
                       const std::string &out, struct satqkd_error *error) {
    std::vector<struct scenario_setting> settings;
    for (const char *text : set) {
        settings.push_back({text});
    }
    struct scenario *scenario = nullptr;
    struct run *run = nullptr;
    struct run_options options = {};
    options.engine = engine;
    options.device = -1;
    options.repeat = 1;
    enum satqkd_status status =
        scenario_load(scenario_path.c_str(), settings.data(), settings.size(), &scenario, error);
    if (status == SATQKD_OK) {
        status = run_fly(scenario, &options, &run, error);
    }
    if (status == SATQKD_OK && !out.empty()) {
        status = run_write(scenario, run, out.c_str(), error);
    }
    run_destroy(run);
    scenario_destroy(scenario);
    return status;
}

TEST(Memory, OfScenarios) {
    for (const char *name :
         {"micius-xinglong-2016-12-19", "sun-synchronous-500km", "track-xinglong", "uplink-concept"}) {
        every_call_fails(name, [&](struct satqkd_error *error) {
            struct scenario *scenario = nullptr;
            char *text = nullptr;
            enum satqkd_status status =
                scenario_load((program::configs + "/" + name + ".json").c_str(), nullptr, 0, &scenario, error);
            if (status == SATQKD_OK) {
                status = scenario_text(scenario, &text, error);
            }
            free(text);
            scenario_destroy(scenario);
            return status;
        });
    }
}

TEST(Memory, OfOtherInputs) {
    every_call_fails("counts", [](struct satqkd_error *error) {
        struct key_protocol protocol;
        struct key_counts counts;
        return counts_read(SATQKD_SOURCE_DIR "/tests/security/fixtures/satquma-counts.json", &protocol, &counts, error);
    });
    every_call_fails("element sets", [](struct satqkd_error *error) {
        struct tle_file_set *sets = nullptr;
        size_t count = 0;
        const enum satqkd_status status =
            tle_file_read(SATQKD_SOURCE_DIR "/tests/fuzz/seeds/elements/omm", nullptr, nullptr, &sets, &count, error);
        free(sets);
        return status;
    });
    every_call_fails("ephemeris", [](struct satqkd_error *error) {
        struct scenario *scenario = nullptr;
        const std::string set = "orbit.oem=" SATQKD_SOURCE_DIR "/tests/scenario/fixtures/micius-2016-12-19.oem";
        const struct scenario_setting setting = {set.c_str()};
        const enum satqkd_status status = scenario_load(program::micius.c_str(), &setting, 1, &scenario, error);
        scenario_destroy(scenario);
        return status;
    });
}

// In memory, where syncing a file costs nothing.
struct MemoryFolder {
    std::string path = "/dev/shm/satqkd-faults-" + std::to_string(getpid());
    MemoryFolder() {
        std::filesystem::create_directories(path);
    }
    ~MemoryFolder() {
        std::filesystem::remove_all(path);
    }
};

TEST(Memory, OfAMeanRunAndItsFiles) {
    MemoryFolder folder;
    ASSERT_EQ(fly(program::micius, {"window.max_range_km=646"}, RUN_MEAN, folder.path, nullptr), SATQKD_OK);
    const std::string counts = program::read_file(folder.path + "/counts.json");
    const auto names = program::files_in(folder.path);
    every_call_fails("run, mean", [&](struct satqkd_error *error) {
        const enum satqkd_status status =
            fly(program::micius, {"window.max_range_km=646"}, RUN_MEAN, folder.path, error);
        EXPECT_EQ(program::files_in(folder.path), names);
        EXPECT_EQ(program::read_file(folder.path + "/counts.json"), counts);
        return status;
    });
}

// The driver's own allocations go on: it is not ours. Every call takes minutes (SATQKD_EVERY_CALL=1); else every fortieth.
TEST(Memory, OfAnEventRun) {
    struct scenario *scenario = nullptr;
    const struct scenario_setting setting = {"window.max_range_km=645.6"};
    ASSERT_EQ(scenario_load(program::micius.c_str(), &setting, 1, &scenario, nullptr), SATQKD_OK);
    every_call_fails(
        "run, event",
        [&](struct satqkd_error *error) {
            struct run *run = nullptr;
            struct run_options options = {};
            options.engine = RUN_EVENT;
            options.device = -1;
            options.repeat = 1;
            const enum satqkd_status status = run_fly(scenario, &options, &run, error);
            run_destroy(run);
            return status;
        },
        getenv("SATQKD_EVERY_CALL") ? 1 : 40);
    scenario_destroy(scenario);
}

TEST(Memory, OfASweep) {
    every_call_fails("sweep", [&](struct satqkd_error *error) {
        struct sweep_axis axis = {};
        char *csv = nullptr;
        enum satqkd_status status = sweep_axis_parse("window.max_range_km=646,647", &axis, error);
        struct sweep_options options = {};
        options.scenario = program::micius.c_str();
        options.axes = &axis;
        options.axis_count = 1;
        options.run.engine = RUN_MEAN;
        options.run.device = -1;
        options.run.repeat = 1;
        options.threads = 1;
        if (status == SATQKD_OK) {
            status = sweep_run(&options, &csv, error);
        }
        sweep_axis_release(&axis);
        free(csv);
        return status;
    });
}

// Both ends' raw key of a pass of 3000 clicks, one in 30 wrong.
struct Clicks {
    struct events *events = nullptr;
    struct events_head head = {};
    struct key_protocol protocol = {};
    Clicks() {
        EXPECT_EQ(events_create(3000, &events, nullptr), SATQKD_OK);
        uint64_t noise = 1, pulse = 0;
        for (size_t i = 0; i < events->count; ++i) {
            noise = noise * 6364136223846793005u + 1442695040888963407u;
            pulse += 1 + (noise >> 40) % 100;
            events->pulse[i] = pulse;
            events->time_s[i] = 1e-8 * static_cast<double>(pulse);
            events->basis[i] = noise >> 63;
            events->alice[i] = static_cast<uint8_t>(2 * events->basis[i] + (noise >> 62) % 2);
            events->bit[i] = static_cast<uint8_t>((events->alice[i] + ((noise >> 30) % 30 == 0)) % 2);
            events->detector[i] = static_cast<uint8_t>(2 * events->basis[i] + events->bit[i]);
            events->intensity[i] = static_cast<uint8_t>((noise >> 20) % 16 == 0);
        }
        snprintf(protocol.bound, sizeof protocol.bound, "asymptotic");
        const double intensities[] = {0.8, 0.1, 0}, probabilities[] = {0.5, 0.25, 0.25};
        protocol.intensity_count = head.intensity_count = 3;
        std::copy(intensities, intensities + 3, protocol.intensities);
        std::copy(intensities, intensities + 3, head.intensities);
        std::copy(probabilities, probabilities + 3, protocol.probabilities);
        std::copy(probabilities, probabilities + 3, head.probabilities);
        protocol.alice_x = protocol.bob_x = head.alice_x = head.bob_x = 0.5;
        protocol.eps_sec = 1e-9;
        protocol.eps_cor = 1e-12;
        protocol.f_ec = 1.2;
        protocol.leak_ec_bits = NAN;
        protocol.key_basis = KEY_BASIS_BOTH;
        snprintf(head.start_utc, sizeof head.start_utc, "2016-12-19T16:48:00Z");
        head.pulses = pulse + 1;
    }
    ~Clicks() {
        events_destroy(events);
    }
};

[[maybe_unused]] uint64_t seed_bits(uint64_t input_bits, uint64_t output_bits) {
    return input_bits + output_bits - 1;
}
[[maybe_unused]] uint64_t seed_bits(void *, uint64_t input_bits, uint64_t output_bits) {
    return input_bits + output_bits - 1;
}

enum satqkd_status copy_as_hash(void *, const unsigned char *input, uint64_t, const unsigned char *,
                                uint64_t output_bits, unsigned char *output, struct satqkd_error *) {
    std::copy(input, input + (output_bits + 7) / 8, output);
    return SATQKD_OK;
}

TEST(Memory, OfADistillation) {
    Clicks clicks;
    for (const char *scheme : {"cascade", "hamming"}) {
        struct distill_settings settings = {};
        settings.scheme = correct_find(scheme);
        settings.hash.seed_bits = seed_bits;
        settings.hash.hash = copy_as_hash;
        settings.link = {{4e6, 1e6}, 0, nullptr, 0};
        every_call_fails(scheme, [&](struct satqkd_error *error) {
            struct distill_result result = {};
            const enum satqkd_status status =
                distill_run(&clicks.protocol, clicks.events, &clicks.head, &settings, &result, error);
            EXPECT_TRUE(status != SATQKD_OK || result.verified);
            distill_release(&result);
            return status;
        });
    }
}

TEST(Memory, OfAnEventsFile) {
    Clicks clicks;
    MemoryFolder folder;
    const std::string path = folder.path + "/events.h5";
    every_call_fails("events file", [&](struct satqkd_error *error) {
        struct events *events = nullptr;
        struct events_head head;
        enum satqkd_status status = events_write(path.c_str(), clicks.events, &clicks.head, error);
        if (status == SATQKD_OK) {
            status = events_read_here(path.c_str(), &events, &head, error);
        }
        events_destroy(events);
        return status;
    });
}

} // namespace
