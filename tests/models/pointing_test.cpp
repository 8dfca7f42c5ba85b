// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

extern "C" {
#include "channel/beam.h"
#include "channel/pointing.h"
}

namespace {

struct rule {
    std::vector<double> r, weight;
    rule(double sigma, double bias, int count) : r(count), weight(count) {
        pointing_quadrature(sigma, bias, count, r.data(), weight.data());
    }
    template <class function> double mean(function f) const {
        double sum = 0;
        for (size_t i = 0; i < r.size(); i++) {
            sum += weight[i] * f(r[i]);
        }
        return sum;
    }
};

} // namespace

// Jitter smears a Gaussian beam into one of w² + 4 sigma²: 1 - exp(-2a²/(w² + 4 sigma²)), physics of the far field, closed form.
TEST(Pointing, MeanCouplingWithoutBiasIsTheClosedForm) {
    for (double sigma : {0.0, 1e-6, 0.01, 0.2, 0.5, 1.0, 1.5}) { // in units of w; 4 sigma²/w² up to 9
        for (double a : {0.05, 0.6, 1.3}) {
            const double closed = -std::expm1(-2 * a * a / (1 + 4 * sigma * sigma));
            const rule nodes(sigma, 0, 64);
            EXPECT_NEAR(nodes.mean([&](double r) { return beam_coupling(1, r, a, 0); }) / closed, 1, 1e-10)
                << sigma << " " << a;
            EXPECT_NEAR(pointing_mean_coupling(1, sigma, 0, a, 0) / closed, 1, 1e-14);
        }
    }
}

// The same with bias and obscuration, any ratio of bias to sigma: the quadrature over the coupling and the coupling of the smeared beam
// are two ways that share no step.
TEST(Pointing, QuadratureAgreesWithTheSmearedBeam) {
    for (double sigma : {1e-9, 1e-6, 1e-3, 0.05, 0.3, 1.0}) {
        for (double bias : {1e-12, 1e-3, 0.05, 0.3, 1.0, 2.0}) {
            for (double obscuration : {0.0, 0.25}) {
                const rule nodes(sigma, bias, 64);
                const double mean = nodes.mean([&](double r) { return beam_coupling(1, r, 0.5, obscuration); });
                EXPECT_NEAR(mean / pointing_mean_coupling(1, sigma, bias, 0.5, obscuration), 1, 1e-10)
                    << sigma << " " << bias;
            }
        }
    }
}

// E[r²] = 2 sigma² + b² and E[r⁴] = 8 sigma⁴ + 8 sigma² b² + b⁴ (Rice 1945): polynomials in r², which even two nodes integrate. The
// density is cut at 9 sigma, where 1e-14 of the fourth moment is left.
TEST(Pointing, MomentsOfRiceAreExact) {
    for (int count : {2, 3, 8, 20, 64}) {
        for (double ratio : {0.0, 1e-8, 0.1, 1.0, 4.0, 30.0, 1e4, 1e9}) {
            const double sigma = 0.7, bias = ratio * sigma;
            const rule nodes(sigma, bias, count);
            const double second = 2 * sigma * sigma + bias * bias;
            const double fourth = 8 * std::pow(sigma, 4) + 8 * std::pow(sigma * bias, 2) + std::pow(bias, 4);
            EXPECT_NEAR(std::accumulate(nodes.weight.begin(), nodes.weight.end(), 0.0), 1, 1e-13);
            EXPECT_NEAR(nodes.mean([](double r) { return r * r; }) / second, 1, 1e-12) << count << " " << ratio;
            EXPECT_NEAR(nodes.mean([](double r) { return r * r * r * r; }) / fourth, 1, 1e-12) << count << " " << ratio;
            for (double r : nodes.r) {
                EXPECT_TRUE(r >= 0);
            }
        }
    }
}

// The variance about a large bias is sigma² along it: what a rule in r² would lose to rounding if it were built from b² directly.
TEST(Pointing, SharpDisplacementKeepsItsSpread) {
    const rule nodes(1e-3, 1e5, 16);
    EXPECT_NEAR(nodes.mean([](double r) { return (r - 1e5) * (r - 1e5); }) / 1e-6, 1, 1e-6);
    const rule still(0, 3, 5);
    for (double r : still.r) {
        EXPECT_EQ(r, 3.0);
    }
    EXPECT_NEAR(std::accumulate(still.weight.begin(), still.weight.end(), 0.0), 1, 1e-15);
}

// Few nodes suffice where jitter is small against the beam: error (s / (2 + s))^(2 count), s = 4 sigma²/w², of Gauss-Laguerre rules on
// exp(-s u), up to a factor of order one: 2.3e-8 for s = 1/4 and 4 nodes.
TEST(Pointing, ErrorFallsAsStated) {
    const double sigma = 0.25, s = 4 * sigma * sigma;
    for (int count : {2, 4}) {
        const rule nodes(sigma, 0, count);
        const double mean = nodes.mean([](double r) { return std::exp(-2 * r * r); });
        const double error = std::fabs(mean * (1 + s) - 1);
        const double stated = std::pow(s / (2 + s), 2 * count);
        EXPECT_LE(error, 10 * stated) << count;
        EXPECT_GE(error, stated / 10) << count;
    }
}

// Liao et al. 2017: tracking to 1.2 urad costs below 3 dB.
TEST(Pointing, MiciusLoss) {
    const beam micius{0.3, 0, BEAM_UNIFORM_DISC, 10e-6, 0, 0};
    const double range = 1200e3, w = beam_radius(&micius, 848.6e-9, range);
    const double loss =
        10 * std::log10(beam_coupling(w, 0, 0.5, 0) / pointing_mean_coupling(w, 1.2e-6 * range, 0, 0.5, 0));
    EXPECT_LT(loss, 3);
    EXPECT_NEAR(loss, 10 * std::log10(1 + 8 * 0.12 * 0.12), 0.01); // 1 + 4 sigma²/w² with w = theta L / sqrt(2)
}

TEST(Pointing, SlewAddsInQuadrature) {
    const pointing tracking{3e-6, 0, 10, {}, 4e-4};
    EXPECT_NEAR(pointing_sigma(&tracking, 0), 3e-6, 1e-20);
    EXPECT_NEAR(pointing_sigma(&tracking, 0.01), 5e-6, 1e-20);
}

// The autocorrelation of straight pieces of spectrum in closed form: of a + b f over a piece, (a + b f) sin(w f)/w + b cos(w f)/w².
static double correlation(const struct pointing_spectrum &spectrum, double lag_s) {
    double sum = 0, power = 0, w = 2 * M_PI * lag_s;
    for (int i = 1; i < spectrum.count; ++i) {
        double f0 = spectrum.frequency_hz[i - 1], f1 = spectrum.frequency_hz[i];
        double s0 = spectrum.density[i - 1], s1 = spectrum.density[i], b = (s1 - s0) / (f1 - f0);
        power += 0.5 * (s0 + s1) * (f1 - f0);
        sum +=
            (s1 * std::sin(w * f1) - s0 * std::sin(w * f0)) / w + b * (std::cos(w * f1) - std::cos(w * f0)) / (w * w);
    }
    return sum / power;
}

// A moving average's autocorrelation is its weights' own. 1e-4 of the power is left out, which moves it by at most twice its root
// where the two parts are in step: 0.02.
TEST(PointingSpectrum, WeightsHaveTheTablesAutocorrelation) {
    const struct pointing_spectrum spectra[] = {
        {{0, 50}, {1, 1}, 2},                                   // a band
        {{0, 5, 28, 30, 32, 200}, {4, 0.2, 0.1, 9, 0.1, 0}, 6}, // a wheel's line over a falling ground
        {{0, 300, 301, 900}, {0, 0, 1, 1}, 4},                  // most of it beyond the Nyquist frequency of 500 Hz
    };
    static double weight[2 * POINTING_SPECTRUM_HALF_MAX + 1];
    for (const struct pointing_spectrum &spectrum : spectra) {
        size_t half = 0;
        pointing_spectrum_weights(&spectrum, 1e-3, &half, weight);
        EXPECT_GT(half, 5u);
        EXPECT_LE(half, (size_t)POINTING_SPECTRUM_HALF_MAX);
        for (size_t lag : {0, 1, 2, 5, 17, 33, 100}) {
            double sum = 0;
            for (size_t k = lag; k <= 2 * half; ++k) {
                sum += weight[k] * weight[k - lag];
            }
            EXPECT_NEAR(sum, lag ? correlation(spectrum, 1e-3 * (double)lag) : 1.0, lag ? 0.02 : 1e-12) << lag;
        }
    }
}
