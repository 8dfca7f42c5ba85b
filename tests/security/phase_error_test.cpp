/* SPDX-License-Identifier: MIT */
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

extern "C" {
#include "security/normal_quantile.h"
#include "security/phase_error.h"
}

namespace {

using real = long double;

real ln_choose(real n, real k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

/* ln P(at most `seen` errors in the sample), hypergeometric: `all` errors among sample and complement. Terms from the
 * largest down, each from the one before. */
real ln_tail(real sample, real complement, real all, real seen) {
    real total = 0, term = 1;
    for (real x = seen;; --x) {
        total += term;
        if (x < 1 || term < 1e-25L * total) {
            break;
        }
        term *= x * (complement - all + x) / ((all - x + 1) * (sample - x + 1));
    }
    return ln_choose(all, seen) + ln_choose(sample + complement - all, sample - seen) -
           ln_choose(sample + complement, sample) + std::log(total);
}

/* ln of how much likelier than eps/21 it is to see `seen` errors or fewer in the sample although the complement has
 * more than `bound` of its own: the fewest such errors are the likeliest. Negative: the bound holds. */
real excess(double eps, double sample, double complement, double seen, double bound) {
    const real beyond = std::floor((real)bound * complement) + 1;
    if (bound >= 0.5 || beyond > complement) {
        return -INFINITY;
    }
    return ln_tail(sample, complement, seen + beyond, seen) - std::log((real)eps / PHASE_ERROR_FAILURE_TERMS);
}

struct worst {
    real repaired = -INFINITY, bare = -INFINITY, one_sided = -INFINITY;
};

worst scan(double eps, double ratio) {
    worst found;
    for (double sample : {1e3, 3e3, 1e4, 1e5, 1e6, 1e8}) {
        const double complement = std::floor(sample * ratio);
        for (double seen = 0; seen < std::min(sample / 2, 3e5);
             seen = seen < 300 ? seen + 1 : std::floor(seen * 1.05)) {
            double bound;
            if (!phase_error_bound(eps, seen, sample, complement, &bound)) {
                continue;
            }
            found.repaired = std::max(found.repaired, excess(eps, sample, complement, seen, bound));
            double rate = std::max(seen, 60.0) / sample;
            bound = rate + phase_error_gamma(eps, rate, sample, complement);
            found.one_sided = std::max(found.one_sided, excess(eps, sample, complement, seen, bound));
            rate = std::max(seen, 1.0) / sample;
            bound = rate + phase_error_gamma(eps, rate, sample, complement);
            found.bare = std::max(found.bare, excess(eps, sample, complement, seen, bound));
        }
    }
    return found;
}

} // namespace

/* Against the exact hypergeometric tail, for epsilons in use and key bases from a thousandth of the other to a thousand
 * times it. Without the repair gamma is exceeded for few errors: so the repair is needed, and this test can fail. */
TEST(PhaseError, CoversTheExactTail) {
    for (double eps : {1e-6, 1e-9, 5e-10, 1e-10, 1e-12, 1e-15}) {
        for (double ratio : {0.001, 0.01, 0.1, 0.3, 0.5, 0.9, 1.0, 1.5, 3.0, 10.0, 1000.0}) {
            const worst found = scan(eps, ratio);
            EXPECT_LE(found.repaired, 0) << "eps " << eps << " complement/sample " << ratio;
            if (ratio >= 0.5) {
                EXPECT_LE(found.one_sided, 0) << "60 errors are enough: eps " << eps << " ratio " << ratio;
            }
            EXPECT_GT(found.bare, 0) << "eps " << eps << " complement/sample " << ratio;
        }
        EXPECT_GT(scan(eps, 0.01).one_sided, 0) << "60 errors alone are not enough for a small key basis";
    }
}

/* Closed form: gamma² = spread variance / ln 2 * log2(spread/variance * 441/eps²), here with round numbers: spread
 * 2e-4, rate 1/2. */
TEST(PhaseError, GammaIsThePapers) {
    const double expected = std::sqrt(2e-4 * 0.25 / std::log(2.0) * std::log2(2e-4 / 0.25 * 441e18));
    EXPECT_NEAR(phase_error_gamma(1e-9, 0.5, 1e4, 1e4), expected, 1e-15);
    EXPECT_TRUE(std::isinf(phase_error_gamma(0.9, 0.1, 1e9, 1e9)));
}

TEST(PhaseError, KnowsWhenItKnowsNothing) {
    double bound = 0;
    EXPECT_FALSE(phase_error_bound(1e-9, 100, 0, 1e6, &bound));
    EXPECT_EQ(bound, 0.5);
    EXPECT_FALSE(phase_error_bound(1e-9, 100, 1e6, -5, &bound));
    EXPECT_FALSE(phase_error_bound(1e-9, 5e5, 1e6, 1e6, &bound));
    EXPECT_FALSE(phase_error_bound(1e-9, 0, 120, 1e6, &bound)) << "60 of 120";
    EXPECT_TRUE(phase_error_bound(0.9, 1e8, 1e9, 1e9, &bound));
    EXPECT_EQ(bound, 0.5);
    EXPECT_TRUE(phase_error_bound(1e-9, 1e3, 1e5, 1e5, &bound));
    EXPECT_TRUE(bound > 0.01 && bound < 0.05);
}

/* 5.998 for 1e-9 (published with the Micius analysis); the tail of the quantile is the probability again. */
TEST(NormalQuantile, InvertsTheTail) {
    EXPECT_NEAR(normal_quantile(1e-9), 5.998, 0.0005);
    for (double p : {0.49, 0.3, 0.0227501319481792, 1e-5, 1e-9, 1e-15, 1e-40, 1e-300}) {
        const real x = normal_quantile(p);
        EXPECT_NEAR((double)(std::erfc(x / std::sqrt(2.0L)) / 2 / p), 1, 1e-15 * std::max(1.0L, x * x) * 10) << p;
    }
    EXPECT_NEAR(normal_quantile(0.0227501319481792), 2, 1e-13);
    EXPECT_EQ(normal_quantile(0.5), 0);
    EXPECT_EQ(normal_quantile(0.9), 0);
}
