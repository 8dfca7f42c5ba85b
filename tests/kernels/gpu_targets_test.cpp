/* SPDX-License-Identifier: MIT */
// Every kernel compiles for GPUs without a warning, as far as a machine without one can tell: by clang, to the instructions of
// NVIDIA's and AMD's, in OpenCL C 1.2.
#include <gtest/gtest.h>

#include "cli/program.h"

namespace {

void compile_all(const std::vector<std::string> &target) {
    const std::string folder = SATQKD_SOURCE_DIR "/kernels", clang = program::found({"clang", "clang-15", "clang-14"});
    int count = 0;
    if (clang.empty()) {
        GTEST_SKIP() << "clang is not installed: ./satqkd --setup ci";
    }
    program::Folder out;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".cl") {
            continue;
        }
        // LANES: one word a work-item, as GPUs are given (kernels/lanes.h).
        std::vector<std::string> command = {clang,
                                            "-x",
                                            "cl",
                                            "-cl-std=CL1.2",
                                            "-Xclang",
                                            "-finclude-default-header",
                                            "-DLANES=1",
                                            "-Wall",
                                            "-Wextra",
                                            "-Wshadow",
                                            "-Wconversion",
                                            "-Werror",
                                            "-O1",
                                            "-S",
                                            "-I" + folder,
                                            "-o",
                                            out.path("out.s"),
                                            entry.path().string()};
        command.insert(command.end(), target.begin(), target.end());
        program::Result result = program::run_command(command);
        EXPECT_EQ(result.status, 0) << entry.path();
        EXPECT_EQ(result.err, "");
        EXPECT_NE(program::read_file(out.path("out.s")), "");
        ++count;
    }
    EXPECT_GE(count, 5);
}

} // namespace

TEST(GpuTargets, Nvidia) {
    compile_all({"-target", "nvptx64-nvidia-nvcl"});
}

TEST(GpuTargets, Amd) {
    compile_all({"-target", "amdgcn-amd-amdhsa", "-nogpulib", "-mcpu=gfx90a"});
}
