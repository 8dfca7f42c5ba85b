// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

extern "C" {
#include "terminal/timing.h"
}

// Liao et al. 2017: a gate of 2 ns, pulses of 0.2 ns FWHM, synchronisation 0.529 ns, detectors 0.350 ns. The share of a normal
// distribution within 1 ns / 0.640 ns = 1.563 sigma is 0.882 by the tables.
TEST(Timing, MiciusAcceptance) {
    const timing gate{2e-9, 0.529e-9};
    const source source{848.6e-9, 100e6, 0.2e-9, 0, 0, SOURCE_FLUCTUATION_PULSE};
    detector detector{};
    detector.jitter_s = 0.350e-9;
    EXPECT_NEAR(timing_acceptance(&gate, &source, &detector), 0.882, 5e-4);
}

// A Gaussian pulse has 76.1 % of its energy within its full width at half maximum: erf(sqrt(ln 2)).
TEST(Timing, PulseAloneInAGateOfItsWidth) {
    const timing gate{1e-9, 0};
    const source source{850e-9, 100e6, 1e-9, 0, 0, SOURCE_FLUCTUATION_PULSE};
    const detector detector{};
    EXPECT_NEAR(timing_acceptance(&gate, &source, &detector), std::erf(std::sqrt(std::log(2.0))), 1e-15);
}

TEST(Timing, NoJitterAtAllIsCertain) {
    const timing gate{1e-9, 0}, shut{0, 0};
    const source source{};
    const detector detector{};
    EXPECT_EQ(timing_acceptance(&gate, &source, &detector), 1.0);
    EXPECT_EQ(timing_acceptance(&shut, &source, &detector), 0.0);
}
