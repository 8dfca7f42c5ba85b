// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

extern "C" {
#include "channel/channel.h"
#include "orbit/sun.h"
#include "orbit/time_utc.h"
}

namespace {

const double pi = std::acos(-1.0), degree = pi / 180;

extinction clear(double depth) {
    extinction air{};
    air.kind = EXTINCTION_OPTICAL_DEPTH;
    air.zenith_optical_depth = depth;
    return air;
}

double airmass(double elevation) {
    return extinction_airmass(extinction_apparent_elevation(elevation));
}

} // namespace

// Rows of ASTM E490-00a where no line is, W m^-2 um^-1; and the sum over the table's range against the integral of a Sun of 1366 W/m²,
// of which 96.5 % lie between 0.3 and 4 um (E490: 1366.1 less 1.2 % below and 0.9 % above, 1.4 % in the trapezoid's coarse steps).
TEST(Sunlight, TheSunOutsideTheAir) {
    const struct {
        double um, irradiance;
    } rows[] = {{0.65, 1558},  {0.78, 1187},  {0.848, 1023}, {1.064, 645.9},
                {1.31, 410.6}, {1.55, 271.3}, {1.65, 227.2}, {2.2, 82.65}};
    for (const auto &row : rows) {
        EXPECT_NEAR(sunlight_irradiance(row.um * 1e-6) / (row.irradiance * 1e6), 1, 0.04) << row.um;
    }
    double sum = 0;
    for (double l = 0.3e-6; l < 4e-6; l += 1e-9) {
        sum += sunlight_irradiance(l) * 1e-9;
    }
    EXPECT_NEAR(sum, 1366 * 0.97, 25);
}

TEST(Sunlight, TwilightFallsAsIlluminanceDoes) {
    EXPECT_EQ(sunlight_twilight(1), 1.0);
    EXPECT_EQ(sunlight_twilight(0), 1.0);
    EXPECT_NEAR(sunlight_twilight(-6 * degree), 3.4 / 400, 1e-12);
    EXPECT_NEAR(sunlight_twilight(-12 * degree), 0.008 / 400, 1e-14);
    EXPECT_LT(sunlight_twilight(-18 * degree), 1e-7); // less than starlight
    EXPECT_LT(sunlight_twilight(-60 * degree), 1e-20);
}

// Thin air: every path scatters what falls on it, E depth m (0.75 (1 + cos²)) / (4 pi) for molecules alone; and a thick, even slab under
// the zenith Sun seen at the zenith: depth exp(-depth).
TEST(Sunlight, SingleScatteringLimits) {
    const sunlight day{true, 1, 0, 0.3, 0, SUNLIGHT_REFUSE};
    const double lambda = 850e-9, height = 0;
    const double molecules = extinction_rayleigh_depth(lambda, height);
    EXPECT_NEAR(molecules, 0.0167, 2e-4); // 0.008569 / 0.85⁴ (1 + 0.0156 + …)
    const auto thin = clear(1e-4);        // less than Rayleigh: all of it molecules
    for (double elevation : {20.0, 45.0, 80.0}) {
        const double expected =
            sunlight_irradiance(lambda) * 1e-4 * airmass(elevation * degree) * 0.75 * (1 + 0.25) / (4 * pi);
        EXPECT_NEAR(sunlight_sky(&day, &thin, lambda, height, elevation * degree, 0.7, pi / 3) / expected, 1, 2e-3)
            << elevation;
    }
    const auto thick = clear(2);
    const double m = airmass(1.0),
                 mixed = (molecules * 0.75 + (2 - molecules)) / 2; // at a right angle, isotropic aerosol
    const double expected = sunlight_irradiance(lambda) * mixed * 2 * m * std::exp(-2 * m) / (4 * pi);
    EXPECT_NEAR(sunlight_sky(&day, &thick, lambda, height, 1.0, 1.0, pi / 2) / expected, 1, 1e-9);
    EXPECT_NEAR(sunlight_sky(&day, &thick, lambda, height, 1.0, 1.0 + 1e-7, pi / 2) / expected, 1, 1e-6);
    const auto none = clear(0);
    EXPECT_EQ(sunlight_sky(&day, &none, lambda, height, 1, 1, 1), 0.0);
}

// What a fully reflecting ground sends back through no air: E sin(elevation) / pi. Air that scatters evenly and does not absorb sends
// up what it does not send down: together with the direct light all of it, for a single scattering of thin air.
TEST(Sunlight, TheSunlitGround) {
    const sunlight day{true, 1, 0, 1, 0, SUNLIGHT_REFUSE};
    const auto none = clear(0);
    const double lambda = 780e-9, expected = sunlight_irradiance(lambda) / airmass(0.9) / pi;
    EXPECT_NEAR(sunlight_ground(&day, &none, lambda, 0, 1.2, 0.9, 1) / expected, 1, 1e-12);
    const sunlight black{true, 1, 0, 0, 0, SUNLIGHT_REFUSE};
    // haze scatters forward: it is bright where the Sun and the satellite stand on opposite sides of the station
    const sunlight haze{true, 1, 0.65, 0, 0, SUNLIGHT_REFUSE};
    const auto hazy = clear(0.3);
    EXPECT_GT(sunlight_ground(&haze, &hazy, lambda, 0, 0.5, 0.4, 2.2),
              4 * sunlight_ground(&haze, &hazy, lambda, 0, 0.5, 0.4, 0.2));
    const auto thin = clear(1e-5);
    EXPECT_NEAR(sunlight_ground(&black, &thin, lambda, 0, 1.2, 0.9, 2) /
                    sunlight_sky(&black, &thin, lambda, 0, 1.2, 0.9, 2),
                1, 1e-3);
}

// Clear noon skies in print. Er-long et al. 2005 (New J. Phys. 7, 215) take 15 W m^-2 sr^-1 um^-1 for a clear day; the north horizon sky at
// 30 km visibility has 50 at the peak of its spectrum (Applied Optics 6, 2105, 1967), the horizon some five times the sky above.
TEST(Sunlight, AClearDayHasTheRadianceInPrint) {
    const sunlight day{true, 0.95, 0.65, 0.3, 0, SUNLIGHT_REFUSE};
    const auto air = clear(0.15);
    const double radiance = sunlight_sky(&day, &air, 850e-9, 500, 45 * degree, 50 * degree, 80 * degree) * 1e-6;
    EXPECT_GT(radiance, 5);
    EXPECT_LT(radiance, 30);
    // the same depth in the infrared, where the Sun has 0.27 of its irradiance; and the aureole
    EXPECT_NEAR(sunlight_sky(&day, &air, 1550e-9, 500, 45 * degree, 50 * degree, 80 * degree) / (radiance * 1e6), 0.27,
                0.03);
    EXPECT_GT(sunlight_sky(&day, &air, 850e-9, 500, 0.8, 0.9, 0.3),
              3 * sunlight_sky(&day, &air, 850e-9, 500, 0.8, 0.9, 1.4));
}

// The Almanac's Sun over Greenwich at noon of the June solstice: south, 90 - 51.48 + 23.44 degrees high.
TEST(Sunlight, TheSunsDirection) {
    const orbit_station greenwich{51.4779 * degree, 0, 46};
    double utc = 0, direction[3];
    ASSERT_TRUE(time_utc_parse("2025-06-21T12:02:00Z", &utc));
    sun_direction(&greenwich, utc, direction);
    EXPECT_NEAR(std::asin(direction[2]) / degree, 61.96, 0.05);
    EXPECT_NEAR(std::fabs(std::atan2(direction[0], direction[1])) / degree, 180, 0.5);
    EXPECT_NEAR(std::asin(direction[2]), sun_elevation(&greenwich, utc), 1e-12);
}

TEST(Sunlight, BlindsWithinTheExclusionWhileTheSunIsUp) {
    const sunlight day{true, 1, 0, 0.3, 20 * degree, SUNLIGHT_REFUSE};
    EXPECT_TRUE(sunlight_blinds(&day, 0.3, 19 * degree));
    EXPECT_FALSE(sunlight_blinds(&day, 0.3, 21 * degree));
    EXPECT_FALSE(sunlight_blinds(&day, -2 * degree, 1 * degree));
}
