/* SPDX-License-Identifier: MIT */
#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include "study/campaign_schedule.h"
}

namespace {

using Pass = campaign_schedule_pass;

struct Scheduled {
    std::vector<bool> chosen;
    campaign_schedule_result result = {};
};

Scheduled schedule(const std::vector<Pass> &passes, campaign_method method, double slew_s) {
    Scheduled out;
    std::unique_ptr<bool[]> chosen(new bool[passes.size() + 1]());
    satqkd_error error = {};
    EXPECT_EQ(campaign_schedule_choose(passes.data(), passes.size(), method, slew_s, chosen.get(), &out.result, &error),
              SATQKD_OK)
        << error.message;
    out.chosen.assign(chosen.get(), chosen.get() + passes.size());
    return out;
}

// The rule as it is said: one satellite serves one station at a time, one station one satellite.
bool conflict(const Pass &a, const Pass &b, double slew_s) {
    if ((a.satellite == b.satellite) == (a.station == b.station)) {
        return false;
    }
    return a.start_s < b.stop_s + slew_s && b.start_s < a.stop_s + slew_s;
}

bool valid(const std::vector<Pass> &passes, const std::vector<bool> &chosen, double slew_s) {
    for (size_t i = 0; i < passes.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            if (chosen[i] && chosen[j] && conflict(passes[i], passes[j], slew_s)) {
                return false;
            }
        }
    }
    return true;
}

// Every subset: the definition of the best schedule.
double brute_force(const std::vector<Pass> &passes, double slew_s) {
    double best = 0;
    for (unsigned set = 0; set < 1u << passes.size(); ++set) {
        double weight = 0;
        bool good = true;
        for (size_t i = 0; i < passes.size() && good; ++i) {
            for (size_t j = 0; j < i && good; ++j) {
                good = !(set >> i & 1 && set >> j & 1 && conflict(passes[i], passes[j], slew_s));
            }
            weight += set >> i & 1 ? passes[i].weight : 0;
        }
        best = good ? std::max(best, weight) : best;
    }
    return best;
}

// Stays of one satellite over one station never overlap, as in the sky.
std::vector<Pass> draw(std::mt19937_64 &random, size_t count, size_t satellites, size_t stations, double span_s) {
    std::vector<Pass> passes;
    std::uniform_real_distribution<double> when(0, span_s), length(10, 100), weight(-0.2, 1);
    for (int tries = 0; passes.size() < count && tries < 1000; ++tries) { // one link has no room for many
        Pass pass = {when(random), 0, random() % satellites, random() % stations, std::max(0.0, weight(random))};
        pass.stop_s = pass.start_s + length(random);
        bool alone = true;
        for (const Pass &other : passes) {
            alone = alone && !(other.satellite == pass.satellite && other.station == pass.station &&
                               pass.start_s < other.stop_s && other.start_s < pass.stop_s);
        }
        if (alone) {
            passes.push_back(pass);
        }
    }
    std::sort(passes.begin(), passes.end(), [](const Pass &a, const Pass &b) { return a.start_s < b.start_s; });
    return passes;
}

TEST(CampaignSchedule, TheOptimalOneIsTheBestOfAllSubsets) {
    for (unsigned seed = 0; seed < 120; ++seed) {
        std::mt19937_64 random(seed);
        const double slew_s = seed % 3 * 10.0;
        const auto passes = draw(random, 4 + seed % 11, 1 + seed % 4, 1 + seed / 4 % 4, 250);
        const Scheduled optimal = schedule(passes, CAMPAIGN_OPTIMAL, slew_s);
        const Scheduled greedy = schedule(passes, CAMPAIGN_GREEDY, slew_s);
        ASSERT_TRUE(valid(passes, optimal.chosen, slew_s)) << "seed " << seed;
        ASSERT_TRUE(valid(passes, greedy.chosen, slew_s)) << "seed " << seed;
        const double best = brute_force(passes, slew_s);
        ASSERT_NEAR(optimal.result.weight, best, 1e-12) << "seed " << seed;
        ASSERT_NEAR(optimal.result.bound, best, 1e-12) << "seed " << seed;
        ASSERT_EQ(optimal.result.exact_groups, optimal.result.groups);
        ASSERT_LE(greedy.result.weight, best + 1e-12) << "seed " << seed;
        ASSERT_GE(greedy.result.bound, best - 1e-12) << "seed " << seed; // a bound of every schedule
    }
}

// 60 satellites at once over 60 stations: more states than are kept.
TEST(CampaignSchedule, ACrowdGetsAValidScheduleNoWorseThanGreedyAndABoundAboveIt) {
    std::mt19937_64 random(5);
    const auto passes = draw(random, 600, 60, 60, 800);
    const Scheduled optimal = schedule(passes, CAMPAIGN_OPTIMAL, 0);
    const Scheduled greedy = schedule(passes, CAMPAIGN_GREEDY, 0);
    EXPECT_TRUE(valid(passes, optimal.chosen, 0));
    EXPECT_LT(optimal.result.exact_groups, optimal.result.groups);
    EXPECT_GE(optimal.result.weight, greedy.result.weight);
    EXPECT_GT(optimal.result.bound, optimal.result.weight);
}

TEST(CampaignSchedule, WhatWeighsNothingIsFlownWhereItIsInNobodysWay) {
    const std::vector<Pass> passes = {{0, 10, 0, 0, 0}, {5, 15, 0, 1, 2}, {20, 30, 0, 0, 0}};
    EXPECT_EQ(schedule(passes, CAMPAIGN_OPTIMAL, 0).chosen, (std::vector<bool>{false, true, true}));
    EXPECT_EQ(schedule(passes, CAMPAIGN_OPTIMAL, 6).chosen, (std::vector<bool>{false, true, false}));
    EXPECT_EQ(schedule({}, CAMPAIGN_OPTIMAL, 0).chosen.size(), 0u);
}

} // namespace
