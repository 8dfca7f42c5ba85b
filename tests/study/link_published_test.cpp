// SPDX-License-Identifier: MIT
// The table of results/link.md: what is in print on uplinks, daylight and adaptive optics beside what the program gives. Each row is
// computed anew, must be what the page says, and must lie as close to the printed number as the case claims.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

extern "C" {
#include "special/constants.h"
#include "study/choose_pass.h"
#include "study/run.h"
#include "trials/plan.h"
}

namespace {

const double degree = 1 / CONSTANT_DEGREE;

// The page's line that begins with a row's name.
std::string row(const std::string &name) {
    std::ifstream page(SATQKD_SOURCE_DIR "/results/link.md");
    for (std::string line; std::getline(page, line);) {
        if (line.rfind("| " + name + " |", 0) == 0) {
            return line;
        }
    }
    return "";
}

void expect_listed(const std::string &name, const char *format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    EXPECT_NE(row(name).find(text), std::string::npos) << name << ": now " << text << " in\n" << row(name);
}

std::unique_ptr<scenario, decltype(&scenario_destroy)> loaded(const char *name,
                                                              const std::vector<std::string> &settings) {
    std::vector<scenario_setting> list;
    for (const std::string &text : settings) {
        list.push_back({text.c_str()});
    }
    scenario *set = nullptr;
    satqkd_error error{};
    const std::string path = std::string(SATQKD_SOURCE_DIR) + "/configs/" + name;
    EXPECT_EQ(scenario_load(path.c_str(), list.data(), list.size(), &set, &error), SATQKD_OK) << error.message;
    return {set, scenario_destroy};
}

summary flown(const char *name, const std::vector<std::string> &settings) {
    const auto set = loaded(name, settings);
    run_options options{};
    options.engine = RUN_MEAN;
    options.device = DEVICE_DEFAULT;
    options.repeat = 1;
    run *made = nullptr;
    satqkd_error error{};
    EXPECT_EQ(run_fly(set.get(), &options, &made, &error), SATQKD_OK) << error.message;
    const summary result = made ? made->summary : summary{};
    run_destroy(made);
    return result;
}

// The link at culmination alone.
struct channel_link culmination(const char *name, std::vector<std::string> settings) {
    const auto set = loaded(name, settings);
    orbit *source = nullptr;
    pass part{};
    char choice[CHOOSE_PASS_TEXT];
    satqkd_error error{};
    struct channel_link link {};
    EXPECT_EQ(scenario_make_orbit(set.get(), &source, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(choose_pass(set.get(), source, 0, &part, choice, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(plan_link(set.get(), source, &part, set->orbit.epoch_utc_s, &link, &error), SATQKD_OK) << error.message;
    orbit_destroy(source);
    return link;
}

const std::string wide = "station.telescope.diameter_m=0.3";
const std::vector<std::string> fixed_path = {
    R"(orbit={"fixed":{"loss_db":46,"duration_s":3600,"range_km":53,"elevation_deg":1,"start_utc":"2025-03-21T04:00:00Z"}})",
    "window=null"};

} // namespace

// Han et al. 2019, arXiv:1912.06317: 41 to 52 dB over 500 to 1400 km. Optics and detectors of that receiver are not in the abstract.
TEST(LinkPublished, UplinkToMicius) {
    const summary up = flown("uplink-concept.json", {});
    expect_listed("uplink, 500 km", "%.1f", up.at_min_range.efficiency_db);
    expect_listed("uplink, 1400 km", "%.1f", up.at_max_range.efficiency_db);
    EXPECT_NEAR(up.at_min_range.efficiency_db, 41, 4);
    EXPECT_NEAR(up.at_max_range.efficiency_db, 52, 4);
    const summary down = flown("micius-xinglong-2016-12-19.json", {});
    expect_listed("uplink less downlink, farthest", "%.1f",
                  up.at_max_range.efficiency_db - down.at_max_range.efficiency_db);
}

// The same two telescopes either way: alike without air, and far from it in it.
TEST(LinkPublished, TheSameEndsUpAndDown) {
    const std::vector<std::string> vacuum = {"atmosphere.turbulence.profile=none", "atmosphere.zenith_optical_depth=0"};
    const double still = channel_db(culmination("uplink-concept.json", {wide, vacuum[0], vacuum[1]}).efficiency) -
                         channel_db(culmination("uplink-mirror.json", vacuum).efficiency);
    EXPECT_NEAR(still, 0, 0.01); // the beam's waist of its own aperture in a metre's spot is the same at both ends
    const summary up = flown("uplink-concept.json", {wide}), down = flown("uplink-mirror.json", {});
    expect_listed("same ends, up less down", "%.1f", up.at_min_range.efficiency_db - down.at_min_range.efficiency_db);
    expect_listed("same ends, up less down", "%.1f", up.at_max_range.efficiency_db - down.at_max_range.efficiency_db);
    EXPECT_GT(up.at_min_range.efficiency_db, down.at_min_range.efficiency_db + 3);
}

// Bourgoin et al. 2013 (abstract): a sender of at least 25 cm for a receiver of 30 cm. Beyond it the air decides.
TEST(LinkPublished, ALargerSenderThan25CentimetresGainsLittle) {
    const auto loss = [](const char *aperture) {
        return channel_db(
            culmination("uplink-concept.json", {std::string("station.telescope.diameter_m=") + aperture}).efficiency);
    };
    const double small = loss("0.05"), enough = loss("0.25"), large = loss("0.6");
    expect_listed("sender's aperture", "%.1f", small - enough);
    expect_listed("sender's aperture", "%.1f", enough - large);
    EXPECT_LT(enough - large, 1);
    EXPECT_GT(small - enough, 5);
}

// Pugh et al. 2020 (abstract): about 3 dB with a co-aligned beacon, up to 7 dB with one at the point-ahead angle; Oliker and Gruneisen
// 2019 (abstract): the beacon is more than 50 urad off, several isoplanatic angles.
TEST(LinkPublished, AdaptiveOpticsOfTheUplink) {
    const auto gain = [](const std::vector<std::string> &optics) {
        std::vector<std::string> settings = {wide};
        settings.insert(settings.end(), optics.begin(), optics.end());
        return channel_db(culmination("uplink-concept.json", {wide}).efficiency) -
               channel_db(culmination("uplink-concept.json", settings).efficiency);
    };
    const double beside = gain({"station.adaptive_optics.modes=3", "station.adaptive_optics.bandwidth_hz=200"});
    const double star = gain({"station.adaptive_optics.modes=36", "station.adaptive_optics.bandwidth_hz=200",
                              "station.adaptive_optics.beacon=point_ahead"});
    expect_listed("uplink, satellite as beacon", "%.1f", beside);
    expect_listed("uplink, guide star", "%.1f", star);
    EXPECT_NEAR(beside, 3, 1);
    EXPECT_NEAR(star, 7, 2);
    const auto link = culmination("uplink-concept.json", {wide});
    expect_listed("point-ahead of a low orbit", "%.0f", 1e6 * link.point_ahead_rad);
    expect_listed("point-ahead of a low orbit", "%.1f", link.point_ahead_rad / link.path.isoplanatic_rad);
    EXPECT_NEAR(1e6 * link.point_ahead_rad, 50, 3);
    EXPECT_GT(link.point_ahead_rad / link.path.isoplanatic_rad, 3);
}

// Applied Optics 6, 2105 (1967): the north horizon at noon, visibility 30 km or more, has 50 W m^-2 sr^-1 um^-1 at its peak; the most
// that was measured is 380, at the south horizon in winter. One scattering gives less.
TEST(LinkPublished, RadianceOfTheHorizonByDay) {
    const sunlight day{true, 0.95, 0.65, 0.3, 0, SUNLIGHT_REFUSE};
    extinction air{};
    air.kind = EXTINCTION_VISIBILITY;
    air.visibility_m = 30e3;
    const auto at = [&](double elevation, double sun, double sides) {
        const double e = elevation * degree, s = sun * degree;
        const double angle = std::acos(std::sin(e) * std::sin(s) + sides * std::cos(e) * std::cos(s));
        return 1e-6 * sunlight_sky(&day, &air, 500e-9, 0, e, s, angle);
    };
    const double north = at(1, 40, -1), south = at(2, 20, 1);
    expect_listed("north horizon at noon", "%.0f", north);
    expect_listed("south horizon in winter", "%.0f", south);
    EXPECT_NEAR(north / 50, 0.85, 0.25);
    EXPECT_NEAR(south / 380, 0.75, 0.35);
}

// Liao et al. 2017 (Nature Photonics 11, 509, abstract): a key by day over 53 km of air that cost 48 dB, 1550 nm, single-mode fibre. An hour
// of a day with the concept's station through a path of as much loss: the last whole dB that leaves a key, into the fibre, and through
// the same station's field stop.
TEST(LinkPublished, LossThatDaylightAllows) {
    const auto bits = [](const char *focus, int loss) {
        std::vector<std::string> settings = fixed_path;
        settings.push_back("orbit.fixed.loss_db=" + std::to_string(loss));
        settings.push_back(std::string("station.coupling.type=") + focus);
        return flown("daylight-1550.json", settings).key.secret_bits;
    };
    const int fibre = 44, stop = 24;
    EXPECT_GT(bits("single_mode", fibre), 0);
    EXPECT_EQ(bits("single_mode", fibre + 1), 0);
    EXPECT_GT(bits("multimode", stop), 0);
    EXPECT_EQ(bits("multimode", stop + 1), 0);
    expect_listed("loss by day, fibre", "%.0f", fibre);
    expect_listed("loss by day, field stop", "%.0f", stop);
}

// Jiang et al. 2021 (J. Russ. Laser Res. 42, 363, abstract): 5 % without, 10 to 25 % with adaptive optics over a kilometre of town; the
// air that couples 5 % here, then tip and tilt, and ten modes at once. M-SPGD over 8 km (abstract): 3.7 dB in strong turbulence.
TEST(LinkPublished, CouplingOnAndOff) {
    const receiver telescope{1, 0, 1, 1e-4, 1e-9};
    coupling focus{COUPLING_SINGLE_MODE, 0, 0, {}};
    coupling_prepare(&focus, &telescope);
    const auto coupled = [&](double ratio, int modes) {
        adaptive_optics optics{static_cast<double>(modes), INFINITY, ADAPTIVE_OPTICS_SATELLITE, 0};
        adaptive_optics_prepare(&optics);
        struct turbulence_path path {};
        path.fried_m = 1 / ratio;
        path.isoplanatic_rad = INFINITY;
        adaptive_optics_residual residual;
        adaptive_optics_leave(&optics, 1, &path, path.fried_m, 0, &residual);
        coupling_light light;
        coupling_of(&focus, &telescope, 1550e-9, &residual, &path, &light);
        return light.efficiency;
    };
    double low = 1, high = 20;
    for (int i = 0; i < 50; i++) {
        (coupled(0.5 * (low + high), 1) > 0.05 ? low : high) = 0.5 * (low + high);
    }
    expect_listed("1 km of town, off and on", "%.0f %%", 100 * coupled(low, 2));
    expect_listed("1 km of town, off and on", "%.0f %%", 100 * coupled(low, 3));
    expect_listed("8 km of town, gain", "%.1f", 10 * std::log10(coupled(10, 3) / coupled(10, 1)));
    EXPECT_NEAR(coupled(low, 3), 0.25, 0.03);
    EXPECT_NEAR(10 * std::log10(coupled(10, 3) / coupled(10, 1)), 3.7, 1.5);
}

// Wright et al. 2015 (Opt. Express 23, 33705, abstract): a Strehl ratio of about 0.6 into a fibre through a pass of the ISS, 1 m telescope.
// Its corrector is not described there: 66 modes and 100 Hz are assumed, and the air is HV 5/7 on a mountain.
TEST(LinkPublished, StrehlRatioOverAPass) {
    const summary iss = flown(
        "daylight-1550.json",
        {"station.telescope.diameter_m=1", "station.telescope.obscuration_ratio=0", "station.coupling.jitter_urad=0",
         "station.coupling.wavefront_error_nm=0", "orbit.circular.altitude_km=410", "station.altitude_m=2280",
         "atmosphere.turbulence.ground_cn2=1.7e-14", "orbit.circular.epoch_utc=2025-03-21T20:00:00Z",
         "orbit.circular.inclination_deg=51.6", "orbit.circular.max_elevation_deg=60",
         "station.adaptive_optics.modes=66", "station.adaptive_optics.bandwidth_hz=100"});
    const double best = std::pow(10, -iss.at_min_range.coupling_db / 10) / 0.8145,
                 least = std::pow(10, -iss.at_max_range.coupling_db / 10) / 0.8145;
    expect_listed("Strehl ratio, ISS", "%.2f", best);
    expect_listed("Strehl ratio, ISS", "%.2f", least);
    EXPECT_NEAR(best, 0.6, 0.15);
}

// Er-long et al. 2005: 1.5e-5 W m^-2 sr^-1 um^-1 on a moonless night; the day of this project at 850 nm and at 1550 nm above it.
TEST(LinkPublished, DayAgainstNight) {
    const sunlight day{true, 0.95, 0.65, 0.3, 0, SUNLIGHT_REFUSE};
    extinction air{};
    air.kind = EXTINCTION_VISIBILITY;
    air.visibility_m = 23e3;
    const auto at = [&](double wavelength) {
        return 1e-6 * sunlight_sky(&day, &air, wavelength, 890, 45 * degree, 45 * degree, 80 * degree);
    };
    expect_listed("clear day, 850 nm", "%.1f", at(850e-9));
    expect_listed("clear day, 1550 nm", "%.2f", at(1550e-9));
    EXPECT_GT(at(850e-9) / 1.5e-5, 1e5);
    EXPECT_LT(at(850e-9) / 1.5e-5, 1e6);
}
