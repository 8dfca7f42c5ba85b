// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

extern "C" {
#include "channel/beam.h"
#include "special/gauss.h"
}

namespace {

const double pi = std::acos(-1.0);

// Irradiance of the displaced beam integrated over the annulus in polar coordinates, in long double: trapezoidal in the angle
// (periodic, so it converges faster than any power), Gauss-Legendre over the radius.
long double disc_integral(long double w, long double r, long double inner, long double outer) {
    const int panels = 8, spokes = 400;
    double x[20], weight[20];
    gauss_legendre(20, x, weight);
    const long double half = (outer - inner) / panels / 2;
    long double sum = 0;
    for (int i = 0; i < panels * 20; i++) {
        const long double rho = inner + half * (2 * (i / 20) + 1 + x[i % 20]);
        long double ring = 0;
        for (int j = 0; j < spokes; j++) {
            const long double angle = 2 * acosl(-1.0L) * j / spokes;
            const long double along = rho * cosl(angle) - r, across = rho * sinl(angle);
            ring += expl(-2 * (along * along + across * across) / (w * w));
        }
        sum += weight[i % 20] * rho * ring / spokes;
    }
    return 2 * acosl(-1.0L) * sum * half * 2 / (acosl(-1.0L) * w * w);
}

beam diffraction_beam(double truncation, double obscuration) {
    return beam{0.3, obscuration, BEAM_DIFFRACTION, 0, truncation, 1};
}

} // namespace

// Pupils smaller and larger than the beam, with and without obscuration, and offsets far outside (down to 1e-120).
TEST(Beam, CouplingIsTheIntegralOverThePupil) {
    struct {
        double w, r, inner, outer;
    } const cases[] = {{8.5, 0, 0, 0.5},   {8.5, 1.4, 0, 0.5}, {8.5, 30, 0, 0.5},   {8.5, 140, 0.1, 0.5},
                       {1, 0.3, 0, 1},     {1, 1, 0.3, 1},     {1, 2.5, 0, 1.5},    {0.6, 0.4, 0, 1.2},
                       {0.6, 0.1, 0.5, 1}, {0.4, 3, 0, 0.8},   {0.3, 0.75, 0, 0.8}, {0.3, 0.85, 0.72, 0.8},
                       {0.5, 3, 0.2, 0.9}, {0.5, 0, 0.4, 0.9}};
    for (const auto &c : cases) {
        const long double expected = disc_integral(c.w, c.r, c.inner, c.outer);
        EXPECT_NEAR(beam_coupling(c.w, c.r, c.outer, c.inner) / expected, 1, 1e-12) << c.w << " " << c.r;
    }
}

// (2 a²/w²) exp(-2 r²/w²) is the limit of a << w; the exact integral's next order is below 40 a² here.
TEST(Beam, CouplingTendsToTheFarFieldLimit) {
    for (double r : {0.0, 0.5, 1.0, 3.0}) {
        for (double a : {1e-3, 1e-5, 1e-8}) {
            const double limit = 2 * a * a * std::exp(-2 * r * r);
            EXPECT_NEAR(beam_coupling(1, r, a, 0) / limit, 1, 40 * a * a + 1e-14) << r << " " << a;
        }
    }
}

TEST(Beam, CouplingOfACentredBeamIsElementary) {
    for (double w : {0.01, 0.3, 1.0, 50.0}) {
        EXPECT_NEAR(beam_coupling(w, 0, 0.5, 0), -std::expm1(-0.5 / (w * w)), 1e-15);
        EXPECT_NEAR(beam_coupling(w, 0, 0.5, 0.1), std::exp(-0.02 / (w * w)) - std::exp(-0.5 / (w * w)), 1e-15);
    }
}

// A narrow beam inside the obscuration: what passes is the hole's own tail, which 1 - 1 would lose. To first order in the
// distance to the edge the beam sees a straight edge at 9 sigma, whose tail is erfc(9/sqrt(2))/2 = 1.1e-19.
TEST(Beam, ObscuredTailKeepsItsDigits) {
    const double w = 2e-3, edge = 9 * w / 2; // sigma = w/2
    const double straight = 0.5 * std::erfc(9 / std::sqrt(2.0));
    EXPECT_NEAR(beam_coupling(w, 10.0 - edge, 20.0, 10.0) / straight, 1, 1e-3);
}

// Liao et al. 2017 print about 10 urad and 22 dB at 1200 km; as the uniform disc 20 log10(theta L / 2a) is 21.58 dB. As 1/e² angle
// it would be 18.6 dB and as FWHM 23.2 dB.
TEST(Beam, MiciusDiffractionLoss) {
    const auto loss = [](beam_divergence kind) {
        const beam micius{0.3, 0, kind, 10e-6, 0, 0};
        return -10 * std::log10(beam_coupling(beam_radius(&micius, 848.6e-9, 1200e3), 0, 0.5, 0));
    };
    EXPECT_NEAR(loss(BEAM_UNIFORM_DISC), 20 * std::log10(10e-6 * 1200e3),
                0.02); // the exact integral lies 0.016 dB higher
    EXPECT_NEAR(loss(BEAM_E2), 18.6, 0.05);
    EXPECT_NEAR(loss(BEAM_FWHM), 23.2, 0.05);
}

// The field on the axis in the far field is the integral of the field over the aperture, over lambda L; by Simpson's rule over the
// annulus, with no closed form.
TEST(Beam, DiffractionKeepsTheIrradianceOnTheAxis) {
    const double lambda = 850e-9, range = 1000e3, radius = 0.15;
    for (double truncation : {0.05, 1.0, 1.12, 2.5}) {
        for (double obscuration : {0.0, 0.2, 0.5}) {
            const int steps = 2000;
            const double step = radius * (1 - obscuration) / steps;
            double field = 0, power = 0;
            for (int i = 0; i <= steps; i++) {
                const double rho = radius * obscuration + step * i;
                const double amplitude = std::exp(-std::pow(truncation * rho / radius, 2));
                const double weight = (i == 0 || i == steps ? 1 : (i % 2 ? 4 : 2)) * step / 3 * 2 * pi * rho;
                field += weight * amplitude;
                power += weight * amplitude * amplitude;
            }
            const double irradiance = std::pow(field / (lambda * range), 2) / power; // of one watt that leaves
            const beam beam = diffraction_beam(truncation, obscuration);
            const double w =
                std::sqrt(std::pow(beam_radius(&beam, lambda, range), 2) - std::pow(radius / truncation, 2));
            EXPECT_NEAR(2 / (pi * w * w) / irradiance, 1, 1e-9) << truncation << " " << obscuration;
        }
    }
}

// An untruncated beam spreads as lambda / (pi w0); beam quality multiplies the angle.
TEST(Beam, UntruncatedBeamIsGaussian) {
    beam beam = diffraction_beam(6, 0);
    const double w0 = 0.025, far = 850e-9 / (pi * w0) * 1000e3;
    EXPECT_NEAR(beam_radius(&beam, 850e-9, 1000e3), std::hypot(w0, far), 1e-9);
    beam.beam_quality = 1.7;
    EXPECT_NEAR(beam_radius(&beam, 850e-9, 1000e3), std::hypot(w0, 1.7 * far), 1e-9);
}
