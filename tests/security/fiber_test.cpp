/* SPDX-License-Identifier: MIT */
#include <cmath>

#include <gtest/gtest.h>

extern "C" {
#include "fiber.h"
#include "security/fiber_rate.h"
}

namespace {

double fiber_of_db(double loss_db) {
    return fiber_efficiency(0.2, loss_db / 0.2 * 1000);
}

} // namespace

/* Recomputed from -log2(1 - eta) in higher precision. */
TEST(Fiber, PlobNumbers) {
    EXPECT_NEAR(fiber_plob(fiber_of_db(10)), 0.152003, 5e-7);
    EXPECT_NEAR(fiber_plob(fiber_of_db(20)) / 0.01449957, 1, 5e-7);
    EXPECT_NEAR(fiber_plob(fiber_of_db(30)) / 1.4434169e-3, 1, 5e-8);
    EXPECT_NEAR(fiber_plob(fiber_of_db(40)) / 1.4427672e-4, 1, 5e-8);
    EXPECT_NEAR(fiber_plob(fiber_of_db(50)) / 1.4427023e-5, 1, 5e-8);
    /* series for what vanishes beside 1: eta / ln 2 */
    EXPECT_NEAR(fiber_plob(1e-24) * std::log(2.0) / 1e-24, 1, 1e-15);
    EXPECT_NEAR(fiber_plob(0.5), 1, 1e-15);
    EXPECT_EQ(fiber_plob(0), 0);
    EXPECT_TRUE(std::isinf(fiber_plob(1)));
}

/* Liao et al. 2017: 240 dB at 1200 km; one sifted bit in six million years, 6.34 by 1/(1e10 * 1e-24 / 2) s. */
TEST(Fiber, TwelveHundredKilometres) {
    const double efficiency = fiber_efficiency(0.2, 1200e3);
    EXPECT_NEAR(efficiency / 1e-24, 1, 1e-13);
    EXPECT_NEAR(fiber_ideal_years_per_sifted_bit(efficiency) / (2e14 / (365.25 * 86400)), 1, 1e-13);
    EXPECT_NEAR(fiber_ideal_years_per_sifted_bit(efficiency), 6.34e6, 0.005e6);
    EXPECT_NEAR(fiber_twin_field(efficiency) / 1e-12, 1, 1e-13);
    EXPECT_NEAR(fiber_orders_of_magnitude(1e-4, 0.2, 1200e3), 20, 1e-12);
    EXPECT_EQ(fiber_efficiency(0.2, 0), 1);
    /* beyond the smallest double the ratio still has its digits */
    EXPECT_EQ(fiber_efficiency(0.2, 20e6), 0);
    EXPECT_NEAR(fiber_orders_of_magnitude(1e-4, 0.2, 20e6), 396, 1e-10);
    EXPECT_TRUE(std::isinf(fiber_ideal_years_per_sifted_bit(0)));
    // 2e-10 s × 10^400 over the seconds of a Julian year.
    EXPECT_NEAR(fiber_ideal_years_log10(-400), 400 + std::log10(2e-10 / (365.25 * 86400)), 1e-12);
}

namespace {

double entropy(double p) {
    return -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

} // namespace

/* GYS with a vacuum and a weak decoy of 0.05 (as in published_test.cpp), per signal pulse; receiver 4.5 %. */
TEST(FiberRate, IsTheGysRate) {
    fiber_rate_system gys = fiber_rate_micius;
    gys.intensities[FIBER_RATE_SIGNAL] = 0.48;
    gys.intensities[FIBER_RATE_WEAK] = 0.05;
    gys.receiver_efficiency = 0.045;
    gys.noise_probability = 1.7e-6;
    gys.misalignment_error = 0.033;
    gys.f_ec = 1.22;
    const double signals = gys.repetition_rate_hz * gys.probabilities[FIBER_RATE_SIGNAL];
    EXPECT_NEAR(fiber_rate(&gys, fiber_efficiency(0.21, 50e3)) / signals / 2.0962e-4, 1, 5e-5);
    EXPECT_NEAR(fiber_rate(&gys, fiber_efficiency(0.21, 100e3)) / signals / 1.60200e-5, 1, 5e-6);
    EXPECT_EQ(fiber_rate(&gys, fiber_efficiency(0.21, 141e3)), 0);
}

/* Never above what a single-photon analysis with all yields known would give, nor above the channel's capacity; falls
 * with length, and to exactly 0 under the noise. */
TEST(FiberRate, StaysBelowItsLimits) {
    fiber_rate_system system = fiber_rate_micius;
    system.noise_probability = 2e-7;
    system.misalignment_error = 0.0085;
    double before = INFINITY;
    for (double length_km = 0; length_km <= 1200; length_km += 25) {
        const double fiber = fiber_efficiency(0.2, length_km * 1000), eta = fiber * system.receiver_efficiency;
        const double rate = fiber_rate(&system, fiber);
        EXPECT_TRUE(rate >= 0 && (rate < before || rate == 0)) << length_km;
        EXPECT_LE(rate, fiber_plob(fiber) * system.repetition_rate_hz) << length_km;
        const double mu = system.intensities[FIBER_RATE_SIGNAL], light = -std::expm1(-eta * mu);
        const double gain = system.noise_probability + light, yield = system.noise_probability + eta;
        const double qber = (system.noise_probability / 2 + system.misalignment_error * light) / gain;
        const double e1 = (system.noise_probability / 2 + system.misalignment_error * eta) / yield;
        const double known = 0.5 * 0.5 * system.repetition_rate_hz *
                             (yield * mu * std::exp(-mu) * (1 - entropy(e1)) - system.f_ec * gain * entropy(qber));
        EXPECT_LE(rate, std::fmax(known, 0) * (1 + 1e-12)) << length_km;
        if (length_km <= 150) {
            EXPECT_GT(rate, 0.7 * known) << length_km;
        }
        before = rate;
    }
    EXPECT_EQ(before, 0);
}
