// SPDX-License-Identifier: MIT
// The installed library as other software takes it: the example program by pkg-config, the Python module as it lies there.
#include <gtest/gtest.h>

#include "cli/run_files.h"

using program::Json;
using program::Options;
using program::read_file;
using program::Result;

namespace {

const std::string build = std::filesystem::path(SATQKD_BINARY).parent_path().parent_path();

// The first indented block of docs/library.md that begins with this line.
std::string shown(const std::string &first) {
    std::istringstream text(read_file(SATQKD_SOURCE_DIR "/docs/library.md"));
    std::string block;
    for (std::string line; std::getline(text, line);) {
        if (line.rfind("    ", 0) == 0 && (!block.empty() || line.substr(4) == first)) {
            block += line.substr(4) + "\n";
        } else if (line.empty() && !block.empty()) {
            block += "\n";
        } else if (!block.empty()) {
            break;
        }
    }
    return block;
}

class Installed : public testing::Test {
  protected:
    program::Folder folder;
    Options elsewhere;

    void SetUp() override {
        Result result =
            program::run_command({"/usr/bin/env", "cmake", "--install", build, "--prefix", folder.path("first")});
        ASSERT_EQ(result.status, 0) << result.err;
        std::filesystem::rename(folder.path("first"), folder.path("moved")); // found from where it lies
        elsewhere.directory = folder.path();
    }
    // Whether the installed library makes a program of a source, here.
    bool builds(const std::string &source, const std::string &name) {
        const std::string script =
            "flags=$(PKG_CONFIG_PATH='" + folder_of("satqkd.pc") +
            "' pkg-config --cflags --libs satqkd) && cc -std=c11 -Wall -Wextra -Wpedantic -Werror '" + source +
            "' $flags -Wl,-rpath,'" + folder_of("libsatqkd.so") + "' -o " + name;
        Result built = program::run_command({"/bin/sh", "-c", script}, elsewhere);
        EXPECT_EQ(built.status, 0) << built.err;
        return built.status == 0;
    }
    // The one folder below the installed tree that holds this file.
    std::string folder_of(const std::string &file) const {
        for (const auto &entry : std::filesystem::recursive_directory_iterator(folder.path("moved"))) {
            if (entry.path().filename() == file) {
                return entry.path().parent_path();
            }
        }
        throw std::runtime_error("not installed: " + file);
    }
};

} // namespace

TEST_F(Installed, BuildsTheExampleProgram) {
    if (program::found({"pkg-config"}).empty() || program::found({"cc"}).empty()) {
        GTEST_SKIP() << "no cc, or no pkg-config";
    }
    ASSERT_TRUE(builds(folder_of("pass_to_key.c") + "/pass_to_key.c", "pass_to_key"));
    const std::vector<std::string> night = {"2016-12-19T00:00Z", "2016-12-20T00:00Z"};
    const std::string name = "micius-xinglong-2016-12-19"; // of the data installed beside the library
    std::filesystem::rename(folder.path("moved/share/satqkd/configs/" + name + ".json"),
                            folder.path("moved/share/satqkd/configs/here.json"));
    Result run = program::run_command({folder.path("pass_to_key"), "here", night[0], night[1]}, elsewhere);
    ASSERT_EQ(run.status, 0) << run.err;
    Json mean(program::satqkd({"run", program::micius, "--engine", "mean", "--json", "--out", folder.path("r")}).out);
    EXPECT_EQ(program::lines(run.out), 6 + 2 + 5u) << run.out; // passes, flight, bounds
    EXPECT_TRUE(program::has(run.out, "2016-12-19T16:46:37Z")) << run.out;
    for (int i = 0; i < 5; ++i) {
        char line[80];
        const std::string at = "bounds." + std::to_string(i);
        snprintf(line, sizeof line, "%-16s %.0f bits\n", mean.text(at + ".bound").c_str(),
                 mean.number(at + ".secret_bits"));
        EXPECT_TRUE(program::has(run.out, line)) << line << run.out;
    }
    // What the document shows in short, as the body of a program.
    const std::string body = shown("struct satqkd_scenario *scenario = NULL;");
    folder.write("short.c", "#include <satqkd/satqkd.h>\nint main(void) {\n" + body + "return bits > 0 ? 0 : 1;\n}\n");
    std::filesystem::rename(folder.path("moved/share/satqkd/configs/here.json"),
                            folder.path("moved/share/satqkd/configs/" + name + ".json"));
    ASSERT_TRUE(builds("short.c", "short"));
    EXPECT_EQ(program::run_command({folder.path("short")}, elsewhere).status, 0);
    Result refused = program::run_command({folder.path("pass_to_key"), "there", night[0], night[1]}, elsewhere);
    EXPECT_EQ(refused.status, 2);
    EXPECT_TRUE(program::has(refused.err, "there: no such file")) << refused.err;
}

TEST_F(Installed, IsAPythonModule) {
    const std::string python = program::python_with("numpy");
    if (python.empty()) {
        GTEST_SKIP() << "THE PYTHON MODULE IS NOT TESTED: python3-numpy is not installed";
    }
    elsewhere.environment = {"PYTHONPATH=" +
                             std::string(std::filesystem::path(folder_of("_library.py")).parent_path())};
    Result result = program::run_command({python, "-W", "error", SATQKD_SOURCE_DIR "/tests/library/check_module.py",
                                          SATQKD_BINARY, folder.path("moved")},
                                         elsewhere);
    EXPECT_EQ(result.status, 0) << result.out << result.err;
    Result example =
        program::run_command({python, "-W", "error", folder.write("short.py", shown("import satqkd"))}, elsewhere);
    EXPECT_EQ(example.status, 0) << example.err;
    EXPECT_EQ(program::lines(example.out), 6 + 1 + 1 + 5u) << example.out; // passes, key, best range, bounds
}
