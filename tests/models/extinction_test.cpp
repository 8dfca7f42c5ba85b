// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

extern "C" {
#include "channel/extinction.h"
}

namespace {
const double degree = std::acos(-1.0) / 180;
}

// Kasten and Young 1989, evaluated by hand from the published 0.50572, 6.07995 and 1.6364.
TEST(Extinction, AirmassOfKastenAndYoung) {
    const double table[][2] = {{90, .9997},  {60, 1.1540}, {45, 1.4126}, {30, 1.9943}, {20, 2.9031}, {15, 3.8129},
                               {10, 5.5860}, {5, 10.3058}, {3, 15.1477}, {1, 26.3106}, {0, 37.9196}};
    for (const auto &row : table) {
        EXPECT_NEAR(extinction_airmass(row[0] * degree), row[1], 5.1e-5)
            << row[0]; // half a unit of the last digit printed
    }
    EXPECT_EQ(extinction_airmass(-0.1), extinction_airmass(0));
}

// Bennett's (1982) own formula runs from the apparent elevation, R = cot(h + 7.31/(h + 4.4)) in minutes; the two agree to 0.1'
// (Meeus, Astronomical Algorithms, chapter 16).
TEST(Extinction, RefractionIsTheInverseOfBennetts) {
    for (double elevation = 0; elevation <= 90; elevation += 0.5) {
        const double apparent = extinction_apparent_elevation(elevation * degree) / degree;
        const double bennett = 1 / std::tan((apparent + 7.31 / (apparent + 4.4)) * degree);
        EXPECT_NEAR((apparent - elevation) * 60, bennett, 0.1) << elevation;
        EXPECT_TRUE(apparent >= elevation);
    }
    EXPECT_NEAR(extinction_apparent_elevation(-0.01), -0.01 + extinction_apparent_elevation(0), 1e-12);
}

// Kruse at 550 nm is ln(50)/V whatever the exponent; Hansen and Travis (1974) give the Rayleigh depth 0.0973 there. Visibility
// 23 km: 3.912/23 per km over 2 km of scale height.
TEST(Extinction, DepthFromVisibility) {
    EXPECT_NEAR(extinction_depth_from_visibility(23e3, 550e-9, 0), 3.912 / 23 * 2 + 0.0973, 2e-4);
    const double aerosol = 3.912 / 23 * 2, rayleigh = 0.0973;
    EXPECT_NEAR(extinction_depth_from_visibility(23e3, 550e-9, 2000),
                aerosol * std::exp(-1) + rayleigh * std::exp(-0.25), 2e-4);
}

// At 1100 nm, twice 550 nm, Kruse's aerosol falls by 2^q: q = 1.6, 1.3 and 0.585 cbrt(V). Rayleigh there is 0.0059 (Hansen and Travis).
TEST(Extinction, ExponentOfKruse) {
    const double rows[][2] = {{80, 1.6}, {20, 1.3}, {4, 0.585 * std::cbrt(4.0)}};
    for (const auto &row : rows) {
        const double aerosol = std::log(50.0) / row[0] * 2 * std::pow(2, -row[1]);
        EXPECT_NEAR(extinction_depth_from_visibility(row[0] * 1e3, 1100e-9, 0), aerosol + 0.0059, 1e-4) << row[0];
    }
}

TEST(Extinction, OpticalDepthFollowsBeerAndLambert) {
    extinction air{};
    air.kind = EXTINCTION_OPTICAL_DEPTH;
    air.zenith_optical_depth = 0.68;
    EXPECT_NEAR(extinction_transmittance(&air, 850e-9, 890, 90 * degree), std::exp(-0.68 * 0.9997), 1e-5);
    EXPECT_NEAR(extinction_transmittance(&air, 850e-9, 890, 30 * degree), std::exp(-0.68 * 1.9943),
                1e-3); // refraction apart
}

// A table sampled from Beer-Lambert must come back as Beer-Lambert between its entries: linear in the logarithm over airmass.
TEST(Extinction, TableInterpolatesTheLogarithmOverAirmass) {
    extinction depth{}, table{};
    depth.kind = EXTINCTION_OPTICAL_DEPTH;
    depth.zenith_optical_depth = 0.3;
    table.kind = EXTINCTION_TABLE;
    table.table_count = 4;
    for (int i = 0; i < 4; i++) {
        table.table_elevation_rad[i] = (10 + 25 * i) * degree;
        table.table_transmittance[i] = extinction_transmittance(&depth, 850e-9, 0, table.table_elevation_rad[i]);
    }
    for (double elevation = 10; elevation <= 85; elevation += 2.5) {
        EXPECT_NEAR(extinction_transmittance(&table, 850e-9, 0, elevation * degree) /
                        extinction_transmittance(&depth, 850e-9, 0, elevation * degree),
                    1, 1e-12)
            << elevation;
    }
    EXPECT_EQ(extinction_transmittance(&table, 850e-9, 0, 2 * degree), table.table_transmittance[0]);
    EXPECT_EQ(extinction_transmittance(&table, 850e-9, 0, 89 * degree), table.table_transmittance[3]);
    table.table_transmittance[0] = 0; // opaque: no logarithm, no NaN
    EXPECT_TRUE(extinction_transmittance(&table, 850e-9, 0, 15 * degree) > 0);
}
