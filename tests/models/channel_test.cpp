// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" // in C++ the function channel_link hides the struct's constructor
extern "C" {
#include "channel/channel.h"
}
#pragma GCC diagnostic pop

namespace {

const double pi = std::acos(-1.0);
const double degree = pi / 180;

// Liao et al. 2017: 848.6 nm, 100 MHz, 300 mm, 10 urad, 1.2 urad, 1 m, gate 2 ns; the rest is chosen so that every term counts.
channel micius() {
    channel c{};
    c.source = {848.6e-9, 100e6, 0.2e-9, 0.005, 0, SOURCE_FLUCTUATION_PULSE};
    c.beam = {0.3, 0, BEAM_UNIFORM_DISC, 10e-6, 0, 0};
    c.pointing = {1.2e-6, 0, 10, {}, 0};
    c.receiver = {1.0, 0, 0.4, 100e-6, 3e-9};
    c.extinction.kind = EXTINCTION_OPTICAL_DEPTH;
    c.extinction.zenith_optical_depth = 0.3;
    c.turbulence = {TURBULENCE_HUFNAGEL_VALLEY, 1.7e-14, 21, 5, 0};
    c.sky.radiance = 1.5e4;
    c.polarization = {300, true, 0, 0.01, POLARIZATION_COUDE, 1};
    c.timing = {2e-9, 0.529e-9};
    c.detector = {{0.5, 0.48, 0.52, 0.46}, {20, 25, 30, 35}, 0.35e-9, 0, {0, 0, 0, 0}, 1e-7, true};
    c.bob_x = 0.4;
    c.station_altitude_m = 890;
    return c;
}

orbit_look view(double range, double elevation) {
    orbit_look look{};
    look.slant_range_m = range;
    look.elevation_rad = elevation;
    look.azimuth_rad = 1.2;
    look.angular_speed_rad_s = 0.006;
    look.satellite_height_m = 500e3;
    look.velocity[0] = 3000;
    look.velocity[1] = 6900;
    look.efficiency = NAN;
    return look;
}

struct channel_link link_of(const channel &c, const orbit_look &look) {
    struct channel_link link;
    satqkd_error error{};
    EXPECT_EQ(channel_link(&c, &look, 0.3, &link, &error), SATQKD_OK) << error.message;
    return link;
}

} // namespace

TEST(Channel, MiciusAtItsLargestRange) {
    const auto link = link_of(micius(), view(1200e3, 20 * degree));
    EXPECT_NEAR(channel_db(link.diffraction), 21.6, 0.05); // (2a/theta L)², the paper's 22 dB
    EXPECT_LT(channel_db(link.pointing), 3);               // the paper's bound
    EXPECT_NEAR(link.timing, 0.882, 5e-4);                 // from the paper's jitters
    EXPECT_NEAR(link.jitter_m, 1.44, 1e-12);
    EXPECT_NEAR(link.pupil_m, 0.5, 0);
    EXPECT_NEAR(link.detector, 0.6 * 0.49 + 0.4 * 0.49, 1e-15);
    EXPECT_NEAR(link.efficiency / (link.diffraction * link.pointing * link.atmosphere * link.optics), 1, 1e-14);
    EXPECT_NEAR(link.steady / (link.atmosphere * link.optics), 1, 1e-15);
    EXPECT_EQ(link.optics, 0.4);
    EXPECT_TRUE(link.scintillation_index > 0 && link.scintillation_index < 0.1);
    EXPECT_EQ(link.scintillation_index, link.path.scintillation_index);
}

// Airmass at the apparent elevation: at 5° refraction lifts by 9.7' (Bennett 9.9' at 5° apparent), which takes 0.3 off an airmass of
// 10.31 (Kasten and Young at 5°).
TEST(Channel, RefractionEntersTheAirmass) {
    const auto link = link_of(micius(), view(2000e3, 5 * degree));
    const double airmass = -std::log(link.atmosphere) / 0.3;
    EXPECT_NEAR(airmass, 10.31 - 0.29, 0.03);
}

// What the link hands down to the models: bias and jitter in the pupil's plane, heights above the station, refracted elevation, slew.
TEST(Channel, HandsItsGeometryToTheModels) {
    channel c = micius();
    c.pointing.bias_rad = 2e-6;
    c.pointing.slew_jitter_s = 1e-4;
    c.receiver.obscuration_ratio = 0.3;
    const auto link = link_of(c, view(800e3, 30 * degree));
    EXPECT_NEAR(link.bias_m, 1.6, 1e-12);
    EXPECT_NEAR(link.jitter_m, std::hypot(1.2e-6, 0.6e-6) * 800e3, 1e-12);
    EXPECT_NEAR(link.obscuration_m, 0.15, 1e-15);
    const double w2 = link.beam_radius_m * link.beam_radius_m + 4 * link.jitter_m * link.jitter_m;
    // far field: both couplings over their pupil's area; the pupil of 0.5 m in the beam of 6 m leaves 1 % to that
    EXPECT_NEAR(link.pointing * w2 / std::pow(link.beam_radius_m, 2) * std::exp(2 * 1.6 * 1.6 / w2), 1, 1e-2);
    struct turbulence_path path;
    turbulence_path(&c.turbulence, TURBULENCE_DOWN, 848.6e-9, extinction_apparent_elevation(30 * degree), 499110, 1.0,
                    0.006, &path);
    EXPECT_EQ(link.path.rytov_spherical, path.rytov_spherical);
    EXPECT_EQ(link.path.scintillation_hz, path.scintillation_hz);
    EXPECT_EQ(link.path.fried_m, path.fried_m);
}

TEST(Channel, BackgroundOfAGate) {
    const channel c = micius();
    const auto link = link_of(c, view(1000e3, 40 * degree));
    const double z[] = {0.3, 0.3, 0.2, 0.2}; // half of the basis's share
    for (int d = 0; d < DETECTOR_COUNT; d++) {
        const double rate = link.sky_rate_hz * z[d] * c.detector.efficiency[d] + c.detector.dark_rate_hz[d];
        EXPECT_NEAR(link.background[d] / (rate * 2e-9), 1, 1e-14) << d;
    }
    EXPECT_TRUE(link.sky_rate_hz > 0);
}

TEST(Channel, AnUncompensatedReceiverSeesTheRotationSinceItsAlignment) {
    channel c = micius();
    c.polarization.compensated = false;
    const orbit_look look = view(1000e3, 40 * degree);
    const double angle = polarization_frame_angle(&look, POLARIZATION_COUDE);
    struct channel_link link;
    ASSERT_EQ(channel_link(&c, &look, angle, &link, nullptr), SATQKD_OK);
    EXPECT_EQ(link.rotation_rad, 0.0);
    EXPECT_NEAR(link.response[0][1] / 0.6, (1 - 299.0 / 301 * 0.99) / 2, 1e-15);
    ASSERT_EQ(channel_link(&c, &look, angle - pi / 4, &link, nullptr), SATQKD_OK);
    EXPECT_NEAR(link.response[0][1] / 0.6, 0.5, 1e-12);
}

// Without air a link does not know its direction but for the sky.
TEST(Channel, AnUplinkWithoutTurbulenceIsADownlink) {
    channel down = micius();
    down.turbulence.profile = TURBULENCE_NONE;
    channel up = down;
    up.direction = CHANNEL_UPLINK;
    const auto a = link_of(down, view(900e3, 0.5)), b = link_of(up, view(900e3, 0.5));
    EXPECT_EQ(a.efficiency, b.efficiency);
    EXPECT_EQ(a.beam_radius_m, b.beam_radius_m);
    EXPECT_EQ(b.wander_m, 0.0);
    EXPECT_EQ(b.scintillation.kind, SCINTILLATION_NONE);
    EXPECT_EQ(a.response[1][2], b.response[1][2]);
}

// Upwards the beam is the short-term one, and jitter and wander smear it: all in all a Gaussian beam of the long-term radius and jitter,
// whose coupling is 1 - exp(-2a²/(W² + 4 sigma²)).
TEST(Channel, UplinkWandersAndSpreads) {
    channel c = micius();
    const orbit_look look = view(900e3, 0.6);
    const auto down = link_of(c, look);
    EXPECT_EQ(down.wander_m, 0.0);
    EXPECT_EQ(down.wander_hz, 0.0);
    c.direction = CHANNEL_UPLINK;
    c.beam = {0.2, 0, BEAM_DIFFRACTION, 0, 1.12, 1};
    const auto up = link_of(c, look);
    wander w;
    wander_make(&c.turbulence, &c.beam, 848.6e-9, extinction_apparent_elevation(0.6), 499110, 900e3, 0.006, &w);
    EXPECT_EQ(up.beam_radius_m, w.short_term_m);
    EXPECT_NEAR(up.wander_m, w.sigma_rad * 900e3, 1e-12);
    EXPECT_EQ(up.wander_hz, w.bandwidth_hz);
    EXPECT_GT(up.wander_m, 1);
    const double mean = 1 - std::exp(-0.5 / (w.long_term_m * w.long_term_m + 4 * up.jitter_m * up.jitter_m));
    EXPECT_NEAR(up.diffraction * up.pointing / mean, 1, 1e-12);
    EXPECT_NEAR(up.efficiency / (mean * up.steady), 1, 1e-12);
    EXPECT_NEAR(up.point_ahead_rad, 2 * 0.006 * 900e3 / 299792458.0, 1e-15);
    EXPECT_EQ(up.path.rytov, up.path.rytov_spherical);
    EXPECT_EQ(up.scintillation.index, up.path.scintillation_index);
    EXPECT_GT(up.scintillation_index, 5 * down.scintillation_index); // no aperture averages upwards
}

// What the engines draw from must give the response again: the mean over the residual's jitter of (1 ± V cos 2 delta)/2.
TEST(Channel, VisibilityAndRotationMakeTheResponse) {
    for (bool compensated : {true, false}) {
        channel c = micius();
        c.polarization.compensated = compensated;
        c.polarization.residual_bias_rad = 0.07;
        c.polarization.residual_jitter_rad = 0.1;
        const auto link = link_of(c, view(900e3, 0.6));
        EXPECT_EQ(link.rotation_base_rad, compensated ? 0.07 : link.rotation_rad);
        EXPECT_EQ(link.residual_jitter_rad, compensated ? 0.1 : 0.0);
        EXPECT_NEAR(link.visibility, 299.0 / 301 * 0.99, 1e-15);
        double wrong = 0;
        for (double n = -9; n < 9.01; n += 0.125) { // trapezoidal rule over a normal deviate
            const double delta = link.rotation_base_rad + n * link.residual_jitter_rad;
            wrong += 0.125 * std::exp(-n * n / 2) / std::sqrt(2 * pi) * (1 - link.visibility * std::cos(2 * delta)) / 2;
        }
        EXPECT_NEAR(link.response[0][1] / 0.6, wrong, 1e-13) << compensated;
    }
}

TEST(Channel, GivenEfficiencyReplacesTheWay) {
    orbit_look look{};
    look.efficiency = 3e-4; // elevation 0 and no geometry: not asked for
    const auto link = link_of(micius(), look);
    EXPECT_EQ(link.efficiency, 3e-4);
    EXPECT_EQ(link.diffraction, 3e-4);
    EXPECT_EQ(link.steady, 3e-4);
    EXPECT_EQ(link.pointing * link.atmosphere * link.optics, 1.0);
    EXPECT_EQ(link.beam_radius_m, 0.0);
    EXPECT_EQ(link.scintillation_index, 0.0);
    EXPECT_EQ(link.scintillation.kind, SCINTILLATION_NONE);
    EXPECT_EQ(link.wander_m, 0.0);
    EXPECT_EQ(link.rotation_rad, 0.0);
    EXPECT_NEAR(link.timing, 0.882, 5e-4);
    EXPECT_TRUE(link.background[0] > 0);
}

TEST(Channel, RefusesWhatLeavesItsDomain) {
    struct channel_link link;
    satqkd_error error{};
    orbit_look low = view(1000e3, 0);
    channel c = micius();
    EXPECT_EQ(channel_link(&c, &low, 0, &link, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("elevation"), std::string::npos) << error.message;
    for (double wrong : {-0.1, 2.0, static_cast<double>(NAN)}) {
        low.elevation_rad = wrong;
        EXPECT_EQ(channel_link(&c, &low, 0, &link, &error), SATQKD_INVALID) << wrong;
    }
    for (double wrong : {-0.1, 1.1, static_cast<double>(INFINITY)}) {
        orbit_look track{};
        track.efficiency = wrong;
        EXPECT_EQ(channel_link(&c, &track, 0, &link, &error), SATQKD_INVALID) << wrong;
    }
    orbit_look near = view(0, 1);
    EXPECT_EQ(channel_link(&c, &near, 0, &link, &error), SATQKD_INVALID);
    orbit_look buried = view(1000e3, 1);
    buried.satellite_height_m = 800;
    EXPECT_EQ(channel_link(&c, &buried, 0, &link, &error), SATQKD_INVALID);
    orbit_look fine = view(1000e3, 1);
    c.source.wavelength_m = NAN; // whatever slips through the reader does not travel on as a number
    EXPECT_EQ(channel_link(&c, &fine, 0, &link, &error), SATQKD_INVALID);
    c = micius();
    c.beam.divergence_rad = 1e-12;
    c.beam.aperture_diameter_m = 1e-3;
    c.receiver.obscuration_ratio = 0.5; // the whole beam falls into the hole
    EXPECT_EQ(channel_link(&c, &fine, 0, &link, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("obscuration"), std::string::npos) << error.message;
}

TEST(Channel, DecibelsAndLogVariance) {
    EXPECT_EQ(channel_db(1), 0.0);
    EXPECT_FALSE(std::signbit(channel_db(1)));
    EXPECT_NEAR(channel_db(0.01), 20, 1e-14);
    EXPECT_EQ(channel_db(0), INFINITY);
}

// The coupling is a term of its own: it multiplies the efficiency and what no fade touches, and its fluctuation joins the fade.
TEST(Channel, AFibreInTheFocusIsATermOfItsOwn) {
    channel c = micius();
    const auto open = link_of(c, view(900e3, 0.6));
    EXPECT_EQ(open.coupling, 1.0);
    EXPECT_EQ(open.coupling_index, 0.0);
    c.coupling.kind = COUPLING_SINGLE_MODE;
    c.optics = {36, 200, ADAPTIVE_OPTICS_SATELLITE, 0};
    channel_prepare(&c);
    const auto fibre = link_of(c, view(900e3, 0.6));
    EXPECT_GT(fibre.coupling, 0.02);
    EXPECT_LT(fibre.coupling, 0.8145);
    EXPECT_NEAR(fibre.efficiency / (open.efficiency * fibre.coupling), 1, 1e-12);
    EXPECT_NEAR(fibre.steady / (open.steady * fibre.coupling), 1, 1e-12);
    EXPECT_EQ(fibre.scintillation.kind, SCINTILLATION_GAMMA_GAMMA);
    EXPECT_GT(fibre.coupling_index, 0);
    EXPECT_NEAR(fibre.scintillation.index, (1 + fibre.coupling_index) * (1 + open.scintillation_index) - 1, 1e-12);
    EXPECT_EQ(fibre.scintillation_index, open.scintillation_index);
    // one mode of both polarizations: radiance lambda² times what comes through the pupil, 91.9 % without obscuration
    EXPECT_NEAR(fibre.sky_rate_hz / open.sky_rate_hz,
                0.9190 * std::pow(848.6e-9, 2) / (pi / 4 * pi / 4 * std::pow(100e-6, 2)), 2e-5 * open.sky_rate_hz);
    // upwards the air's marks are on the irradiance, not on the phase over so small a pupil: the overlap alone
    c.direction = CHANNEL_UPLINK;
    EXPECT_NEAR(link_of(c, view(900e3, 0.6)).coupling, 0.8145, 5e-5);
}

TEST(Channel, SunlightIsAddedToTheNightAndBlindsNearTheSun) {
    channel c = micius();
    orbit_look look = view(900e3, 0.6);
    look.direction[1] = std::cos(0.6);
    look.direction[2] = std::sin(0.6);
    const auto night = link_of(c, look);
    EXPECT_NEAR(night.sky_radiance, 1.5e4, 1e-9);
    EXPECT_TRUE(std::isnan(night.sun_angle_rad));
    c.sunlight = {true, 0.95, 0.65, 0.3, 20 * degree, SUNLIGHT_REFUSE};
    struct channel_link link;
    satqkd_error error{};
    EXPECT_EQ(channel_link(&c, &look, 0, &link, &error), SATQKD_INVALID); // nobody said where the Sun is
    look.sun[0] = std::cos(0.9);
    look.sun[2] = std::sin(0.9);
    const auto day = link_of(c, look);
    EXPECT_NEAR(day.sun_elevation_rad, 0.9, 1e-12);
    const double angle = std::acos(std::sin(0.6) * std::sin(0.9));
    EXPECT_NEAR(day.sun_angle_rad, angle, 1e-12);
    const double sky = sunlight_sky(&c.sunlight, &c.extinction, 848.6e-9, 890, 0.6, 0.9, angle);
    EXPECT_NEAR(day.sky_radiance / (1.5e4 + sky), 1, 1e-12);
    EXPECT_NEAR(day.sky_rate_hz / night.sky_rate_hz, day.sky_radiance / 1.5e4, 1e-9 * day.sky_radiance);
    EXPECT_EQ(day.efficiency, night.efficiency);
    look.sun[0] = 0;
    look.sun[1] = std::cos(0.6 + 19 * degree);
    look.sun[2] = std::sin(0.6 + 19 * degree);
    EXPECT_EQ(channel_link(&c, &look, 0, &link, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("sun_exclusion_deg"), std::string::npos) << error.message;
    c.sunlight.guard = SUNLIGHT_CLOSE; // nothing but dark counts
    const auto shut = link_of(c, look);
    EXPECT_EQ(shut.efficiency, 0.0);
    EXPECT_EQ(shut.sky_rate_hz, 0.0);
    EXPECT_NEAR(shut.background[2] / (30 * 2e-9), 1, 1e-12);
    EXPECT_NEAR(shut.sun_angle_rad / degree, 19, 1e-6);
    c.sunlight.guard = SUNLIGHT_REFUSE;
    look.sun[2] = -0.5; // below the ground it blinds nobody
    EXPECT_EQ(channel_link(&c, &look, 0, &link, &error), SATQKD_OK) << error.message;
    // an uplink's receiver sees the sunlit ground
    c.direction = CHANNEL_UPLINK;
    c.sky.radiance = 230;
    look.sun[0] = std::cos(0.9);
    look.sun[1] = 0;
    look.sun[2] = std::sin(0.9);
    const auto up = link_of(c, look);
    EXPECT_NEAR(up.sky_radiance / (230 + sunlight_ground(&c.sunlight, &c.extinction, 848.6e-9, 890, 0.6, 0.9, angle)),
                1, 1e-12);
}

// A counter of dead time D at a true rate r is live for 1 / (1 + r D); with afterpulses each click stands for 1 / (1 - a).
TEST(Channel, BackgroundBetweenTheGatesMakesFreeDetectorsDead) {
    channel c = micius();
    c.detector.dead_time_s = 50e-9;
    c.sky.radiance = 1.5e10; // a day: some 3e6 photons a second
    const auto gated = link_of(c, view(900e3, 0.6));
    EXPECT_EQ(gated.live, 1.0);
    c.detector.free_running = true;
    const auto free = link_of(c, view(900e3, 0.6));
    double all = 1, mean = 0;
    for (int d = 0; d < DETECTOR_COUNT; d++) {
        const double between = gated.background[d] / 2e-9 * 0.8; // gates are a fifth of the time
        all /= 1 + between * 50e-9;
        mean += 0.25 / (1 + between * 50e-9);
        EXPECT_GT(between, 1e5);
    }
    EXPECT_NEAR(free.live, all, 1e-12);
    EXPECT_NEAR(free.timing, gated.timing * all, 1e-12);
    EXPECT_NEAR(free.background[1] / (gated.background[1] * all), 1, 1e-12);
    EXPECT_EQ(free.efficiency, gated.efficiency);
    c.detector.all_live = false;
    EXPECT_NEAR(link_of(c, view(900e3, 0.6)).live, mean, 1e-12);
    c.detector.all_live = true;
    for (double &probability : c.detector.afterpulse_probability) {
        probability = 0.1;
    }
    const auto after = link_of(c, view(900e3, 0.6));
    EXPECT_LT(after.live, free.live);
    const double seen = 0.1 * std::exp(-0.5), between = gated.background[0] / 2e-9 * 0.8;
    double rate = 0;
    EXPECT_NEAR(detector_live_share(&c.detector, 0, between, &rate), 1 / (1 + between * 50e-9 / (1 - seen)), 1e-14);
    EXPECT_NEAR(rate, seen / (1 - seen) * between / (1 + between * 50e-9 / (1 - seen)), 1e-6);
    EXPECT_NEAR(after.background[0], after.live * (gated.background[0] / 2e-9 + rate) * 2e-9, 1e-15);
    // A switch that chooses X a quarter of the time: while a detector is read it sees half of all light, between the gates its share.
    c.switched = true;
    c.bob_x = 0.25;
    const auto switched = link_of(c, view(900e3, 0.6));
    const double dark = c.detector.dark_rate_hz[2], efficiency = c.detector.efficiency[2];
    const double sky = 0.5 * efficiency * switched.sky_rate_hz;
    detector_live_share(&c.detector, 2, 0.8 * (0.25 * sky + dark), &rate);
    EXPECT_NEAR(switched.background[2] / (switched.live * (sky + dark + rate) * 2e-9), 1, 1e-12);
    EXPECT_LT(switched.live, 1);
}
