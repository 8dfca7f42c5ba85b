// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

extern "C" {
#include "special/gamma.h"
}

#ifdef SATQKD_HAVE_GSL
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#endif

namespace {

const long double pi = acosl(-1.0L);

// The smaller tail of a gamma variate at x, in long double, over ln x from there outwards.
long double tail(long double shape, long double v) {
    const auto exponent = [](long double t) {
        if (fabsl(t) > 1) {
            return expm1l(t) - t;
        }
        long double term = t * t / 2, sum = 0;
        for (int k = 3; k < 40; k++) {
            sum += term;
            term *= t / k;
        }
        return sum;
    };
    const long double side = v < 0 ? -1 : 1;
    const int steps = 30000;
    // the exponent is convex: it grows at least as fast as at the start
    const long double reach = 45 / (shape * fabsl(expm1l(v))), step = reach / steps;
    long double sum = 0;
    for (int i = 0; i <= steps; i++) { // Simpson's rule: 667 steps to a decay by e leave 3e-14
        const long double weight = i == 0 || i == steps ? 1 : i % 2 ? 4 : 2;
        sum += weight * expl(-shape * exponent(v + side * i * step));
    }
    return sum * step / 3 * expl(shape * logl(shape) - shape - lgammal(shape));
}

double normal_tail(double deviate) {
    return 0.5 * std::erfc(std::fabs(deviate) / std::sqrt(2.0));
}

} // namespace

// Shapes 1 and 1/2 are elementary: 1 - exp(-x), and the chi-squared variate of one degree, erf(sqrt x).
TEST(Gamma, ElementaryShapes) {
    for (double x : {1e-12, 0.01, 0.3, 1.0, 2.5, 10.0, 30.0, 300.0}) {
        EXPECT_NEAR(gamma_p(1, x) / -std::expm1(-x), 1, 2e-14) << x;
        EXPECT_NEAR(gamma_q(1, x) / std::exp(-x), 1, 1e-13) << x;
        EXPECT_NEAR(gamma_p(0.5, x) / std::erf(std::sqrt(x)), 1, 2e-14) << x;
        EXPECT_NEAR(gamma_q(0.5, x) / std::erfc(std::sqrt(x)), 1, 1e-13) << x;
    }
    EXPECT_EQ(gamma_p(3, 0), 0.0);
    EXPECT_EQ(gamma_q(3, 0), 1.0);
    EXPECT_EQ(gamma_p(3, INFINITY), 1.0);
    EXPECT_EQ(gamma_q(3, INFINITY), 0.0);
}

TEST(Gamma, QuantileOfElementaryShapes) {
    for (double n = -6.5; n <= 6.5; n += 0.125) {
        const double lower = n < 0 ? normal_tail(n) : 1 - normal_tail(n);
        const double exponential = n < 0 ? -std::log1p(-lower) : -std::log(normal_tail(n));
        EXPECT_NEAR(std::exp(gamma_log_quantile(1, n)) / exponential, 1, 5e-14) << n;
        if (n > -1) { // |N| of a two-sided tail: erfc(sqrt x) = Phi(-n)
            EXPECT_NEAR(std::erfc(std::sqrt(0.5 * std::exp(gamma_log_quantile(0.5, n)))) /
                            (n < 0 ? 1 - lower : normal_tail(n)),
                        1, 1e-12)
                << n;
        }
    }
}

#ifdef SATQKD_HAVE_GSL
// GSL's own inverse, up to the shape where it keeps its digits (from 1e4 on it loses them: against the integral it is off by 1e-10).
TEST(Gamma, AgreesWithGsl) {
    for (double shape : {0.5, 0.51, 0.9, 1.0, 2.7, 8.0, 25.0, 99.0, 101.0, 399.0, 401.0, 900.0}) {
        for (double n = -6.5; n <= 6.5; n += 0.25) {
            const double p = normal_tail(n);
            const double x = n < 0 ? gsl_cdf_gamma_Pinv(p, shape, 1) : gsl_cdf_gamma_Qinv(p, shape, 1);
            EXPECT_NEAR(shape * std::exp(gamma_log_quantile(shape, n)) / x, 1, 1e-12) << shape << ' ' << n;
            const double value = n < 0 ? gamma_p(shape, x) : gamma_q(shape, x);
            EXPECT_NEAR(value / (n < 0 ? gsl_cdf_gamma_P(x, shape, 1) : gsl_cdf_gamma_Q(x, shape, 1)), 1,
                        shape > 300 ? 5e-12 : 1e-12)
                << shape << ' ' << n; // GSL's exponent of 1e3 has lost three digits there
            EXPECT_NEAR(gamma_p(shape, x) + gamma_q(shape, x), 1, 1e-13);
        }
    }
}
#endif

// Where GSL has no digits left: the density integrated in long double from the quantile outwards gives the normal tail again.
TEST(Gamma, TailBeyondTheQuantileIsTheNormalTail) {
    for (double shape : {40.0, 399.0, 401.0, 5e3, 1e5, 1e6}) {
        for (double n : {-6.5, -5.0, -3.1, -2.0, 2.0, 3.3, 5.1, 6.5}) {
            const double v = gamma_log_quantile(shape, n);
            const double off = static_cast<double>(tail(shape, v) / normal_tail(n)) - 1;
            // an error e of the variate changes the tail by |n| sqrt(shape) e or so: asked are 1e-12 of the variate
            EXPECT_LE(std::fabs(off), std::max(1e-13 * std::fabs(n) * std::sqrt(shape), 1e-12)) << shape << ' ' << n;
            const double x = shape * std::exp(v),
                         exact = static_cast<double>(tail(shape, logl((long double)x / shape)));
            EXPECT_NEAR((n < 0 ? gamma_p(shape, x) : gamma_q(shape, x)) / exact, 1, 2e-12) << shape << ' ' << n;
        }
    }
}

// A large shape is a normal variate of variance 1/shape, corrected by Cornish and Fisher (1938) up to n^4; no jump where the method changes.
TEST(Gamma, LargeShapesFollowCornishAndFisher) {
    const double shape = 1e9, s = 1 / std::sqrt(shape);
    for (double n = -6.5; n <= 6.5; n += 0.5) {
        const double variate = n * s + (n * n - 1) * s * s / 3 + (n * n * n - 7 * n) * s * s * s / 36;
        EXPECT_NEAR(std::expm1(gamma_log_quantile(shape, n)) / variate, 1, 1e-9) << n;
    }
    for (double n : {-6.0, -0.5, 0.0, 0.5, 6.0}) {
        const double slope = (gamma_log_quantile(399.9, n) - gamma_log_quantile(399.5, n)) / 0.4;
        EXPECT_NEAR(gamma_log_quantile(400.1, n), gamma_log_quantile(399.9, n) + 0.2 * slope,
                    5e-7 * (0.1 + std::fabs(n)));
    }
    EXPECT_EQ(gamma_log_quantile(INFINITY, 3), 0.0);
}

TEST(Gamma, RefusesWhatIsNoShapeOrDeviate) {
    EXPECT_TRUE(std::isnan(gamma_p(0, 1)));
    EXPECT_TRUE(std::isnan(gamma_q(-1, 1)));
    EXPECT_TRUE(std::isnan(gamma_p(1, -1)));
    EXPECT_TRUE(std::isnan(gamma_p(NAN, 1)));
    EXPECT_TRUE(std::isnan(gamma_p(1, NAN)));
    EXPECT_TRUE(std::isnan(gamma_log_quantile(0, 1)));
    EXPECT_TRUE(std::isnan(gamma_log_quantile(1, NAN)));
    EXPECT_TRUE(std::isnan(gamma_log_quantile(1, 38)));
    EXPECT_TRUE(std::isfinite(gamma_log_quantile(0.5, -37)));
    EXPECT_TRUE(std::isfinite(gamma_log_quantile(1e6, 37)));
}
