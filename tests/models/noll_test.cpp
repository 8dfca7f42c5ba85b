// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

extern "C" {
#include "channel/noll.h"
}

// Noll 1976, table IV. A unit of the last digit printed: the table is a sum of rounded terms.
TEST(Noll, ResidualsOfTableIV) {
    const double table[] = {1.0299, .582,  .134,  .111,  .0880, .0648, .0587, .0525, .0463, .0401, .0377,
                            .0352,  .0328, .0304, .0279, .0267, .0255, .0243, .0232, .0220, .0208};
    for (int j = 1; j <= 21; ++j) {
        EXPECT_NEAR(noll_residual(j), table[j - 1], j <= 4 && j > 1 ? 1e-3 : 1e-4) << j;
    }
}

// The modes of all degrees add up to the phase without piston: the sum over modes and the mean over the pupil are
// independent ways to the same number. The tail falls as n^(-5/3).
TEST(Noll, ModesAddUpToTheWhole) {
    double sum = 0;
    const int last = 200000;
    for (int n = 1; n <= last; ++n) {
        sum += (n + 1) * noll_variance(n);
    }
    EXPECT_NEAR(sum + 0.6 * (last + 1.0) * (last + 1.0) * noll_variance(last), 1.0299, 1e-6);
}

// Noll gives the law for large J; it meets the sums to 2 % from 10 to 100 modes.
TEST(Noll, LawForManyModes) {
    for (int j : {10, 15, 21, 28, 36, 45, 66, 91}) {
        EXPECT_NEAR(noll_residual(j) / noll_residual_many(j), 1, 0.02) << j;
    }
    EXPECT_NEAR(noll_residual_many(21), 0.0211, 5e-5); // 0.2944 · 21^(-0.8660) by hand
}

TEST(Noll, RefusesOtherNumbersOfModes) {
    EXPECT_TRUE(std::isnan(noll_residual(0)));
    EXPECT_TRUE(std::isnan(noll_residual(NOLL_MOST_MODES + 1)));
}
