/* SPDX-License-Identifier: MIT */
// Every kernel under Oclgrind, an OpenCL device that watches each access to memory: tiny passes of both engines and a tiny hash, in a
// process of their own, must raise no complaint and give what the usual device gives.
#include <gtest/gtest.h>

#include <CL/cl.h>
#include <dlfcn.h>
#include <map>
#include <regex>
#include <set>

#include "cli/program.h"
#include "trials/trial_plan.h"

extern "C" {
#include "distill/random_matrix.h"
#include "distill/toeplitz.h"
}

namespace {

const char *const OUT_VARIABLE = "SATQKD_TEST_TINY_OUT";

const std::set<std::string> OF_HASHES = {"toeplitz_place",       "toeplitz_rows",          "toeplitz_forward",
                                         "toeplitz_units",       "toeplitz_products",      "toeplitz_joined",
                                         "toeplitz_backward",    "toeplitz_circle",        "random_matrix_given",
                                         "random_matrix_lay",    "random_matrix_expanded", "random_matrix_numbers",
                                         "random_matrix_stream", "random_matrix_words",    "random_matrix_odd"};

// What exercise() must launch. A kernel in none of these sets, or one that is named here and not launched, fails a test below.
const std::map<std::string, std::set<std::string>> EXERCISED = {
    {"passes",
     {"random_words", "random_only", "events", "pulses", "fade_walks", "fade_noise", "fade_spectrum", "fade_blocks"}},
    {"vectors", OF_HASHES},
    {"words", OF_HASHES}};

// The kernels that this process has launched: filled by the function that stands before the driver's own.
std::set<std::string> launched;

void append(std::string &text, const void *data, size_t bytes) {
    const unsigned char *p = static_cast<const unsigned char *>(data);
    char hex[3];
    for (size_t i = 0; i < bytes; ++i) {
        snprintf(hex, sizeof hex, "%02x", p[i]);
        text += hex;
    }
    text += '\n';
}

// Two engines, without and with memory, a fading link, several items and launches, and the events.
void fly(struct device *device, std::string &text) {
    for (enum engine_kind kind : {ENGINE_EVENT, ENGINE_PULSE}) {
        for (bool memory : {false, true}) {
            TrialPlan trial(2, 2000, 500, TrialPlan::fading_link(memory ? 0.2 : 8, 0.01));
            struct engine_cut cut = {};
            if (getenv(OUT_VARIABLE)) { // the usual device keeps its usual cut, whose kernels it has built already
                cut.local_size = memory ? 4 : 1;
                cut.launch_items = 1;
            }
            if (memory) {
                for (int d = 0; d < 4; ++d) {
                    trial.plan.dead_pulses[d] = (uint32_t)(5 + 3 * d);
                    trial.plan.detector.afterpulse_probability[d] = 0.2;
                }
                trial.plan.fluctuation = 0.2;
                trial.plan.pointing_spectrum = {{0, 1.5}, {1, 1}, 2};
            }
            Flight flight(device, kind, &trial.plan, 3, &cut, true);
            ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
            EXPECT_GT(flight.events.size(), 30u);
            std::vector<double> counts = flight.counts(), extra = flight.extra();
            append(text, counts.data(), counts.size() * sizeof(double));
            append(text, extra.data(), extra.size() * sizeof(double));
            append(text, flight.events.data(), flight.events.size() * sizeof flight.events[0]);
        }
    }
}

void fold_random(struct device *device, std::string &text) {
    struct satqkd_error error = {};
    struct device_kernel *kernel = nullptr;
    struct device_buffer *buffer = nullptr;
    uint32_t folded[8];
    ASSERT_EQ(device_kernel_create(device, "random.cl", "random_only", &kernel, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(device_buffer_create(device, sizeof folded, nullptr, &buffer, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(device_kernel_set_word64(kernel, 0, 5, &error), SATQKD_OK);
    ASSERT_EQ(device_kernel_set_word32(kernel, 1, 3, &error), SATQKD_OK);
    ASSERT_EQ(device_kernel_set_buffer(kernel, 2, buffer, &error), SATQKD_OK);
    ASSERT_EQ(device_kernel_run(kernel, 8, 4, nullptr, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(device_buffer_read(buffer, sizeof folded, folded, &error), SATQKD_OK) << error.message;
    append(text, folded, sizeof folded);
    device_buffer_destroy(buffer);
    device_kernel_destroy(kernel);
}

std::vector<unsigned char> some(uint32_t seed, uint64_t bits) {
    std::vector<unsigned char> bytes((bits + 7) / 8);
    for (size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = (unsigned char)philox(seed, i, 0, 0).a;
    }
    return bytes;
}

void hash(struct device *device, const std::vector<uint32_t> &variants, bool whole_words, std::string &text) {
    struct satqkd_error error = {};
    for (uint32_t lanes : variants) {
        struct toeplitz *toeplitz = nullptr;
        struct toeplitz_cut cut = {TOEPLITZ_LOG_LEAST, getenv(OUT_VARIABLE) ? lanes : 0, {2, 1, 1}}; // every step
        const uint64_t n = 700 + whole_words * 4, m = 211 + whole_words * 14;
        const std::vector<unsigned char> x = some(1, n), seed = some(2, n + m - 1);
        std::vector<unsigned char> y((m + 7) / 8);
        ASSERT_EQ(toeplitz_create(device, &cut, &toeplitz, &error), SATQKD_OK) << error.message;
        ASSERT_EQ(toeplitz_hash(toeplitz, x.data(), n, seed.data(), false, m, y.data(), nullptr, &error), SATQKD_OK)
            << error.message;
        append(text, y.data(), y.size());
        toeplitz_destroy(toeplitz);
    }
}

// The kernels of random_matrix.cl that only large work or dense algebra launches.
void matrix_rest(struct device *device, uint32_t lanes, std::string &text) {
    struct satqkd_error error = {};
    struct device_program *program = nullptr;
    const std::string options = "-D LANES=" + std::to_string(lanes);
    ASSERT_EQ(device_program_create(device, "random_matrix.cl", options.c_str(), &program, &error), SATQKD_OK);
    const uint32_t key[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint32_t folded[3];
    struct device_buffer *key_buffer = nullptr, *words = nullptr, *numbers = nullptr;
    ASSERT_EQ(device_buffer_create(device, sizeof key, key, &key_buffer, &error), SATQKD_OK);
    ASSERT_EQ(device_buffer_create(device, sizeof folded, nullptr, &words, &error), SATQKD_OK);
    ASSERT_EQ(device_buffer_create(device, 4 * 20 * 3, nullptr, &numbers, &error), SATQKD_OK);
    struct device_kernel *stream = nullptr, *number = nullptr, *odd = nullptr;
    ASSERT_EQ(device_program_kernel(program, "random_matrix_stream", &stream, &error), SATQKD_OK);
    ASSERT_EQ(device_program_kernel(program, "random_matrix_numbers", &number, &error), SATQKD_OK);
    ASSERT_EQ(device_program_kernel(program, "random_matrix_odd", &odd, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_buffer(stream, 0, key_buffer, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_word32(stream, 1, 32, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_word32(stream, 2, 3, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_buffer(stream, 3, words, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_run(stream, 3, 1, nullptr, &error), SATQKD_OK) << error.message;
    // 3 rows of 20 of the key's bits, 70 apart from bit 5 on, added to the words as if they were counts
    EXPECT_EQ(device_kernel_set_buffer(number, 0, key_buffer, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_word64(number, 1, 5, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_word64(number, 2, 70, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_word32(number, 3, 20, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_word32(number, 4, 3, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_buffer(number, 5, numbers, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_run(number, 60, 64, nullptr, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(device_kernel_set_buffer(odd, 0, numbers, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_word32(odd, 1, 2, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_word64(odd, 2, 1, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_set_buffer(odd, 3, words, &error), SATQKD_OK);
    EXPECT_EQ(device_kernel_run(odd, 2, 64, nullptr, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(device_buffer_read(words, sizeof folded, folded, &error), SATQKD_OK);
    append(text, folded, sizeof folded);
    for (struct device_kernel *kernel : {stream, number, odd}) {
        device_kernel_destroy(kernel);
    }
    for (struct device_buffer *buffer : {key_buffer, words, numbers}) {
        device_buffer_destroy(buffer);
    }
    device_program_destroy(program);
}

void multiply(struct device *device, uint32_t lanes, bool whole_words, std::string &text) {
    struct satqkd_error error = {};
    struct random_matrix *matrix = nullptr;
    const uint64_t n = 531 + whole_words * 13, m = 37;
    const std::vector<unsigned char> x = some(3, n), seed = some(4, n * m);
    std::vector<unsigned char> y((m + 7) / 8), stream(64 * 16);
    ASSERT_EQ(random_matrix_create(device, lanes, &matrix, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(
        random_matrix_hash(matrix, x.data(), 1, n, seed.data(), m, RANDOM_MATRIX_PACKED, y.data(), nullptr, &error),
        SATQKD_OK);
    append(text, y.data(), y.size());
    EXPECT_EQ(random_matrix_expand(matrix, x.data(), n, seed.data(), 0, m, y.data(), nullptr, &error), SATQKD_OK)
        << error.message;
    append(text, y.data(), y.size());
    EXPECT_EQ(random_matrix_words(matrix, seed.data(), 7, 16, stream.data(), &error), SATQKD_OK) << error.message;
    append(text, stream.data(), stream.size());
    random_matrix_destroy(matrix);
}

std::string exercise(const std::string &what) {
    struct satqkd_error error = {};
    struct device *device = nullptr;
    std::string text;
    EXPECT_EQ(device_open(DEVICE_DEFAULT, &device, &error), SATQKD_OK) << error.message;
    if (device && what == "vectors") {
        hash(device, {16, 1}, false, text);
        multiply(device, 16, false, text);
        matrix_rest(device, 16, text);
    } else if (device && what == "words") {
        hash(device, {1}, true, text);
        multiply(device, 1, true, text);
        matrix_rest(device, 1, text);
    } else if (device) {
        fly(device, text);
        fold_random(device, text);
    }
    device_close(device);
    return text;
}

} // namespace

cl_int clEnqueueNDRangeKernel(cl_command_queue queue, cl_kernel kernel, cl_uint dimensions, const size_t *offset,
                              const size_t *global, const size_t *local, cl_uint count, const cl_event *events,
                              cl_event *event) {
    static const auto real = reinterpret_cast<decltype(&clEnqueueNDRangeKernel)>(dlsym(RTLD_NEXT, __func__));
    char name[64] = "";
    EXPECT_EQ(clGetKernelInfo(kernel, CL_KERNEL_FUNCTION_NAME, sizeof name, name, nullptr), CL_SUCCESS);
    launched.insert(name);
    return real(queue, kernel, dimensions, offset, global, local, count, events, event);
}

// Without optimisation, because Oclgrind 21.10 does not know what LLVM 14 makes of the kernels (llvm.fshl, freeze). It exits with 0
// whatever it finds; the log is made with the first complaint.
static void compare(const std::string &what, const std::vector<std::string> &checks) {
    if (const char *out = getenv(OUT_VARIABLE)) {
        std::ofstream(out) << exercise(what); // this is the child
        EXPECT_EQ(launched, EXERCISED.at(what));
        return;
    }
    const std::string oclgrind = program::found({"oclgrind"});
    if (oclgrind.empty()) {
        GTEST_SKIP() << "oclgrind is not installed: ./satqkd --setup ci";
    }
    program::Folder folder;
    program::Options options;
    options.environment = {OUT_VARIABLE + ("=" + folder.path("out"))};
    std::vector<std::string> command = {oclgrind, "--build-options", "-cl-opt-disable", "--log", folder.path("log")};
    command.insert(command.end(), checks.begin(), checks.end());
    command.push_back(std::filesystem::read_symlink("/proc/self/exe").string());
    command.push_back(std::string("--gtest_filter=Oclgrind.") +
                      ::testing::UnitTest::GetInstance()->current_test_info()->name());
    program::Result result = program::run_command(command, options);
    EXPECT_EQ(result.status, 0) << result.out << result.err;
    EXPECT_EQ(program::read_file(folder.path("log")).substr(0, 4000), "");
    std::string usual = exercise(what);
    EXPECT_GT(usual.size(), 50u);
    EXPECT_TRUE(program::read_file(folder.path("out")) == usual);
}

TEST(Oclgrind, FindsNothingInPasses) {
    compare("passes", {"--data-races", "--uninitialized"});
}

// Its search for what is uninitialised stops with a fault of its own at vectors of hashes: those are watched for races and bounds,
// and the same steps word by word, as GPUs take them, for all three. The strings are whole words then: the rest of a last word, which
// no result hangs on, would count as uninitialised.
TEST(Oclgrind, FindsNothingInVectorsOfHashes) {
    compare("vectors", {"--data-races"});
}

TEST(Oclgrind, FindsNothingInHashes) {
    compare("words", {"--data-races", "--uninitialized"});
}

TEST(Oclgrind, SeesEveryKernel) {
    std::set<std::string> found;
    for (const auto &entry : std::filesystem::directory_iterator(SATQKD_SOURCE_DIR "/kernels")) {
        if (entry.path().extension() == ".cl") {
            std::string text = program::read_file(entry.path().string());
            std::regex declaration("(?:__kernel void|#define ENGINE_KERNEL) (\\w+)");
            for (std::sregex_iterator at(text.begin(), text.end(), declaration), end; at != end; ++at) {
                found.insert((*at)[1]);
            }
        }
    }
    std::set<std::string> all;
    for (const auto &[what, kernels] : EXERCISED) {
        all.insert(kernels.begin(), kernels.end());
    }
    EXPECT_EQ(found, all);
}
