// SPDX-License-Identifier: MIT
// The pages of docs/worked/ and the tables of results/security.md have the numbers and figures that their own commands give now:
// docs/worked/remake.py and results/remake.py run them again.
#include <gtest/gtest.h>

#include "cli/program.h"

namespace {

void expect_as_remade(const char *script, const char *what) {
    if (program::run_command({"/bin/sh", "-c", "command -v python3 >/dev/null"}).status != 0) {
        GTEST_SKIP() << "no python3";
    }
    const program::Result result =
        program::run_command({"/usr/bin/env", "python3", std::string(SATQKD_SOURCE_DIR) + script, "--program",
                              SATQKD_BINARY, "--check", what});
    EXPECT_EQ(result.status, 0) << result.out << result.err;
}

class Worked : public testing::TestWithParam<const char *> {};

TEST_P(Worked, PageHasWhatItsCommandsGive) {
    expect_as_remade("/docs/worked/remake.py", GetParam());
}

INSTANTIATE_TEST_SUITE_P(Pages, Worked,
                         testing::Values("altitude", "constellation", "higher_orbits", "relay", "uplink", "daylight"));

class Results : public testing::TestWithParam<const char *> {};

TEST_P(Results, TableHasWhatItsCommandsGive) {
    expect_as_remade("/results/remake.py", GetParam());
}

INSTANTIATE_TEST_SUITE_P(Security, Results,
                         testing::Values("bounds", "tomamichel", "best", "dead_times", "waiting", "crossing"));

} // namespace
