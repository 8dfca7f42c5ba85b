/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>

#include "trials/trial_plan.h"

extern "C" {
#include "channel/beam.h"
}

// Mean coupling without bias and obscuration is 1 - exp(-2a²/(w² + 4 sigma²)), a closed form, and scintillation has unit mean.
TEST(Fade, QuadratureHasTheClosedFormsMean) {
    struct channel_link link = TrialPlan::fading_link(0.3, 0);
    link.bias_m = 0;
    TrialPlan trial(1, 1000, 1000, link);
    struct fade_normal normal;
    double efficiency[FADE_NODES], weight[FADE_NODES];
    fade_normal_make(&normal);
    int nodes = fade_quadrature(&trial.rows[0], &normal, efficiency, weight);
    double total = 0, mean = 0, square = 0;
    for (int i = 0; i < nodes; ++i) {
        total += weight[i];
        mean += weight[i] * efficiency[i];
        square += weight[i] * efficiency[i] * efficiency[i];
    }
    double w2 = link.beam_radius_m * link.beam_radius_m, s2 = link.jitter_m * link.jitter_m;
    EXPECT_NEAR(total, 1, 1e-12);
    EXPECT_NEAR(mean, 0.3 * -std::expm1(-2 * 0.25 / (w2 + 4 * s2)), 1e-9 * mean);
    // With a pupil much smaller than the beam the coupling is a Gaussian of the displacement: its second moment is the first with w²
    // halved, (2a²/w²)² / (1 + 8 sigma²/w²), to (a/w)²; scintillation multiplies by 1 + index.
    link.pupil_m = 0.01;
    TrialPlan narrow(1, 1000, 1000, link);
    nodes = fade_quadrature(&narrow.rows[0], &normal, efficiency, weight);
    square = 0;
    for (int i = 0; i < nodes; ++i) {
        square += weight[i] * efficiency[i] * efficiency[i];
    }
    double far_field = 0.3 * 2e-4 / w2;
    EXPECT_NEAR(square, far_field * far_field / (1 + 8 * s2 / w2) * 1.05, 2e-5 * square);
}

// Draws follow the quadrature: mean and variance of 30 seeds × 4000 blocks. The mean's z is within 4.9 at a false-alarm rate of 1e-6; the
// variance of 120000 draws scatters by sqrt((kurtosis - 1)/n), below 1 %, and 5 % is far outside of it.
TEST(Fade, DrawsFollowTheQuadrature) {
    TrialPlan trial(1, 4000, 1, TrialPlan::fading_link(0.3, 0));
    struct fade_normal normal;
    double efficiency[FADE_NODES], weight[FADE_NODES];
    fade_normal_make(&normal);
    int nodes = fade_quadrature(&trial.rows[0], &normal, efficiency, weight);
    double mean = 0, square = 0;
    for (int i = 0; i < nodes; ++i) {
        mean += weight[i] * efficiency[i];
        square += weight[i] * efficiency[i] * efficiency[i];
    }
    double variance = square - mean * mean;
    std::vector<double> drawn(trial.plan.blocks);
    double sum = 0, squares = 0, n = 0;
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        fade_draw(&trial.plan, seed, 0, drawn.data());
        for (double value : drawn) {
            sum += value - mean;
            squares += (value - mean) * (value - mean);
            n += 1;
        }
    }
    EXPECT_TRUE(std::fabs(sum / n) <= 4.9 * std::sqrt(variance / n)) << sum / n << " " << std::sqrt(variance / n);
    EXPECT_NEAR(squares / n, variance, 0.05 * variance);
}

// The table that fade_draw interpolates in against the exact coupling: without scintillation every drawn efficiency is a
// coupling at a displacement that the same words give. Held to 2e-6, far below a pass's shot noise of 5e-4.
TEST(Fade, InterpolatesTheCouplingClosely) {
    for (double radius : {0.4, 1.5, 4.5, 30.0}) {
        struct channel_link link = TrialPlan::fading_link(1, 0);
        link.scintillation_index = 0;
        link.beam_radius_m = radius;
        link.jitter_m = 0.15 * radius;
        link.bias_m = 0.1 * radius;
        TrialPlan trial(1, 2000, 1, link);
        std::vector<double> drawn(trial.plan.blocks);
        fade_draw(&trial.plan, 9, 0, drawn.data());
        for (uint64_t b = 0; b < trial.plan.blocks; ++b) {
            struct philox_words words = philox(9, b, PHILOX_FOR_FADES, 0);
            double x = link.bias_m + link.jitter_m * portable_normal(words.a);
            double y = link.jitter_m * portable_normal(words.b);
            double exact = beam_coupling(radius, std::hypot(x, y), link.pupil_m, 0);
            EXPECT_NEAR(drawn[b], exact, 2e-6 * exact) << radius << " " << b;
        }
    }
}
