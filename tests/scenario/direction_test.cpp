// SPDX-License-Identifier: MIT
#include "scenario/scenario_files.h"

namespace {

// minimal_scenario() with the two ends' parts exchanged.
const char *const minimal_uplink = R"({
  "schema": 1,
  "name": "minimal",
  "direction": "uplink",
  "satellite": {
    "telescope": {"diameter_m": 0.3, "optics_efficiency": 0.2, "field_of_view_urad": 50, "filter_bandwidth_nm": 1},
    "detectors": {"efficiency": 0.5, "dark_rate_hz": [10, 20, 30, 40]},
    "timing": {"gate_ns": 2},
    "polarization": {"contrast": 200}
  },
  "station": {
    "latitude_deg": 40, "longitude_deg": 117, "altitude_m": 890,
    "source": {"wavelength_nm": 850, "repetition_rate_mhz": 100, "pulse_fwhm_ns": 0.2},
    "telescope": {"diameter_m": 0.2, "divergence_is": "e2", "divergence_urad": 10},
    "pointing": {"jitter_urad": 1}
  },
  "orbit": {"circular": {"altitude_km": 500, "inclination_deg": 97, "max_elevation_deg": 60}}
}
)";

void expect_refused(const Loaded &loaded, const std::string &path, const std::string &why) {
    EXPECT_EQ(loaded.status, SATQKD_INVALID) << path;
    EXPECT_NE(loaded.message.find(path), std::string::npos) << loaded.message;
    EXPECT_NE(loaded.message.find(why), std::string::npos) << loaded.message;
}

} // namespace

TEST(Direction, ADownlinkUnlessSaid) {
    const Loaded s = load(write_file("down.json", minimal_scenario()));
    ASSERT_TRUE(s) << s.message;
    EXPECT_EQ(s->channel.direction, CHANNEL_DOWNLINK);
    EXPECT_NE(text_of(s).find("\"direction\": \"downlink\""), std::string::npos);
}

TEST(Direction, AnUplinkHasTheEndsExchanged) {
    const Loaded s = load(write_file("up.json", minimal_uplink));
    ASSERT_TRUE(s) << s.message;
    const channel &c = s->channel;
    EXPECT_EQ(c.direction, CHANNEL_UPLINK);
    EXPECT_EQ(c.beam.aperture_diameter_m, 0.2);
    EXPECT_EQ(c.receiver.aperture_diameter_m, 0.3);
    EXPECT_EQ(c.source.wavelength_m, 850e-9);
    EXPECT_EQ(c.detector.dark_rate_hz[3], 40);
    EXPECT_NEAR(c.sky.radiance, 2.3e-7 * 1e9, 1e-9); // the ground by moonlight, per metre of wavelength
    EXPECT_EQ(c.sky.table_count, 0);
    const Loaded again = load(write_file("again.json", text_of(s)));
    ASSERT_TRUE(again) << again.message;
    EXPECT_EQ(text_of(again), text_of(s));
    const Loaded set = load(write_file("up2.json", minimal_uplink),
                            {"satellite.earth_radiance_w_m2_sr_nm=1e-8", "satellite.detectors.efficiency=0.3"});
    ASSERT_TRUE(set) << set.message;
    EXPECT_NEAR(set->channel.sky.radiance, 10, 1e-12);
    EXPECT_EQ(set->channel.detector.efficiency[2], 0.3);
}

TEST(Direction, TellsWhichEndHasWhat) {
    const std::string up = write_file("up3.json", minimal_uplink), down = write_file("down3.json", minimal_scenario());
    expect_refused(load(down, {"direction=uplink"}), "satellite.source", "the station in an uplink");
    expect_refused(load(up, {"direction=downlink"}), "satellite.telescope.optics_efficiency",
                   "station.telescope.optics_efficiency");
    expect_refused(load(up, {"direction=\"sideways\""}), "--set: direction", "\"uplink\"");
    expect_refused(load(write_file("no.json", replaced(minimal_uplink, "uplink", "upward"))), "no.json:4: direction",
                   "uplink");
    expect_refused(load(write_file("no.json", replaced(minimal_uplink, "\"uplink\"", "7"))), "no.json:4: direction",
                   "uplink");
    expect_refused(load(up, {"station.detectors.efficiency=0.5"}), "station.detectors", "the satellite in an uplink");
    expect_refused(load(up, {"atmosphere.sky=day"}), "atmosphere.sky", "satellite.earth_radiance_w_m2_sr_nm");
    expect_refused(load(up, {"station.city_light=[]"}), "station.city_light", "looks up");
    expect_refused(load(down, {"station.source.wavelength_nm=850"}), "station.source", "the satellite in a downlink");
    expect_refused(load(down, {"satellite.timing.gate_ns=2"}), "satellite.timing", "the station in a downlink");
    expect_refused(load(down, {"satellite.earth_radiance_w_m2_sr_nm=1e-8"}), "earth_radiance", "unknown");
    expect_refused(load(up, {"satellite.timing.gate_ns=20"}), "satellite.timing.gate_ns", "at most 10 ns");
    expect_refused(load(up, {"station.telescope.divergence_urad=null"}), "station.telescope.divergence_urad",
                   "full angle");
}

TEST(Direction, TheExampleOfAnUplinkLoads) {
    const Loaded s = load(config("uplink-concept.json"));
    ASSERT_TRUE(s) << s.message;
    EXPECT_EQ(s->channel.direction, CHANNEL_UPLINK);
}

// What the engines of today need: defaults that change nothing, and ranges.
TEST(Direction, KeysOfDetectorsSourceAndFade) {
    const std::string file = write_file("keys.json", minimal_scenario());
    const Loaded plain = load(file);
    ASSERT_TRUE(plain) << plain.message;
    EXPECT_EQ(plain->channel.source.intensity_fluctuation, 0);
    EXPECT_EQ(plain->channel.source.fluctuation, SOURCE_FLUCTUATION_PULSE);
    EXPECT_EQ(plain->channel.detector.dead_time_s, 0);
    EXPECT_EQ(plain->channel.detector.afterpulse_probability[3], 0);
    EXPECT_NEAR(plain->channel.detector.afterpulse_decay_s, 100e-9, 1e-20);
    EXPECT_TRUE(plain->channel.detector.all_live);
    EXPECT_EQ(plain->channel.polarization.residual_bandwidth_hz, 1);
    EXPECT_EQ(plain->channel.scintillation, SCINTILLATION_AUTO);
    const Loaded set = load(
        file, {"satellite.source.intensity_fluctuation=0.05", "satellite.source.fluctuation=block",
               "station.detectors.dead_time_ns=50", "station.detectors.afterpulse_probability=[0.01,0.02,0.03,0.04]",
               "station.detectors.afterpulse_decay_ns=30", "station.detectors.all_live=false",
               "station.polarization.residual_bandwidth_hz=3", "atmosphere.scintillation=gamma_gamma"});
    ASSERT_TRUE(set) << set.message;
    EXPECT_EQ(set->channel.source.intensity_fluctuation, 0.05);
    EXPECT_EQ(set->channel.source.fluctuation, SOURCE_FLUCTUATION_BLOCK);
    EXPECT_NEAR(set->channel.detector.dead_time_s, 50e-9, 1e-20);
    EXPECT_EQ(set->channel.detector.afterpulse_probability[2], 0.03);
    EXPECT_NEAR(set->channel.detector.afterpulse_decay_s, 30e-9, 1e-20);
    EXPECT_FALSE(set->channel.detector.all_live);
    EXPECT_EQ(set->channel.polarization.residual_bandwidth_hz, 3);
    EXPECT_EQ(set->channel.scintillation, SCINTILLATION_FORCE_GAMMA_GAMMA);
    expect_refused(load(file, {"satellite.source.intensity_fluctuation=0.6"}), "intensity_fluctuation", "0.5");
    expect_refused(load(file, {"station.detectors.afterpulse_probability=0.6"}), "afterpulse_probability", "0.5");
    expect_refused(load(file, {"satellite.source.fluctuation=pulses"}), "fluctuation", "\"pulse\"");
    expect_refused(load(file, {"atmosphere.scintillation=lognormal"}), "scintillation", "\"log_normal\"");
    expect_refused(load(file, {"station.polarization.residual_bandwidth_hz=0"}), "residual_bandwidth_hz", "above 0");
}
