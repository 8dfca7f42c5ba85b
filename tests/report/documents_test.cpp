// SPDX-License-Identifier: MIT
// What stands in the tutorials and in the README is what the program prints: docs/remake.py runs their commands again and compares.
#include <gtest/gtest.h>

#include "cli/run_files.h"

namespace {

class Document : public testing::TestWithParam<const char *> {};

} // namespace

TEST_P(Document, ShowsWhatItsCommandsPrint) {
    const std::string python = program::python_with("difflib");
    if (python.empty()) {
        GTEST_SKIP() << "NO DOCUMENT IS CHECKED: python3 is not installed";
    }
    const std::string root = SATQKD_SOURCE_DIR "/";
    program::Options patient;
    patient.timeout_s = 240;
    program::Result result = program::run_command(
        {python, root + "docs/remake.py", "--check", "--program", SATQKD_BINARY, root + GetParam()}, patient);
    EXPECT_EQ(result.status, 0) << "docs/remake.py writes it anew\n" << result.out << result.err;
}

INSTANTIATE_TEST_SUITE_P(Of, Document,
                         testing::Values("README.md", "docs/tutorial-station.md", "docs/tutorial-orbits.md",
                                         "docs/tutorial-counts.md"));
