/* SPDX-License-Identifier: MIT */
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include "orbit/sun.h"
#include "scenario/campaign.h"
#include "study/campaign_fly.h"
#include "study/campaign_passes.h"
#include "study/campaign_store.h"
#include "study/campaign_weather.h"
#include "study/crew.h"
#include "trials/mean.h"
}

namespace {

constexpr double kDay = 86400;

using Loaded = std::unique_ptr<campaign, decltype(&campaign_destroy)>;

Loaded load(const std::vector<std::string> &set) {
    const std::string file = std::string(SATQKD_SOURCE_DIR) + "/configs/campaigns/micius-five-stations.json";
    std::vector<scenario_setting> settings;
    for (const std::string &text : set) {
        settings.push_back({text.c_str()});
    }
    campaign *made = nullptr;
    satqkd_error error = {};
    EXPECT_EQ(campaign_load(file.c_str(), settings.data(), settings.size(), &made, &error), SATQKD_OK) << error.message;
    return Loaded(made, campaign_destroy);
}

struct Passes {
    campaign_passes found = {};
    orbit *path = nullptr;
    explicit Passes(const campaign *from) {
        satqkd_error error = {};
        EXPECT_EQ(campaign_make_orbit(from, 0, &path, &error), SATQKD_OK) << error.message;
        EXPECT_EQ(campaign_passes_find(from, &path, 2, &found, &error), SATQKD_OK) << error.message;
    }
    ~Passes() {
        campaign_passes_release(&found);
        orbit_destroy(path);
    }
};

// Against a look every second of two weeks: in range, above the mask and dark is in a pass, all else is not.
TEST(CampaignPasses, AreAllThatALookEverySecondSees) {
    const Loaded five = load({"to=2017-01-15T00:00:00Z", "scenario.window.min_elevation_deg=10",
                              "scenario.window.max_range_km=1300", "light.sun_elevation_deg=20"});
    const Passes passes(five.get());
    satqkd_error error = {};
    for (size_t s = 0; s < five->station_count; ++s) {
        const orbit_station &place = five->stations[s].place;
        double seen_s = 0, listed_s = 0;
        size_t stays = 0, listed = 0;
        bool was = false;
        for (double t = five->from_utc_s + 0.5; t < five->to_utc_s; t += 1) {
            orbit_look look;
            ASSERT_EQ(orbit_observe(passes.path, &place, t, &look, &error), SATQKD_OK) << error.message;
            const bool visible = look.elevation_rad >= 10 * M_PI / 180 && look.slant_range_m <= 1300e3 &&
                                 sun_elevation(&place, t) < 20 * M_PI / 180;
            seen_s += visible;
            stays += visible && !was;
            was = visible;
        }
        for (size_t i = 0; i < passes.found.count; ++i) {
            if (passes.found.passes[i].station == s) {
                listed_s += passes.found.passes[i].pass.stop_utc_s - passes.found.passes[i].pass.start_utc_s;
                ++listed;
            }
        }
        EXPECT_EQ(listed, stays) << five->stations[s].name;
        EXPECT_NEAR(listed_s, seen_s, 1.0 * (1 + static_cast<double>(stays)))
            << five->stations[s].name; // a second a pass
    }
    EXPECT_GT(passes.found.count, 50u);
}

// The mean engine's own rows of a second are the reference.
TEST(CampaignFly, RowsOfA64thOfAPassCountLikeRowsOfASecond) {
    const Loaded five = load({"to=2017-01-02T00:00:00Z", "scenario.atmosphere.turbulence.profile=none"});
    const Passes passes(five.get());
    ASSERT_GT(passes.found.count, 2u);
    for (size_t i = 0; i < 3; ++i) {
        const campaign_pass &pass = passes.found.passes[i];
        const scenario *link = campaign_link(five.get(), pass.satellite, pass.station);
        campaign_flight flight;
        satqkd_error error = {};
        plan *seconds = nullptr;
        tally *counts = nullptr;
        ASSERT_EQ(campaign_fly_mean(five.get(), passes.path, &pass, &flight, &error), SATQKD_OK) << error.message;
        ASSERT_EQ(plan_create(link, passes.path, &pass.pass, &seconds, &error), SATQKD_OK) << error.message;
        ASSERT_EQ(tally_create(seconds, &counts, &error), SATQKD_OK);
        mean_expectation(seconds, counts);
        const tally_sums sums = tally_sum(counts, 0, counts->row_count);
        EXPECT_NEAR(flight.sifted_bits, sums.sifted, 1e-4 * sums.sifted);
        EXPECT_NEAR(flight.error_bits, sums.errors, 2e-4 * sums.errors);
        tally_destroy(counts);
        plan_destroy(seconds);
    }
}

// 400 draws of a year: the share of clear nights is the month's chance, and two nights agree as exp(-t/tau) says. Five standard
// deviations of a mean of correlated nights (variance 1 + 2 r/(1-r) times as large): a false alarm below 1e-5.
TEST(CampaignWeather, HasTheMonthsShareOfClearSkiesAndTheirPersistence) {
    const Loaded five = load({"weather.correlation_time_h=24"});
    const size_t nights = 365, draws = 400;
    std::vector<campaign_pass> list(nights);
    for (size_t i = 0; i < nights; ++i) {
        list[i] = {};
        list[i].pass.start_utc_s = kDay * (17167 + static_cast<double>(i));
        list[i].night = static_cast<int>(17167 + i);
        list[i].clear_chance = i < 180 ? 0.3 : 0.7;
    }
    campaign_passes passes = {list.data(), nights, 1};
    std::unique_ptr<bool[]> clear(new bool[nights]);
    double early = 0, late = 0, both = 0;
    satqkd_error error = {};
    for (size_t d = 0; d < draws; ++d) {
        ASSERT_EQ(campaign_weather_draw(five.get(), &passes, static_cast<uint32_t>(d), clear.get(), &error), SATQKD_OK);
        for (size_t i = 0; i < nights; ++i) {
            (i < 180 ? early : late) += clear[i];
            both += i > 180 && clear[i] && clear[i - 1];
        }
    }
    const double r = std::exp(-1.0), n1 = 180.0 * draws, n2 = 185.0 * draws;
    const double wider = std::sqrt(1 + 2 * r / (1 - r));
    EXPECT_NEAR(early / n1, 0.3, 5 * wider * std::sqrt(0.3 * 0.7 / n1));
    EXPECT_NEAR(late / n2, 0.7, 5 * wider * std::sqrt(0.3 * 0.7 / n2));
    const double pairs = 184.0 * draws, expected = 0.7 * (r + (1 - r) * 0.7);
    EXPECT_NEAR(both / pairs, expected, 5 * wider * std::sqrt(expected * (1 - expected) / pairs));
}

// By hand: 100 bits at 0 s and 50 at 40 s, two bits a second wanted, thrown away when 60 s old.
TEST(CampaignStore, GivesTheOldestKeyFirstAndThrowsOutWhatIsTooOld) {
    const campaign_store_piece pieces[] = {{0, 100}, {40, 50}};
    campaign_store_day days[2];
    satqkd_error error = {};
    ASSERT_EQ(campaign_store_follow(pieces, 2, 2, 60, 50, 100, days, 2, &error), SATQKD_OK);
    EXPECT_DOUBLE_EQ(days[0].in_bits, 150);
    EXPECT_DOUBLE_EQ(days[0].out_bits, 100);
    EXPECT_DOUBLE_EQ(days[0].used_age_bit_s, 100 * 25.0); // the mean of 0 to 50 s
    EXPECT_DOUBLE_EQ(days[0].level_bits, 50);
    EXPECT_DOUBLE_EQ(days[0].oldest_s, 10);
    EXPECT_DOUBLE_EQ(days[1].out_bits, 50);
    EXPECT_DOUBLE_EQ(days[1].dry_s, 25); // used up at 75 s
    EXPECT_TRUE(std::isnan(days[1].oldest_s));
    ASSERT_EQ(campaign_store_follow(pieces, 2, 0.5, 60, 50, 100, days, 2, &error), SATQKD_OK);
    EXPECT_DOUBLE_EQ(days[1].out_bits, 25);
    // 70 bits of the first at 60 s; of the second, used from then on, 30 at 100 s.
    EXPECT_DOUBLE_EQ(days[1].thrown_bits, 70 + 30);
}

TEST(Crew, DoesEveryPieceAndNamesTheFirstFailure) {
    std::vector<int> done(500);
    crew_work work = {};
    work.count = done.size();
    work.threads = 4;
    work.context = done.data();
    work.piece = [](void *context, size_t index, satqkd_error *) {
        static_cast<int *>(context)[index] += 1;
        return SATQKD_OK;
    };
    satqkd_error error = {};
    ASSERT_EQ(crew_run(&work, &error), SATQKD_OK);
    EXPECT_EQ(done, std::vector<int>(500, 1));
    work.piece = [](void *, size_t index, satqkd_error *told) {
        return index % 7 == 5 ? satqkd_error_set(told, SATQKD_FAILURE, "piece %zu", index) : SATQKD_OK;
    };
    EXPECT_EQ(crew_run(&work, &error), SATQKD_FAILURE);
    EXPECT_STREQ(error.message, "piece 5");
}

} // namespace
