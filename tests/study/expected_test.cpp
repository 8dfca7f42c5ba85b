/* SPDX-License-Identifier: MIT */
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include "study/choose_pass.h"
#include "study/expected.h"
#include "trials/mean.h"
#include "trials/plan.h"
#include "trials/tally.h"
}

namespace {

/* A scenario's pass, laid out. */
struct Flown {
    scenario *set = nullptr;
    ::orbit *source = nullptr;
    ::pass part = {};
    plan *laid = nullptr;

    explicit Flown(const std::vector<std::string> &settings, const char *name = "micius-xinglong-2016-12-19.json") {
        std::vector<scenario_setting> list;
        for (const std::string &text : settings) {
            list.push_back({text.c_str()});
        }
        satqkd_error error = {};
        char choice[CHOOSE_PASS_TEXT];
        const std::string path = std::string(SATQKD_SOURCE_DIR) + "/configs/" + name;
        EXPECT_EQ(scenario_load(path.c_str(), list.data(), list.size(), &set, &error), SATQKD_OK) << error.message;
        EXPECT_EQ(scenario_make_orbit(set, &source, &error), SATQKD_OK) << error.message;
        EXPECT_EQ(choose_pass(set, source, 0, &part, choice, &error), SATQKD_OK) << error.message;
        EXPECT_EQ(plan_create(set, source, &part, &laid, &error), SATQKD_OK) << error.message;
    }
    ~Flown() {
        plan_destroy(laid);
        orbit_destroy(source);
        scenario_destroy(set);
    }
    Flown(const Flown &) = delete;
    Flown &operator=(const Flown &) = delete;
};

/* The module at work on passes, all of one satellite and station. */
struct Expected {
    expected *levels = nullptr;
    expected_blocks one = {}, each = {};

    explicit Expected(std::vector<const Flown *> passes, double most_intensity = 2, bool whole = false) {
        satqkd_error error = {};
        EXPECT_EQ(expected_create(most_intensity, &levels, &error), SATQKD_OK);
        for (const Flown *flown : passes) {
            EXPECT_EQ(expected_add(levels, flown->set, flown->laid, 0, whole, &error), SATQKD_OK) << error.message;
        }
        EXPECT_EQ(expected_finish(levels, &error), SATQKD_OK) << error.message;
        EXPECT_EQ(expected_blocks_create(levels, EXPECTED_BLOCK_JOINT, &one, &error), SATQKD_OK);
        EXPECT_EQ(expected_blocks_create(levels, EXPECTED_BLOCK_A_PASS, &each, &error), SATQKD_OK);
    }
    ~Expected() {
        expected_blocks_release(&one);
        expected_blocks_release(&each);
        expected_destroy(levels);
    }
    Expected(const Expected &) = delete;
    Expected &operator=(const Expected &) = delete;

    key_counts counts(const key_protocol &protocol, double min_elevation = 0) {
        key_counts out;
        expected_blocks_take(levels, min_elevation, &one);
        expected_counts(levels, &one, &protocol, &out);
        return out;
    }
    std::vector<key_counts> apart(const key_protocol &protocol) {
        std::vector<key_counts> out(each.count);
        expected_blocks_take(levels, 0, &each);
        expected_counts(levels, &each, &protocol, out.data());
        return out;
    }
};

key_counts by_mean_engine(const plan *laid) {
    tally *sums = nullptr;
    satqkd_error error = {};
    key_counts counts = {};
    EXPECT_EQ(tally_create(laid, &sums, &error), SATQKD_OK);
    mean_expectation(laid, sums);
    tally_counts(sums, laid, &counts);
    tally_destroy(sums);
    return counts;
}

double worst_difference(const key_counts &a, const key_counts &b, int intensities) {
    double worst = 0;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        for (int k = 0; k < intensities; ++k) {
            for (double difference :
                 {a.detections[basis][k] / b.detections[basis][k] - 1, a.errors[basis][k] / b.errors[basis][k] - 1}) {
                worst = std::fabs(difference) <= worst ? worst : std::fabs(difference); /* a NaN stays */
            }
        }
    }
    return worst;
}

const std::string short_pass = "window.max_range_km=660"; /* seconds of it: the mean engine is the slow part */

} // namespace

/* Expected: the mean engine, which goes through every second and fade anew, at settings other than those from which the
 * levels were made: by night and day, with rotating polarization, under city light, with a source that fluctuates, with a
 * switch in the splitter's place, and with dead times that halve the clicks, waited for by all detectors or not. The engine
 * rounds response and background to 24 bits at its own splitter; so 1e-6 is asked for. */
TEST(Expected, AgreesWithTheMeanEngineAtOtherSettings) {
    const std::vector<std::vector<std::string>> links = {
        {short_pass},
        {short_pass, "atmosphere.sky=day"},
        {short_pass, "station.polarization.compensated=false"},
        {"window.max_range_km=650", "station.city_light=[[0,1],[150,1],[200,9]]", "atmosphere.sky=twilight"},
        {short_pass, "satellite.source.intensity_fluctuation=0.05"},
        {short_pass, "atmosphere.sky=day", "protocol.basis_choice=active"},
        {short_pass, "station.detectors.dead_time_ns=100000", "station.detectors.afterpulse_probability=0.02",
         "station.detectors.afterpulse_decay_ns=30000", "station.detectors.all_live=false"},
        {short_pass, "station.detectors.dead_time_ns=100000", "station.detectors.afterpulse_probability=0.02",
         "station.detectors.afterpulse_decay_ns=30000"},
        {short_pass, "station.detectors.dead_time_ns=300000", "atmosphere.sky=twilight"},
        {short_pass, "station.detectors.dead_time_ns=300000", "station.detectors.afterpulse_probability=0.02",
         "station.detectors.afterpulse_decay_ns=300000", "protocol.basis_choice=active"},
        {short_pass, "atmosphere.sky=day", "station.detectors.dead_time_ns=1000",
         "station.detectors.afterpulse_probability=0.02", "station.detectors.afterpulse_decay_ns=3000",
         "station.detectors.free_running=true"},
        {short_pass, "atmosphere.sky=day", "station.detectors.dead_time_ns=1000",
         "station.detectors.afterpulse_probability=0.02", "station.detectors.afterpulse_decay_ns=3000",
         "station.detectors.all_live=false", "station.detectors.free_running=true", "protocol.basis_choice=active"},
    };
    const std::vector<std::string> other = {
        "protocol.intensities=[0.63,0.21,0.004]", "protocol.probabilities=[0.7,0.2,0.1]",
        "protocol.basis_probabilities.alice_x=0.81", "protocol.basis_probabilities.bob_x=0.77"};
    for (const std::vector<std::string> &link : links) {
        const Flown here(link);
        std::vector<std::string> there = link;
        there.insert(there.end(), other.begin(), other.end());
        const Flown changed(there);
        for (bool whole : {false, true}) {
            Expected expected({&here}, 2, whole);
            const double worst =
                worst_difference(expected.counts(changed.set->protocol), by_mean_engine(changed.laid), 3);
            EXPECT_TRUE(worst <= 1e-6) << link.back() << ": " << worst;
            EXPECT_DOUBLE_EQ(expected.counts(changed.set->protocol).pulses, (double)changed.laid->pulses);
            std::printf("%-60s %.1e, %zu levels\n", link.back().c_str(), worst, expected_levels(expected.levels));
        }
    }
}

/* A transparent link without fades, closed form: passive 1 - exp(-mu eta …) of the trial in physics, active with all
 * light to the chosen basis and the other one's detectors left out. */
TEST(Expected, FollowsTheClosedFormsOfBothBasisChoices) {
    const Flown flown({"orbit.track={\"columns\":[\"t_s\",\"efficiency\"],\"rows\":[[0,0.3],[20,0.3]]}"},
                      "track-xinglong.json");
    Expected expected({&flown});
    key_protocol protocol = flown.set->protocol;
    protocol.bob_x = 0.8;
    protocol.alice_x = 0.7;
    const auto &link = flown.laid->rows[0].link;
    for (key_basis_choice choice : {KEY_BASIS_PASSIVE, KEY_BASIS_ACTIVE}) {
        protocol.basis_choice = choice;
        const key_counts counts = expected.counts(protocol);
        for (int k = 0; k < protocol.intensity_count; ++k) {
            for (int basis = 0; basis < KEY_BASES; ++basis) {
                double detections = 0, errors = 0;
                for (int state = 2 * basis; state < 2 * basis + 2; ++state) {
                    double click[DETECTOR_COUNT];
                    for (int d = 0; d < DETECTOR_COUNT; ++d) {
                        const double before =
                            d / 2 == KEY_X ? flown.set->protocol.bob_x : 1 - flown.set->protocol.bob_x;
                        const double share = choice == KEY_BASIS_ACTIVE ? 1 : d / 2 == KEY_X ? 0.8 : 0.2;
                        const auto &detector = flown.set->channel.detector;
                        const double light = protocol.intensities[k] * 0.3 * link.timing * link.response[state][d] /
                                             before * share * detector.efficiency[d];
                        const double noise =
                            flown.set->channel.timing.gate_s *
                            (link.sky_rate_hz * share / 2 * detector.efficiency[d] + detector.dark_rate_hz[d]);
                        click[d] = -std::expm1(-light - noise);
                    }
                    const int wrong = state ^ 1, other = 2 * (1 - basis);
                    double rest = (1 - click[other]) * (1 - click[other + 1]);
                    double sent = flown.laid->pulses * protocol.probabilities[k] * 0.5 *
                                  (basis == KEY_X ? protocol.alice_x : 1 - protocol.alice_x);
                    if (choice == KEY_BASIS_ACTIVE) {
                        rest =
                            basis == KEY_X ? protocol.bob_x : 1 - protocol.bob_x; /* chosen, and nothing else matters */
                    }
                    const double twice = click[state] * click[wrong];
                    detections += sent * rest * (click[state] + click[wrong] - twice);
                    errors += sent * rest * (click[wrong] - twice / 2);
                }
                EXPECT_NEAR(counts.detections[basis][k] / detections, 1, 1e-7) << choice << basis << k;
                EXPECT_NEAR(counts.errors[basis][k] / errors, 1, 1e-6) << choice << basis << k;
            }
        }
    }
}

/* Passes and parts of them add up: two passes are the sum of each, and all pulses lie above or below any elevation. */
TEST(Expected, AddsPassesAndCutsThem) {
    const Flown one({short_pass}), other({"window.max_range_km=655", "atmosphere.zenith_optical_depth=0.3"});
    Expected both({&one, &other}), first({&one}), second({&other});
    const key_protocol &protocol = one.set->protocol;
    const key_counts sum = both.counts(protocol), a = first.counts(protocol), b = second.counts(protocol);
    const std::vector<key_counts> apart = both.apart(protocol);
    ASSERT_EQ(apart.size(), 2u);
    EXPECT_EQ(expected_passes(both.levels), 2u);
    for (int k = 0; k < 3; ++k) {
        EXPECT_NEAR(sum.detections[KEY_X][k] / (a.detections[KEY_X][k] + b.detections[KEY_X][k]), 1, 1e-10);
        EXPECT_NEAR(apart[1].errors[KEY_Z][k] / b.errors[KEY_Z][k], 1, 1e-10);
    }
    double lowest = 0, highest = 0, before = sum.pulses;
    expected_elevations(both.levels, &lowest, &highest);
    for (int i = 1; i <= 40; ++i) { /* falls with the cut, in steps that a continuous function would take */
        const double pulses = both.counts(protocol, lowest + (highest - lowest) * i / 40).pulses;
        EXPECT_LE(pulses, before);
        before = pulses;
    }
    EXPECT_EQ(both.counts(protocol, highest + 1e-3).pulses, 0);
    EXPECT_EQ(both.counts(protocol, lowest - 1e-3).pulses, sum.pulses);
}

/* What the levels cannot hold is refused, not computed badly. */
TEST(Expected, RefusesWhatIsTooBright) {
    const Flown flown({"orbit.track={\"columns\":[\"t_s\",\"efficiency\"],\"rows\":[[0,1],[5,1]]}"},
                      "track-xinglong.json");
    satqkd_error error = {};
    expected *levels = nullptr;
    ASSERT_EQ(expected_create(100, &levels, &error), SATQKD_OK);
    ASSERT_EQ(expected_add(levels, flown.set, flown.laid, 0, false, &error), SATQKD_OK);
    EXPECT_EQ(expected_finish(levels, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("too bright"), std::string::npos) << error.message;
    expected_destroy(levels);
}
