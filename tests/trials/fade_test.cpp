/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <algorithm>
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
    static double efficiency[FADE_NODES], weight[FADE_NODES];
    int nodes = fade_quadrature(&trial.plan, &trial.rows[0], efficiency, weight);
    double total = 0, mean = 0, square = 0;
    for (int i = 0; i < nodes; ++i) {
        total += weight[i];
        mean += weight[i] * efficiency[i];
    }
    double w2 = link.beam_radius_m * link.beam_radius_m, s2 = link.jitter_m * link.jitter_m;
    EXPECT_NEAR(total, 1, 1e-12);
    EXPECT_NEAR(mean, 0.3 * -std::expm1(-2 * 0.25 / (w2 + 4 * s2)), 1e-9 * mean);
    // With a pupil much smaller than the beam the coupling is a Gaussian of the displacement: its second moment is the first with w²
    // halved, (2a²/w²)² / (1 + 8 sigma²/w²), to (a/w)²; scintillation multiplies by 1 + index.
    link.pupil_m = 0.01;
    TrialPlan narrow(1, 1000, 1000, link);
    nodes = fade_quadrature(&narrow.plan, &narrow.rows[0], efficiency, weight);
    for (int i = 0; i < nodes; ++i) {
        square += weight[i] * efficiency[i] * efficiency[i];
    }
    double far_field = 0.3 * 2e-4 / w2;
    EXPECT_NEAR(square, far_field * far_field / (1 + 8 * s2 / w2) * 1.05, 2e-5 * square);
}

// The float table of the normal deviate against AS 241 in double: 3e-6 absolute is what a cubic over a sixteenth of an octave and 24 bits
// leave (the widest parts, next to the median, cover a deviate of 0.05).
TEST(Fade, NormalTableFollowsTheDistribution) {
    std::vector<float> table(FADE_NORMAL_FLOATS);
    fade_maps_normal(table.data());
    double worst = 0;
    for (uint64_t i = 0; i < 200000; ++i) {
        uint32_t word = i < 1000 ? (uint32_t)i : i < 2000 ? ~(uint32_t)(i - 1000) : (uint32_t)(i * 2654435761u);
        double exact = portable_normal_tail(((word & 0x7fffffff) + 0.5) / 4294967296.0) * (word >> 31 ? -1 : 1);
        worst = std::max(worst, std::fabs((double)fade_normal(table.data(), word) - exact));
    }
    EXPECT_LE(worst, 3e-6);
}

// The interpolation that the device uses, on the host, against what it interpolates. Held to 2e-6, far below a pass's shot noise of 5e-4.
TEST(Fade, BlockFollowsTheExactCoupling) {
    for (double radius : {0.4, 1.5, 4.5, 30.0}) {
        struct channel_link link = TrialPlan::fading_link(1, 0);
        link.beam_radius_m = radius;
        link.jitter_m = 0.15 * radius;
        link.bias_m = 0.1 * radius;
        TrialPlan trial(1, 2000, 1, link);
        struct fade_row row;
        std::vector<float> coupling(FADE_COUPLING_NODES), maps(FADE_MAPS * FADE_MAP_NODES);
        fade_maps_row(&trial.plan, &trial.rows[0], 0, &row, coupling.data(), maps.data());
        for (int i = 0; i < 2000; ++i) {
            float process[FADE_PROCESSES] = {};
            process[0] = (float)(2.5 * std::sin(i * 1.1));
            process[1] = (float)(2.5 * std::cos(i * 0.7));
            process[2] = (float)(3.0 * std::sin(i * 0.3));
            process[6] = (float)(2.0 * std::sin(i * 0.9));
            struct trial_block block = fade_block(&row, coupling.data(), maps.data(), process);
            double x = link.bias_m + link.jitter_m * process[0], y = link.jitter_m * process[1];
            double v = link.scintillation.log_variance;
            double exact = beam_coupling(radius, std::hypot(x, y), link.pupil_m, 0) *
                           std::exp(std::sqrt(v) * process[2] - 0.5 * v);
            double level = fade_maps_steady(&trial.rows[0]) *
                           std::exp2(((int)block.table + row.lowest_level) / (double)FADE_LEVELS_AN_OCTAVE);
            double got = level * (block.keep + 1.0) / 4294967296.0;
            EXPECT_NEAR(got, std::min(exact, 1.0), 4e-6 * exact) << radius << " " << i;
            double delta = 0.05 + 0.04 * process[6];
            EXPECT_NEAR(block.wrong / 4294967296.0, 0.5 * (1 - 0.99 * std::cos(2 * delta)), 2e-7);
            EXPECT_NEAR(block.cross / 4294967296.0, 0.5 * (1 + 0.99 * std::sin(2 * delta)), 2e-7);
        }
    }
}

class FadeInTime : public ::testing::Test {
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

    // ln of the efficiency of every block, over rows, for one seed.
    static std::vector<double> log_efficiencies(Fleet &fleet, const struct plan *plan, uint64_t seed) {
        std::vector<struct trial_block> blocks(plan->blocks);
        std::vector<double> out;
        EXPECT_TRUE(fleet.fly(seed)) << fleet.error.message;
        EXPECT_EQ(engine_blocks(fleet.engine, blocks.data(), &fleet.error), SATQKD_OK);
        for (size_t r = 0; r < plan->row_count; ++r) {
            const struct fade_row &row = fleet.levels->fade_rows[r];
            for (uint64_t b = 0; b < plan->rows[r].blocks; ++b) {
                const struct trial_block &block = blocks[plan->rows[r].first_block + b];
                double level =
                    ((int)(block.table - row.first_table) + row.lowest_level) / (double)FADE_LEVELS_AN_OCTAVE;
                out.push_back(std::log(fade_maps_steady(&plan->rows[r])) + level * std::log(2.0) +
                              std::log((block.keep + 1.0) / 4294967296.0));
            }
        }
        return out;
    }
};

struct device *FadeInTime::device = nullptr;

// Log-normal scintillation alone: ln of the efficiency is an Ornstein–Uhlenbeck process of known mean, variance and autocorrelation
// exp(-2 pi f_c lag). 30 seeds × 4 rows × 1000 blocks, so that rows must join. The standard errors of all estimates are formed from the
// seeds' own scatter; limits at 1e-6 each, two-sided Student's t of 29 degrees of freedom: 6.2.
TEST_F(FadeInTime, IsOrnsteinUhlenbeck) {
    const double limit = 6.2;
    struct channel_link link = TrialPlan::link(0.1, 0);
    link.scintillation.kind = SCINTILLATION_LOG_NORMAL;
    link.scintillation.index = 0.2;
    link.scintillation.log_variance = std::log(1.2);
    link.scintillation.bandwidth_hz = 20; // 4000 blocks of 1 ms in 4 s
    TrialPlan trial(4, 1000, 1, link);
    trial.plan.repetition_rate_hz = 1000;
    Fleet fleet(device, ENGINE_EVENT, &trial.plan);
    const int lags[] = {1, 2, 5, 10, 20, 999, 1000};
    std::vector<std::vector<double>> estimates;
    double s2 = link.scintillation.log_variance;
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        std::vector<double> x = log_efficiencies(fleet, &trial.plan, seed);
        std::vector<double> e;
        double mean = 0, square = 0;
        for (double &v : x) {
            v = (v - std::log(0.1) + 0.5 * s2) / std::sqrt(s2); // the Gaussian process itself
            mean += v / (double)x.size();
            square += v * v / (double)x.size();
        }
        e.push_back(mean);
        e.push_back(square - 1);
        for (int lag : lags) {
            double sum = 0;
            for (size_t i = (size_t)lag; i < x.size(); ++i) {
                sum += x[i] * x[i - (size_t)lag];
            }
            e.push_back(sum / (double)(x.size() - (size_t)lag) - std::exp(-2 * M_PI * 20 * lag * 1e-3));
        }
        // The share of neighbouring blocks on different sides of the mean: arccos(rho)/pi for a bivariate normal.
        double crossings = 0;
        for (size_t i = 1; i < x.size(); ++i) {
            crossings += (x[i] > 0) != (x[i - 1] > 0);
        }
        double rho = std::exp(-2 * M_PI * 20 * 1e-3);
        e.push_back(crossings / (double)(x.size() - 1) - std::acos(rho) / M_PI);
        // Mean duration of a fade below the mean, in blocks: half of the time over the crossings downward.
        double below = 0, fades = 0;
        for (size_t i = 1; i < x.size(); ++i) {
            below += x[i] < 0;
            fades += x[i] < 0 && x[i - 1] >= 0;
        }
        e.push_back(below - fades * 0.5 / (0.5 * std::acos(rho) / M_PI));
        estimates.push_back(e);
    }
    for (size_t k = 0; k < estimates[0].size(); ++k) {
        double mean = 0, square = 0;
        for (const std::vector<double> &e : estimates) {
            mean += e[k] / 30;
            square += e[k] * e[k] / 30;
        }
        double error = std::sqrt((square - mean * mean) / 29);
        EXPECT_TRUE(std::fabs(mean) <= limit * error) << "estimate " << k << ": " << mean << " +- " << error;
    }
}

// Kolmogorov–Smirnov on one sample a seed (independent by construction): at 1e-6 the limit is 2.69/sqrt(n).
TEST_F(FadeInTime, HasTheDistributionsItNames) {
    for (enum scintillation_kind kind : {SCINTILLATION_LOG_NORMAL, SCINTILLATION_GAMMA_GAMMA}) {
        struct channel_link link = TrialPlan::link(0.01, 0);
        link.scintillation.kind = kind;
        link.scintillation.bandwidth_hz = 30;
        link.scintillation.alpha = 4.2;
        link.scintillation.beta = 1.4;
        link.scintillation.index = kind == SCINTILLATION_GAMMA_GAMMA ? 1 / 4.2 + 1 / 1.4 + 1 / (4.2 * 1.4) : 0.2;
        link.scintillation.log_variance = std::log(1 + link.scintillation.index);
        TrialPlan trial(2, 100, 1, link);
        trial.plan.repetition_rate_hz = 1000;
        Fleet fleet(device, ENGINE_EVENT, &trial.plan);
        const size_t n = 800;
        std::vector<double> sample;
        for (uint64_t seed = 1; seed <= n; ++seed) {
            sample.push_back(log_efficiencies(fleet, &trial.plan, seed)[123] - std::log(0.01));
        }
        std::sort(sample.begin(), sample.end());
        // Expected distribution by quadrature over the two maps' Gaussians on a fine grid, the maps being tested against GSL.
        double worst = 0;
        for (size_t i = 0; i < n; i += 20) {
            double expected = 0;
            const int grid = kind == SCINTILLATION_GAMMA_GAMMA ? 400 : 1;
            for (int j = 0; j < grid; ++j) {
                double u = (j + 0.5) / grid;
                double second =
                    grid > 1 ? scintillation_log_map(&link.scintillation, 1,
                                                     u < 0.5 ? -portable_normal_tail(u) : portable_normal_tail(1 - u))
                             : 0;
                // The first map is monotone: its inverse by bisection.
                double low = -8, high = 8;
                for (int step = 0; step < 50; ++step) {
                    double middle = 0.5 * (low + high);
                    (scintillation_log_map(&link.scintillation, 0, middle) + second < sample[i] ? low : high) = middle;
                }
                expected += 0.5 * std::erfc(-low / std::sqrt(2.0)) / grid;
            }
            worst = std::max({worst, std::fabs(expected - (double)i / n), std::fabs(expected - (double)(i + 1) / n)});
        }
        EXPECT_LE(worst, 2.69 / std::sqrt((double)n)) << kind;
    }
}

// Jitter of a tabulated spectrum, a band from 0 to 60 Hz, whose autocorrelation is sin(w)/w with w = 2 pi 60 lag. In a pupil much
// smaller than the beam the logarithm of the efficiency is -2 r²/w²: exponentially distributed about the centred one, its mean
// -4 (sigma/w)², its autocorrelation the square of the jitter's. Standard errors from the scatter of 30 seeds, limits at 1e-6 as above.
TEST_F(FadeInTime, FollowsATabulatedSpectrum) {
    struct channel_link link = TrialPlan::link(0.1, 0);
    link.beam_radius_m = 5;
    link.pupil_m = 0.01;
    link.jitter_m = 1;
    TrialPlan trial(4, 1000, 1, link);
    trial.plan.repetition_rate_hz = 1000;
    trial.plan.pointing_spectrum = {{0, 60}, {3, 3}, 2};
    Fleet fleet(device, ENGINE_EVENT, &trial.plan);
    const double mean = -4.0 / 25;
    const double start = std::log(fade_maps_steady(&trial.rows[0]));
    const int lags[] = {1, 3, 8, 12, 20, 1000};
    std::vector<std::vector<double>> estimates;
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        std::vector<double> x = log_efficiencies(fleet, &trial.plan, seed), e(2);
        for (double &v : x) {
            v = (v - start) / mean - 1;
            e[0] += v / (double)x.size();
            e[1] += (v * v - 1) / (double)x.size();
        }
        for (int lag : lags) {
            double sum = 0, w = 2 * M_PI * 60e-3 * lag;
            for (size_t i = (size_t)lag; i < x.size(); ++i) {
                sum += x[i] * x[i - (size_t)lag];
            }
            e.push_back(sum / (double)(x.size() - (size_t)lag) - std::pow(std::sin(w) / w, 2));
        }
        estimates.push_back(e);
    }
    for (size_t k = 0; k < estimates[0].size(); ++k) {
        double average = 0, square = 0;
        for (const std::vector<double> &e : estimates) {
            average += e[k] / 30;
            square += e[k] * e[k] / 30;
        }
        double error = std::sqrt((square - average * average) / 29);
        EXPECT_TRUE(std::fabs(average) <= 6.2 * error) << "estimate " << k << ": " << average << " +- " << error;
        EXPECT_LE(error, 0.1) << k; // or it would say nothing
    }
}
