// SPDX-License-Identifier: MIT
// Node and Chromium, which open a report as a reader does; and the one package that npm adds where it can: axe-core.
#ifndef SATQKD_TESTS_REPORT_NODE_H
#define SATQKD_TESTS_REPORT_NODE_H

#include "cli/program.h"

namespace node {

inline const std::string sources = SATQKD_SOURCE_DIR "/tests/report";

inline std::string chromium() {
    return program::found({"chromium", "chromium-browser", "google-chrome"});
}

// What is missing to open a page at all; empty where nothing is.
inline std::string missing() {
    const std::string cure = "; ./satqkd --setup browser installs it";
    return program::found({"node", "nodejs"}).empty() ? "node is not installed" + cure
           : chromium().empty()                       ? "chromium is not installed" + cure
                                                      : "";
}

// The file of axe-core, fetched once into the build folder; empty, with the reason, where it cannot be had.
inline std::string axe(std::string &reason) {
    const std::string folder = std::string(SATQKD_TEST_TMP) + "/../node";
    const std::string file = folder + "/node_modules/axe-core/axe.min.js";
    const std::string lock = "package-lock.json";
    if (program::read_file(folder + "/" + lock) == program::read_file(sources + "/" + lock) &&
        std::filesystem::exists(file)) {
        return file;
    }
    const std::string npm = program::found({"npm"});
    std::filesystem::create_directories(folder);
    for (const std::string &name : {lock, std::string("package.json")}) {
        std::filesystem::copy_file(sources + "/" + name, folder + "/" + name,
                                   std::filesystem::copy_options::overwrite_existing);
    }
    program::Options options;
    options.directory = folder;
    if (npm.empty() || program::run_command({npm, "ci", "--silent", "--no-audit", "--no-fund"}, options).status != 0) {
        std::filesystem::remove(folder + "/" + lock);
        reason = npm.empty() ? "npm is not installed" : "npm could not fetch it";
        return "";
    }
    return file;
}

// A script of tests/report with these arguments.
inline program::Result run(const std::string &script, std::vector<std::string> arguments, const std::string &axe = "") {
    program::Options options;
    options.timeout_s = 240; // six pages, in several windows, beside other tests
    options.environment = {"CHROMIUM=" + chromium(), "AXE=" + axe};
    arguments.insert(arguments.begin(), {program::found({"node", "nodejs"}), sources + "/" + script});
    return program::run_command(arguments, options);
}

} // namespace node

#endif
