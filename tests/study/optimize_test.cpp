/* SPDX-License-Identifier: MIT */
#include <cmath>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include "study/blocks.h"
#include "study/optimize.h"
#include "study/run.h"
}

namespace {

/* A scenario, changed. */
struct Scenario {
    scenario *set = nullptr;

    explicit Scenario(const std::vector<std::string> &settings) {
        std::vector<scenario_setting> list;
        for (const std::string &text : settings) {
            list.push_back({text.c_str()});
        }
        satqkd_error error = {};
        const std::string path = std::string(SATQKD_SOURCE_DIR) + "/configs/micius-xinglong-2016-12-19.json";
        EXPECT_EQ(scenario_load(path.c_str(), list.data(), list.size(), &set, &error), SATQKD_OK) << error.message;
    }
    ~Scenario() {
        scenario_destroy(set);
    }
    Scenario(const Scenario &) = delete;
    Scenario &operator=(const Scenario &) = delete;
};

struct Found : optimize_out {
    satqkd_status status;
    satqkd_error error = {};

    Found(const Scenario &scenario, const std::vector<optimize_change> &changes, int starts = 4, double days = 0)
        : optimize_out() {
        optimize_options options = {};
        options.changes = changes.data();
        options.change_count = changes.size();
        options.starts = starts;
        optimize_passes passes = {};
        if (days > 0) {
            passes.between = true;
            passes.from_utc_s = scenario.set->window.start_utc_s;
            passes.to_utc_s = passes.from_utc_s + days * 86400;
        }
        status = optimize_scenarios(&scenario.set, 1, &passes, &options, this, &error);
    }
    ~Found() {
        optimize_out_release(this);
    }
    /* One setting for passes of several scenarios. */
    Found(const std::vector<const Scenario *> &scenarios, expected_blocks_of block_of, bool all_passes = false)
        : optimize_out() {
        std::vector<const scenario *> sets;
        for (const Scenario *one : scenarios) {
            sets.push_back(one->set);
        }
        optimize_options options = {};
        options.starts = 1;
        options.block_of = block_of;
        optimize_passes passes = {};
        passes.all = all_passes;
        status = optimize_scenarios(sets.data(), sets.size(), &passes, &options, this, &error);
    }
    Found(const Found &) = delete;
    Found &operator=(const Found &) = delete;
};

std::vector<std::string> micius(const std::string &bound, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"protocol.bound=" + bound, "protocol.f_ec=1.16", "protocol.intensity_tolerance=0"});
    return more;
}

/* What the mean engine counts with the scenario's own settings, and the key of it. */
key_result by_mean_engine(const Scenario &scenario, key_counts *counts = nullptr) {
    run_options options = {};
    options.engine = RUN_MEAN;
    options.device = -1;
    options.repeat = 1;
    run *flown = nullptr;
    satqkd_error error = {};
    EXPECT_EQ(run_fly(scenario.set, &options, &flown, &error), SATQKD_OK) << error.message;
    const key_result key = flown ? flown->summary.key : key_result{};
    if (counts && flown) {
        *counts = flown->counts;
    }
    run_destroy(flown);
    return key;
}

} // namespace

/* Required: one basis for key, the basis probability free at both ends and chosen actively, against the paper's settings and
 * both bases: 1.4 times under lim2014, 1.9 times under chernoff; with the passive 50:50 splitter 1.05 and 1.3 times. The
 * same optimum from 20 starting points to 0.1 %. */
TEST(Optimize, GainsOnTheMiciusPass) {
    const struct {
        const char *bound;
        double active, passive;
    } table[] = {{"lim2014", 1.4, 1.05}, {"chernoff", 1.9, 1.3}};
    for (const auto &row : table) {
        const Scenario given(micius(row.bound)); /* key_basis both */
        const double paper = by_mean_engine(given).length;
        ASSERT_GT(paper, 0);
        const Scenario active(micius(row.bound, {"protocol.key_basis=x", "protocol.basis_choice=active"}));
        const Found best(active, {}, 20);
        ASSERT_EQ(best.status, SATQKD_OK) << best.error.message;
        EXPECT_GE(best.key.length, row.active * paper) << row.bound;
        EXPECT_LE(best.key.length, 1.2 * row.active * paper)
            << row.bound << ": a rough search found 1.08 times as much";
        for (int i = 0; i < 20; ++i) {
            EXPECT_NEAR(best.start_bits[i] / best.key.length, 1, 1e-3) << row.bound << " from start " << i;
        }
        const Scenario passive(micius(row.bound, {"protocol.key_basis=x"}));
        const Found fixed(passive, {{"bob_x", false}});
        ASSERT_EQ(fixed.status, SATQKD_OK) << fixed.error.message;
        EXPECT_GE(fixed.key.length, row.passive * paper) << row.bound;
        EXPECT_EQ(fixed.found.protocol.bob_x, 0.5);
        EXPECT_STREQ(fixed.warning, "");
        std::printf("%s: %.3f active, %.3f passive, %ld evaluations\n", row.bound, best.key.length / paper,
                    fixed.key.length / paper, best.evaluations);
    }
}

/* Required: 0.2 s for a whole search, the pass and its fades included. Processor time, the best of five: a machine that does
 * other things too takes longer. */
TEST(Optimize, TakesAFifthOfASecond) {
    const Scenario scenario(micius("chernoff", {"protocol.key_basis=x", "protocol.basis_choice=active"}));
    double least = INFINITY;
    for (int i = 0; i < 5; ++i) {
        const std::clock_t begin = std::clock();
        const Found found(scenario, {});
        ASSERT_EQ(found.status, SATQKD_OK) << found.error.message;
        least = std::fmin(least, (double)(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    EXPECT_LE(least, 0.2);
}

/* Dead times and afterpulses: the keys are the mean engine's, which has them too. They cost key. */
TEST(Optimize, KeysOfSlowDetectorsAreThoseOfTheMeanEngine) {
    const std::vector<std::string> slow = {"station.detectors.dead_time_ns=30000",
                                           "station.detectors.afterpulse_probability=0.02",
                                           "station.detectors.afterpulse_decay_ns=20000"};
    std::vector<std::string> settings = micius("chernoff", {"window.max_range_km=680"});
    const Found fast(Scenario(settings), {});
    settings.insert(settings.end(), slow.begin(), slow.end());
    const Scenario scenario(settings);
    const Found found(scenario, {});
    ASSERT_EQ(found.status, SATQKD_OK) << found.error.message;
    EXPECT_LT(found.key.length, 0.9 * fast.key.length);
    Scenario there(settings);
    there.set->protocol = found.found.protocol;
    there.set->channel.bob_x = found.found.protocol.bob_x;
    EXPECT_NEAR(found.key.length / by_mean_engine(there).length, 1, 1e-6);
}

namespace {

/* The scenario with the settings found, flown by the mean engine. */
key_result flown_with(const std::vector<std::string> &settings, const Found &found, key_counts *counts) {
    Scenario there(settings);
    there.set->protocol = found.found.protocol;
    there.set->channel.bob_x = found.found.protocol.bob_x;
    return by_mean_engine(there, counts);
}

} // namespace

/* One setting for passes of two scenarios. Of one satellite and station they are one block: the key of the counts of both
 * together, by the mean engine and blocks_add. With another station, or with a block each pass, the two keys are added. */
TEST(Optimize, FindsOneSettingForSeveralScenarios) {
    const std::vector<std::string> near = micius("lim2014", {"window.max_range_km=700", "protocol.key_basis=x"});
    const std::vector<std::string> hazy =
        micius("lim2014", {"window.max_range_km=800", "protocol.key_basis=x", "atmosphere.zenith_optical_depth=0.8"});
    const Scenario one(near), two(hazy);
    Scenario elsewhere(hazy);
    std::strcpy(elsewhere.set->station_name, "elsewhere");
    const struct {
        Found found;
        size_t pairs;
    } table[] = {{{{&one, &two}, EXPECTED_BLOCK_JOINT}, 1},
                 {{{&one, &two}, EXPECTED_BLOCK_A_PASS}, 1},
                 {{{&one, &elsewhere}, EXPECTED_BLOCK_JOINT}, 2}};
    for (const auto &row : table) {
        const Found &found = row.found;
        ASSERT_EQ(found.status, SATQKD_OK) << found.error.message;
        EXPECT_EQ(found.passes, 2u);
        EXPECT_EQ(found.blocks, row.pairs);
        key_counts a = {}, b = {};
        const double apart = flown_with(near, found, &a).length + flown_with(hazy, found, &b).length;
        key_protocol protocol = found.found.protocol, other = protocol;
        satqkd_error error = {};
        key_result together = {};
        ASSERT_EQ(blocks_add(&protocol, &a, &other, &b, &error), SATQKD_OK) << error.message;
        ASSERT_EQ(key_length(&protocol, &a, &together, &error), SATQKD_OK) << error.message;
        const bool added = row.pairs == 2 || found.block_a_pass;
        EXPECT_NEAR(found.key.length / (added ? apart : together.length), 1, 1e-6);
        EXPECT_GT(together.length, apart);
    }
    EXPECT_GT(table[0].found.key.length, table[0].found.other_best_bits);
    EXPECT_LT(table[1].found.key.length, table[1].found.other_best_bits);
    /* two searches for the same thing, from either side */
    EXPECT_NEAR(table[0].found.other_best_bits / table[1].found.key.secret_bits, 1, 1e-3);
}

/* Every pass of a window: as many as the search for passes finds there, and at least the highest one's key. */
TEST(Optimize, TakesEveryPassOfAWindow) {
    const Scenario day(micius(
        "chernoff", {"protocol.key_basis=x", "window.start=2016-12-19T00:00:00Z", "window.stop=2016-12-20T00:00:00Z"}));
    const Found one(std::vector<const Scenario *>{&day}, EXPECTED_BLOCK_JOINT);
    const Found all({&day}, EXPECTED_BLOCK_JOINT, true);
    ASSERT_EQ(all.status, SATQKD_OK) << all.error.message;
    EXPECT_EQ(one.passes, 1u);
    EXPECT_EQ(all.passes, 2u) << "03:44 and 16:52 UTC, as in tests/cli/run_test.cpp";
    EXPECT_GT(all.key.length, one.key.length);
}

/* Independently: the mean engine, run with the settings given and with the settings found. */
TEST(Optimize, KeysAreThoseOfTheMeanEngine) {
    const std::vector<std::string> settings = micius("chernoff", {"window.max_range_km=700"});
    const Scenario scenario(settings);
    const Found found(scenario, {});
    ASSERT_EQ(found.status, SATQKD_OK) << found.error.message;
    EXPECT_NEAR(found.key_given.length / by_mean_engine(scenario).length, 1, 1e-6);
    Scenario there(settings);
    there.set->protocol = found.found.protocol;
    there.set->channel.bob_x = found.found.protocol.bob_x;
    EXPECT_NEAR(found.key.length / by_mean_engine(there).length, 1, 1e-6);
    EXPECT_GT(found.key.length, found.key_given.length);
    /* the table: nothing free gets better by a tenth, either way, beyond what the search leaves */
    int free_rows = 0;
    for (int i = 0; i < found.row_count; ++i) {
        const optimize_out_row &row = found.rows[i];
        free_rows += row.is_free;
        if (row.is_free) {
            EXPECT_LE(row.low_bits, found.key.length * (1 + 1e-6)) << row.name;
            EXPECT_LE(row.high_bits, found.key.length * (1 + 1e-6)) << row.name;
        }
    }
    EXPECT_EQ(free_rows, 2 + 3 + 2);
}

/* What is fixed stays to the bit; probabilities keep adding up; all searches are alike. */
TEST(Optimize, FixesFreesAndRepeats) {
    const Scenario scenario(micius("lim2014", {"window.max_range_km=900", "protocol.key_basis=x"}));
    const std::vector<optimize_change> changes = {{"protocol.intensities[0]", false},
                                                  {"probabilities", false},
                                                  {"probabilities[1]", true},
                                                  {"probabilities[2]", true},
                                                  {"basis_probabilities", false}};
    const Found one(scenario, changes), two(scenario, changes);
    ASSERT_EQ(one.status, SATQKD_OK) << one.error.message;
    const key_protocol &found = one.found.protocol;
    EXPECT_EQ(found.intensities[0], 0.8);
    EXPECT_EQ(found.probabilities[0], 0.5);
    EXPECT_EQ(found.alice_x, 0.5);
    EXPECT_NE(found.intensities[1], 0.1);
    EXPECT_NEAR(found.probabilities[0] + found.probabilities[1] + found.probabilities[2], 1, 1e-12);
    EXPECT_GT(one.key.length, one.key_given.length);
    EXPECT_EQ(std::memcmp(&found, &two.found.protocol, sizeof found), 0);
    EXPECT_EQ(one.evaluations, two.evaluations);
}

/* A bright sky toward the horizon makes its seconds worth less than nothing: the best cut leaves them out, and is found as a
 * free setting and beside it. */
TEST(Optimize, FindsTheElevationToBeginAt) {
    const Scenario scenario(micius(
        "chernoff", {"protocol.key_basis=x", "window.max_range_km=2000", "atmosphere.sky_radiance_w_m2_sr_nm=2e-6"}));
    const Found whole(scenario, {{"bob_x", false}});
    const Found cut(scenario, {{"bob_x", false}, {"min_elevation_deg", true}});
    ASSERT_EQ(whole.status, SATQKD_OK) << whole.error.message;
    ASSERT_EQ(cut.status, SATQKD_OK) << cut.error.message;
    EXPECT_GT(cut.key.length, 1.05 * whole.key.length);
    EXPECT_GT(cut.found.min_elevation_deg, 20);
    EXPECT_NEAR(cut.best_cut_bits / cut.key.length, 1, 1e-3);
    EXPECT_GT(whole.best_cut_bits, 1.05 * whole.key.length);
    /* by a window of that elevation, flown as such; its ends are cut to the second otherwise */
    Scenario flown(micius("chernoff", {"window.max_range_km=2000", "atmosphere.sky_radiance_w_m2_sr_nm=2e-6",
                                       "window.min_elevation_deg=" + std::to_string(cut.found.min_elevation_deg)}));
    flown.set->protocol = cut.found.protocol;
    EXPECT_NEAR(by_mean_engine(flown).length / cut.key.length, 1, 5e-3);
}

/* Several passes: one block never gives less than the passes apart, under the best settings of either. */
TEST(Optimize, WeighsWaitingForSeveralPasses) {
    const Scenario scenario(micius("lim2014", {"protocol.key_basis=x"}));
    const Found found(scenario, {}, 2, 3);
    ASSERT_EQ(found.status, SATQKD_OK) << found.error.message;
    EXPECT_GE(found.passes, 2u);
    EXPECT_GT(found.key.length, found.other_best_bits);
    EXPECT_GE(found.other_best_bits, found.other_bits);
    EXPECT_GT(found.other_best_bits, found.other_given_bits);
}

TEST(Optimize, RefusesWhatCannotBeSearched) {
    const Scenario lim(micius("lim2014"));
    const Scenario pooled(micius("liao2017"));
    const struct {
        const Scenario &scenario;
        std::vector<optimize_change> changes;
        const char *message;
    } table[] = {
        {lim, {{"intensity", true}}, "known are intensities"},
        {lim, {{"intensities[3]", true}}, "[2]"},
        {lim, {{"intensities[2]", true}}, "vacuum"},
        {lim, {{"probabilities", false}, {"probabilities[0]", true}}, "one probability"},
        {lim, {{"intensities", false}, {"probabilities", false}, {"basis_probabilities", false}}, "nothing is left"},
        {pooled, {{"alice_x", true}}, "pools"},
    };
    for (const auto &row : table) {
        const Found found(row.scenario, row.changes);
        EXPECT_EQ(found.status, SATQKD_INVALID) << row.message;
        EXPECT_NE(std::string(found.error.message).find(row.message), std::string::npos) << found.error.message;
    }
    const Found free(pooled, {});
    EXPECT_EQ(free.status, SATQKD_OK);
    EXPECT_EQ(free.found.protocol.alice_x, 0.5);
    /* one decoy: what the bound does not look at is not sent */
    const Scenario rusca(micius("rusca2018"));
    const Found one(rusca, {});
    EXPECT_EQ(one.found.protocol.intensity_count, 2);
    EXPECT_NEAR(one.found.protocol.probabilities[0] + one.found.protocol.probabilities[1], 1, 1e-12);
}

/* Two passes as one block: sums by hand, refusals by name. */
TEST(Blocks, AddWhatWasAgreedOnAlike) {
    const Scenario scenario(micius("lim2014"));
    key_protocol a = scenario.set->protocol, b = a;
    key_counts one = {}, two = {};
    one.pulses = 10;
    two.pulses = 5;
    one.detections[KEY_X][1] = 3;
    two.detections[KEY_X][1] = 4;
    two.errors[KEY_Z][2] = 1.5;
    a.authentication_bits = 100;
    b.authentication_bits = 50;
    satqkd_error error = {};
    ASSERT_EQ(blocks_add(&a, &one, &b, &two, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(one.pulses, 15);
    EXPECT_EQ(one.detections[KEY_X][1], 7);
    EXPECT_EQ(one.errors[KEY_Z][2], 1.5);
    EXPECT_EQ(a.authentication_bits, 150);
    EXPECT_TRUE(std::isnan(a.leak_ec_bits));
    b.leak_ec_bits = 7;
    EXPECT_EQ(blocks_add(&a, &one, &b, &two, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("leak_ec_bits"), std::string::npos) << error.message;
    a.leak_ec_bits = 5;
    ASSERT_EQ(blocks_add(&a, &one, &b, &two, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(a.leak_ec_bits, 12);
    b.intensities[1] = 0.11;
    EXPECT_EQ(blocks_add(&a, &one, &b, &two, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("intensities"), std::string::npos) << error.message;
}
