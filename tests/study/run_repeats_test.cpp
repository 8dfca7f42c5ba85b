/* SPDX-License-Identifier: MIT */
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include "report/repeats.h"
#include "study/choose_pass.h"
#include "study/run.h"
#include "study/run_repeats.h"
}

/* Flights by hand, on a pass whose key at expected counts is known from the mean engine: the gap is that key less their
 * mean, and its uncertainty the sample's standard deviation over the root of their number. */
TEST(RunRepeats, TellTheGapBetweenExpectedCountsAndTheExpectedKey) {
    const std::string path = std::string(SATQKD_SOURCE_DIR) + "/configs/micius-xinglong-2016-12-19.json";
    const std::vector<scenario_setting> settings = {{"protocol.bound=lim2014"}, {"window.max_range_km=670"}};
    scenario *set = nullptr;
    orbit *source = nullptr;
    plan *laid = nullptr;
    pass part = {};
    char choice[CHOOSE_PASS_TEXT];
    satqkd_error error = {};
    ASSERT_EQ(scenario_load(path.c_str(), settings.data(), settings.size(), &set, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(scenario_make_orbit(set, &source, &error), SATQKD_OK);
    ASSERT_EQ(choose_pass(set, source, 0, &part, choice, &error), SATQKD_OK);
    ASSERT_EQ(plan_create(set, source, &part, &laid, &error), SATQKD_OK);
    run_options options = {};
    options.engine = RUN_MEAN;
    options.device = -1;
    options.repeat = 1;
    run *mean = nullptr;
    ASSERT_EQ(run_fly(set, &options, &mean, &error), SATQKD_OK) << error.message;
    const double at_expected = mean->summary.key.secret_bits;
    ASSERT_GT(at_expected, 1000);
    EXPECT_EQ(mean->summary.gap.at_expected_counts, 0) << "one flight tells no gap";

    std::vector<repeats_row> rows(5);
    for (size_t i = 0; i < rows.size(); ++i) {
        rows[i].secret_bits = i == 0 ? 0 : at_expected + 100.0 * (double)i; /* 0, +100, … +400 */
    }
    summary told = {};
    told.repeat_count = rows.size();
    ASSERT_EQ(run_repeats_fill(set, laid, rows.data(), &told, &error), SATQKD_OK) << error.message;
    const double expected = (4 * at_expected + 1000) / 5;
    double squares = expected * expected;
    for (int i = 1; i < 5; ++i) {
        squares += std::pow(at_expected + 100 * i - expected, 2);
    }
    EXPECT_EQ(told.gap.at_expected_counts, at_expected);
    EXPECT_NEAR(told.gap.expected, expected, 1e-9 * expected);
    EXPECT_NEAR(told.gap.bits, at_expected - expected, 1e-9 * expected);
    EXPECT_NEAR(told.gap.standard_error, std::sqrt(squares / 4 / 5), 1e-9 * expected);
    EXPECT_DOUBLE_EQ(told.no_key_share, 0.2);
    run_destroy(mean);
    plan_destroy(laid);
    orbit_destroy(source);
    scenario_destroy(set);
}
