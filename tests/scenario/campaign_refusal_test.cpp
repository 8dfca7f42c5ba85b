/* SPDX-License-Identifier: MIT */
// What is refused of a campaign, with its place in the file, its key and what would be right; and the pairs of stations that it means.
#include <cmath>
#include <set>
#include <utility>

#include "scenario/scenario_files.h"

extern "C" {
#include "scenario/campaign.h"
}

namespace {

/* A committed campaign of one satellite, two stations and a relay between them, that can be written anywhere. */
std::string relay_campaign() {
    std::string text = read_file(config("campaigns/relay-xinglong-nanshan.json"));
    for (size_t at; (at = text.find("\"../")) != std::string::npos;) {
        text.replace(at + 1, 3, config(""));
    }
    return text;
}

struct Loading {
    std::unique_ptr<campaign, decltype(&campaign_destroy)> value{nullptr, campaign_destroy};
    satqkd_status status;
    std::string message;

    explicit Loading(const std::string &text) {
        satqkd_error error = {};
        campaign *made = nullptr;
        status = campaign_load(write_file("campaign.json", text).c_str(), nullptr, 0, &made, &error);
        value.reset(made);
        message = error.message;
    }
};

const std::string micius = "\"" + config("satellites/micius.json") + "\"";
const std::string nanshan = "\"" + config("stations/nanshan.json") + "\"";
const std::string xinglong = "\"" + config("stations/xinglong.json") + "\"";
const std::string store = "\"key_store\": { \"consumption_bps\": 4.27 },";
const std::string relays = "\"relays\": { \"pairs\": [{ \"a\": \"Xinglong\", \"b\": \"Nanshan\" }] },";
const std::string from = "\"from\": \"2016-12-19T00:00:00Z\"";
const std::string to = "\"to\": \"2017-01-18T00:00:00Z\"";
const std::string window = "\"window\": { \"max_range_km\": 1200 }";

} // namespace

TEST(CampaignRefusal, NamesPlaceAndCure) {
    const struct {
        std::string from, to;
        std::string said;
    } cases[] = {
        {"\"a\": \"Xinglong\"", "\"a\": \"Xinlong\"",
         "campaign.json:29: relays.pairs[0].a: no station \"Xinlong\"; did you mean \"Xinglong\"?"},
        {"\"b\": \"Nanshan\"", "\"b\": \"Kiruna-North\"",
         "campaign.json:29: relays.pairs[0].b: no station \"Kiruna-North\""},
        {"\"b\": \"Nanshan\"", "\"b\": \"Xinglong\"", "relays.pairs[0].b: two different stations, and no pair twice"},
        {"\"b\": \"Nanshan\" }", "\"b\": \"Nanshan\" }, { \"a\": \"Nanshan\", \"b\": \"Xinglong\" }",
         "relays.pairs[1].b: two different stations, and no pair twice"},
        {"\"pairs\": [{ \"a\": \"Xinglong\", \"b\": \"Nanshan\" }]", "\"pairs\": []", "relays.pairs: "},
        {relays, "", "key_store: stores keep the keys of pairs of stations, which relays makes; give relays as well"},
        {store, "\"network\": \"none.json\",", "network: "},
        {nanshan, xinglong, "stations[1]: two are called \"Xinglong\"; give one of them a name"},
        {to, "\"to\": \"2016-12-19T00:00:00Z\"", "to: must be after from"},
        {store, "\"repeats\": 1.5,", "repeats: 1.5 is no whole number"},
        {store, "\"weather\": { \"draws\": 2.5 },", "weather.draws: 2.5 is no whole number"},
        {window, "\"window\": { \"pass\": 2 }", "scenario.window: start, stop and pass name one pass; a campaign has"},
        {"\"orbit\": {", "\"walker\": { \"satellites\": 3, \"planes\": 2, \"phasing\": 0 }, \"orbit\": {",
         "satellites[0].walker"},
        {"\"orbit\": {", "\"walker\": { \"satellites\": 3.5, \"planes\": 1, \"phasing\": 0 }, \"orbit\": {",
         "satellites[0].walker: whole numbers, and an orbit.kepler for the first satellite"},
        {"\"eccentricity\": 0.00132", "\"eccentricity\": 1.5", "satellites[0].orbit.kepler.eccentricity: 1.5"},
    };
    for (const auto &one : cases) {
        const Loading loading(replaced(relay_campaign(), one.from, one.to));
        EXPECT_EQ(loading.status, SATQKD_INVALID) << one.said;
        EXPECT_EQ(loading.value, nullptr);
        EXPECT_NE(loading.message.find(one.said), std::string::npos) << one.said << "\n" << loading.message;
    }
}

/* What a campaign cannot fly: the orbit of one pass, and elements of a day for a month. */
TEST(CampaignRefusal, OfOrbitsThatDoNotLast) {
    const std::string good = relay_campaign();
    const size_t begin = good.find("\"kepler\": {"), end = good.find("}", begin);
    ASSERT_NE(begin, std::string::npos);
    const auto with = [&](const std::string &orbit) {
        return Loading(good.substr(0, begin) + orbit + good.substr(end + 1)).message;
    };
    EXPECT_NE(with("\"circular\": {\"altitude_km\": 500, \"inclination_deg\": 97, \"max_elevation_deg\": 60}")
                  .find("satellites[0].orbit: one pass, or the path over one station; a campaign flies tle, kepler or"),
              std::string::npos);
    /* Elements of 2016 for the year 2060, 16 million minutes on: the satellite has come down, or cannot be said any more. */
    const std::string late =
        replaced(replaced(good, from, "\"from\": \"2060-12-19T00:00:00Z\""), to, "\"to\": \"2061-01-18T00:00:00Z\"");
    const size_t at = late.find("\"kepler\": {"), stop = late.find("}", at);
    const Loading decayed(late.substr(0, at) +
                          "\"tle\": [\"1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993\","
                          "\"2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063\"]" +
                          late.substr(stop + 1));
    EXPECT_EQ(decayed.status, SATQKD_INVALID);
    EXPECT_NE(decayed.message.find("satellites[0].orbit: "), std::string::npos) << decayed.message;
    EXPECT_NE(decayed.message.find(", or a list of them, or orbit.kepler for months and years"), std::string::npos)
        << decayed.message;
}

TEST(CampaignRefusal, OfTwoSatellitesOfOneName) {
    std::string text = relay_campaign();
    const size_t begin = text.find("{", text.find("\"satellites\"")), end = text.find("],", begin);
    const std::string satellite = text.substr(begin, end - begin);
    const Loading twice(text.insert(end, "," + satellite));
    EXPECT_EQ(twice.status, SATQKD_INVALID);
    EXPECT_NE(twice.message.find("satellites: two are called \"Micius\"; give one of them a name"), std::string::npos)
        << twice.message;
}

TEST(CampaignRefusal, OfWeatherWithoutChances) {
    const std::string minimal = minimal_scenario();
    const size_t begin = minimal.find("{", minimal.find("\"station\"")), end = minimal.find(",\n  \"orbit\"");
    const std::string station = "{\"name\": \"Nanshan\", \"station\": " + minimal.substr(begin, end - begin) + "}";
    const std::string with = replaced(relay_campaign(), nanshan, station);
    EXPECT_EQ(Loading(with).status, SATQKD_OK);
    const Loading drawn(replaced(with, store, "\"weather\": {},"));
    EXPECT_EQ(drawn.status, SATQKD_INVALID);
    EXPECT_NE(drawn.message.find("stations[1]: weather is drawn by station.clear_sky_probability, which is missing"),
              std::string::npos)
        << drawn.message;
}

/* A relay without pairs is one of all with all: of n stations n (n - 1) / 2 pairs. */
TEST(CampaignPairs, AreAllWhereNoneIsNamed) {
    const std::string graz = config("stations/graz.json");
    const std::string open = replaced(relay_campaign(), relays, "\"relays\": {},");
    const Loading three(replaced(open, nanshan, nanshan + ", \"" + graz + "\""));
    ASSERT_EQ(three.status, SATQKD_OK) << three.message;
    std::set<std::pair<size_t, size_t>> pairs;
    for (size_t i = 0; i < three.value->relays.pair_count; i++) {
        pairs.insert({three.value->relays.pairs[i].a, three.value->relays.pairs[i].b});
    }
    EXPECT_EQ(pairs, (std::set<std::pair<size_t, size_t>>{{0, 1}, {0, 2}, {1, 2}}));
    const Loading alone(replaced(open, ", " + nanshan, ""));
    EXPECT_EQ(alone.status, SATQKD_INVALID);
    EXPECT_NE(alone.message.find("relays: a relay needs two stations"), std::string::npos) << alone.message;
    const Loading named(relay_campaign());
    ASSERT_EQ(named.status, SATQKD_OK) << named.message;
    ASSERT_EQ(named.value->relays.pair_count, 1u);
    EXPECT_EQ(named.value->relays.pairs[0].a, 0u);
    EXPECT_EQ(named.value->relays.pairs[0].b, 1u);
}
