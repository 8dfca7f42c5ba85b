// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

extern "C" {
#include "channel/coupling.h"
#include "channel/sky.h"
}

namespace {
const double pi = std::acos(-1.0);

double free_space(const receiver &telescope) {
    const coupling none{};
    return coupling_etendue(&none, &telescope, 850e-9);
}
} // namespace

// Photon energy at 850 nm is 1.4586 eV (hc = 1239.842 eV nm, CODATA 2018) of 1.602177e-19 J. A cone of full angle 100 urad is
// pi/4 1e-8 sr; a pupil of 1 m with a fifth obscured is pi/4 0.96 m².
TEST(Sky, PhotonRate) {
    const double radiance = 1.5e-5 * 1e9; // 1.5e-5 W m^-2 sr^-1 nm^-1
    const receiver telescope{1.0, 0.2, 0.4, 100e-6, 1e-9};
    const double photon = 1239.842 / 850 * 1.602177e-19;
    const double expected = 1.5e-5 * (pi / 4 * 1e-8) * (pi / 4 * 0.96) * 0.4 / photon;
    EXPECT_NEAR(sky_photon_rate(radiance, &telescope, free_space(telescope), 850e-9) / expected, 1, 1e-6);
}

TEST(Sky, ConeOfHalfASphereIsTwoPi) {
    receiver wide{1.0, 0, 1, pi, 1e-9}, narrow{1.0, 0, 1, 1e-3, 1e-9};
    EXPECT_NEAR(free_space(wide) / free_space(narrow), 2 * pi / (pi / 4 * 1e-6),
                1.0); // 8e6; the narrow cone is flat to 1e-7
}

TEST(Sky, AzimuthTableIsLinearAndClosesAroundNorth) {
    const sky city{1, 3, {0.5, 2.0, 6.0}, {1.0, 4.0, 2.0}};
    EXPECT_EQ(sky_azimuth_factor(&city, 0.5), 1.0);
    EXPECT_NEAR(sky_azimuth_factor(&city, 1.25), 2.5, 1e-12);
    EXPECT_NEAR(sky_azimuth_factor(&city, 4.0), 3.0, 1e-12);
    const double gap = 2 * pi - 6.0 + 0.5; // from 2 at 6 rad down to 1 at 0.5 rad
    for (double beyond : {0.0, 0.1, 0.3, 0.7}) {
        EXPECT_NEAR(sky_azimuth_factor(&city, 6.0 + beyond), 2 - beyond / gap, 1e-12) << beyond;
        EXPECT_NEAR(sky_azimuth_factor(&city, 6.0 + beyond - 2 * pi), 2 - beyond / gap, 1e-12) << beyond;
    }
    const sky even{1, 1, {3.0}, {1.7}};
    EXPECT_NEAR(sky_azimuth_factor(&even, 1), 1.7, 1e-15);
    EXPECT_NEAR(sky_azimuth_factor(&even, 5), 1.7, 1e-15);
    const sky none{1, 0, {}, {}};
    EXPECT_EQ(sky_azimuth_factor(&none, 2), 1.0);
}
