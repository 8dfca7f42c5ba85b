// SPDX-License-Identifier: MIT
// What --set reaches in a campaign, and what it says where it reaches nothing.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

extern "C" {
#include "scenario/campaign.h"
}

namespace {

const std::string year = SATQKD_SOURCE_DIR "/configs/campaigns/micius-five-stations.json";
constexpr double kDeg = 3.14159265358979323846 / 180.0;

using Campaign = std::unique_ptr<struct campaign, decltype(&campaign_destroy)>;

Campaign load(const std::string &file, const std::vector<std::string> &given, satqkd_error &error) {
    std::vector<scenario_setting> settings = {{"to=2017-01-02T00:00:00Z"}};
    for (const std::string &text : given) {
        settings.push_back({text.c_str()});
    }
    struct campaign *made = nullptr;
    const auto status = campaign_load(file.c_str(), settings.data(), settings.size(), &made, &error);
    EXPECT_EQ(status == SATQKD_OK, made != nullptr);
    EXPECT_TRUE(status == SATQKD_OK || status == SATQKD_INVALID);
    return {made, campaign_destroy};
}

Campaign loaded(const std::vector<std::string> &given, const std::string &file = year) {
    satqkd_error error = {};
    Campaign campaign = load(file, given, error);
    EXPECT_TRUE(campaign) << error.message;
    return campaign;
}

} // namespace

TEST(CampaignSettings, ReachOneStationsLinksAlone) {
    const Campaign as_given = loaded({});
    const Campaign campaign = loaded({"stations[1].station.telescope.diameter_m=0.5",
                                      "stations[2].atmosphere.zenith_optical_depth=0.2", "stations[3].name=here"});
    ASSERT_TRUE(as_given && campaign);
    for (size_t s = 0; s < 5; ++s) {
        const scenario *before = campaign_link(as_given.get(), 0, s);
        const scenario *after = campaign_link(campaign.get(), 0, s);
        EXPECT_EQ(after->channel.receiver.aperture_diameter_m,
                  s == 1 ? 0.5 : before->channel.receiver.aperture_diameter_m)
            << s;
        EXPECT_EQ(after->channel.extinction.zenith_optical_depth, s == 2 ? 0.2 : 0.68) << s;
        // What the station shared before, it keeps.
        EXPECT_EQ(after->channel.sky.radiance, before->channel.sky.radiance) << s;
        EXPECT_EQ(campaign->stations[s].name, std::string(s == 3 ? "here" : as_given->stations[s].name)) << s;
    }
}

TEST(CampaignSettings, ReachASatellitesOrbitAndItsConstellation) {
    const Campaign campaign = loaded({"satellites[0].orbit.kepler.inclination_deg=51.6",
                                      "satellites[0].walker.satellites=6", "satellites[0].walker.planes=3"});
    ASSERT_TRUE(campaign);
    EXPECT_EQ(campaign->satellite_count, 6u);
    for (size_t s = 0; s < 5; ++s) {
        EXPECT_NEAR(campaign_link(campaign.get(), 0, s)->orbit.kepler.inclination_rad, 51.6 * kDeg, 1e-12);
    }
}

TEST(CampaignSettings, ReachAPairAndAWholeStation) {
    const Campaign campaign = loaded({"relays.pairs=[{\"a\":\"Xinglong\",\"b\":\"Graz\"}]", "relays.pairs[0].a=Nanshan",
                                      "stations[3]=\"../stations/matera.json\""});
    ASSERT_TRUE(campaign);
    ASSERT_EQ(campaign->relays.pair_count, 1u);
    EXPECT_EQ(campaign->relays.pairs[0].a, 1u);
    EXPECT_EQ(campaign->stations[3].name, std::string("Matera"));
}

TEST(CampaignSettings, SayWhatWouldBeRight) {
    const struct {
        const char *given, *said;
    } cases[] = {
        {"bound=lim2014", "--set: bound: unknown key; did you mean \"scenario.protocol.bound\"? (satqkd help "
                          "campaign-config lists all)"},
        // Two of a scenario's keys end so: none is proposed.
        {"diameter_m=1", "--set: diameter_m: unknown key; satqkd help campaign-config lists the known ones"},
        {"scenario.protocol.bund=lim2014",
         "--set: scenario.protocol.bund: unknown key; did you mean \"scenario.protocol.bound\"? (satqkd help config"},
        {"scenario.protocol.bound=lim2041", "--set: scenario.protocol.bound: no bound \"lim2041\""},
        {"stations[0].telescope.diameter_m=1", "--set: stations[0].telescope.diameter_m: unknown key; did you mean "
                                               "\"stations[0].station.telescope.diameter_m\"?"},
        {"stations[0].nmae=x", "--set: stations[0].nmae: unknown key; did you mean \"stations[0].name\"?"},
        {"stations[0].station.altitude_m=1e6", "--set: stations[0].station.altitude_m: 1000000 is out of range"},
        {"stations[5].name=x", "--set: stations[5].name: no such element; stations has 5, counted from 0"},
        {"stations[99999999999999999999].station.altitude_m=1", "no such element; stations has 5"},
        {"relays.pairs[0].a=x", "--set: relays.pairs[0].a: no such element; relays.pairs has 0"},
        {"stations.0.name=x", "--set: stations.0.name: an element of this list is written stations[0]"},
        {"stations[x].name=y", "--set: stations[x].name: unknown key"},
        {"stations[0]", "want KEY=VALUE"},
    };
    for (const auto &one : cases) {
        satqkd_error error = {};
        EXPECT_FALSE(load(year, {one.given}, error)) << one.given;
        EXPECT_NE(std::string(error.message).find(one.said), std::string::npos) << one.given << "\n" << error.message;
    }
}
