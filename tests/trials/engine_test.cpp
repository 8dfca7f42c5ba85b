/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "trials/trial_plan.h"

extern "C" {
#include "shared/detect.h"
#include "shared/stretch.h"
}

// The event engine's stretch and the pulse engine's, as plain loops over the shared headers: no vector, no list, no cut.
static bool host_flies_pulses;

static void fly_stretch(const struct trial_run *run, const struct segment_stretch *stretch, struct detect_state *state,
                        struct detect_sink *sink) {
    word64 any = stretch->table[TABLE_ANY];
    word64 pulse = stretch->begin;
    for (word32 number = 0; any != 0; ++number, ++pulse) {
        word64 decision;
        word32 state_word;
        struct philox_words words;
        if (host_flies_pulses) {
            if (pulse >= stretch->end) {
                return;
            }
            words = philox(run->seed, pulse / 4, PHILOX_FOR_PULSES, 0);
            const word32 each[] = {words.a, words.b, words.c, words.d};
            struct philox_words rest = philox(run->seed, pulse, PHILOX_FOR_CLICKS, 0);
            decision = words_join(each[pulse % 4], rest.a);
            state_word = rest.c;
            if (decision >= any) {
                continue;
            }
        } else {
            words = philox(run->seed, (stretch->number << 32) | number, PHILOX_FOR_GAPS, 0);
            pulse += fixed_log_wait(words_join(words.a, words.b), (word32)stretch->table[TABLE_WAIT],
                                    (int)(stretch->table[TABLE_WAIT] >> 32) - 8);
            if (pulse >= stretch->end) {
                return;
            }
            decision = words_product_high(words_join(words.c, 0x80000000u), any);
            state_word = words.d;
        }
        struct classify_words more = classify_draw(run, stretch->row->photon_x, pulse, state_word);
        word32 cell = 0;
        word32 clicks =
            classify_clicks(run, stretch->row, &stretch->block, stretch->table, pulse, decision, &more, &cell);
        detect_candidate(run, state, sink, stretch->table, stretch->row->photon_x, pulse, clicks, cell, &more);
    }
}

extern "C" {
#include "shared/segment.h"
}

class Engine : public ::testing::Test {
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

struct device *Engine::device = nullptr;

static const enum engine_kind both[] = {ENGINE_EVENT, ENGINE_PULSE};

// All counters of a pass, flown on the host over the fades that the device drew.
static std::vector<double> host_flight(struct device *device, enum engine_kind kind, const struct plan *plan,
                                       uint64_t seed) {
    Fleet fleet(device, kind, plan);
    EXPECT_TRUE(fleet.fly(seed)) << fleet.error.message;
    std::vector<struct trial_block> blocks(plan->blocks);
    EXPECT_EQ(engine_blocks(fleet.engine, blocks.data(), &fleet.error), SATQKD_OK);
    struct trial_run run = fleet.levels->run;
    struct stretch_map map = {fleet.levels->rows, blocks.data(), fleet.levels->tables};
    run.seed = seed;
    host_flies_pulses = kind == ENGINE_PULSE;
    size_t cells = (size_t)fleet.tally->cells * TRIAL_OUTCOMES;
    std::vector<double> counts(plan->row_count * cells + TRIAL_EXTRA_COUNTERS);
    for (word32 r = 0; r < plan->row_count; ++r) {
        std::vector<word32> counters(cells + TRIAL_EXTRA_COUNTERS);
        struct detect_state state;
        struct detect_sink sink = {};
        sink.tally = counters.data();
        sink.extra = counters.data() + cells;
        struct trial_item item = {r, 0, stretch_count(&run, &map.rows[r]), 0};
        segment_fly_item(&run, &map, &item, &state, &sink);
        for (size_t i = 0; i < cells; ++i) {
            counts[r * cells + i] = counters[i];
        }
        for (size_t i = 0; i < TRIAL_EXTRA_COUNTERS; ++i) {
            counts[plan->row_count * cells + i] += counters[cells + i];
        }
    }
    return counts;
}

static std::vector<double> all_counters(const Flight &flight) {
    std::vector<double> counts = flight.counts(), extra = flight.extra();
    counts.insert(counts.end(), extra.begin(), extra.end());
    return counts;
}

// Dead times of different lengths, afterpulses, a fluctuating source: everything that has a memory.
static void give_memory(struct plan *plan) {
    for (int d = 0; d < 4; ++d) {
        plan->dead_pulses[d] = (uint32_t)(5 + 3 * d);
        plan->detector.afterpulse_probability[d] = 0.05 + 0.02 * d;
    }
    plan->fluctuation = 0.2;
}

TEST_F(Engine, EqualsALoopOnTheHost) {
    for (enum engine_kind kind : both) {
        for (double steady : {0.02, 40.0}) { // bright, so that many photons a pulse and all outcomes occur
            TrialPlan trial(3, 40003, 1009, TrialPlan::fading_link(steady, 1e-3));
            Flight plain(device, kind, &trial.plan, 77);
            ASSERT_EQ(plain.status, SATQKD_OK) << plain.error.message;
            EXPECT_EQ(all_counters(plain), host_flight(device, kind, &trial.plan, 77));
            give_memory(&trial.plan);
            Flight flight(device, kind, &trial.plan, 77);
            EXPECT_EQ(all_counters(flight), host_flight(device, kind, &trial.plan, 77));
            EXPECT_NE(all_counters(flight), all_counters(plain));
            trial.plan.active_basis = true;
            Flight active(device, kind, &trial.plan, 77);
            EXPECT_EQ(all_counters(active), host_flight(device, kind, &trial.plan, 77));
            EXPECT_NE(all_counters(active), all_counters(flight));
        }
    }
}

TEST_F(Engine, DoesNotDependOnHowTheWorkIsCut) {
    for (enum engine_kind kind : both) {
        TrialPlan trial(3, 5000007, 100000, TrialPlan::fading_link(0.5, 1e-4));
        give_memory(&trial.plan);
        Flight reference(device, kind, &trial.plan, 5, nullptr, true);
        ASSERT_EQ(reference.status, SATQKD_OK) << reference.error.message;
        for (uint32_t local : {1u, 8u, 64u}) {
            for (uint32_t segments : {1u, 2u, 5u}) {
                struct engine_cut cut = {};
                cut.item_segments = segments;
                cut.local_size = local;
                cut.launch_items = 1 + segments;
                Flight flight(device, kind, &trial.plan, 5, &cut, local == 8);
                ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
                EXPECT_EQ(all_counters(flight), all_counters(reference)) << local << " " << segments;
                if (local == 8) {
                    ASSERT_EQ(flight.events.size(), reference.events.size());
                    EXPECT_EQ(memcmp(flight.events.data(), reference.events.data(),
                                     flight.events.size() * sizeof flight.events[0]),
                              0);
                }
            }
        }
        Flight other_seed(device, kind, &trial.plan, 6);
        EXPECT_NE(other_seed.counts(), reference.counts());
    }
}

TEST_F(Engine, CutsBlocksThatAreLongerThanAStretch) {
    TrialPlan trial(2, 5000011, 5000011, TrialPlan::link(0.01, 1e-5));
    for (enum engine_kind kind : both) {
        Flight flight(device, kind, &trial.plan, 3);
        ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
        EXPECT_EQ(all_counters(flight), host_flight(device, kind, &trial.plan, 3));
    }
    TrialPlan pieces(2, 5000011, 1000, TrialPlan::link(0.01, 1e-5)); // no fades: to pulses blocks make no difference
    Flight whole(device, ENGINE_PULSE, &trial.plan, 3), same(device, ENGINE_PULSE, &pieces.plan, 3);
    EXPECT_EQ(whole.counts(), same.counts());
}

TEST_F(Engine, NoLightAndNoNoiseMakeNoClick) {
    TrialPlan dark(1, 1000000, 1000, TrialPlan::link(0, 0));
    for (enum engine_kind kind : both) {
        Flight flight(device, kind, &dark.plan, 1, nullptr, true);
        ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
        std::vector<double> counts = flight.counts();
        EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0.0), 0.0);
        EXPECT_TRUE(flight.events.empty());
    }
}

// The events are the tally's own clicks: one by one in the matched basis, in ascending order.
TEST_F(Engine, EventsAreTheMatchedClicksOfTheTally) {
    for (enum engine_kind kind : both) {
        TrialPlan trial(2, 600000, 1000, TrialPlan::fading_link(2, 1e-4));
        give_memory(&trial.plan);
        Flight flight(device, kind, &trial.plan, 8, nullptr, true);
        ASSERT_EQ(flight.status, SATQKD_OK) << flight.error.message;
        std::vector<double> expected(12 * 4), found(12 * 4);
        double totals[OUTCOME_MAX];
        tally_total(flight.tally, totals);
        for (int cell = 0; cell < 12; ++cell) {
            for (int outcome = 0; outcome < TRIAL_CROSS; ++outcome) {
                if (outcome_kind_of(cell, outcome).matched) {
                    expected[cell * 4 + outcome % 4] += totals[cell * TRIAL_OUTCOMES + outcome];
                }
            }
        }
        for (size_t i = 0; i < flight.events.size(); ++i) {
            ASSERT_TRUE(i == 0 || flight.events[i].pulse > flight.events[i - 1].pulse);
            ASSERT_LT(flight.events[i].pulse, trial.plan.pulses);
            found[flight.events[i].cell * 4 + flight.events[i].detector] += 1;
        }
        EXPECT_EQ(found, expected);
        EXPECT_GT(flight.events.size(), 1000u);
    }
}

// Every count against the mean engine's expectation and variance, shot noise and fades together. Cells with an expectation below 100 are
// pooled into one; K counts in all, known before a pulse is drawn. The limits are the two-sided normal quantiles at 4e-6/K for the
// mean of 30 seeds' z and 4e-6/(30 K) for a single one: each comparison raises a false alarm in 8 of a million sets of seeds.
// results/engines.md adds up the false alarms of this folder.
// mean_variance takes blocks as independent and the rotation as steady, and so it is here; RotationsResidue has the rest.
static void compare_with_mean(struct device *device, enum engine_kind kind, const struct plan *plan) {
    const int seeds = 30;
    const int cells = plan->intensity_count * TRIAL_STATES * TRIAL_OUTCOMES;
    std::vector<struct mean_count> counts;
    struct mean_count pooled = {}, detections = {}, matched = {}, sifted = {}, errors = {}, cross = {};
    std::vector<struct mean_count> singles((size_t)cells);
    std::vector<double> single_expectation((size_t)cells), single_variance((size_t)cells);
    for (int i = 0; i < cells; ++i) {
        singles[(size_t)i].member[i] = 1;
    }
    mean_variance(plan, singles.data(), singles.size(), single_expectation.data(), single_variance.data());
    for (int i = 0; i < cells; ++i) {
        struct outcome_kind what = outcome_kind_of(i / TRIAL_OUTCOMES, i % TRIAL_OUTCOMES);
        bool signal = i / TRIAL_OUTCOMES / TRIAL_STATES == 0;
        if (single_expectation[(size_t)i] < 100) {
            pooled.member[i] = 1;
        } else {
            counts.push_back(singles[(size_t)i]);
        }
        detections.member[i] = what.detection;
        matched.member[i] = what.matched;
        sifted.member[i] = what.matched && signal;
        errors.member[i] = what.error && signal;
        cross.member[i] = !what.detection;
    }
    for (const struct mean_count &sum : {pooled, detections, matched, sifted, errors, cross}) {
        counts.push_back(sum);
    }
    size_t k = counts.size();
    std::vector<double> expectation(k), variance(k), sum_z(k);
    mean_variance(plan, counts.data(), k, expectation.data(), variance.data());
    double single_limit = normal_limit(4e-6 / (seeds * (double)k));
    Fleet fleet(device, kind, plan);
    for (int seed = 1; seed <= seeds; ++seed) {
        ASSERT_TRUE(fleet.fly((uint64_t)seed)) << fleet.error.message;
        double totals[OUTCOME_MAX];
        tally_total(fleet.tally, totals);
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
    double mean_limit = normal_limit(4e-6 / (double)k) / std::sqrt((double)seeds);
    for (size_t c = 0; c < k; ++c) {
        EXPECT_TRUE(std::fabs(sum_z[c] / seeds) <= mean_limit)
            << "count " << c << " of " << k << " mean z " << sum_z[c] / seeds << " expectation " << expectation[c];
    }
}

// The wrong share of matched photons under a jittering rotation is the average that polarization_response states (its closed form is tested
// there): 30 seeds' own scatter, Student's t of 29 degrees of freedom at 1e-6 two-sided.
TEST_F(Engine, RotationsResidueHasItsMean) {
    struct channel_link link = TrialPlan::fading_link(0.5, 0);
    TrialPlan trial(2, 100000000, 10000, link);
    trial.plan.rotation_hz = 1e9;
    double expected = link.response[0][1] / (link.response[0][0] + link.response[0][1]);
    double mean = 0, square = 0;
    for (int i = 0; i < 4; ++i) {
        trial.plan.detector.efficiency[i] = 0.5; // else the share of clicks is not that of photons
    }
    Fleet equal(device, ENGINE_EVENT, &trial.plan);
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        ASSERT_TRUE(equal.fly(seed));
        double right = 0, wrong = 0, totals[OUTCOME_MAX];
        tally_total(equal.tally, totals);
        for (int cell = 0; cell < 12; ++cell) {
            for (int d = 0; d < 4; ++d) {
                struct outcome_kind kind = outcome_kind_of(cell, d);
                (kind.error ? wrong : right) += kind.matched ? totals[cell * TRIAL_OUTCOMES + d] : 0;
            }
        }
        double share = wrong / (right + wrong);
        mean += share / 30;
        square += share * share / 30;
    }
    double error = std::sqrt((square - mean * mean) / 29);
    EXPECT_TRUE(std::fabs(mean - expected) <= 6.2 * error) << mean << " " << expected << " +- " << error;
    EXPECT_LT(error, 0.01 * mean);
}

TEST_F(Engine, PulseAgreesWithTheMeanOnAFadingLink) {
    TrialPlan trial(2, 20000000, 100000, TrialPlan::steady_rotation(0.2, 2e-6));
    compare_with_mean(device, ENGINE_PULSE, &trial.plan);
}

TEST_F(Engine, EventAgreesWithTheMeanOnAFadingLink) {
    TrialPlan trial(4, 100000000, 100000, TrialPlan::steady_rotation(0.2, 2e-6));
    compare_with_mean(device, ENGINE_EVENT, &trial.plan);
}

TEST_F(Engine, BothAgreeWithTheMeanOnABrightLink) {
    TrialPlan trial(2, 400000, 1000, TrialPlan::steady_rotation(20, 1e-2)); // fades cut at an efficiency of 1
    trial.plan.fluctuation = 0.3;
    compare_with_mean(device, ENGINE_PULSE, &trial.plan);
    compare_with_mean(device, ENGINE_EVENT, &trial.plan);
    trial.plan.fluctuation_by_block = true;
    trial.plan.active_basis = true;
    compare_with_mean(device, ENGINE_EVENT, &trial.plan);
}

// The shares over class × polarization × outcome at constant fade, given the total: a chi-squared at 4e-6 over the sum of 30 seeds, with
// cells pooled below an expectation of 10. Expected shares: outcome_probabilities, held against an enumeration in outcome_test.
TEST_F(Engine, SharesFollowChiSquared) {
    for (enum engine_kind kind : both) {
        for (double steady : {0.003, 0.7}) {
            TrialPlan trial(1, steady < 0.1 ? 20000000 : 300000, 1000, TrialPlan::link(steady, 1e-5));
            double probabilities[OUTCOME_MAX];
            double totals[OUTCOME_MAX] = {};
            outcome_probabilities(&trial.plan, &trial.rows[0], steady, probabilities);
            Fleet fleet(device, kind, &trial.plan);
            for (int seed = 1; seed <= 30; ++seed) {
                ASSERT_TRUE(fleet.fly((uint64_t)(1000 + seed))) << fleet.error.message;
                double once[OUTCOME_MAX];
                tally_total(fleet.tally, once);
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
            // Wilson and Hilferty's normal form of chi-squared; one-sided 4e-6 is the two-sided 8e-6.
            double z = (std::cbrt(chi / freedom) - (1 - 2.0 / (9 * freedom))) / std::sqrt(2.0 / (9 * freedom));
            EXPECT_TRUE(z <= normal_limit(8e-6))
                << "chi-squared " << chi << " with " << freedom << " degrees of freedom";
        }
    }
}
