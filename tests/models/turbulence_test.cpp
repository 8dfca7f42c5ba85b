// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" // in C++ the function turbulence_path hides the struct's constructor
extern "C" {
#include "channel/turbulence.h"
}
#pragma GCC diagnostic pop

#ifdef SATQKD_HAVE_GSL
#include <gsl/gsl_sf_gamma.h>
#endif

namespace {

const double pi = std::acos(-1.0);
const double zenith = pi / 2;

struct turbulence hv57() {
    return turbulence{TURBULENCE_HUFNAGEL_VALLEY, 1.7e-14, 21, 5, 0};
}

struct turbulence_path path_of(const turbulence &air, double lambda, double elevation, double satellite,
                               double diameter, double slew = 0) {
    struct turbulence_path path;
    ::turbulence_path(&air, TURBULENCE_DOWN, lambda, elevation, satellite, diameter, slew, &path);
    return path;
}

} // namespace

// The validation table of the AtmoProfile package: HV 5/7 from the station to 20 km, coefficients 0.423, 2.914 and 2.25. A satellite
// at 20 km ends our integrals there.
TEST(Turbulence, HufnagelValley57) {
    const auto air = hv57();
    const auto up = path_of(air, 500e-9, zenith, 20e3, 0);
    EXPECT_NEAR(up.fried_m, 4.9624e-2, 5e-7);
    EXPECT_NEAR(up.isoplanatic_rad, 7.0109e-6, 5e-11);
    EXPECT_NEAR(up.rytov_plane, 0.232619, 5e-7);
    const auto slant = path_of(air, 500e-9, pi / 4, 20e3, 0);
    EXPECT_NEAR(slant.fried_m, 4.03076e-2, 5e-8);
    EXPECT_NEAR(slant.rytov_plane, 0.439125, 5e-7);
    const auto infrared = path_of(air, 1550e-9, zenith, 20e3, 0);
    EXPECT_NEAR(infrared.fried_m, 19.290e-2, 5e-6);
    EXPECT_NEAR(infrared.isoplanatic_rad, 27.252e-6, 1e-9);
    EXPECT_NEAR(infrared.rytov_plane, 0.0621, 5e-5);
    const auto whole = path_of(air, 500e-9, zenith, 500e3, 0); // the same to the top of the air
    EXPECT_NEAR(whole.fried_m, 4.9606e-2, 5e-7);
    EXPECT_NEAR(whole.isoplanatic_rad, 6.894e-6, 5e-10);
    EXPECT_NEAR(whole.rytov_plane, 0.2351, 5e-5);
    EXPECT_NEAR(path_of(air, 500e-9, zenith, 20e3, 0).greenwood_hz, 71.87, 5e-3); // Bufton, ground wind 5 m/s
}

// A slab of 1e-15 over 1 km at 500 nm (same table; the integrals are elementary, the spherical one with the transmitter on its top).
TEST(Turbulence, Slab) {
    const turbulence slab{TURBULENCE_SLAB, 1e-15, 0, 5, 1000};
    const auto path = path_of(slab, 500e-9, zenith, 1000, 0);
    EXPECT_NEAR(path.fried_m, 8.0379249e-2, 1e-9);
    EXPECT_NEAR(path.isoplanatic_rad, 45.481594e-6, 1e-12);
    EXPECT_NEAR(path.rytov_plane, 0.074362262, 1e-9);
    EXPECT_NEAR(path.rytov_spherical, 0.030065805, 1e-9);
    // slant paths: cos(zenith)^(8/5) for the angle, as the height along the path grows too
    EXPECT_NEAR(path_of(slab, 500e-9, pi / 6, 500e3, 0).isoplanatic_rad / path.isoplanatic_rad, std::pow(0.5, 1.6),
                1e-12);
    const auto high = path_of(slab, 500e-9, zenith, 500e3, 0); // a far source: nearly plane
    EXPECT_NEAR(high.rytov_plane, 0.074362262, 1e-9);
    EXPECT_NEAR(high.rytov_spherical / high.rytov_plane, 1, 2e-3);
}

#ifdef SATQKD_HAVE_GSL
// Each term of HV is a gamma density: the integrals of Cn² h^p up to the top are incomplete gamma functions. To 1e-8.
TEST(Turbulence, IntegralsAreIncompleteGammaFunctions) {
    const double k = 2 * pi / 850e-9;
    for (double top : {800.0, 5e3, 20e3, 30e3, 39e3}) {
        const auto integral = [&](double p) {
            const auto term = [&](double factor, double power, double scale) {
                return factor * std::pow(scale, power + 1) * gsl_sf_gamma(power + 1) *
                       gsl_sf_gamma_inc_P(power + 1, top / scale);
            };
            return term(0.00594 * std::pow(21.0 / 27, 2) * 1e-50, 10 + p, 1000) + term(2.7e-16, p, 1500) +
                   term(1.7e-14, p, 100);
        };
        const auto path = path_of(hv57(), 850e-9, zenith, top, 0);
        EXPECT_NEAR(path.fried_m / std::pow(0.423 * k * k * integral(0), -0.6), 1, 1e-8) << top;
        EXPECT_NEAR(path.isoplanatic_rad / std::pow(2.914 * k * k * integral(5.0 / 3), -0.6), 1, 1e-8) << top;
        EXPECT_NEAR(path.rytov_plane / (2.25 * std::pow(k, 7.0 / 6) * integral(5.0 / 6)), 1, 1e-8) << top;
    }
}
#endif

// The flux variance as printed (Andrews and Phillips 2005, chapter 12), in complex arithmetic by the midpoint rule in 1 m steps.
TEST(Turbulence, FluxVarianceIsThePublishedIntegral) {
    const auto air = hv57();
    const double lambda = 850e-9, k = 2 * pi / lambda, height = 500e3, elevation = 60 * pi / 180;
    const double secant = 1 / std::sin(elevation), length = height * secant;
    for (double diameter : {0.02, 0.1, 0.4, 1.2}) {
        const double x = k * diameter * diameter / (16 * length);
        double sum = 0;
        for (double h = 0.5; h < 40e3; h += 1) {
            const std::complex<double> power = std::pow(std::complex<double>(x, h / height), 5.0 / 6);
            sum += turbulence_cn2(&air, h) * (power.real() - std::pow(x, 5.0 / 6));
        }
        const double printed =
            8.70 * std::pow(k, 7.0 / 6) * std::pow(height, 5.0 / 6) * std::pow(secant, 11.0 / 6) * sum;
        // 8.70 is 8.693 rounded (0.08 %); the Rytov variance is 0.16, so the weak theory stands alone
        EXPECT_NEAR(path_of(air, lambda, elevation, height, diameter).scintillation_index / printed, 1, 1.2e-3)
            << diameter;
    }
}

TEST(Turbulence, ScintillationTendsToRytovAndToTheWideAperture) {
    const auto air = hv57();
    const auto point = path_of(air, 1550e-9, zenith, 500e3, 0);
    EXPECT_NEAR(point.scintillation_index / point.rytov_plane, 1, 1e-9);
    EXPECT_NEAR(path_of(air, 1550e-9, zenith, 500e3, 1e-5).scintillation_index / point.rytov_plane, 1, 1e-4);
    double before = point.scintillation_index;
    for (double diameter = 0.01; diameter < 3; diameter *= 1.3) {
        const double index = path_of(air, 1550e-9, zenith, 500e3, diameter).scintillation_index;
        EXPECT_LT(index, before) << diameter;
        before = index;
    }
    // D^(-7/3) for apertures far wider than the Fresnel zone, the astronomers' law (Young 1967)
    const double ratio = path_of(air, 850e-9, zenith, 500e3, 8).scintillation_index /
                         path_of(air, 850e-9, zenith, 500e3, 4).scintillation_index;
    EXPECT_NEAR(std::log2(ratio), -7.0 / 3, 1e-3);
}

// Beyond weak turbulence a point receiver's index rises above 1 and falls back to it (Andrews and Phillips 2005, chapter 10); between
// the theories nothing jumps.
TEST(Turbulence, ScintillationSaturatesWithoutAJump) {
    const auto scaled = [](double factor, double diameter) {
        const turbulence slab{TURBULENCE_SLAB, 1e-16 * factor, 0, 5, 10e3};
        return path_of(slab, 850e-9, pi / 6, 500e3, diameter);
    };
    for (double diameter : {0.0, 0.2}) {
        double before = scaled(1e-2, diameter).scintillation_index, highest = 0;
        for (double factor = 1.01e-2; factor < 1e6; factor *= 1.01) {
            const auto path = scaled(factor, diameter);
            EXPECT_NEAR(std::log(path.scintillation_index / before), 0, 0.013)
                << factor; // at most in step with Cn², 1 %
            before = path.scintillation_index;
            highest = std::max(highest, before);
            if (diameter == 0 && path.rytov_plane > 1) { // the printed point receiver's formula
                const double s = path.rytov_plane, s65 = std::pow(s, 1.2);
                const double printed = std::exp(0.49 * s / std::pow(1 + 1.11 * s65, 7.0 / 6) +
                                                0.51 * s / std::pow(1 + 0.69 * s65, 5.0 / 6)) -
                                       1;
                EXPECT_NEAR(before / printed, 1, 1e-8) << factor; // a rounding of d² = 0 times s^(6/5), up to 1e6
            }
        }
        if (diameter == 0) {
            EXPECT_GT(highest, 1.2);
            EXPECT_NEAR(before, 1, 0.02);
        }
    }
}

// Strong turbulence over an aperture: the printed formula at the d² that, in weak turbulence, averages as much as the profile does.
// The averaging factor comes from the same air thinned to the weak theory; d² from a bisection.
TEST(Turbulence, ExtendedTheoryAveragesOverTheAperture) {
    for (double diameter : {0.03, 0.2, 1.0}) {
        const turbulence thin{TURBULENCE_SLAB, 1e-19, 0, 5, 10e3}, thick{TURBULENCE_SLAB, 3e-14, 0, 5, 10e3};
        const auto weak = path_of(thin, 850e-9, pi / 6, 500e3, diameter);
        const double factor = weak.scintillation_index / weak.rytov_plane;
        double low = 0, high = 1e9;
        for (int round = 0; round < 200; round++) {
            const double d2 = (low + high) / 2;
            (0.49 / std::pow(1 + 0.65 * d2, 7.0 / 6) + 0.51 / (1 + 0.9 * d2) > factor ? low : high) = d2;
        }
        const auto strong = path_of(thick, 850e-9, pi / 6, 500e3, diameter);
        const double s = strong.rytov_plane, s65 = std::pow(s, 1.2);
        ASSERT_GT(s, 10);
        const double large = 0.49 * s / std::pow(1 + 0.65 * low + 1.11 * s65, 7.0 / 6);
        const double small = 0.51 * s / std::pow(1 + 0.69 * s65, 5.0 / 6) / (1 + 0.9 * low + 0.62 * low * s65);
        EXPECT_NEAR(strong.scintillation_index / (std::exp(large + small) - 1), 1, 1e-9) << diameter;
    }
}

// Taylor's frozen pattern: bandwidths are proportional to the wind. Without slew, a thin layer at the ground carries
// f = v / (2 pi l), l² = (D/2)² + z/k.
TEST(Turbulence, BandwidthsFollowWindAndSlew) {
    const auto air = hv57();
    EXPECT_GT(path_of(air, 850e-9, 1, 500e3, 0.5, 0.01).greenwood_hz,
              1.5 * path_of(air, 850e-9, 1, 500e3, 0.5).greenwood_hz);
    const auto slow = path_of(air, 850e-9, 1, 500e3, 0.5, 5), fast = path_of(air, 850e-9, 1, 500e3, 0.5, 10);
    EXPECT_NEAR(fast.greenwood_hz / slow.greenwood_hz, 2, 1e-2); // the slew outweighs the wind
    EXPECT_NEAR(fast.scintillation_hz / slow.scintillation_hz, 2, 1e-2);
    // the slew alone, a thousand times the wind, over 1 km seen at 30°: v = omega h / sin(e), integral of h^(5/3) elementary
    const turbulence slab{TURBULENCE_SLAB, 1e-15, 0, 0, 1000};
    const double wave = 2 * pi / 850e-9, sum = 1e-15 * std::pow(2 * 50, 5.0 / 3) * 3 / 8 * std::pow(1000, 8.0 / 3);
    EXPECT_NEAR(path_of(slab, 850e-9, pi / 6, 500e3, 0.5, 50).greenwood_hz /
                    std::pow(0.102 * wave * wave * 2 * sum, 0.6),
                1, 1e-3);
    const turbulence thin{TURBULENCE_SLAB, 1e-15, 0, 7, 0.1};
    const double wind = turbulence_wind(&thin, 0, 0);
    EXPECT_NEAR(path_of(thin, 850e-9, zenith, 500e3, 0.5).scintillation_hz, wind / (2 * pi * 0.25), 1e-3 * wind);
    // the Greenwood frequency of one layer: (0.102 k² Cn² dh)^(3/5) v (Greenwood 1977)
    const double k = 2 * pi / 850e-9;
    EXPECT_NEAR(path_of(thin, 850e-9, zenith, 500e3, 0.5).greenwood_hz / (std::pow(0.102 * k * k * 1e-16, 0.6) * wind),
                1, 1e-4);
}

// Upwards, weakly, over a wide aperture in space: the flux variance of a spherical wave, 8.70 k^(7/6) sec^(11/6) times the integral of Cn²
// Re[(p + i q)^(5/6) - p^(5/6)] with q = h (1 - h/H) and p = k D² cos(zenith) (h/H)² / 16, by the midpoint rule over the cube root of h: the
// aperture's filter exp(-kappa² D² h² / (16 H²)) on the spherical wave's sin²(kappa² q sec / 2k).
TEST(Turbulence, UpwardFluxVariance) {
    const turbulence slab{TURBULENCE_SLAB, 1e-17, 0, 5, 12e3};
    const double lambda = 850e-9, k = 2 * pi / lambda, height = 20e3, secant = 1 / std::sin(1.0);
    for (double diameter : {0.0, 0.1, 1.0, 10.0}) {
        double sum = 0;
        for (double t = 0.5e-4; t < 1; t += 1e-4) {
            const double h = 12e3 * t * t * t;
            const double p = k * diameter * diameter / (16 * secant) * h * h / (height * height);
            const auto power = std::pow(std::complex<double>(p, h * (1 - h / height)), 5.0 / 6);
            sum += (power.real() - std::pow(p, 5.0 / 6)) * 12e3 * 3 * t * t * 1e-4;
        }
        const double expected =
            2.25 / std::cos(75 * pi / 180) * std::pow(k, 7.0 / 6) * std::pow(secant, 11.0 / 6) * 1e-17 * sum;
        struct turbulence_path up;
        ::turbulence_path(&slab, TURBULENCE_UP, lambda, 1.0, height, diameter, 0, &up);
        ASSERT_LT(up.rytov, 0.3);
        EXPECT_NEAR(up.scintillation_index / expected, 1, 2e-6) << diameter;
        EXPECT_EQ(up.rytov, up.rytov_spherical);
        if (diameter == 0) {
            EXPECT_NEAR(up.scintillation_index / up.rytov_spherical, 1, 1e-9);
        }
    }
}

// The air is at the transmitter: a telescope in orbit averages next to nothing, and strong turbulence follows the printed formula of a
// spherical wave, 0.56 in the large scales' place of 1.11 (Andrews and Phillips 2005, chapters 9 and 12).
TEST(Turbulence, UpwardStrongScintillation) {
    const auto air = hv57();
    struct turbulence_path up, wide;
    ::turbulence_path(&air, TURBULENCE_UP, 780e-9, 10 * pi / 180, 500e3, 0, 0, &up);
    ::turbulence_path(&air, TURBULENCE_UP, 780e-9, 10 * pi / 180, 500e3, 0.3, 0, &wide);
    const double s = up.rytov, s65 = std::pow(s, 1.2);
    ASSERT_GT(s, 1);
    const double large = 0.49 * s / std::pow(1 + 0.56 * s65, 7.0 / 6),
                 small = 0.51 * s / std::pow(1 + 0.69 * s65, 5.0 / 6);
    EXPECT_NEAR(up.log_variance_large / large, 1, 1e-7);
    EXPECT_NEAR(up.log_variance_small / small, 1, 1e-7);
    EXPECT_NEAR(up.scintillation_index / (std::exp(large + small) - 1), 1, 1e-7);
    EXPECT_NEAR(wide.scintillation_index / up.scintillation_index, 1, 0.02);
    EXPECT_LT(wide.scintillation_index, up.scintillation_index);
    EXPECT_EQ(up.fried_m,
              path_of(air, 780e-9, 10 * pi / 180, 500e3, 0).fried_m); // what does not depend on the direction
}

TEST(Turbulence, NoTurbulenceIsNone) {
    for (const turbulence &air :
         {turbulence{TURBULENCE_NONE, 1e-14, 21, 5, 0}, turbulence{TURBULENCE_SLAB, 0, 0, 5, 1000}}) {
        const auto path = path_of(air, 850e-9, 1, 500e3, 1, 0.01);
        EXPECT_EQ(path.fried_m, INFINITY);
        EXPECT_EQ(path.rytov_plane, 0.0);
        EXPECT_EQ(path.scintillation_index, 0.0);
        EXPECT_EQ(path.scintillation_hz, 0.0);
        EXPECT_EQ(path.greenwood_hz, 0.0);
    }
}
