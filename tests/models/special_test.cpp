// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

extern "C" {
#include "special/bessel.h"
#include "special/gauss.h"
#include "special/marcum.h"
}

#ifdef SATQKD_HAVE_GSL
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_bessel.h>
#endif

namespace {

const long double pi = acosl(-1.0L);

// exp(-z) I0(z) = (1/pi) integral of exp(z (cos t - 1)) over 0..pi: the trapezoidal rule converges faster than any power.
long double scaled_i0(long double z) {
    const int points = 20 + static_cast<int>(7 * sqrtl(z));
    long double sum = 0.5L * (1 + expl(-2 * z));
    for (int i = 1; i < points; i++) {
        sum += expl(z * (cosl(pi * i / points) - 1));
    }
    return sum / points;
}

// Gauss-Legendre nodes of -1..1 in long double by Newton's method on Legendre's recurrence.
struct legendre_rule {
    std::vector<long double> x, weight;
    explicit legendre_rule(int count) : x(count), weight(count) {
        for (int i = 0; i < count; i++) {
            long double root = cosl(pi * (i + 0.75L) / (count + 0.5L)), slope = 1;
            for (int round = 0; round < 8; round++) {
                long double before = 1, value = root;
                for (int k = 2; k <= count; k++) {
                    const long double next = ((2 * k - 1) * root * value - (k - 1) * before) / k;
                    before = value;
                    value = next;
                }
                slope = count * (root * value - before) / (root * root - 1);
                root -= value / slope;
            }
            x[i] = root;
            weight[i] = 2 / ((1 - root * root) * slope * slope);
        }
    }
};

// Rice's density about a, integrated from `from` to `to` in panels of about one sigma.
long double rice_integral(long double a, long double from, long double to) {
    static const legendre_rule rule(30);
    const int panels = 1 + static_cast<int>(to - from);
    const long double half = (to - from) / panels / 2;
    long double sum = 0;
    for (int panel = 0; panel < panels; panel++) {
        for (size_t i = 0; i < rule.x.size(); i++) {
            const long double x = from + half * (2 * panel + 1 + rule.x[i]);
            sum += rule.weight[i] * x * expl(-(x - a) * (x - a) / 2) * scaled_i0(a * x);
        }
    }
    return sum * half;
}

double relative(long double value, long double expected) {
    return static_cast<double>(fabsl(value - expected) / fabsl(expected));
}

} // namespace

#ifdef SATQKD_HAVE_GSL
TEST(Bessel, AgreesWithGsl) {
    for (double x = 1e-7; x < 1e8; x *= 1.07) { // below 3e-8 GSL 2.7 leaves exp(-x) out of I1
        EXPECT_LE(relative(bessel_i0_scaled(x), gsl_sf_bessel_I0_scaled(x)), 1e-12) << x;
        EXPECT_LE(relative(bessel_i1_scaled(x), gsl_sf_bessel_I1_scaled(x)), 1e-12) << x;
        EXPECT_LE(relative(bessel_i1_scaled(-x), -bessel_i1_scaled(x)), 0.0) << x;
    }
}

TEST(Bessel, J0AndJ1AgreeWithGsl) {
    for (double x = 0.013; x < 300; x *= 1.07) {
        EXPECT_NEAR(1 - bessel_j0_deficit(x), gsl_sf_bessel_J0(x), 1e-10) << x;
        EXPECT_NEAR(bessel_j1(x), gsl_sf_bessel_J1(x), 1e-10) << x;
        EXPECT_EQ(bessel_j1(-x), -bessel_j1(x)) << x;
    }
    for (double x : {1e-8, 1e-4, 0.3}) { // x²/4 (1 - x²/16 (1 - x²/36))
        EXPECT_LE(relative(bessel_j0_deficit(x), x * x / 4 * (1 - x * x / 16 * (1 - x * x / 36 * (1 - x * x / 64)))),
                  1e-9)
            << x;
    }
    EXPECT_EQ(bessel_j0_deficit(0), 0.0);
    EXPECT_EQ(bessel_j1(0), 0.0);
}

TEST(Gauss, LegendreAgreesWithGslForEveryCount) {
    for (int count = 1; count <= GAUSS_MAX; count++) {
        // GSL keeps tables of these counts; the others it computes at run time to 1e-10.
        const bool tabulated = count <= 20 || count == 32 || count == 64 || count == 96 || count == 100 || count == 128;
        const double tolerance = tabulated ? 1e-12 : 1e-9;
        std::vector<double> x(count), weight(count);
        gauss_legendre(count, x.data(), weight.data());
        gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(count);
        for (int i = 0; i < count; i++) {
            double expected_x, expected_weight;
            gsl_integration_glfixed_point(-1.0, 1.0, i, &expected_x, &expected_weight, table);
            EXPECT_NEAR(x[i], expected_x, tolerance) << count << " " << i;
            EXPECT_LE(relative(weight[i], expected_weight), tolerance) << count << " " << i;
        }
        gsl_integration_glfixed_table_free(table);
    }
}

TEST(Gauss, HermiteAndLaguerreAgreeWithGsl) {
    struct rule {
        const gsl_integration_fixed_type *type;
        void (*nodes)(int, double *, double *);
    };
    for (const rule &rule :
         {rule{gsl_integration_fixed_hermite, gauss_hermite}, rule{gsl_integration_fixed_laguerre, gauss_laguerre}}) {
        for (int count : {1, 2, 3, 7, 16, 33, 64, 128}) {
            std::vector<double> x(count), weight(count);
            rule.nodes(count, x.data(), weight.data());
            gsl_integration_fixed_workspace *oracle = gsl_integration_fixed_alloc(rule.type, count, 0, 1, 0, 0);
            for (int i = 0; i < count; i++) {
                // Both solve an eigenvalue problem: GSL's error is a rounding of the largest node, 504 for Laguerre's 128.
                EXPECT_NEAR(x[i], gsl_integration_fixed_nodes(oracle)[i], 1e-12 * std::max(1.0, x[count - 1] / 10));
                EXPECT_NEAR(weight[i], gsl_integration_fixed_weights(oracle)[i], 1e-12);
            }
            gsl_integration_fixed_free(oracle);
        }
    }
}
#endif

// Integrals of x^(2k) exp(-x²) and x^k exp(-x) are Gamma(k + 1/2) and k!: a rule of n points has them up to degree 2n - 1. This
// weighs the small outer weights, which an absolute comparison does not.
TEST(Gauss, MomentsAreExact) {
    for (int count : {4, 16, 64}) {
        std::vector<double> x(count), weight(count), y(count), weight_y(count);
        gauss_hermite(count, x.data(), weight.data());
        gauss_laguerre(count, y.data(), weight_y.data());
        for (int k = 0; k < 2 * count; k++) {
            long double hermite = 0, laguerre = 0;
            for (int i = 0; i < count; i++) {
                hermite += weight[i] * powl(x[i], 2 * (k / 2));
                laguerre += weight_y[i] * powl(y[i], k);
            }
            EXPECT_LE(relative(hermite, tgammal(k / 2 + 0.5L)), 1e-12) << count << " " << k;
            EXPECT_LE(relative(laguerre, tgammal(k + 1.0L)), 2e-12) << count << " " << k;
        }
    }
}

TEST(Gauss, PanelIsLegendresRule) {
    double x[GAUSS_PANEL], weight[GAUSS_PANEL];
    gauss_legendre(GAUSS_PANEL, x, weight);
    std::vector<std::pair<double, double>> panel;
    for (const gauss_node &node : gauss_panel) {
        panel.emplace_back(node.x, node.weight);
    }
    std::sort(panel.begin(), panel.end());
    for (int i = 0; i < GAUSS_PANEL; i++) {
        EXPECT_NEAR(panel[i].first, 0.5 + 0.5 * x[i], 3e-16);
        EXPECT_NEAR(panel[i].second, 0.5 * weight[i], 3e-16);
    }
}

// Small and large arguments, both sides of a = b, and both sides of the change of method at ab = 300 and b = 2.5.
TEST(Marcum, AgreesWithAnIntegralInLongDouble) {
    for (double a : {0.0, 1e-9, 0.3, 2.49, 2.6, 7.0, 17.0, 17.5, 36.0}) {
        for (double b : {1e-6, 0.02, 1.0, 2.4, 2.51, 6.0, 17.3, 36.5}) {
            const double tolerance = 1e-13 * (1 + std::fabs(a - b) * std::max(a, b) / 100);
            if (a - b < 34 && b - a < 9) { // not the deep tail, nor where P is 1
                const long double below = rice_integral(a, std::max(0.0, std::min(a, b) - 10), b);
                EXPECT_LE(relative(marcum_p(a, b), below), tolerance) << a << " " << b;
            }
            if (b - a < 34 && a - b < 9) {
                const long double above = rice_integral(a, b, std::max(a, b) + 10);
                EXPECT_LE(relative(marcum_q(a, b), above), tolerance) << a << " " << b;
            }
        }
    }
}

TEST(Marcum, EdgesAndNonsense) {
    EXPECT_EQ(marcum_p(0, 0), 0.0);
    EXPECT_EQ(marcum_q(0, 0), 1.0);
    EXPECT_EQ(marcum_p(1e200, 1), 0.0);
    EXPECT_EQ(marcum_p(0, INFINITY), 1.0);
    EXPECT_EQ(marcum_q(0, INFINITY), 0.0);
    EXPECT_TRUE(std::isnan(marcum_p(-1, 1)));
    EXPECT_TRUE(std::isnan(marcum_q(1, NAN)));
    EXPECT_LE(relative(marcum_p(0, 1e-100), 0.5e-200L), 1e-15);
}
