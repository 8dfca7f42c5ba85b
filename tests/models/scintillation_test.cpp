// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" // in C++ the function turbulence_path hides the struct's constructor
extern "C" {
#include "channel/scintillation.h"
#include "special/gamma.h"
#include "special/gauss.h"
}
#pragma GCC diagnostic pop

namespace {

const double pi = std::acos(-1.0);

// A horizontal-like slab, seen at 30°: strong for a large Cn².
struct turbulence_path slab_path(double cn2, double diameter) {
    const turbulence slab{TURBULENCE_SLAB, cn2, 0, 5, 10e3};
    struct turbulence_path path;
    turbulence_path(&slab, TURBULENCE_DOWN, 850e-9, pi / 6, 500e3, diameter, 0.005, &path);
    return path;
}

scintillation made(scintillation_choice choice, const struct turbulence_path &path) {
    scintillation s;
    scintillation_make(choice, &path, &s);
    return s;
}

// Mean of f over a standard normal deviate, by the trapezoidal rule: it converges faster than any power of the step.
template <typename Function> double normal_mean(Function f, double step = 0.05) {
    double sum = 0;
    for (double n = -11; n < 11.001; n += step) {
        sum += std::exp(-0.5 * n * n) * f(n);
    }
    return sum * step / std::sqrt(2 * pi);
}

} // namespace

// Rytov variance 1 divides (Andrews and Phillips 2005: weak fluctuations below, moderate to strong above); the forced ones stay.
TEST(Scintillation, ChoiceByTheRytovVariance) {
    const auto weak = slab_path(9e-17, 0.1), strong = slab_path(1.1e-16, 0.1);
    ASSERT_LT(weak.rytov_plane, 1);
    ASSERT_GT(strong.rytov_plane, 1);
    EXPECT_EQ(made(SCINTILLATION_AUTO, weak).kind, SCINTILLATION_LOG_NORMAL);
    EXPECT_EQ(made(SCINTILLATION_AUTO, strong).kind, SCINTILLATION_GAMMA_GAMMA);
    EXPECT_EQ(made(SCINTILLATION_FORCE_GAMMA_GAMMA, weak).kind, SCINTILLATION_GAMMA_GAMMA);
    EXPECT_EQ(made(SCINTILLATION_FORCE_LOG_NORMAL, strong).kind, SCINTILLATION_LOG_NORMAL);
    EXPECT_EQ(made(SCINTILLATION_AUTO, weak).bandwidth_hz, weak.scintillation_hz);
    const auto none = made(SCINTILLATION_FORCE_GAMMA_GAMMA, slab_path(0, 0.1));
    EXPECT_EQ(none.kind, SCINTILLATION_NONE);
    EXPECT_EQ(none.index, 0.0);
    EXPECT_EQ(scintillation_log_map(&none, 0, 3), 0.0);
    EXPECT_EQ(scintillation_log_map(&none, 1, -3), 0.0);
}

// 1/alpha + 1/beta + 1/(alpha beta) is the index, from the weakest to the strongest air and from a point to a wide aperture.
TEST(Scintillation, ShapesMakeTheIndex) {
    for (double diameter : {0.0, 0.05, 0.3, 2.0}) {
        for (double cn2 = 1e-20; cn2 < 1e-10; cn2 *= 3) {
            const auto path = slab_path(cn2, diameter);
            const auto s = made(SCINTILLATION_FORCE_GAMMA_GAMMA, path);
            EXPECT_GT(path.scintillation_index, 0);
            EXPECT_EQ(s.index, path.scintillation_index);
            EXPECT_NEAR((1 / s.alpha + 1 / s.beta + 1 / (s.alpha * s.beta)) / s.index, 1, 1e-12)
                << cn2 << ' ' << diameter;
            EXPECT_NEAR(s.log_variance, std::log1p(s.index), 1e-15 * (1 + s.log_variance));
        }
    }
}

// A point receiver in strong turbulence: the shapes as printed (Al-Habash, Andrews and Phillips 2001; Andrews and Phillips 2005, section
// 9.10). In the limit the small scales alone fade, beta goes to 1 and the index with it.
TEST(Scintillation, ShapesOfAPointReceiver) {
    const auto path = slab_path(1e-14, 0);
    const double r = path.rytov_plane, r65 = std::pow(r, 1.2);
    ASSERT_GT(r, 1);
    const auto s = made(SCINTILLATION_AUTO, path);
    EXPECT_NEAR(s.alpha * (std::exp(0.49 * r / std::pow(1 + 1.11 * r65, 7.0 / 6)) - 1), 1, 1e-8);
    EXPECT_NEAR(s.beta * (std::exp(0.51 * r / std::pow(1 + 0.69 * r65, 5.0 / 6)) - 1), 1, 1e-8);
    const auto saturated = made(SCINTILLATION_AUTO, slab_path(1e-9, 0));
    EXPECT_NEAR(saturated.beta, 1, 0.01);
    EXPECT_GT(saturated.alpha, 100);
}

TEST(Scintillation, VariatesHaveUnitMeanAndTheirVariance) {
    for (double cn2 : {1e-16, 2e-15, 1e-13}) {
        for (auto choice : {SCINTILLATION_FORCE_LOG_NORMAL, SCINTILLATION_FORCE_GAMMA_GAMMA}) {
            const auto s = made(choice, slab_path(cn2, 0.05));
            double mean = 1, square = 1;
            for (int process = 0; process < SCINTILLATION_PROCESSES; process++) {
                mean *= normal_mean([&](double n) { return std::exp(scintillation_log_map(&s, process, n)); });
                square *= normal_mean([&](double n) { return std::exp(2 * scintillation_log_map(&s, process, n)); });
            }
            EXPECT_NEAR(mean, 1, 1e-9) << cn2 << ' ' << choice;
            EXPECT_NEAR((square - 1) / s.index, 1, 1e-8) << cn2 << ' ' << choice;
        }
    }
}

TEST(Scintillation, MapsAreTheQuantiles) {
    const auto path = slab_path(1e-14, 0.05);
    const auto normal = made(SCINTILLATION_FORCE_LOG_NORMAL, path), gamma = made(SCINTILLATION_FORCE_GAMMA_GAMMA, path);
    for (double n = -6.5; n <= 6.5; n += 0.5) {
        const double sigma = std::sqrt(std::log1p(normal.index));
        EXPECT_NEAR(scintillation_log_map(&normal, 0, n), sigma * n - sigma * sigma / 2, 1e-14);
        EXPECT_EQ(scintillation_log_map(&normal, 1, n), 0.0);
        EXPECT_EQ(scintillation_log_map(&gamma, 0, n), gamma_log_quantile(gamma.alpha, n));
        EXPECT_EQ(scintillation_log_map(&gamma, 1, n), gamma_log_quantile(gamma.beta, n));
    }
}

// The definition, by a rule of its own: E[g(X) g(rho X + sqrt(1 - rho²) Y)] over both deviates by the trapezoidal rule in two dimensions.
TEST(Scintillation, AutocorrelationIsTheMeanProduct) {
    for (double cn2 : {1e-15, 1e-14, 3e-13}) {
        for (auto choice : {SCINTILLATION_FORCE_LOG_NORMAL, SCINTILLATION_FORCE_GAMMA_GAMMA}) {
            const auto s = made(choice, slab_path(cn2, 0.02));
            for (double rho : {-0.5, 0.2, 0.9}) {
                double product = 1;
                for (int process = 0; process < SCINTILLATION_PROCESSES; process++) {
                    product *= normal_mean(
                        [&](double x) {
                            const double across = normal_mean(
                                [&](double y) {
                                    const double n = rho * x + std::sqrt(1 - rho * rho) * y;
                                    return std::exp(scintillation_log_map(&s, process, n));
                                },
                                0.25);
                            return across * std::exp(scintillation_log_map(&s, process, x));
                        },
                        0.25);
                }
                EXPECT_NEAR(scintillation_autocorrelation(&s, rho), (product - 1) / s.index, 1e-8)
                    << cn2 << ' ' << choice << ' ' << rho << " shapes " << s.alpha << ' ' << s.beta;
            }
            EXPECT_NEAR(scintillation_autocorrelation(&s, 1), 1, 1e-9);
            EXPECT_NEAR(scintillation_autocorrelation(&s, 0), 0, 1e-12);
        }
    }
}

// The least shape: a steep map. And a fade so weak that both variates are Gaussian: the correlation is rho.
TEST(Scintillation, AutocorrelationAtTheEdges) {
    scintillation s{};
    s.kind = SCINTILLATION_GAMMA_GAMMA;
    s.alpha = 0.5;
    s.beta = INFINITY;
    s.index = 2;
    for (double rho : {0.3, 0.8, 0.99}) {
        const double product = normal_mean(
            [&](double x) {
                return std::exp(scintillation_log_map(&s, 0, x)) *
                       normal_mean(
                           [&](double y) {
                               const double n = rho * x + std::sqrt(1 - rho * rho) * y;
                               return std::exp(scintillation_log_map(&s, 0, n));
                           },
                           0.1);
            },
            0.1);
        EXPECT_NEAR(scintillation_autocorrelation(&s, rho), (product - 1) / 2, 1e-8) << rho;
    }
    s.alpha = s.beta = 1e9;
    s.index = 2e-9 + 1e-18;
    EXPECT_NEAR(scintillation_autocorrelation(&s, 0.4), 0.4, 1e-8);
    s.kind = SCINTILLATION_NONE;
    EXPECT_EQ(scintillation_autocorrelation(&s, 0.4), 0.4);
}
