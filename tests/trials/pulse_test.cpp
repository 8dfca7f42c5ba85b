/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "trials/trial_plan.h"

class Pulse : public ::testing::Test {
  protected:
    static struct device *device;

    static void SetUpTestSuite() {
        struct satqkd_error error = {};
        ASSERT_EQ(device_open(DEVICE_DEFAULT, &device, &error), SATQKD_OK) << error.message;
    }
    static void TearDownTestSuite() {
        device_close(device);
        device = nullptr;
    }
};

struct device *Pulse::device = nullptr;

// Two-sided standard normal quantile: |z| exceeds it with this probability.
static double limit(double probability) {
    double low = 0, high = 40;
    for (int i = 0; i < 200; ++i) {
        double middle = 0.5 * (low + high);
        (std::erfc(middle / std::sqrt(2.0)) > probability ? low : high) = middle;
    }
    return low;
}

// A host loop over the shared header, pulse by pulse without any vector, list or cut, is the second computation.
static std::vector<double> host_loop(const struct plan *plan, uint64_t seed) {
    std::vector<double> efficiencies(plan->blocks);
    struct levels *levels = nullptr;
    struct satqkd_error error = {};
    fade_draw(plan, seed, 0, efficiencies.data());
    EXPECT_EQ(levels_create(plan, efficiencies.data(), &levels, &error), SATQKD_OK) << error.message;
    size_t row_counters = levels->cells * TRIAL_OUTCOMES;
    std::vector<double> counts(plan->row_count * row_counters);
    struct trial_run run = {};
    run.seed = seed;
    run.cells = levels->cells;
    run.more = levels->more;
    for (size_t r = 0; r < plan->row_count; ++r) {
        const struct plan_row &row = plan->rows[r];
        for (uint64_t n = row.first_pulse; n < row.first_pulse + row.pulses; ++n) {
            const struct trial_block &block =
                levels->blocks[row.first_block + (n - row.first_pulse) / plan->block_pulses];
            struct philox_words four = philox(seed, n / 4, PHILOX_FOR_PULSES, 0);
            const word32 each[] = {four.a, four.b, four.c, four.d};
            struct philox_words more = philox(seed, n, PHILOX_FOR_CLICKS, 0);
            word32 cell = 0;
            word32 clicks = classify_clicks(&run, &levels->rows[r], levels->tables + block.table * levels->table_words,
                                            block.keep, n, each[n % 4], &more, &cell);
            if (clicks) {
                counts[r * row_counters + cell * TRIAL_OUTCOMES + classify_outcome(clicks, more.d)] += 1;
            }
        }
    }
    levels_destroy(levels);
    return counts;
}

TEST_F(Pulse, EqualsALoopOnTheHost) {
    for (double steady : {0.02, 0.9}) { // bright, so that many photons a pulse and all outcomes occur
        TrialPlan trial(3, 40003, 1009, TrialPlan::fading_link(steady, 1e-3));
        Flight flight(device, &trial.plan, 77);
        ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
        EXPECT_EQ(flight.counts(), host_loop(&trial.plan, 77));
    }
}

TEST_F(Pulse, DoesNotDependOnHowTheWorkIsCut) {
    TrialPlan trial(4, 300007, 1000, TrialPlan::fading_link(0.5, 1e-4));
    Flight reference(device, &trial.plan, 5);
    ASSERT_EQ(reference.status, SATQKD_OK) << reference.error.message;
    for (uint32_t local : {1u, 8u, 64u}) {
        for (uint32_t blocks : {1u, 7u, 300u}) {
            struct pulse_cut cut = {};
            cut.item_blocks = blocks;
            cut.local_size = local;
            cut.launch_items = 1 + 13 * blocks;
            Flight flight(device, &trial.plan, 5, &cut);
            ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
            EXPECT_EQ(flight.counts(), reference.counts()) << local << " " << blocks;
        }
    }
    Flight other_seed(device, &trial.plan, 6);
    EXPECT_NE(other_seed.counts(), reference.counts());
    Flight other_pass(device, &trial.plan, 5, nullptr, 1);
    EXPECT_NE(other_pass.counts(), reference.counts());
}

TEST_F(Pulse, CutsBlocksThatAreLongerThanAWorkItem) {
    TrialPlan whole(1, 5000011, 5000011, TrialPlan::link(0.01, 1e-5));
    Flight flight(device, &whole.plan, 3);
    ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
    TrialPlan pieces(1, 5000011, 1000, TrialPlan::link(0.01, 1e-5)); // no fades: blocks make no difference
    Flight same(device, &pieces.plan, 3);
    EXPECT_EQ(flight.counts(), same.counts());
}

TEST_F(Pulse, NoLightAndNoNoiseMakeNoClick) {
    TrialPlan dark(1, 1000000, 1000, TrialPlan::link(0, 0));
    Flight flight(device, &dark.plan, 1);
    ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
    std::vector<double> counts = flight.counts();
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0.0), 0.0);
}

// Every count against the mean engine's expectation and variance, shot noise and fades together. Cells with an expectation below 100 are
// pooled into one; K counts in all, known before a pulse is drawn. The limits are the two-sided normal quantiles at 1e-4/K for the
// mean of 30 seeds' z and 1e-4/(30 K) for a single one: the whole test raises a false alarm in 2 of 10000 sets of seeds.
static void compare_with_mean(struct device *device, const struct plan *plan) {
    const int seeds = 30;
    const int cells = plan->intensity_count * TRIAL_STATES * TRIAL_OUTCOMES;
    std::vector<struct mean_count> counts;
    struct mean_count pooled = {}, detections = {}, matched = {}, sifted = {}, errors = {}, cross = {};
    for (int i = 0; i < cells; ++i) {
        struct outcome_kind kind = outcome_kind_of(i / TRIAL_OUTCOMES, i % TRIAL_OUTCOMES);
        struct mean_count single = {};
        double expectation, variance;
        single.member[i] = 1;
        mean_variance(plan, &single, 1, &expectation, &variance);
        if (expectation < 100) {
            pooled.member[i] = 1;
        } else {
            counts.push_back(single);
        }
        bool signal = i / TRIAL_OUTCOMES / TRIAL_STATES == 0;
        detections.member[i] = kind.detection;
        matched.member[i] = kind.matched;
        sifted.member[i] = kind.matched && signal;
        errors.member[i] = kind.error && signal;
        cross.member[i] = !kind.detection;
    }
    for (const struct mean_count &sum : {pooled, detections, matched, sifted, errors, cross}) {
        counts.push_back(sum);
    }
    size_t k = counts.size();
    std::vector<double> expectation(k), variance(k), sum_z(k);
    mean_variance(plan, counts.data(), k, expectation.data(), variance.data());
    double single_limit = limit(1e-4 / (seeds * (double)k));
    for (int seed = 1; seed <= seeds; ++seed) {
        Flight flight(device, plan, (uint64_t)seed);
        ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
        double totals[OUTCOME_MAX];
        tally_total(flight.tally, totals);
        for (size_t c = 0; c < k; ++c) {
            double count = 0;
            for (int i = 0; i < cells; ++i) {
                count += counts[c].member[i] ? totals[i] : 0;
            }
            if (expectation[c] < 100) {
                continue; // the pooled rest may itself be too small for a normal quantile
            }
            double z = (count - expectation[c]) / std::sqrt(variance[c]);
            sum_z[c] += z;
            EXPECT_TRUE(std::fabs(z) <= single_limit) << "count " << c << " seed " << seed << " z " << z;
        }
    }
    double mean_limit = limit(1e-4 / (double)k) / std::sqrt((double)seeds);
    for (size_t c = 0; c < k; ++c) {
        EXPECT_TRUE(std::fabs(sum_z[c] / seeds) <= mean_limit)
            << "count " << c << " of " << k << " mean z " << sum_z[c] / seeds << " expectation " << expectation[c];
    }
}

TEST_F(Pulse, AgreesWithTheMeanEngineOnAFadingLink) {
    TrialPlan trial(2, 20000000, 100000, TrialPlan::fading_link(0.2, 2e-6));
    compare_with_mean(device, &trial.plan);
}

TEST_F(Pulse, AgreesWithTheMeanEngineOnABrightLink) {
    TrialPlan trial(2, 400000, 1000, TrialPlan::fading_link(20, 1e-2)); // fades cut at an efficiency of 1
    compare_with_mean(device, &trial.plan);
}

// The shares over class × polarization × outcome at constant fade, given the total: a chi-squared at 1e-4 over the sum of 30 seeds, with
// cells pooled below an expectation of 10. Expected shares: outcome_probabilities, held against an enumeration in outcome_test.
TEST_F(Pulse, SharesFollowChiSquared) {
    for (double steady : {0.003, 0.7}) {
        TrialPlan trial(1, steady < 0.1 ? 20000000 : 300000, 1000, TrialPlan::link(steady, 1e-5));
        double probabilities[OUTCOME_MAX];
        double totals[OUTCOME_MAX] = {};
        outcome_probabilities(&trial.plan, &trial.rows[0], steady, probabilities);
        for (int seed = 1; seed <= 30; ++seed) {
            Flight flight(device, &trial.plan, (uint64_t)(1000 + seed));
            ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
            double once[OUTCOME_MAX];
            tally_total(flight.tally, once);
            for (int i = 0; i < 12 * TRIAL_OUTCOMES; ++i) {
                totals[i] += once[i];
            }
        }
        double all = std::accumulate(totals, totals + 12 * TRIAL_OUTCOMES, 0.0);
        double any = std::accumulate(probabilities, probabilities + 12 * TRIAL_OUTCOMES, 0.0);
        double chi = 0, rest = 0, rest_expected = 0;
        int freedom = -1;
        for (int i = 0; i < 12 * TRIAL_OUTCOMES; ++i) {
            double expected = all * probabilities[i] / any;
            if (expected < 10) {
                rest += totals[i];
                rest_expected += expected;
            } else {
                chi += (totals[i] - expected) * (totals[i] - expected) / expected;
                ++freedom;
            }
        }
        if (rest_expected > 1) {
            chi += (rest - rest_expected) * (rest - rest_expected) / rest_expected;
            ++freedom;
        }
        ASSERT_GT(freedom, 30);
        // Wilson and Hilferty's normal form of chi-squared; one-sided 1e-4 is the two-sided 2e-4.
        double z = (std::cbrt(chi / freedom) - (1 - 2.0 / (9 * freedom))) / std::sqrt(2.0 / (9 * freedom));
        EXPECT_TRUE(z <= limit(2e-4)) << "chi-squared " << chi << " with " << freedom << " degrees of freedom";
    }
}
