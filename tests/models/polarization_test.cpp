// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" // in C++ a function hides the constructor of a struct of the same name
extern "C" {
#include "channel/polarization.h"
#include "special/gauss.h"
}
#pragma GCC diagnostic pop

namespace {

const double pi = std::acos(-1.0);

struct matrix {
    double share[SOURCE_STATES][DETECTOR_COUNT];
};

matrix response(const polarization &analyser, double preparation_error, double rotation, double bob_x) {
    matrix out;
    polarization_response(&analyser, preparation_error, rotation, bob_x, out.share);
    return out;
}

orbit_look look_at(double azimuth, double elevation, double east, double north, double up) {
    orbit_look look{};
    look.azimuth_rad = azimuth;
    look.elevation_rad = elevation;
    look.velocity[0] = east;
    look.velocity[1] = north;
    look.velocity[2] = up;
    return look;
}

// A satellite on a straight line at a height over a flat ground, flying along a heading and missing the zenith by `miss` to its left.
orbit_look flyby(double along, double miss, double height, double heading) {
    const double east = along * std::sin(heading) - miss * std::cos(heading);
    const double north = along * std::cos(heading) + miss * std::sin(heading);
    const double azimuth = std::fmod(std::atan2(east, north) + 2 * pi, 2 * pi);
    return look_at(azimuth, std::atan2(height, std::hypot(east, north)), 7500 * std::sin(heading),
                   7500 * std::cos(heading), 0);
}

double angle_of(const orbit_look &look, polarization_mount mount) {
    return polarization_frame_angle(&look, mount);
}

// Distance of two angles modulo half a turn, which is what light tells apart.
double apart(double a, double b) {
    return std::fabs(std::remainder(a - b, pi));
}

} // namespace

// Without rotation the contrast is the intrinsic one, the other basis is even, and the splitter shares between the bases.
TEST(Polarization, AlignedAnalyserShowsTheIntrinsicContrast) {
    const polarization analyser{280, true, 0, 0, POLARIZATION_TUBE, 1};
    const matrix m = response(analyser, 0, 0.7, 0.3); // compensated: the rotation does not matter
    for (int s = 0; s < SOURCE_STATES; s++) {
        const double own = s / 2 == 1 ? 0.3 : 0.7;
        const int wrong = s ^ 1, across = 2 - 2 * (s / 2);
        EXPECT_NEAR(m.share[s][s] / m.share[s][wrong], 280, 1e-10);
        EXPECT_NEAR(m.share[s][s] + m.share[s][wrong], own, 1e-15);
        EXPECT_NEAR(m.share[s][across], (1 - own) / 2, 1e-15);
        EXPECT_NEAR(m.share[s][across + 1], (1 - own) / 2, 1e-15);
    }
    EXPECT_NEAR(m.share[0][1] / 0.7, 0.0036, 5e-5); // 280:1 alone is an error of 0.36 %
}

// Malus: a field at angle s + delta through an analyser at angle d passes cos²(s + delta - d), whatever the basis.
TEST(Polarization, PerfectAnalyserObeysMalus) {
    const double angle[] = {0, pi / 2, pi / 4, -pi / 4};
    const polarization analyser{INFINITY, false, 0, 0, POLARIZATION_TUBE, 1};
    for (double delta = -4; delta < 4; delta += 0.37) {
        const matrix m = response(analyser, 0, delta, 0.5);
        for (int s = 0; s < SOURCE_STATES; s++) {
            double sum = 0;
            for (int d = 0; d < DETECTOR_COUNT; d++) {
                EXPECT_NEAR(m.share[s][d], 0.5 * std::pow(std::cos(angle[s] + delta - angle[d]), 2), 1e-15);
                sum += m.share[s][d];
            }
            EXPECT_NEAR(sum, 1, 1e-15);
        }
    }
}

TEST(Polarization, RotationBy45DegreesLeavesNoContrast) {
    const polarization analyser{150, false, 0.1, 0.2, POLARIZATION_TUBE, 1}; // the residuals belong to the compensation
    const matrix m = response(analyser, 0, pi / 4, 0.5);
    EXPECT_NEAR(10 * std::log10(m.share[0][0] / m.share[0][1]), 0, 1e-12);
    EXPECT_NEAR(m.share[0][2] / m.share[0][3], 150, 1e-10); // it went over to the other basis
    EXPECT_NEAR(response(analyser, 0, pi / 2, 0.5).share[0][1] / response(analyser, 0, pi / 2, 0.5).share[0][0], 150,
                1e-10);
}

// The stated law averaged over a normal residual by Gauss-Hermite must be the law with exp(-2 sigma²) in it.
TEST(Polarization, JitterIsTheMeanOverAGaussianResidual) {
    const double sigma = 0.15, bias = 0.05;
    double x[40], weight[40], mean = 0;
    gauss_hermite(40, x, weight);
    for (int i = 0; i < 40; i++) {
        const polarization still{500, true, bias + std::sqrt(2.0) * sigma * x[i], 0, POLARIZATION_TUBE, 1};
        mean += weight[i] / std::sqrt(pi) * response(still, 0.005, 0, 0.5).share[0][1];
    }
    const polarization jittered{500, true, bias, sigma, POLARIZATION_TUBE, 1};
    EXPECT_NEAR(response(jittered, 0.005, 0, 0.5).share[0][1], mean, 1e-14);
}

// A share e of the light in the orthogonal state mixes right and wrong: (1-e) p + e (1-p).
TEST(Polarization, PreparationErrorMixesTheStates) {
    const polarization analyser{280, true, 0.02, 0, POLARIZATION_TUBE, 1};
    const double pure = 2 * response(analyser, 0, 0, 0.5).share[0][1];
    EXPECT_NEAR(2 * response(analyser, 0.005, 0, 0.5).share[0][1], 0.995 * pure + 0.005 * (1 - pure), 1e-15);
}

// In the north: a satellite that moves east is horizontal, one that climbs is vertical, motion along the line of sight does not
// count. Beside a track seen from below (satellite in the east at 30°, flying north) the velocity is horizontal to the left.
TEST(Polarization, FrameAngleInSimpleViews) {
    EXPECT_NEAR(angle_of(look_at(0, 0, 1, 5, 0), POLARIZATION_TUBE), 0, 1e-15);
    EXPECT_NEAR(angle_of(look_at(0, 0, 0, 5, 1), POLARIZATION_TUBE), pi / 2, 1e-15);
    EXPECT_NEAR(angle_of(look_at(0, 0, 1, 5, 1), POLARIZATION_TUBE), pi / 4, 1e-15);
    EXPECT_NEAR(apart(angle_of(look_at(pi / 2, pi / 6, 0, 1, 0), POLARIZATION_TUBE), 0), 0, 1e-15);
    // rising straight ahead on the ground track: the projected velocity points up the sky
    EXPECT_NEAR(angle_of(look_at(0, pi / 6, 0, -1, 0), POLARIZATION_TUBE), pi / 2, 1e-15);
}

// The mounts differ by the elevation and the azimuth.
TEST(Polarization, MountsTurnByElevationAndAzimuth) {
    const orbit_look look = flyby(300e3, 100e3, 500e3, 0.4);
    const double tube = angle_of(look, POLARIZATION_TUBE), fork = angle_of(look, POLARIZATION_NASMYTH);
    EXPECT_NEAR(tube - fork, look.elevation_rad, 1e-14);
    EXPECT_NEAR(angle_of(look, POLARIZATION_COUDE) - fork, look.azimuth_rad, 1e-14);
}

// Field vectors carried through the two mirrors by reflection, a - 2 (a.n) n, without any angle: what arrives on the ground must turn
// as the coude angle says. The elevation axis points to the right of the tube, the azimuth axis down.
TEST(Polarization, CoudeAngleIsTwoReflections) {
    struct vector {
        double x, y, z;
        double dot(const vector &o) const {
            return x * o.x + y * o.y + z * o.z;
        }
        vector minus(const vector &o, double factor) const {
            return {x - factor * o.x, y - factor * o.y, z - factor * o.z};
        }
    };
    const auto mirror = [](const vector &field, const vector &from, const vector &to) {
        const vector normal = to.minus(from, 1);
        return field.minus(normal, 2 * field.dot(normal) / normal.dot(normal));
    };
    double first = 0;
    for (int i = 0; i < 50; i++) {
        const orbit_look look = flyby(-1200e3 + 50e3 * i, 80e3, 500e3, 2.2);
        const double e = look.elevation_rad, a = look.azimuth_rad;
        const vector sight{std::cos(e) * std::sin(a), std::cos(e) * std::cos(a), std::sin(e)};
        const vector light{-sight.x, -sight.y, -sight.z}, right{std::cos(a), -std::sin(a), 0}, down{0, 0, -1};
        const vector velocity{look.velocity[0], look.velocity[1], look.velocity[2]};
        const vector field = velocity.minus(sight, velocity.dot(sight));
        const vector arrived = mirror(mirror(field, light, right), right, down);
        EXPECT_NEAR(arrived.z, 0, 1e-9);
        const double ground = std::atan2(-arrived.x, -arrived.y); // from south over west
        const double difference = ground - angle_of(look, POLARIZATION_COUDE);
        first = i == 0 ? difference : first;
        EXPECT_NEAR(std::remainder(difference - first, 2 * pi), 0, 1e-12) << i;
    }
}

// Nearly overhead the azimuth rushes round, and the tube with it: no step may exceed what the geometry moves in it, on any mount.
TEST(Polarization, FrameAngleIsContinuousOverAPass) {
    for (double miss : {-200e3, -5e3, 3e3, 100e3}) {
        for (auto mount : {POLARIZATION_TUBE, POLARIZATION_NASMYTH, POLARIZATION_COUDE}) {
            const double step = 100;
            const double largest = 3 * step / std::fabs(miss) + 3 * step / 500e3;
            double before = angle_of(flyby(-1000e3, miss, 500e3, 0.9), mount);
            for (double along = -1000e3 + step; along < 1000e3; along += step) {
                const double angle = angle_of(flyby(along, miss, 500e3, 0.9), mount);
                EXPECT_LE(std::fabs(std::remainder(angle - before, 2 * pi)), largest) << miss << " " << along;
                before = angle;
            }
        }
    }
}

// Through the zenith itself the tube turns by half a turn at once; modulo half a turn nothing is seen of it.
TEST(Polarization, ZenithPassTurnsTheTubeByHalfATurn) {
    const double before = angle_of(flyby(-1, 0, 500e3, 0.9), POLARIZATION_TUBE);
    const double after = angle_of(flyby(1, 0, 500e3, 0.9), POLARIZATION_TUBE);
    EXPECT_NEAR(apart(before, after), 0, 1e-5);
    EXPECT_NEAR(std::fabs(std::remainder(before - after, 2 * pi)), pi, 1e-5);
}
