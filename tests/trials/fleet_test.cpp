/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cstdlib>

#include "trials/trial_plan.h"

extern "C" {
#include "trials/fleet.h"
}

// Two devices: halves of one where it can be cut, else the same one twice.
class Devices : public ::testing::Test {
  protected:
    static struct device *pair[2];

    static void SetUpTestSuite() {
        struct satqkd_error error = {};
        setenv("SATQKD_SUBDEVICES", "2", 1);
        ASSERT_EQ(device_open(0, &pair[0], &error), SATQKD_OK) << error.message;
        if (device_open(1, &pair[1], &error) != SATQKD_OK) {
            ASSERT_EQ(device_open(0, &pair[1], &error), SATQKD_OK) << error.message;
        }
        unsetenv("SATQKD_SUBDEVICES");
    }
    static void TearDownTestSuite() {
        device_close(pair[0]);
        device_close(pair[1]);
    }
};

struct device *Devices::pair[2];

static void give_memory(struct plan *plan) {
    for (int d = 0; d < 4; ++d) {
        plan->dead_pulses[d] = (uint32_t)(5 + 3 * d);
        plan->detector.afterpulse_probability[d] = 0.05;
    }
}

struct Watched {
    int calls = 0, stop_after = 1 << 30;
    double done = 0;
};

static void count_progress(void *context, double done, double all, double) {
    struct Watched *watched = static_cast<struct Watched *>(context);
    EXPECT_TRUE(done >= watched->done && done <= all) << done;
    watched->done = done;
    ++watched->calls;
}

static bool stop_then(void *context) {
    struct Watched *watched = static_cast<struct Watched *>(context);
    return watched->calls >= watched->stop_after;
}

TEST_F(Devices, ShareAPassAndCountTheSame) {
    for (enum engine_kind kind : {ENGINE_EVENT, ENGINE_PULSE}) {
        TrialPlan trial(8, 4000007, 100000, TrialPlan::fading_link(0.2, 1e-4));
        give_memory(&trial.plan);
        Flight alone(pair[0], kind, &trial.plan, 5, nullptr, true);
        ASSERT_EQ(alone.status, SATQKD_OK) << alone.error.message;
        struct satqkd_error error = {};
        struct levels *levels = nullptr;
        struct fleet *fleet = nullptr;
        struct tally *tally = nullptr;
        struct engine_cut cut = {};
        cut.launch_items = 2;
        ASSERT_EQ(levels_create(&trial.plan, &levels, &error), SATQKD_OK);
        ASSERT_EQ(tally_create(&trial.plan, &tally, &error), SATQKD_OK);
        ASSERT_EQ(fleet_create(pair, 2, kind, &trial.plan, levels, &cut, &fleet, &error), SATQKD_OK) << error.message;
        for (uint64_t seed : {6, 5}) { // a second flight must not remember the first
            struct Watched watched;
            struct engine_watch watch = {count_progress, stop_then, &watched};
            double seconds = 0;
            ASSERT_EQ(fleet_fly(fleet, seed, &watch, tally, &seconds, &error), SATQKD_OK) << error.message;
            EXPECT_GE(watched.calls, 8);
            EXPECT_EQ(watched.done, (double)trial.plan.pulses);
            EXPECT_GT(seconds, 0);
            EXPECT_GT(fleet_share(fleet, 0), 0);
            EXPECT_GT(fleet_share(fleet, 1), 0);
            EXPECT_EQ(fleet_share(fleet, 0) + fleet_share(fleet, 1), 1);
            std::vector<double> counts(tally->counts, tally->counts + alone.counts().size());
            std::vector<double> extra(tally->extra, tally->extra + TRIAL_EXTRA_COUNTERS);
            EXPECT_EQ(counts == alone.counts(), seed == 5);
            EXPECT_EQ(extra == alone.extra(), seed == 5);
        }
        struct trial_event *events = nullptr;
        size_t count = 0;
        ASSERT_EQ(engine_events(fleet_first(fleet), 5, nullptr, &events, &count, nullptr, &error), SATQKD_OK);
        ASSERT_EQ(count, alone.events.size());
        EXPECT_EQ(memcmp(events, alone.events.data(), count * sizeof *events), 0);
        free(events);

        struct Watched watched;
        watched.stop_after = 1;
        struct engine_watch watch = {count_progress, stop_then, &watched};
        EXPECT_EQ(fleet_fly(fleet, 5, &watch, tally, nullptr, &error), SATQKD_INTERRUPTED);
        EXPECT_LE(watched.calls, 3);
        fleet_destroy(fleet);
        tally_destroy(tally);
        levels_destroy(levels);
    }
}

// Fewer work-items than devices.
TEST_F(Devices, FlyAPassOfOneItem) {
    TrialPlan trial(1, 10000, 1000, TrialPlan::link(0.2, 1e-4));
    Flight alone(pair[0], ENGINE_EVENT, &trial.plan, 5);
    struct satqkd_error error = {};
    struct fleet *fleet = nullptr;
    struct levels *levels = nullptr;
    struct tally *tally = nullptr;
    ASSERT_EQ(levels_create(&trial.plan, &levels, &error), SATQKD_OK);
    ASSERT_EQ(tally_create(&trial.plan, &tally, &error), SATQKD_OK);
    ASSERT_EQ(fleet_create(pair, 2, ENGINE_EVENT, &trial.plan, levels, nullptr, &fleet, &error), SATQKD_OK);
    ASSERT_EQ(fleet_fly(fleet, 5, nullptr, tally, nullptr, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(std::vector<double>(tally->counts, tally->counts + alone.counts().size()), alone.counts());
    EXPECT_EQ(fleet_share(fleet, 0) + fleet_share(fleet, 1), 1);
    fleet_destroy(fleet);
    tally_destroy(tally);
    levels_destroy(levels);
}

// Indices, parts of names in any case, all; what is not there, not the only one, or named twice is refused.
TEST_F(Devices, AreChosenByNumberOrName) {
    struct satqkd_error error = {};
    int chosen[DEVICE_MOST];
    size_t count = 0;
    std::string name = device_describe(pair[0])->name;
    for (char &c : name) {
        c = (char)toupper(c);
    }
    EXPECT_EQ(device_choose("0", chosen, &count, &error), SATQKD_OK);
    EXPECT_TRUE(count == 1 && chosen[0] == 0);
    EXPECT_EQ(device_choose("all", chosen, &count, &error), SATQKD_OK);
    size_t all = count;
    ASSERT_GE(all, 1u);
    if (all == 1) {
        EXPECT_EQ(device_choose(name.c_str(), chosen, &count, &error), SATQKD_OK) << error.message;
        EXPECT_TRUE(count == 1 && chosen[0] == 0);
    }
    for (const char *wrong : {"", "0,", ",0", "0,0", "0,all", "999", "-1", "99999999999999999999", "no such device"}) {
        EXPECT_EQ(device_choose(wrong, chosen, &count, &error), SATQKD_INVALID) << wrong;
        EXPECT_NE(std::string(error.message), "");
    }
    setenv("SATQKD_SUBDEVICES", "2", 1);
    ASSERT_EQ(device_choose("all", chosen, &count, &error), SATQKD_OK);
    if (count > all) {
        EXPECT_EQ(device_choose("1,0", chosen, &count, &error), SATQKD_OK);
        EXPECT_TRUE(count == 2 && chosen[0] == 1 && chosen[1] == 0);
        EXPECT_EQ(device_choose(name.c_str(), chosen, &count, &error), SATQKD_INVALID);
        EXPECT_NE(std::string(error.message).find("say the number"), std::string::npos);
    }
    unsetenv("SATQKD_SUBDEVICES");
}
