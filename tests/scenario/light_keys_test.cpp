// SPDX-License-Identifier: MIT
// The keys of coupling, adaptive optics, sunlight and free-running detectors: what they set, and what is refused.
#include "scenario/scenario_files.h"

extern "C" {
#include "study/choose_pass.h"
#include "trials/plan.h"
}

namespace {

void expect_refused(const Loaded &loaded, const std::string &path, const std::string &why) {
    EXPECT_EQ(loaded.status, SATQKD_INVALID) << path;
    EXPECT_NE(loaded.message.find(path), std::string::npos) << loaded.message;
    EXPECT_NE(loaded.message.find(why), std::string::npos) << loaded.message;
}

// The plan of a scenario's first pass, or why there is none.
std::string refusal(const Loaded &s) {
    orbit *source = nullptr;
    pass part{};
    plan *laid = nullptr;
    satqkd_error error{};
    char choice[CHOOSE_PASS_TEXT];
    satqkd_status status = scenario_make_orbit(s.value.get(), &source, &error);
    status = status ? status : choose_pass(s.value.get(), source, 0, &part, choice, &error);
    status = status ? status : plan_create(s.value.get(), source, &part, &laid, &error);
    plan_destroy(laid);
    orbit_destroy(source);
    return status ? error.message : "";
}

} // namespace

TEST(LightKeys, DefaultsChangeNothing) {
    const Loaded s = load(write_file("light.json", minimal_scenario()));
    ASSERT_TRUE(s) << s.message;
    EXPECT_EQ(s->channel.coupling.kind, COUPLING_FREE_SPACE);
    EXPECT_EQ(s->channel.optics.cutoff, 0);
    EXPECT_FALSE(s->channel.sunlight.counted);
    EXPECT_FALSE(s->channel.detector.free_running);
}

TEST(LightKeys, AreReadAndPrepared) {
    const std::string file = write_file("light2.json", minimal_scenario());
    const Loaded s = load(file, {"station.coupling.type=single_mode", "station.coupling.jitter_urad=0.5",
                                 "station.coupling.wavefront_error_nm=40", "station.adaptive_optics.modes=21",
                                 "station.adaptive_optics.bandwidth_hz=150", "atmosphere.sunlight={}",
                                 "station.telescope.sun_exclusion_deg=30", "station.detectors.free_running=true",
                                 "station.telescope.obscuration_ratio=0.2"});
    ASSERT_TRUE(s) << s.message;
    const channel &c = s->channel;
    EXPECT_EQ(c.coupling.kind, COUPLING_SINGLE_MODE);
    EXPECT_NEAR(c.coupling.jitter_rad, 0.5e-6, 1e-20);
    EXPECT_NEAR(c.coupling.wavefront_m, 40e-9, 1e-20);
    EXPECT_NEAR(c.coupling.mode.efficiency, 0.7383, 1e-4); // of a pupil with a hole of a fifth, by Ruilier's formula
    EXPECT_EQ(c.optics.modes, 21);
    EXPECT_EQ(c.optics.bandwidth_hz, 150);
    EXPECT_GT(c.optics.cutoff, 2); // cycles in the aperture: modes of degree 5
    EXPECT_TRUE(c.sunlight.counted);
    EXPECT_EQ(c.sunlight.scattered, 0.95);
    EXPECT_NEAR(c.sunlight.exclusion_rad, 0.5235987756, 1e-9);
    EXPECT_TRUE(c.detector.free_running);
    const Loaded again = load(write_file("light3.json", text_of(s)));
    ASSERT_TRUE(again) << again.message;
    EXPECT_EQ(text_of(again), text_of(s));
}

TEST(LightKeys, AreRefusedWhereTheyMakeNoSense) {
    const std::string file = write_file("light4.json", minimal_scenario());
    expect_refused(load(file, {"station.adaptive_optics.modes=2.5", "station.adaptive_optics.bandwidth_hz=100"}),
                   "station.adaptive_optics.modes", "no whole number");
    expect_refused(load(file, {"station.adaptive_optics.modes=3"}), "station.adaptive_optics.bandwidth_hz", "missing");
    expect_refused(load(file, {"station.adaptive_optics.modes=2000"}), "station.adaptive_optics.modes", "1000");
    expect_refused(load(file, {"station.adaptive_optics.beacon=satellite"}), "station.adaptive_optics.beacon",
                   "uplink");
    expect_refused(load(file, {"atmosphere.sunlight.ground_albedo=0.3"}), "ground_albedo", "uplink");
    expect_refused(load(file, {"satellite.coupling.type=single_mode"}), "satellite.coupling", "receives");
    expect_refused(load(file, {"station.coupling.type=fibre"}), "station.coupling.type", "\"single_mode\"");
    expect_refused(load(file, {"atmosphere.sunlight=true"}), "atmosphere.sunlight", "object");
    expect_refused(load(file, {"atmosphere.sunlight.asymetry=0.5"}), "atmosphere.sunlight",
                   "atmosphere.sunlight.asymmetry");
}

// The Sun stood 4.8 degrees from this pass's line of sight: 46.7 degrees high, by the satellite's own path over Delingha at noon.
TEST(LightKeys, APassIntoTheSunIsRefusedWithItsSecond) {
    const std::string noon = "orbit.circular.epoch_utc=2025-03-21T04:00:00Z";
    const std::string into = refusal(load(config("daylight-1550.json"), {noon.c_str()}));
    EXPECT_NE(into.find("s into the pass: the Sun"), std::string::npos) << into;
    EXPECT_NE(into.find("sun_exclusion_deg"), std::string::npos) << into;
    EXPECT_EQ(refusal(load(config("daylight-1550.json"), {noon.c_str(), "station.telescope.sun_exclusion_deg=4"})), "");
    EXPECT_EQ(refusal(load(config("daylight-1550.json"), {noon.c_str(), "station.telescope.at_sun=close"})), "");
    EXPECT_EQ(refusal(load(config("daylight-1550.json"))), "");
}
