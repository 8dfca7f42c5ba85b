/* SPDX-License-Identifier: MIT */
// OpenCL as it goes wrong on users' machines: no driver, a driver without its cache folder, kernels that do not build.
#include "cli/run_files.h"

#include <gtest/gtest.h>

using program::has;
using program::lines;
using program::micius;
using program::Options;
using program::read_file;
using program::replaced;
using program::Result;
using program::satqkd;

namespace {

const std::string kernels = SATQKD_SOURCE_DIR "/kernels";

bool pocl_is_there() {
    return has(satqkd({"devices"}).out, "Portable Computing Language");
}

// The first 7 s around the closest approach.
Result fly(const std::string &out, const Options &options = {}) {
    return satqkd({"run", micius, "--set", "window.max_range_km=646", "--out", out}, options);
}

void expect_no_device(const Options &options, const std::vector<std::string> &words) {
    program::Folder folder;
    for (const std::vector<std::string> &arguments :
         {std::vector<std::string>{"devices"}, {"run", micius, "--out", folder.path("r")}, {"bench", "generator"}}) {
        SCOPED_TRACE(arguments[0]);
        Result result = satqkd(arguments, options);
        EXPECT_EQ(result.status, 3);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(lines(result.err), 1U) << result.err;
        for (const std::string &word : words) {
            EXPECT_TRUE(has(result.err, word)) << "not said: " << word << "\n" << result.err;
        }
    }
    // What needs no device goes on.
    EXPECT_EQ(satqkd({"run", micius, "--engine", "mean", "--out", folder.path("mean")}, options).status, 0);
}

} // namespace

TEST(Device, ListsWhatItTakes) {
    Result result = satqkd({"devices"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(result.out.rfind("0  ", 0), 0U) << result.out;
    EXPECT_TRUE(has(result.out, "compute unit") && has(result.out, "driver")) << result.out;
    program::Folder folder;
    Result flown = satqkd({"run", micius, "--device", "0", "--set", "window.max_range_km=646", "--out", folder.path()});
    EXPECT_EQ(flown.status, 0) << flown.err;
}

TEST(Device, WithoutADriverSaysWhatToInstall) {
    Options none;
    none.environment = {"OCL_ICD_VENDORS=/nonexistent"};
    expect_no_device(none, {"no OpenCL driver", "apt-get install pocl-opencl-icd"});
}

// A path below a file cannot be made, not even by root.
TEST(Device, WithoutACacheFolderSaysWhichToSet) {
    if (!pocl_is_there()) {
        GTEST_SKIP() << "PoCL alone needs a cache folder";
    }
    Options unwritable;
    unwritable.environment = {"POCL_CACHE_DIR=/dev/null/x", "OCL_ICD_VENDORS=pocl.icd"};
    expect_no_device(unwritable, {"no usable device", "POCL_CACHE_DIR", "HOME"});
    // A name alone is taken out of the environment.
    unwritable.environment = {"POCL_CACHE_DIR", "XDG_CACHE_HOME", "HOME=/dev/null/x", "OCL_ICD_VENDORS=pocl.icd"};
    expect_no_device(unwritable, {"no usable device", "POCL_CACHE_DIR", "HOME"});
    unwritable.environment = {"POCL_CACHE_DIR="};
    expect_no_device(unwritable, {"POCL_CACHE_DIR is set but empty", "unset it"});
}

TEST(Device, ReadsKernelsFromAFolder) {
    program::Folder folder;
    Options own;
    own.environment = {"SATQKD_KERNEL_DIR=" + folder.path("kernels")};
    ASSERT_EQ(fly(folder.path("built-in")).status, 0);
    std::filesystem::copy(kernels, folder.path("kernels"), std::filesystem::copy_options::recursive);
    Result result = fly(folder.path("own"), own);
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(read_file(folder.path("own/counts.json")), read_file(folder.path("built-in/counts.json")));

    // A header with an error behind its last line: the compiler's words, and the place as its author knows it.
    const std::string philox = read_file(kernels + "/shared/philox.h");
    folder.write("kernels/shared/philox.h", philox + "no_such_type oops;\n");
    Result broken = fly(folder.path("broken"), own);
    EXPECT_EQ(broken.status, 1);
    EXPECT_EQ(broken.out, "");
    for (const char *word : {"events.cl", "does not build", "CL_BUILD_PROGRAM_FAILURE", "no_such_type"}) {
        EXPECT_TRUE(has(broken.err, word)) << "not said: " << word << "\n" << broken.err;
    }
    if (pocl_is_there()) {
        EXPECT_TRUE(has(broken.err, "shared/philox.h:" + std::to_string(lines(philox) + 1))) << broken.err;
    }
    // The driver may have printed lines of its own before; ours is one, the last.
    size_t ours = broken.err.find("satqkd: ");
    EXPECT_EQ(lines(broken.err.substr(std::min(ours, broken.err.size()))), 1U) << broken.err;
    EXPECT_TRUE(program::files_in(folder.path("broken")).empty());

    std::filesystem::remove(folder.path("kernels/shared/philox.h"));
    Result missing = fly(folder.path("missing"), own);
    EXPECT_EQ(missing.status, 2);
    EXPECT_TRUE(has(missing.err, "shared/philox.h") && has(missing.err, "SATQKD_KERNEL_DIR")) << missing.err;
}

// Another multiplier in the generator: the self-test stops the run before it can count anything.
TEST(Device, ThatComputesWronglyIsRefused) {
    program::Folder folder;
    std::filesystem::copy(kernels, folder.path("kernels"), std::filesystem::copy_options::recursive);
    const std::string philox = read_file(kernels + "/shared/philox.h");
    folder.write("kernels/shared/philox.h", replaced(philox, "0xD2511F53", "0xD2511F51"));
    Options own;
    own.environment = {"SATQKD_KERNEL_DIR=" + folder.path("kernels")};
    Result result = fly(folder.path("r"), own);
    EXPECT_EQ(result.status, 1);
    EXPECT_TRUE(has(result.err, "self-test") && has(result.err, "--device")) << result.err;
    EXPECT_TRUE(program::files_in(folder.path("r")).empty());
}
