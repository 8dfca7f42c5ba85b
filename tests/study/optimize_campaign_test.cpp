/* SPDX-License-Identifier: MIT */
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include "study/campaign_blocks.h"
#include "study/campaign_run.h"
#include "study/optimize_campaign.h"
}

namespace {

/* Five stations for some days, changed. */
struct Campaign {
    campaign *set = nullptr;

    explicit Campaign(std::vector<std::string> settings) {
        settings.insert(settings.end(), {"to=2017-01-05T00:00:00Z", "scenario.protocol.bound=chernoff"});
        std::vector<scenario_setting> list;
        for (const std::string &text : settings) {
            list.push_back({text.c_str()});
        }
        satqkd_error error = {};
        const std::string path = std::string(SATQKD_SOURCE_DIR) + "/configs/campaigns/micius-five-stations.json";
        EXPECT_EQ(campaign_load(path.c_str(), list.data(), list.size(), &set, &error), SATQKD_OK) << error.message;
    }
    ~Campaign() {
        campaign_destroy(set);
    }
    Campaign(const Campaign &) = delete;
    Campaign &operator=(const Campaign &) = delete;
};

/* Secret bits of a campaign by its own road, the mean engine pass by pass, all of it under a clear sky. */
double flown_bits(const campaign *set, size_t *scheduled) {
    campaign_options options = {};
    options.threads = 1;
    options.device = -1;
    const std::string directory = testing::TempDir();
    options.directory = directory.c_str();
    campaign_result result = {};
    satqkd_error error = {};
    EXPECT_EQ(ranks_open(&options.ranks, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(campaign_run(set, &options, &result, &error), SATQKD_OK) << error.message;
    const size_t count = result.passes.count;
    const std::unique_ptr<bool[]> clear(new bool[count]);
    std::vector<double> bits(count);
    std::fill_n(clear.get(), count, true);
    EXPECT_EQ(campaign_blocks_keys(set, &result, 0, clear.get(), bits.data(), &error), SATQKD_OK) << error.message;
    double sum = 0;
    *scheduled = 0;
    for (size_t i = 0; i < count; ++i) {
        sum += bits[i];
        *scheduled += result.chosen[i];
    }
    campaign_result_release(&result);
    ranks_close(options.ranks);
    return sum;
}

} // namespace

/* Independently: the campaign flown by the mean engine, with the settings given and with those found; as many bits, pass by
 * pass and month by month. Each key is rounded down by itself, so a bit a block may differ. */
TEST(OptimizeCampaign, KeysAreThoseOfTheCampaignFlown) {
    for (const char *block : {"block=pass", "block=month"}) {
        Campaign campaign({block, "weather=null"});
        optimize_options options = {};
        options.starts = 1;
        optimize_out found = {};
        satqkd_error error = {};
        ASSERT_EQ(optimize_campaign(campaign.set, 1, &options, &found, &error), SATQKD_OK) << error.message;
        size_t scheduled = 0;
        const double given = flown_bits(campaign.set, &scheduled);
        EXPECT_GT(given, 1e6);
        EXPECT_EQ(found.passes, scheduled);
        EXPECT_EQ(found.blocks, block == std::string("block=month") ? 5 : scheduled);
        EXPECT_NEAR(found.key_given.secret_bits, given, 1e-6 * given + (double)scheduled) << block;
        for (size_t i = 0; i < campaign.set->payload_count; ++i) {
            for (size_t station = 0; station < campaign.set->station_count; ++station) {
                campaign.set->links[i * campaign.set->station_count + station]->protocol = found.found.protocol;
                campaign.set->links[i * campaign.set->station_count + station]->channel.bob_x =
                    found.found.protocol.bob_x;
            }
        }
        const double best = flown_bits(campaign.set, &scheduled);
        EXPECT_NEAR(found.key.secret_bits, best, 1e-6 * best + (double)scheduled) << block;
        EXPECT_GT(best, 1.3 * given) << block;
        optimize_out_release(&found);
    }
}

/* A sky that is clear half of the time: passes that are blocks of their own give half of their keys. */
TEST(OptimizeCampaign, CountsEveryPassAsOftenAsItsSkyIsClear) {
    double bits[2];
    for (int cloudy = 0; cloudy < 2; ++cloudy) {
        Campaign campaign({"block=pass", cloudy ? "weather.draws=1" : "weather=null", "schedule.weight=duration"});
        for (size_t i = 0; cloudy && i < campaign.set->station_count; ++i) {
            std::fill_n(campaign.set->stations[i].clear_sky_probability, SCENARIO_MONTHS, 0.5);
        }
        optimize_options options = {};
        options.starts = 1;
        optimize_out found = {};
        satqkd_error error = {};
        ASSERT_EQ(optimize_campaign(campaign.set, 1, &options, &found, &error), SATQKD_OK) << error.message;
        bits[cloudy] = found.key.secret_bits;
        optimize_out_release(&found);
    }
    EXPECT_NEAR(bits[1] / bits[0], 0.5, 1e-4);
}
