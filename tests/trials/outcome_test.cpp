/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>

extern "C" {
#include "shared/classify.h"
}

#include "trials/trial_plan.h"

// Expected values: the sixteen click patterns of four independent detectors enumerated one by one, each sorted by the rules of
// the contract (one basis: the detector or a fair coin; both bases: discarded), in long double.
TEST(Outcome, EqualsTheEnumerationOfAllPatterns) {
    for (double efficiency : {1e-4, 0.01, 0.6, 1.0}) {
        for (double background : {0.0, 1e-7, 0.3}) {
            TrialPlan trial(1, 1000, 1000, TrialPlan::link(1, background));
            double got[OUTCOME_MAX];
            outcome_probabilities(&trial.plan, &trial.rows[0], efficiency, got);
            long double everything = 0;
            for (int cell = 0; cell < 12; ++cell) {
                long double expected[TRIAL_OUTCOMES] = {};
                long double click[4];
                for (int d = 0; d < 4; ++d) {
                    long double events = trial.plan.intensities[cell / 4] * 0.875L * efficiency *
                                             trial.rows[0].link.response[cell % 4][d] *
                                             trial.plan.detector.efficiency[d] +
                                         trial.rows[0].link.background[d];
                    click[d] = -expm1l(-events);
                }
                long double sent = trial.plan.probabilities[cell / 4] / 4;
                for (int mask = 0; mask < 16; ++mask) {
                    long double p = sent;
                    for (int d = 0; d < 4; ++d) {
                        p *= mask >> d & 1 ? click[d] : 1 - click[d];
                    }
                    everything += p;
                    if ((mask & 3) && (mask >> 2)) {
                        expected[TRIAL_CROSS] += p;
                    } else if (mask == 3 || mask == 12) {
                        expected[TRIAL_SQUASHED + (mask == 12 ? 2 : 0)] += p / 2;
                        expected[TRIAL_SQUASHED + (mask == 12 ? 3 : 1)] += p / 2;
                    } else if (mask) {
                        expected[TRIAL_SINGLE + (mask == 1 ? 0 : mask == 2 ? 1 : mask == 4 ? 2 : 3)] += p;
                    }
                }
                for (int outcome = 0; outcome < TRIAL_OUTCOMES; ++outcome) {
                    // A dozen roundings on either side.
                    EXPECT_NEAR(got[cell * TRIAL_OUTCOMES + outcome], (double)expected[outcome],
                                3e-15 * (double)expected[outcome] + 1e-300)
                        << cell << " " << outcome;
                }
            }
            EXPECT_NEAR((double)everything, 1, 1e-15);
        }
    }
}

TEST(Outcome, SortsDetectionsMatchesAndErrors) {
    for (int cell = 0; cell < 12; ++cell) {
        for (int outcome = 0; outcome < TRIAL_OUTCOMES; ++outcome) {
            struct outcome_kind kind = outcome_kind_of(cell, outcome);
            int detector = outcome % 4;
            int state = cell % 4;
            EXPECT_EQ(kind.detection, outcome != TRIAL_CROSS);
            if (kind.detection) {
                EXPECT_EQ(kind.basis, detector / 2);
                EXPECT_EQ(kind.matched, detector / 2 == state / 2);
                EXPECT_EQ(kind.error, detector / 2 == state / 2 && detector % 2 != state % 2);
            }
        }
    }
}

// A fluctuation of ±δ from pulse to pulse: the click probability of a single detector is 1 - e^-b times the mean of e^-λ(1+δu), u uniform
// in -1..1, which is e^-λ sinh(λδ)/(λδ).
TEST(Outcome, AveragesOverTheSourcesFluctuation) {
    TrialPlan trial(1, 1000, 1000, TrialPlan::link(1, 1e-4));
    trial.plan.fluctuation = 0.3;
    double got[OUTCOME_MAX];
    outcome_probabilities(&trial.plan, &trial.rows[0], 0.5, got);
    for (int cell = 0; cell < 8; ++cell) {
        double quiet = 1, light = 0, background = 0;
        for (int d = 0; d < 4; ++d) {
            light += trial.plan.intensities[cell / 4] * 0.875 * 0.5 * trial.rows[0].link.response[cell % 4][d] *
                     trial.plan.detector.efficiency[d];
            background += trial.rows[0].link.background[d];
        }
        double sent = trial.plan.probabilities[cell / 4] / 4;
        for (int i = 0; i < TRIAL_OUTCOMES; ++i) {
            quiet -= got[cell * TRIAL_OUTCOMES + i] / sent;
        }
        EXPECT_NEAR(quiet, std::exp(-light - background) * std::sinh(light * 0.3) / (light * 0.3), 1e-12);
    }
}

// The rule of the shared header, pattern by pattern; the coin is the word's second bit, the first is Alice's.
TEST(Outcome, ClassifiesPatternsLikeTheTable) {
    for (word32 word : {0u, 1u, 2u, 3u, 12u, 14u}) {
        word32 coin = (word >> 1) & 1;
        EXPECT_EQ(classify_outcome(1, word), (word32)TRIAL_SINGLE);
        EXPECT_EQ(classify_outcome(2, word), TRIAL_SINGLE + 1u);
        EXPECT_EQ(classify_outcome(4, word), TRIAL_SINGLE + 2u);
        EXPECT_EQ(classify_outcome(8, word), TRIAL_SINGLE + 3u);
        EXPECT_EQ(classify_outcome(3, word), TRIAL_SQUASHED + coin);
        EXPECT_EQ(classify_outcome(12, word), TRIAL_SQUASHED + 2 + coin);
        for (word32 mask : {5u, 6u, 7u, 9u, 10u, 11u, 13u, 14u, 15u}) {
            EXPECT_EQ(classify_outcome(mask, word), (word32)TRIAL_CROSS);
        }
    }
}
