// SPDX-License-Identifier: MIT
// The pages of docs/worked/ have the numbers and figures that their own commands give now: docs/worked/remake.py runs them again.
#include <gtest/gtest.h>

#include "cli/program.h"

namespace {

class Worked : public testing::TestWithParam<const char *> {};

TEST_P(Worked, PageHasWhatItsCommandsGive) {
    if (program::run_command({"/bin/sh", "-c", "command -v python3 >/dev/null"}).status != 0) {
        GTEST_SKIP() << "no python3";
    }
    const program::Result result =
        program::run_command({"/usr/bin/env", "python3", SATQKD_SOURCE_DIR "/docs/worked/remake.py", "--program",
                              SATQKD_BINARY, "--check", GetParam()});
    EXPECT_EQ(result.status, 0) << result.out << result.err;
}

INSTANTIATE_TEST_SUITE_P(Pages, Worked,
                         testing::Values("altitude", "constellation", "higher_orbits", "relay", "uplink", "daylight"));

} // namespace
