/* SPDX-License-Identifier: MIT */
#include <cmath>
#include <cstring>

#include "scenario/scenario_files.h"

extern "C" {
#include "orbit/time_utc.h"
#include "terminal/timing.h"
}

namespace {

const double degree = std::acos(-1.0) / 180;

/* A factor such as 1e-9 is no exact double: the last bit of a product is its. */
void expect_close(double value, double expected) {
    EXPECT_TRUE(std::fabs(value - expected) <= 1e-15 * std::fabs(expected)) << value << " is not " << expected;
}

const char *const configs[] = {"micius-xinglong-2016-12-19.json", "circular-500km.json", "track-xinglong.json"};

void expect_same(const Loaded &a, const Loaded &b) {
    EXPECT_EQ(memcmp(&a->channel, &b->channel, sizeof a->channel), 0);
    EXPECT_EQ(memcmp(&a->station, &b->station, sizeof a->station), 0);
    EXPECT_EQ(memcmp(&a->window, &b->window, sizeof a->window), 0);
    EXPECT_EQ(memcmp(&a->protocol, &b->protocol, sizeof a->protocol), 0);
    EXPECT_EQ(a->seed, b->seed);
    EXPECT_EQ(a->coherence_time_s, b->coherence_time_s);
    EXPECT_EQ(a->fiber_loss_db_per_km, b->fiber_loss_db_per_km);
    EXPECT_EQ(a->dark_sun_elevation_rad, b->dark_sun_elevation_rad);
    EXPECT_STREQ(a->name, b->name);
    EXPECT_STREQ(a->satellite_name, b->satellite_name);
    EXPECT_STREQ(a->station_name, b->station_name);
    EXPECT_EQ(a->orbit.kind, b->orbit.kind);
    EXPECT_STREQ(a->orbit.tle[0], b->orbit.tle[0]);
    EXPECT_STREQ(a->orbit.tle[1], b->orbit.tle[1]);
    EXPECT_EQ(a->orbit.max_age_s, b->orbit.max_age_s);
    EXPECT_EQ(a->orbit.altitude_m, b->orbit.altitude_m);
    EXPECT_EQ(a->orbit.inclination_rad, b->orbit.inclination_rad);
    EXPECT_EQ(a->orbit.max_elevation_rad, b->orbit.max_elevation_rad);
    EXPECT_EQ(a->orbit.epoch_utc_s, b->orbit.epoch_utc_s);
    EXPECT_EQ(a->orbit.track_start_utc_s, b->orbit.track_start_utc_s);
    ASSERT_EQ(a->orbit.point_count, b->orbit.point_count);
    if (a->orbit.point_count) {
        EXPECT_EQ(memcmp(a->orbit.points, b->orbit.points, a->orbit.point_count * sizeof *a->orbit.points), 0);
    }
}

/* Expected values: Liao et al., Nature 549, 43 (2017), in SI. */
TEST(Scenario, ReadsThePapersInputs) {
    Loaded s = load(config("micius-xinglong-2016-12-19.json"));
    ASSERT_TRUE(s) << s.message;
    EXPECT_STREQ(s->name, "micius-xinglong-2016-12-19");
    EXPECT_STREQ(s->satellite_name, "Micius");
    EXPECT_STREQ(s->station_name, "Xinglong");
    expect_close(s->channel.source.wavelength_m, 848.6e-9);
    expect_close(s->channel.source.repetition_rate_hz, 100e6);
    expect_close(s->channel.source.pulse_fwhm_s, 0.2e-9);
    EXPECT_EQ(s->channel.beam.divergence_is, BEAM_UNIFORM_DISC);
    expect_close(s->channel.beam.divergence_rad, 10e-6);
    expect_close(s->channel.beam.aperture_diameter_m, 0.3);
    expect_close(s->channel.pointing.jitter_rad, 1.2e-6);
    expect_close(s->channel.receiver.aperture_diameter_m, 1);
    expect_close(s->channel.receiver.optics_efficiency, 0.16);
    for (int i = 0; i < DETECTOR_COUNT; i++) {
        expect_close(s->channel.detector.efficiency[i], 0.5);
        EXPECT_LT(s->channel.detector.dark_rate_hz[i], 25);
        EXPECT_GE(s->channel.detector.dark_rate_hz[i], 20);
    }
    expect_close(s->channel.detector.jitter_s, 0.35e-9);
    expect_close(s->channel.timing.gate_s, 2e-9);
    expect_close(s->channel.timing.synchronisation_jitter_s, 0.529e-9);
    EXPECT_TRUE(s->channel.polarization.compensated);
    EXPECT_EQ(s->channel.extinction.kind, EXTINCTION_OPTICAL_DEPTH);
    expect_close(s->channel.extinction.zenith_optical_depth, 0.68);
    expect_close(s->station.latitude_rad, (40 + 23 / 60.0 + 45.12 / 3600) * degree);
    expect_close(s->station.longitude_rad, (117 + 34 / 60.0 + 38.85 / 3600) * degree);
    expect_close(s->station.altitude_m, 890);
    EXPECT_EQ(s->channel.station_altitude_m, s->station.altitude_m);
    expect_close(s->dark_sun_elevation_rad, -12 * degree);
    EXPECT_EQ(s->orbit.kind, SCENARIO_ORBIT_TLE);
    EXPECT_EQ(s->orbit.max_age_s, 30 * 86400.0);
    EXPECT_TRUE(s->window.has_times);
    EXPECT_EQ(s->window.start_utc_s, 1482166080); /* date -u -d 2016-12-19T16:48:00Z +%s */
    EXPECT_EQ(s->window.stop_utc_s, 1482166080 + 540);
    expect_close(s->window.max_range_m, 1.2e6);
    EXPECT_STREQ(s->protocol.bound, "liao2017");
    ASSERT_EQ(s->protocol.intensity_count, 3);
    EXPECT_EQ(s->protocol.intensities[0], 0.8);
    EXPECT_EQ(s->protocol.intensities[2], 0.0);
    EXPECT_EQ(s->protocol.probabilities[1], 0.25);
    EXPECT_EQ(s->protocol.eps_sec, 1e-9);
    EXPECT_EQ(s->protocol.f_ec, 1.6);
    EXPECT_TRUE(std::isnan(s->protocol.leak_ec_bits));
    EXPECT_EQ(s->protocol.intensity_tolerance, 0.05);
    EXPECT_EQ(s->protocol.key_basis, KEY_BASIS_BOTH);
    EXPECT_EQ(s->channel.bob_x, 0.5);
    EXPECT_EQ(s->seed, 1U);
    expect_close(s->coherence_time_s, 1e-3);
}

/* Liao et al. 2017: with compensation the average contrast is 280:1, residual rotation included. Bright over dark at rotation d and
   visibility V is (1 + V cos 2d) / (1 - V cos 2d); a Gaussian jitter of sigma lowers the cosine's mean by exp(-2 sigma²). */
TEST(Scenario, MeetsThePapersContrast) {
    Loaded s = load(config("micius-xinglong-2016-12-19.json"));
    ASSERT_TRUE(s) << s.message;
    const polarization &p = s->channel.polarization;
    double v = (p.contrast - 1) / (p.contrast + 1) * std::cos(2 * p.residual_bias_rad) *
               std::exp(-2 * p.residual_jitter_rad * p.residual_jitter_rad);
    EXPECT_NEAR((1 + v) / (1 - v), 280, 0.5);
}

/* The sifted share of the paper leaves at most 1 % of noise; chosen is half of that. Range and azimuth by second are the track's, from
   skyfield; the photon rate is radiance × solid angle × area × bandwidth × optics / photon energy, written out here. */
TEST(Scenario, NoiseIsHalfAPercentOfThePapersDetections) {
    Loaded s = load(config("micius-xinglong-2016-12-19.json"));
    Loaded track = load(config("track-xinglong.json"));
    ASSERT_TRUE(s && track) << s.message << track.message;
    const channel &c = s->channel;
    const double pi = std::acos(-1.0);
    double photon_j = 6.62607015e-34 * 299792458 / c.source.wavelength_m;
    double photons_hz = c.sky.radiance * pi / 4 * std::pow(c.receiver.field_of_view_rad, 2) * pi / 4 *
                        c.receiver.filter_bandwidth_m * c.receiver.optics_efficiency / photon_j;
    double duty = c.timing.gate_s * c.source.repetition_rate_hz;
    double noise[2] = {0, 0}; /* before and after the closest approach */
    double seconds = 0;
    for (size_t i = 0; i < track->orbit.point_count; i++) {
        const orbit_track_point &point = track->orbit.points[i];
        if (point.slant_range_m > 1.2e6) {
            continue;
        }
        double factor = 1;
        for (int k = 1; k < c.sky.table_count; k++) {
            double from = c.sky.table_azimuth_rad[k - 1];
            double to = c.sky.table_azimuth_rad[k];
            if (point.azimuth_rad >= from && point.azimuth_rad < to) {
                double share = (point.azimuth_rad - from) / (to - from);
                factor = c.sky.table_factor[k - 1] * (1 - share) + c.sky.table_factor[k] * share;
            }
        }
        double rate = photons_hz * factor * c.detector.efficiency[0] + 4 * c.detector.dark_rate_hz[0];
        noise[point.t_s > 254] += rate * duty * 5; /* rows of 5 s; 645.4 km at 254 s */
        seconds += 5;
    }
    EXPECT_NEAR(seconds, 273, 5);
    double share = (noise[0] + noise[1]) / 3551136;
    EXPECT_NEAR(share, 0.005, 0.0005);
    EXPECT_GT(noise[1], 1.5 * noise[0]); /* more stray light in the half toward Beijing */
}

TEST(Scenario, WritesEveryDefaultOfAMinimalOne) {
    Loaded s = load(write_file("minimal.json", minimal_scenario()));
    ASSERT_TRUE(s) << s.message;
    EXPECT_STREQ(s->protocol.bound, "lim2014");
    EXPECT_EQ(s->window.max_range_m, INFINITY);
    EXPECT_FALSE(s->window.has_times);
    EXPECT_EQ(s->channel.detector.dark_rate_hz[2], 30);
    expect_close(s->channel.sky.radiance, 1.5e-5 * 1e6); /* moonless, per µm, into per m */
    EXPECT_EQ(s->channel.turbulence.profile, TURBULENCE_HUFNAGEL_VALLEY);
    double epoch = 0;
    ASSERT_TRUE(time_utc_parse("2025-01-01T00:00:00Z", &epoch));
    EXPECT_EQ(s->orbit.epoch_utc_s, epoch);
    std::string text = text_of(s);
    for (const char *written : {"\"zenith_optical_depth\": 0.2", "\"sky\": \"moonless\"", "\"coherence_time_ms\": 1",
                                "\"loss_db_per_km\": 0.2", "\"min_elevation_deg\": 0", "\"bound\": \"lim2014\"",
                                "\"f_ec\": 1.16", "\"key_basis\": \"both\"", "\"seed\": 1", "\"max_age_days\": 30",
                                "\"epoch_utc\": \"2025-01-01T00:00:00Z\"", "\"mount\": \"tube\"", "\"city_light\": []",
                                "\"intensities\": [0.8, 0.1, 0]", "\"darkness_sun_elevation_deg\": -12"}) {
        EXPECT_NE(text.find(written), std::string::npos) << written << " in\n" << text;
    }
    EXPECT_EQ(text.back(), '\n');
}

/* The optical depth that a scenario gets without a word is what 23 km of visibility give at 850 nm and sea level: Kruse's
   3.912/V (850/550)^-1.3 over a scale height of 2 km, and Rayleigh scattering of some 0.016 (Bucholtz 1995). */
TEST(Scenario, DefaultOpticalDepthIsClearAir) {
    Loaded s = load(write_file("depth.json", minimal_scenario()));
    ASSERT_TRUE(s) << s.message;
    EXPECT_NEAR(s->channel.extinction.zenith_optical_depth, 3.912 / 23 * std::pow(850 / 550.0, -1.3) * 2 + 0.016, 0.02);
}

TEST(Scenario, ComesBackBitForBit) {
    for (const char *name : configs) {
        Loaded first = load(config(name));
        ASSERT_TRUE(first) << first.message;
        std::string text = text_of(first);
        EXPECT_EQ(text.find(".json\","), std::string::npos) << "refers to a file:\n" << text;
        EXPECT_EQ(text.find(".csv\","), std::string::npos) << "refers to a file:\n" << text;
        Loaded second = load(write_file("back.json", text));
        ASSERT_TRUE(second) << second.message;
        expect_same(first, second);
        EXPECT_EQ(text_of(second), text) << name;
    }
}

/* Numbers that no short decimal says, scaled by factors that are no doubles. */
TEST(Scenario, ComesBackBitForBitWithUglyNumbers) {
    std::vector<std::string> ugly = {"satellite.source.wavelength_nm=848.60000000000014",
                                     "station.latitude_deg=0.1234567890123456789",
                                     "station.longitude_deg=-0",
                                     "window.max_range_km=1199.9999999999998",
                                     "trials.seed=18446744073709551615",
                                     "trials.coherence_time_ms=0.33333333333333331",
                                     "protocol.leak_ec_bits=333333.33333333331",
                                     "atmosphere.sky_radiance_w_m2_sr_nm=5e-324",
                                     "name=caf\xC3\xA9 \xE2\x82\xAC"};
    Loaded first = load(config("micius-xinglong-2016-12-19.json"), ugly);
    ASSERT_TRUE(first) << first.message;
    EXPECT_EQ(first->seed, UINT64_MAX);
    Loaded second = load(write_file("ugly.json", text_of(first)));
    ASSERT_TRUE(second) << second.message;
    expect_same(first, second);
}

TEST(Scenario, SeedsAreNumbersOrDigits) {
    const std::string base = write_file("seed.json", minimal_scenario());
    EXPECT_EQ(load(base, {"trials.seed=9007199254740991"})->seed, 9007199254740991U);
    EXPECT_EQ(load(base, {"trials.seed=9007199254740993"})->seed, 9007199254740993U); /* no double holds it */
    EXPECT_EQ(load(base, {"trials.seed=\"12\""})->seed, 12U);
    EXPECT_EQ(load(base, {"trials.seed=0"})->seed, 0U);
    std::string text = text_of(load(base, {"trials.seed=9007199254740993"}));
    EXPECT_NE(text.find("\"seed\": \"9007199254740993\""), std::string::npos) << text;
}

TEST(Scenario, SettingsReachEveryKey) {
    const std::string micius = config("micius-xinglong-2016-12-19.json");
    Loaded s = load(micius, {"station.telescope.diameter_m=1.2", "name=other", "protocol.intensities[1]=0.15",
                             "station.detectors.efficiency=[0.5,0.6,0.7,0.8]", "station.polarization.compensated=false",
                             "station.polarization.mount=coude", "window.max_range_km=null",
                             "station.telescope.diameter_m=1.3"});
    ASSERT_TRUE(s) << s.message;
    EXPECT_EQ(s->channel.receiver.aperture_diameter_m, 1.3); /* the later one */
    EXPECT_STREQ(s->name, "other");
    EXPECT_EQ(s->protocol.intensities[1], 0.15);
    EXPECT_EQ(s->channel.detector.efficiency[3], 0.8);
    EXPECT_FALSE(s->channel.polarization.compensated);
    EXPECT_EQ(s->channel.polarization.mount, POLARIZATION_COUDE);
    EXPECT_EQ(s->window.max_range_m, INFINITY);
    std::string text = text_of(s);
    EXPECT_NE(text.find("\"telescope.diameter_m\": \"set on the command line\""), std::string::npos) << text;
}

TEST(Scenario, SettingsTakeThePlaceOfWhatTheyExclude) {
    const std::string micius = config("micius-xinglong-2016-12-19.json");
    Loaded air = load(micius, {"atmosphere.visibility_km=10", "atmosphere.sky=full_moon"});
    ASSERT_TRUE(air) << air.message;
    EXPECT_EQ(air->channel.extinction.kind, EXTINCTION_VISIBILITY);
    expect_close(air->channel.extinction.visibility_m, 1e4);
    expect_close(air->channel.sky.radiance, 1.5e-3 * 1e6);
    Loaded table = load(micius, {"atmosphere.transmittance_table=[[10,0.1],[90,0.7]]"});
    ASSERT_TRUE(table) << table.message;
    EXPECT_EQ(table->channel.extinction.kind, EXTINCTION_TABLE);
    EXPECT_EQ(table->channel.extinction.table_count, 2);
    expect_close(table->channel.extinction.table_elevation_rad[1], 90 * degree);
    EXPECT_EQ(table->channel.extinction.table_transmittance[0], 0.1);
    Loaded orbit = load(micius, {"orbit.circular.altitude_km=500", "orbit.circular.inclination_deg=97.4",
                                 "orbit.circular.max_elevation_deg=80"});
    ASSERT_TRUE(orbit) << orbit.message;
    EXPECT_EQ(orbit->orbit.kind, SCENARIO_ORBIT_CIRCULAR);
    expect_close(orbit->orbit.altitude_m, 5e5);
}

TEST(Scenario, SettingsReplaceWholeFiles) {
    const std::string station = R"({"latitude_deg": 10, "longitude_deg": 20, "altitude_m": 30,
        "telescope": {"diameter_m": 2, "optics_efficiency": 0.3, "field_of_view_urad": 10, "filter_bandwidth_nm": 1},
        "detectors": {"efficiency": 0.5, "dark_rate_hz": 1}, "timing": {"gate_ns": 1}, "polarization": {"contrast": 99}})";
    const std::string path = write_file("station.json", station);
    Loaded s = load(config("micius-xinglong-2016-12-19.json"), {"station=" + path, "station.altitude_m=31"});
    ASSERT_TRUE(s) << s.message;
    EXPECT_EQ(s->channel.receiver.aperture_diameter_m, 2);
    EXPECT_EQ(s->station.altitude_m, 31);
    Loaded data = load(write_file("bare.json", minimal_scenario()), {"station=stations/xinglong.json"});
    ASSERT_TRUE(data) << data.message; /* found in the default data */
    EXPECT_STREQ(data->station_name, "Xinglong");
}

TEST(Scenario, NamesAreFoundInTheDefaultData) {
    Loaded s = load("micius-xinglong-2016-12-19");
    ASSERT_TRUE(s) << s.message;
    EXPECT_STREQ(s->station_name, "Xinglong");
    ASSERT_TRUE(load("configs/circular-500km.json"));
    const std::string folder = temporary("data");
    mkdir(folder.c_str(), 0777);
    mkdir((folder + "/configs").c_str(), 0777);
    write_file("data/configs/mine.json", minimal_scenario());
    EXPECT_FALSE(load("mine"));
    setenv("SATQKD_DATA_DIR", folder.c_str(), 1);
    Loaded mine = load("mine");
    unsetenv("SATQKD_DATA_DIR");
    ASSERT_TRUE(mine) << mine.message;
    EXPECT_STREQ(mine->name, "minimal");
}

/* Row and times as in the file; the closest approach of 645.4 km is the paper's 645 km. */
TEST(Scenario, ReadsATrack) {
    Loaded s = load(config("track-xinglong.json"));
    ASSERT_TRUE(s) << s.message;
    EXPECT_EQ(s->orbit.kind, SCENARIO_ORBIT_TRACK);
    ASSERT_EQ(s->orbit.point_count, 71U);
    EXPECT_EQ(s->orbit.points[0].t_s, 80);
    EXPECT_EQ(s->orbit.track_start_utc_s, 1482166080);
    double nearest = 1e9;
    for (size_t i = 0; i < s->orbit.point_count; i++) {
        nearest = std::fmin(nearest, s->orbit.points[i].slant_range_m);
        EXPECT_TRUE(std::isnan(s->orbit.points[i].efficiency));
    }
    EXPECT_NEAR(nearest, 645.4e3, 500);
    orbit *made = nullptr;
    satqkd_error error = {};
    ASSERT_EQ(scenario_make_orbit(s.value.get(), &made, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(orbit_epoch(made), s->orbit.track_start_utc_s);
    orbit_destroy(made);
}

TEST(Scenario, ReadsATrackOfEfficiencies) {
    const std::string csv =
        write_file("eff.csv", "# from nowhere\r\n\r\n t_s , efficiency\r\n0, 1e-4\r\n# a remark\n1.5,2e-4\n");
    const std::string base = write_file("eff.json", minimal_scenario());
    Loaded s =
        load(base, {"orbit.track=" + csv, "window.start=2020-02-03T04:05:06Z", "window.stop=2020-02-03T04:06:00Z"});
    ASSERT_TRUE(s) << s.message;
    ASSERT_EQ(s->orbit.point_count, 2U);
    EXPECT_EQ(s->orbit.points[1].efficiency, 2e-4);
    EXPECT_EQ(s->orbit.track_start_utc_s, s->window.start_utc_s); /* the window's start where nobody says more */
    Loaded relative = load(write_file("relative.json", replaced(minimal_scenario(),
                                                                "{\"circular\": {\"altitude_km\": 500, "
                                                                "\"inclination_deg\": 97, \"max_elevation_deg\": 60}}",
                                                                "{\"track\": \"eff.csv\"}")));
    ASSERT_TRUE(relative) << relative.message; /* beside the file that names it */
    Loaded back = load(write_file("eff-back.json", text_of(relative)));
    ASSERT_TRUE(back) << back.message;
    expect_same(relative, back);
}

} // namespace
