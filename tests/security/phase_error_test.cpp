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
    real repaired = -INFINITY, few = -INFINITY, bare = -INFINITY, one_sided = -INFINITY;
};

void look(double eps, double sample, double complement, double seen, worst *found) {
    double bound;
    if (!phase_error_bound(eps, seen, sample, complement, &bound)) {
        return;
    }
    found->repaired = std::max(found->repaired, excess(eps, sample, complement, seen, bound));
    double rate = std::max(std::max(seen, 60.0) / sample, 12 / complement);
    bound = rate + phase_error_gamma(eps, rate, sample, complement);
    found->few = std::max(found->few, excess(eps, sample, complement, seen, bound));
    rate = std::max(seen, 60.0) / sample;
    bound = rate + phase_error_gamma(eps, rate, sample, complement);
    found->one_sided = std::max(found->one_sided, excess(eps, sample, complement, seen, bound));
    rate = std::max(seen, 1.0) / sample;
    bound = rate + phase_error_gamma(eps, rate, sample, complement);
    found->bare = std::max(found->bare, excess(eps, sample, complement, seen, bound));
}

/* Where it is nearest: where one of the repairs just stops, and from there on. */
worst scan(double eps, double ratio) {
    worst found;
    for (double sample : {1e3, 1e4, 1e5, 1e6, 1e8}) {
        const double complement = std::floor(sample * ratio), most = std::min(sample / 2, 3e5);
        for (double seen : {0.0, 1.0, 10.0, 30.0, 59.0, 60.0, 61.0}) {
            look(eps, sample, complement, seen, &found);
        }
        for (double seen = 62; seen < most; seen = std::floor(seen * 1.03) + 1) {
            look(eps, sample, complement, seen, &found);
        }
    }
    return found;
}

} // namespace

/* Against the exact hypergeometric tail, for every epsilon and key bases from a thousandth of the other to a thousand times
 * it. As printed gamma is exceeded for few errors; 60 of them are not enough for a small key basis; and 60 and 12 are not
 * enough for rare failures: so each repair is needed, and this test can fail. */
TEST(PhaseError, CoversTheExactTail) {
    for (double eps : {0.5, 1e-3, 1e-6, 1e-9, 5e-10, 1e-12, 1e-15, 1e-18, 1e-30}) {
        worst all;
        for (double ratio : {0.001, 0.01, 0.1, 0.15, 0.18, 0.2, 0.22, 0.25, 0.3, 0.4, 0.6, 1.0, 3.0, 30.0, 1000.0}) {
            const worst found = scan(eps, ratio);
            EXPECT_LE(found.repaired, 0) << "eps " << eps << " complement/sample " << ratio;
            all.one_sided = std::max(all.one_sided, found.one_sided);
            all.few = std::max(all.few, found.few);
            if (eps < 1e-5) {
                EXPECT_GT(found.bare, 0) << "eps " << eps << " complement/sample " << ratio;
            }
        }
        if (eps < 1e-5) {
            EXPECT_GT(all.one_sided, 0) << "60 errors alone are not enough for a small key basis, eps " << eps;
        }
        EXPECT_EQ(all.few > 0, eps < 1e-14) << "60 and 12, eps " << eps;
    }
}

/* Closed form: gamma² = spread variance / ln 2 * log2(spread/variance * 441/eps²), here with round numbers: spread
 * 2e-4, rate 1/2. */
TEST(PhaseError, GammaIsThePapers) {
    const double expected = std::sqrt(2e-4 * 0.25 / std::log(2.0) * std::log2(2e-4 / 0.25 * 441e18));
    EXPECT_NEAR(phase_error_gamma(1e-9, 0.5, 1e4, 1e4), expected, 1e-15);
    /* and never below sqrt(2 ln(21/eps)) standard deviations: the printed one has no value here */
    EXPECT_NEAR(phase_error_gamma(0.9, 0.1, 1e9, 1e9), std::sqrt(2e-9 * 0.09 * 2 * std::log(21 / 0.9)), 1e-15);
}

TEST(PhaseError, KnowsWhenItKnowsNothing) {
    double bound = 0;
    EXPECT_FALSE(phase_error_bound(1e-9, 100, 0, 1e6, &bound));
    EXPECT_EQ(bound, 0.5);
    EXPECT_FALSE(phase_error_bound(1e-9, 100, 1e6, -5, &bound));
    EXPECT_FALSE(phase_error_bound(1e-9, 5e5, 1e6, 1e6, &bound));
    EXPECT_FALSE(phase_error_bound(1e-9, 0, 120, 1e6, &bound)) << "60 of 120";
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
