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
    if (program::found({"npm"}).empty()) {
        reason = "npm is not installed";
        return "";
    }
    std::filesystem::create_directories(folder);
    // Several tests may ask at once: the lock is another file than what npm rewrites.
    const std::string script =
        "exec 9>lock; flock 9; cmp -s package-lock.json '" + sources + "/package-lock.json' && test -e '" + file +
        "' && exit 0; cp '" + sources + "/package.json' '" + sources +
        "/package-lock.json' . && npm ci --silent --no-audit --no-fund || { rm -f package-lock.json; exit 1; }";
    program::Options options;
    options.directory = folder;
    if (program::run_command({"/bin/sh", "-c", script}, options).status != 0) {
        reason = "npm could not fetch it";
        return "";
    }
    return file;
}

// A script of tests/report with these arguments.
inline program::Result run(const std::string &script, std::vector<std::string> arguments, const std::string &axe = "") {
    program::Options options;
    options.environment = {"CHROMIUM=" + chromium(), "AXE=" + axe};
    arguments.insert(arguments.begin(), {program::found({"node", "nodejs"}), sources + "/" + script});
    return program::run_command(arguments, options);
}

} // namespace node

#endif
