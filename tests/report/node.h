// SPDX-License-Identifier: MIT
// Node with the packages of tests/report/package.json, installed once into the build folder; and Chromium.
#ifndef SATQKD_TESTS_REPORT_NODE_H
#define SATQKD_TESTS_REPORT_NODE_H

#include "cli/program.h"

namespace node {

inline const std::string sources = SATQKD_SOURCE_DIR "/tests/report";

inline std::string found(const std::vector<std::string> &names) {
    std::istringstream folders(std::getenv("PATH") ? std::getenv("PATH") : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        for (const std::string &name : names) {
            if (access((folder + "/" + name).c_str(), X_OK) == 0) {
                return folder + "/" + name;
            }
        }
    }
    return "";
}

inline std::string chromium() {
    return found({"chromium", "chromium-browser", "google-chrome"});
}

// The folder of the packages; empty where they are not there and cannot be had, with the reason.
inline std::string modules(std::string &reason) {
    const std::string folder = std::string(SATQKD_TEST_TMP) + "/../node";
    const std::string lock = "package-lock.json";
    if (found({"node"}).empty()) {
        reason = "node is not installed";
        return "";
    }
    if (program::read_file(folder + "/" + lock) == program::read_file(sources + "/" + lock) &&
        std::filesystem::exists(folder + "/installed")) {
        return folder + "/node_modules";
    }
    std::filesystem::create_directories(folder);
    for (const std::string &name : {lock, std::string("package.json")}) {
        std::filesystem::copy_file(sources + "/" + name, folder + "/" + name,
                                   std::filesystem::copy_options::overwrite_existing);
    }
    const std::string npm = found({"npm"});
    program::Options options;
    options.directory = folder;
    if (npm.empty() || program::run_command({npm, "ci", "--silent", "--no-audit", "--no-fund"}, options).status != 0) {
        reason = "npm is not installed or could not fetch the packages of tests/report/package.json";
        return "";
    }
    std::ofstream(folder + "/installed") << "";
    return folder + "/node_modules";
}

// A script of tests/report with these arguments.
inline program::Result run(const std::string &modules, const std::string &script, std::vector<std::string> arguments) {
    program::Options options;
    options.timeout_s = 240; // a browser on a busy machine
    options.environment = {"NODE_PATH=" + modules, "CHROMIUM=" + chromium()};
    arguments.insert(arguments.begin(), {found({"node"}), sources + "/" + script});
    return program::run_command(arguments, options);
}

} // namespace node

#endif
