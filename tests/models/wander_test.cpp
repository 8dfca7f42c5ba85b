// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "channel/wander.h"
}
#pragma GCC diagnostic pop

#ifdef SATQKD_HAVE_GSL
#include <gsl/gsl_sf_hyperg.h>
#endif

namespace {

const double pi = std::acos(-1.0);
const double zenith = pi / 2;
const double lambda = 800e-9, k = 2 * pi / lambda;

// A beam that air as thick as this does not widen.
beam collimated(double w0) {
    return beam{2 * w0, 0, BEAM_E2, 1e-12, 0, 0};
}

// One that diffraction alone spreads: untruncated, 1/e² radius w0.
beam gaussian(double w0) {
    return beam{20 * w0, 0, BEAM_DIFFRACTION, 0, 10, 1};
}

turbulence slab(double cn2, double height, double wind = 0) {
    return turbulence{TURBULENCE_SLAB, cn2, 0, wind, height};
}

wander made(const turbulence &air, const beam &up, double elevation, double height, double range, double slew = 0) {
    wander w;
    wander_make(&air, &up, lambda, elevation, height, range, slew, &w);
    return w;
}

} // namespace

// A horizontal path all of one turbulence, collimated beam: <r_c²> = 2.42 Cn² L³ W0^(-1/3) (Andrews and Phillips 2005, chapter 6), four
// times the variance on an axis. Chiba (1971, Applied Optics 10, 2456): the centroid's mean square is 1.90 Cn² L³ (2 W0)^(-1/3), on an
// axis half of it; the two theories' filters, of radii W and W/2, differ by 4^(1/6).
TEST(Wander, UniformPath) {
    const double length = 1000, w0 = 0.05, cn2 = 1e-15;
    const auto w = made(slab(cn2, length), collimated(w0), zenith, length, length);
    const double displacement = std::pow(w.sigma_rad * length, 2);
    EXPECT_NEAR(4 * displacement / (2.42 * cn2 * std::pow(length, 3) / std::cbrt(w0)), 1, 2e-3); // three digits printed
    const double chiba = 0.5 * 1.90 * cn2 * std::pow(length, 3) / std::cbrt(2 * w0);
    EXPECT_NEAR(chiba / displacement, std::pow(4, 1.0 / 6), 0.015 * std::pow(4, 1.0 / 6));
}

// A layer at the ground, seen slant: the integrals of (1 - h/H)² and (1 - h/H)^(5/3) are elementary.
TEST(Wander, SlantSlabInClosedForm) {
    const double height = 20e3, thick = 8e3, cn2 = 1e-16, w0 = 0.08, elevation = pi / 6, secant = 2;
    const auto w = made(slab(cn2, thick), collimated(w0), elevation, height, height * secant);
    const double left = 1 - thick / height;
    const double square = height / 3 * (1 - std::pow(left, 3)), power = height * 3 / 8 * (1 - std::pow(left, 8.0 / 3));
    EXPECT_NEAR(w.sigma_rad / std::sqrt(7.25 / 4 * cn2 * secant * square / std::cbrt(w0)), 1, 1e-9);
    EXPECT_NEAR(w.fried_m / std::pow(0.423 * k * k * cn2 * secant * power, -0.6), 1, 1e-9);
}

// The published form for a satellite far above the air, 0.54 H² sec² (lambda/2W0)² (2W0/r0)^(5/3) (Andrews and Phillips 2005, chapter 12):
// its coefficient stands for 7.25 / (0.423 pi² 2^(5/3)) = 0.547.
TEST(Wander, PublishedFormForASatellite) {
    const turbulence air{TURBULENCE_HUFNAGEL_VALLEY, 1.7e-14, 21, 5, 0};
    const double w0 = 0.1, elevation = pi / 4;
    const auto w = made(air, collimated(w0), elevation, 36e6, 36e6 * std::sqrt(2));
    const double printed = 0.54 * std::pow(lambda / (2 * w0), 2) * std::pow(2 * w0 / w.fried_m, 5.0 / 3);
    EXPECT_NEAR(4 * w.sigma_rad * w.sigma_rad / printed, 1, 0.015);
}

TEST(Wander, FallsWithTheSixthRootOfTheApertureAndNotWithTheWavelength) {
    const turbulence air{TURBULENCE_HUFNAGEL_VALLEY, 1.7e-14, 21, 5, 0};
    const auto small = made(air, collimated(0.05), 1, 500e3, 590e3),
               large = made(air, collimated(0.4), 1, 500e3, 590e3);
    EXPECT_NEAR(small.sigma_rad * small.sigma_rad / (large.sigma_rad * large.sigma_rad), 2, 1e-9); // 8^(1/3)
    wander red;
    const beam b = collimated(0.05);
    wander_make(&air, &b, 1550e-9, 1, 500e3, 590e3, 0, &red);
    EXPECT_NEAR(red.sigma_rad / small.sigma_rad, 1, 1e-12);
    // a beam that widens on its way wanders less
    EXPECT_LT(made(air, beam{0.1, 0, BEAM_E2, 1e-3, 0, 0}, 1, 500e3, 590e3).sigma_rad, 0.99 * small.sigma_rad);
}

// The integral on the axis by the trapezoidal rule in half a million steps of u.
TEST(Wander, MeanIrradianceOnTheAxis) {
    const double height = 500e3, w0 = 0.06;
    for (double cn2 : {1e-18, 1e-16, 1e-15, 1e-13}) {
        const beam up = gaussian(w0);
        const auto w = made(slab(cn2, 5e3), up, zenith, height, height);
        const double vacuum = beam_radius(&up, lambda, height);
        const double c = 3.44 * std::pow(2 * height / (k * vacuum) / w.fried_m, 5.0 / 3);
        const double scale = std::min(1.0, std::pow(c, -0.6)), step = 2e-5 * scale;
        double sum = 0;
        for (double u = step; u < 12 * scale; u += step) {
            sum += u * std::exp(-0.5 * u * u - c * std::cbrt(u * u) * u);
        }
        EXPECT_NEAR(std::pow(vacuum / w.long_term_m, 2) / (sum * step), 1, 2e-9) << cn2;
    }
}

// Andrews, Phillips, Sasiela and Parenti (2006): W² (1 + (D0/r0)^(5/3)) for little turbulence, W² (D0/r0)² for much, D0² = 8 W0².
// Their first is 1.9 % below the exact slope, 3.44 · 2^(5/6) Gamma(11/6) / 8^(5/6) = 1.019.
TEST(Wander, LongTermRadiusHasThePublishedLimits) {
    const double height = 500e3, w0 = 0.06, d0 = std::sqrt(8.0) * w0;
    const beam up = gaussian(w0);
    const double vacuum = beam_radius(&up, lambda, height);
    EXPECT_NEAR(vacuum / (lambda * height / (pi * w0)), 1, 1e-3); // all diffraction
    const auto weak = made(slab(1e-19, 5e3), up, zenith, height, height);
    const double x = std::pow(d0 / weak.fried_m, 5.0 / 3);
    ASSERT_LT(x, 1e-2);
    EXPECT_NEAR((std::pow(weak.long_term_m / vacuum, 2) - 1) / x, 1.019, 3e-3);
    const auto strong = made(slab(1e-11, 5e3), up, zenith, height, height);
    EXPECT_NEAR(strong.long_term_m / vacuum / (d0 / strong.fried_m), 1, 1e-2);
}

// What wanders and how far make the mean beam again; the short-term beam is no narrower than in vacuum, whatever the air and the beam.
TEST(Wander, ShortTermAndWanderMakeTheLongTermBeam) {
    for (double w0 : {0.02, 0.1, 0.5}) {
        for (double cn2 = 1e-19; cn2 < 1e-12; cn2 *= 10) {
            for (double spread : {0.0, 20e-6}) {
                const beam up = spread > 0 ? beam{2 * w0, 0, BEAM_E2, spread, 0, 0} : gaussian(w0);
                const auto w = made(slab(cn2, 5e3), up, 0.7, 500e3, 770e3);
                const double vacuum = beam_radius(&up, lambda, 770e3);
                if (spread > 0 && w0 < 0.05 && k * w0 * spread < 4) {
                    continue; // below the aperture's diffraction: no such beam
                }
                EXPECT_NEAR(std::hypot(w.short_term_m, 2 * w.sigma_rad * 770e3) / w.long_term_m, 1, 1e-12)
                    << w0 << ' ' << cn2;
                EXPECT_GE(w.short_term_m, vacuum * (1 - 1e-12)) << w0 << ' ' << cn2 << ' ' << spread;
            }
        }
    }
    const beam impossible{0.02, 0, BEAM_E2, 1e-6, 0, 0};
    const auto w = made(slab(1e-19, 5e3), impossible, 0.7, 500e3, 770e3);
    EXPECT_EQ(w.short_term_m, beam_radius(&impossible, lambda, 770e3));
}

#ifdef SATQKD_HAVE_GSL
// One layer: after the time in which the process halves its correlation, the wind has moved the air by a shift at which the wander's is
// half: the Hankel transform of kappa^(-2/3) exp(-kappa² W²) is 1F1(1/6; 1; -s²/(4W²)) times its value at 0.
TEST(Wander, BandwidthHalvesTheCorrelationWithTheWander) {
    const double wind = 12, w0 = 0.07;
    const auto air = slab(1e-15, 1, wind);
    const auto w = made(air, collimated(w0), zenith, 500e3, 500e3);
    const double carried = turbulence_wind(&air, 0.5, 0);
    const double shift = carried * std::log(2.0) / (2 * pi * w.bandwidth_hz);
    EXPECT_NEAR(gsl_sf_hyperg_1F1(1.0 / 6, 1, -shift * shift / (4 * w0 * w0)), 0.5, 1e-5);
    // the slew carries the beam through the air at its distance: 1 rad/s at 1 km up and 30°, over the layer's mean (1 - h/H)² h
    const auto swept = made(slab(1e-15, 1000, 0), collimated(w0), pi / 6, 500e3, 1000e3, 100);
    EXPECT_NEAR(swept.bandwidth_hz / (w.bandwidth_hz / carried * 100 * 2 * 500), 1, 2e-3);
}
#endif

TEST(Wander, NoAirNoWander) {
    const turbulence none{TURBULENCE_NONE, 1e-14, 21, 5, 0};
    const beam up = gaussian(0.1);
    const auto w = made(none, up, 1, 500e3, 590e3, 0.01);
    EXPECT_EQ(w.sigma_rad, 0.0);
    EXPECT_EQ(w.bandwidth_hz, 0.0);
    EXPECT_EQ(w.fried_m, INFINITY);
    EXPECT_EQ(w.short_term_m, beam_radius(&up, lambda, 590e3));
    EXPECT_EQ(w.long_term_m, w.short_term_m);
}

// A low satellite overhead at 7.6 km/s is 50.7 urad ahead.
TEST(Wander, PointAhead) {
    EXPECT_NEAR(wander_point_ahead(7600), 50.70e-6, 5e-9);
}
