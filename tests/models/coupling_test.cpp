// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

extern "C" {
#include "channel/coupling.h"
#include "channel/field_stop.h"
#include "special/bessel.h"
}

namespace {

const double pi = std::acos(-1.0);
const double lambda = 1550e-9;

struct turbulence_path air(double fried_m, double greenwood_hz = 0) {
    struct turbulence_path path {};
    path.fried_m = fried_m;
    path.greenwood_hz = greenwood_hz;
    path.isoplanatic_rad = INFINITY;
    return path;
}

coupling_light light_of(const coupling &focus, const receiver &telescope, double fried_m) {
    const auto path = air(fried_m, 30);
    const adaptive_optics_residual residual{fried_m, 0, 0, 0};
    coupling_light light;
    coupling_of(&focus, &telescope, lambda, &residual, &path, &light);
    return light;
}

coupling fibre(const receiver &telescope) {
    coupling focus{COUPLING_SINGLE_MODE, 0, 0, {}};
    coupling_prepare(&focus, &telescope);
    return focus;
}

// The mean over all pairs of points of the pupil, in polar coordinates, by rules of no order at all: pairs (r, q, angle).
double brute_force(const single_mode &mode, double hole, double diameter_over_r0) {
    const int steps = 60, turns = 90;
    double sum = 0, pairs = 0;
    for (int i = 0; i < steps; i++) {
        for (int j = 0; j < steps; j++) {
            const double r = hole + (1 - hole) * (i + 0.5) / steps, q = hole + (1 - hole) * (j + 0.5) / steps;
            const double weight = r * q * std::exp(-mode.ratio * mode.ratio * (r * r + q * q));
            for (int k = 0; k < turns; k++) {
                const double s =
                    0.5 * std::sqrt(std::fabs(r * r + q * q - 2 * r * q * std::cos(pi * (k + 0.5) / turns)));
                sum += weight * std::exp(-3.44 * std::pow(s * diameter_over_r0, 5.0 / 3)) / turns;
            }
            pairs += weight;
        }
    }
    return mode.efficiency * sum / pairs;
}

} // namespace

// 0.8145 at a ratio of 1.12 (Ruilier 1998; Shaklan and Roddier 1988, Appl. Opt. 27, 2334, have 78 % with the real mode), and with the
// obscurations the largest value of the printed formula, searched by steps.
TEST(SingleMode, TheBestModeOfAPupil) {
    single_mode mode;
    single_mode_make(0, &mode);
    EXPECT_NEAR(mode.efficiency, 0.8145, 5e-5);
    EXPECT_NEAR(mode.ratio, 1.1209, 5e-5);
    for (double g : {0.0, 0.1, 0.2, 0.35, 0.5, 0.8}) {
        single_mode_make(g, &mode);
        double best = 0;
        for (double b = 0.5; b < 1.3; b += 1e-4) {
            best = std::fmax(
                best, 2 * std::pow((std::exp(-g * g * b * b) - std::exp(-b * b)) / (b * std::sqrt(1 - g * g)), 2));
        }
        EXPECT_NEAR(mode.efficiency, best, 1e-8) << g;
        double sum = 0;
        for (int i = 0; i < SINGLE_MODE_PAIRS; i++) {
            EXPECT_GE(mode.weight[i], 0) << g << " " << i;
            sum += mode.weight[i];
        }
        EXPECT_NEAR(sum, mode.efficiency, 1e-12) << g;
        // all of the mode's power within the pupil's edge, less what falls into the hole
        EXPECT_NEAR(mode.through, std::exp(-2 * std::pow(g * mode.ratio, 2)) - std::exp(-2 * mode.ratio * mode.ratio),
                    1e-14);
    }
}

TEST(SingleMode, MeanCouplingOfTheSpeckledSpot) {
    for (double hole : {0.0, 0.3}) {
        const receiver telescope{1, hole, 1, 1e-4, 1e-9};
        const coupling focus = fibre(telescope);
        for (double ratio : {0.5, 2.0, 5.0}) {
            const auto light = light_of(focus, telescope, 1 / ratio);
            EXPECT_NEAR(light.efficiency / brute_force(focus.mode, hole, ratio), 1, 3e-3) << hole << " " << ratio;
        }
    }
}

// In bad air only neighbours are coherent: the sum becomes the coherence's area times the mode's mean square over the pupil,
// (r0/D)² times (4 / 3.44^(6/5)) Gamma(11/5) (1 - exp(-2 b²)) for an open pupil.
TEST(SingleMode, TheLimitOfBadAir) {
    const receiver telescope{1, 0, 1, 1e-4, 1e-9};
    const coupling focus = fibre(telescope);
    const double b2 = focus.mode.ratio * focus.mode.ratio;
    const double limit = 4 * std::tgamma(11.0 / 5) * std::pow(3.44, -6.0 / 5) * (1 - std::exp(-2 * b2));
    const double at = light_of(focus, telescope, 1.0 / 60).efficiency * 3600;
    EXPECT_NEAR(at / limit, 1, 0.03);
    EXPECT_NEAR(light_of(focus, telescope, 1.0 / 60).index, 1, 1e-9); // speckle: a negative exponential
    EXPECT_NEAR(light_of(focus, telescope, 1.0 / 60).rate_hz / 30, 1 / (2 * pi * std::pow(6.88, -0.6) * 0.427), 1e-3);
}

// Jitter alone: a plane wave at an angle with two Gaussian axes; Toyoshima 2006 (J. Opt. Soc. Am. A 23, 2246). Here by integrating the
// overlap at each angle, 2 (integral of r J0(k r angle) exp(-b² r²))² / …, over the Rayleigh distribution.
TEST(SingleMode, JitterOfTheFocus) {
    const receiver telescope{0.5, 0, 1, 1e-4, 1e-9};
    coupling focus = fibre(telescope);
    focus.jitter_rad = 1e-6;
    const double b = focus.mode.ratio, k = 2 * pi / lambda, radius = 0.25;
    double mean = 0;
    const int steps = 300;
    for (int i = 0; i < steps; i++) {
        const double angle = 6e-6 * (i + 0.5) / steps; // six sigma
        double overlap = 0;
        for (int j = 0; j < steps; j++) {
            const double r = (j + 0.5) / steps;
            overlap += r * std::exp(-b * b * r * r) * (1 - bessel_j0_deficit(k * radius * r * angle)) / steps;
        }
        mean += angle / 1e-12 * std::exp(-0.5 * angle * angle / 1e-12) * 6e-6 / steps * 8 * b * b * overlap * overlap;
    }
    const auto light = light_of(focus, telescope, INFINITY);
    EXPECT_NEAR(light.efficiency / mean, 1, 1e-3);
    EXPECT_GT(light.index, 0);
    const auto still = air(INFINITY); // no wind, no rate
    const adaptive_optics_residual none{INFINITY, 0, 0, 0};
    coupling_light mean_only;
    coupling_of(&focus, &telescope, lambda, &none, &still, &mean_only);
    EXPECT_EQ(mean_only.efficiency, light.efficiency);
    EXPECT_EQ(mean_only.index, 0);
    focus.jitter_rad = 0;
    focus.wavefront_m = lambda / 20;
    EXPECT_NEAR(light_of(focus, telescope, INFINITY).efficiency, focus.mode.efficiency * std::exp(-0.01 * pi * pi),
                1e-12);
    EXPECT_EQ(light_of(focus, telescope, INFINITY).index, 0);
}

// Airy's rings: 83.8 % within the first dark one, 91.0 % within the second (Born and Wolf, section 8.5.2).
TEST(FieldStop, EncircledEnergyOfTheAiryDisc) {
    const adaptive_optics_residual none{INFINITY, 0, 0, 0};
    const receiver first{1, 0, 1, 2 * 3.831706 / pi * lambda, 1e-9}, second{1, 0, 1, 2 * 7.015587 / pi * lambda, 1e-9};
    EXPECT_NEAR(field_stop_share(&first, lambda, &none, 0), 0.8378, 1e-4);
    EXPECT_NEAR(field_stop_share(&second, lambda, &none, 0), 0.9099, 1e-4);
}

// Seeing: a disc of 0.98 lambda/r0 across holds half of the light of a star (Fried 1966's long exposure has its half width there, as in
// Dierickx 1992; its energy half within 1.15 times that). And jitter without air is a Gaussian spot, 1 - exp(-a²/(2 sigma²)), far
// beyond diffraction.
TEST(FieldStop, SeeingAndJitterThrowLightOut) {
    const double fried = 0.05;
    const adaptive_optics_residual seeing{fried, 0, 0, 0}, none{INFINITY, 0, 0, 0};
    receiver telescope{2, 0.3, 1, 0, 1e-9};
    telescope.field_of_view_rad = 1.15 * 0.98 * lambda / fried;
    EXPECT_NEAR(field_stop_share(&telescope, lambda, &seeing, 0), 0.5, 0.02);
    telescope.field_of_view_rad = 40e-6;
    const double sigma = 20e-6, a = 20e-6;
    EXPECT_NEAR(field_stop_share(&telescope, lambda, &none, sigma), 1 - std::exp(-a * a / (2 * sigma * sigma)), 0.01);
    double before = 0;
    for (double field : {1e-6, 5e-6, 20e-6, 50e-6, 200e-6, 1e-3}) {
        telescope.field_of_view_rad = field;
        const double share = field_stop_share(&telescope, lambda, &seeing, 0);
        EXPECT_GT(share, before) << field;
        EXPECT_LE(share, 1) << field;
        before = share;
    }
    EXPECT_GT(before, 0.99);
}

TEST(Coupling, FreeSpaceTakesAllAndAFibreSeesOneMode) {
    const receiver telescope{1.2, 0.25, 0.5, 50e-6, 1e-9};
    coupling focus{};
    EXPECT_EQ(light_of(focus, telescope, 0.01).efficiency, 1.0);
    EXPECT_EQ(light_of(focus, telescope, 0.01).index, 0.0);
    const double disc = pi / 4 * 1.44 * (1 - 0.0625) * pi / 4 * 2.5e-9; // small angles
    EXPECT_NEAR(coupling_etendue(&focus, &telescope, lambda) / disc, 1, 1e-9);
    focus.kind = COUPLING_MULTIMODE;
    EXPECT_NEAR(coupling_etendue(&focus, &telescope, lambda) / disc, 1, 1e-9);
    focus = fibre(telescope);
    EXPECT_NEAR(coupling_etendue(&focus, &telescope, lambda), lambda * lambda * focus.mode.through, 1e-25);
    EXPECT_LT(focus.mode.through, 1);
}

// Two independent unit-mean factors: the variance of their product is (1 + a)(1 + b) - 1.
TEST(Coupling, ItsFadeJoinsThatOfTheAir) {
    scintillation fade{};
    fade.kind = SCINTILLATION_LOG_NORMAL;
    fade.index = 0.1;
    fade.bandwidth_hz = 100;
    const coupling_light light{0.3, 0.4, 50};
    coupling_fade(&light, &fade);
    EXPECT_EQ(fade.kind, SCINTILLATION_GAMMA_GAMMA);
    EXPECT_NEAR(fade.index, 1.1 * 1.4 - 1, 1e-14);
    EXPECT_NEAR(1 / fade.alpha + 1 / fade.beta + 1 / (fade.alpha * fade.beta), fade.index, 1e-14);
    EXPECT_NEAR(fade.bandwidth_hz, 60, 1e-12);
    scintillation calm{};
    calm.kind = SCINTILLATION_NONE;
    coupling_fade(&light, &calm);
    EXPECT_EQ(calm.alpha, INFINITY);
    EXPECT_NEAR(1 / calm.beta, 0.4, 1e-15);
    scintillation mild{};
    mild.index = 0.02;
    const coupling_light little{0.6, 0.03, 50};
    coupling_fade(&little, &mild);
    EXPECT_EQ(mild.alpha, INFINITY);
    EXPECT_NEAR(1 / mild.beta, 1.02 * 1.03 - 1, 1e-15);
    const coupling_light steady{0.3, 0, 50};
    scintillation kept = fade;
    coupling_fade(&steady, &kept);
    EXPECT_EQ(kept.alpha, fade.alpha);
}
