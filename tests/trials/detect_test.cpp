/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "trials/trial_plan.h"

// Detectors with dead times and afterpulses: both engines against each other, and against closed forms. Counts behind dead times are not
// Poisson, so that every comparison is made on the scatter of the seeds themselves.
//
// False alarms: FALSE_ALARM for all of this file, shared out evenly among MOST comparisons, known before a pulse is drawn; each is a
// two-sided test with Student's t of SEEDS - 1 degrees of freedom (for Welch's statistic the smallest number it can have, so that the
// rate is an upper bound).
static const int SEEDS = 30;
static const double FALSE_ALARM = 1e-5;
static const int MOST = 1000;

// Two-sided tail of Student's t with an odd number of degrees of freedom (Abramowitz and Stegun 1964, 26.7.3).
static double student_tail(double t, int freedom) {
    double theta = std::atan(t / std::sqrt((double)freedom)), c = std::cos(theta), term = c, sum = c;
    for (int k = 3; k <= freedom - 2; k += 2) {
        term *= c * c * (k - 1) / k;
        sum += term;
    }
    return 1 - 2 / M_PI * (theta + std::sin(theta) * sum);
}

static double student_limit() {
    double low = 0, high = 40;
    for (int i = 0; i < 100; ++i) {
        double middle = 0.5 * (low + high);
        (student_tail(middle, SEEDS - 1) > FALSE_ALARM / MOST ? low : high) = middle;
    }
    return high;
}

// A quantity's value for every seed.
struct Quantity {
    std::string name;
    std::vector<double> values;

    double mean() const {
        return std::accumulate(values.begin(), values.end(), 0.0) / (double)values.size();
    }
    double variance_of_mean() const {
        double m = mean(), sum = 0;
        for (double x : values) {
            sum += (x - m) * (x - m);
        }
        return sum / (double)(values.size() - 1) / (double)values.size();
    }
    double t(double expected, double other_variance = 0) const {
        double difference = mean() - expected, error = std::sqrt(variance_of_mean() + other_variance);
        return difference == 0 ? 0 : difference / error; // infinite where neither scatters
    }
};

// Run lengths: pulses from one matched click to the next. Single ones about the dead times, then longer and longer.
static size_t run_length_bin(uint64_t gap) {
    static const uint64_t wide[] = {60, 80, 110, 150, 200, 300, 500, 800, 1300, 2000, 4000, 8000, 16000};
    return gap < 48 ? gap : 48 + (size_t)(std::upper_bound(std::begin(wide), std::end(wide), gap) - wide);
}
static const size_t RUN_LENGTH_BINS = 62;

// The pulses of all matched clicks of a seed.
struct EventFleet : Fleet {
    using Fleet::Fleet;

    std::vector<uint64_t> clicks(uint64_t seed) {
        struct trial_event *events = nullptr;
        size_t count = 0;
        EXPECT_TRUE(fly(seed)) << error.message;
        EXPECT_EQ(engine_events(engine, seed, nullptr, &events, &count, nullptr, &error), SATQKD_OK) << error.message;
        std::vector<uint64_t> pulses;
        for (size_t i = 0; i < count; ++i) {
            pulses.push_back(events[i].pulse);
        }
        free(events);
        return pulses;
    }
};

// All that is compared, one value a seed: every cell and outcome (class × polarization × detector, doubles, clicks in both bases), what
// detectors lost and added, the afterpulses' share of the clicks, and the run lengths.
static std::vector<Quantity> fly_all(struct device *device, enum engine_kind kind, const struct plan *plan,
                                     uint64_t first_seed) {
    static const char *const extra_names[] = {"lost to dead detectors", "lost while waiting", "afterpulses",
                                              "forgotten", "restless"};
    std::vector<Quantity> all;
    size_t cells = (size_t)plan->intensity_count * TRIAL_STATES * TRIAL_OUTCOMES;
    for (size_t i = 0; i < cells; ++i) {
        all.push_back(
            {"cell " + std::to_string(i / TRIAL_OUTCOMES) + " outcome " + std::to_string(i % TRIAL_OUTCOMES), {}});
    }
    for (const char *name : extra_names) {
        all.push_back({name, {}});
    }
    all.push_back({"accepted clicks", {}});
    all.push_back({"afterpulse share", {}});
    for (size_t i = 0; i < RUN_LENGTH_BINS; ++i) {
        all.push_back({"run length bin " + std::to_string(i), {}});
    }
    EventFleet fleet(device, kind, plan);
    for (int seed = 0; seed < SEEDS; ++seed) {
        std::vector<uint64_t> clicks = fleet.clicks(first_seed + (uint64_t)seed);
        std::vector<double> values(OUTCOME_MAX);
        tally_total(fleet.tally, values.data());
        values.resize(cells);
        double accepted = std::accumulate(values.begin(), values.end(), 0.0);
        const double *extra = fleet.tally->extra;
        values.insert(values.end(), extra, extra + TRIAL_EXTRA_COUNTERS);
        values.push_back(accepted);
        values.push_back(extra[TRIAL_AFTERPULSES] / (accepted + extra[TRIAL_LOST_WAITING]));
        std::vector<double> lengths(RUN_LENGTH_BINS);
        for (size_t i = 1; i < clicks.size(); ++i) {
            lengths[run_length_bin(clicks[i] - clicks[i - 1])] += 1;
        }
        values.insert(values.end(), lengths.begin(), lengths.end());
        for (size_t i = 0; i < values.size(); ++i) {
            all[i].values.push_back(values[i]);
        }
    }
    return all;
}

// Welch's statistic for every quantity; counts below 20 a seed in both, whose means are not yet normal, are compared by their sum.
static std::vector<std::pair<std::string, double>> welch(const std::vector<Quantity> &a,
                                                         const std::vector<Quantity> &b) {
    std::vector<std::pair<std::string, double>> found;
    Quantity rest_a = {"the small ones", std::vector<double>(SEEDS)}, rest_b = rest_a;
    for (size_t i = 0; i < a.size(); ++i) {
        bool share = a[i].name == "afterpulse share";
        if (share || std::max(a[i].mean(), b[i].mean()) >= 20) {
            found.push_back({a[i].name, a[i].t(b[i].mean(), b[i].variance_of_mean())});
        } else {
            for (size_t s = 0; s < SEEDS; ++s) {
                rest_a.values[s] += a[i].values[s];
                rest_b.values[s] += b[i].values[s];
            }
        }
    }
    found.push_back({rest_a.name, rest_a.t(rest_b.mean(), rest_b.variance_of_mean())});
    return found;
}

static double largest(const std::vector<std::pair<std::string, double>> &found, const std::string &name = "") {
    double most = 0;
    for (auto const &f : found) {
        most = f.first.find(name) != std::string::npos ? std::max(most, std::fabs(f.second)) : most;
    }
    return most;
}

static void give_memory(struct plan *plan) {
    const uint32_t dead[] = {30, 34, 26, 38};
    const double afterpulse[] = {0.2, 0.22, 0.18, 0.25};
    std::copy(dead, dead + 4, plan->dead_pulses);
    std::copy(afterpulse, afterpulse + 4, plan->detector.afterpulse_probability);
    plan->afterpulse_pulses = 60;
}

class Detect : public ::testing::Test {
  protected:
    static struct device *device;

    static void SetUpTestSuite() {
        struct satqkd_error error = {};
        ASSERT_EQ(device_open(DEVICE_DEFAULT, &device, &error), SATQKD_OK) << error.message;
    }
    static void TearDownTestSuite() {
        device_close(device);
        device = nullptr;
    }

    static double value(const std::vector<Quantity> &all, const std::string &name) {
        for (const Quantity &quantity : all) {
            if (quantity.name == name) {
                return quantity.mean();
            }
        }
        ADD_FAILURE() << name;
        return 0;
    }
};

struct device *Detect::device = nullptr;

struct Level {
    double steady;
    bool all_live;
    uint64_t pulses;
    double least_lost,
        most_lost; /* share of clicks, afterpulses too, that dead detectors cost: to be sure of what is compared */
};
static const Level LEVELS[] = {{0.005, true, 2000000, 0.1, 0.15},
                               {0.04, true, 1000000, 0.25, 0.35},
                               {0.1, true, 700000, 0.45, 0.55},
                               {0.75, false, 300000, 0.45, 0.55}};

TEST_F(Detect, EventAndPulseGiveTheSameDistribution) {
    double limit = student_limit();
    int compared = 0;
    for (const Level &level : LEVELS) {
        TrialPlan trial(1, level.pulses, 10000, TrialPlan::link(level.steady, 1e-4));
        give_memory(&trial.plan);
        trial.plan.detector.all_live = level.all_live;
        std::vector<Quantity> event = fly_all(device, ENGINE_EVENT, &trial.plan, 1);
        std::vector<Quantity> pulse = fly_all(device, ENGINE_PULSE, &trial.plan, 1001);
        double accepted = value(event, "accepted clicks");
        double lost = level.all_live ? value(event, "lost while waiting") : 0;
        lost = (lost + value(event, "lost to dead detectors")) /
               (accepted + lost + value(event, "lost to dead detectors"));
        EXPECT_TRUE(lost >= level.least_lost && lost <= level.most_lost) << lost;
        EXPECT_EQ(value(event, "forgotten") + value(pulse, "forgotten"), 0);
        auto found = welch(event, pulse);
        EXPECT_GT(found.size(), 40u);
        compared += (int)found.size();
        for (auto const &f : found) {
            EXPECT_TRUE(std::fabs(f.second) <= limit) << "loss " << lost << ", " << f.first << ": t " << f.second;
        }
        RecordProperty("lost_at_" + std::to_string(level.steady), std::to_string(lost));
        RecordProperty("largest_t_at_" + std::to_string(level.steady), std::to_string(largest(found)));
    }
    EXPECT_LE(compared, MOST - 100);
    RecordProperty("comparisons", compared);
    RecordProperty("limit", std::to_string(limit));
}

// The comparison above must see what it is for: one flight with the fault, one without, at the level of half the clicks lost.
TEST_F(Detect, TheComparisonSeesSmallFaults) {
    const uint64_t pulses = 1500000;
    TrialPlan right(1, pulses, 10000, TrialPlan::link(LEVELS[2].steady, 1e-4));
    give_memory(&right.plan);
    std::vector<Quantity> reference = fly_all(device, ENGINE_EVENT, &right.plan, 1);

    TrialPlan shorter(1, pulses, 10000, TrialPlan::link(LEVELS[2].steady, 1e-4));
    give_memory(&shorter.plan);
    for (uint32_t &dead : shorter.plan.dead_pulses) {
        dead -= 1;
    }
    auto found = welch(reference, fly_all(device, ENGINE_EVENT, &shorter.plan, 1001));
    EXPECT_GT(largest(found, "accepted"), student_limit());
    EXPECT_GT(largest(found, "run length"), student_limit());
    RecordProperty("t_of_a_pulse_less_dead_time", std::to_string(largest(found)));

    TrialPlan more(1, pulses, 10000, TrialPlan::link(LEVELS[2].steady, 1e-4));
    give_memory(&more.plan);
    for (double &probability : more.plan.detector.afterpulse_probability) {
        probability *= 1.05;
    }
    found = welch(reference, fly_all(device, ENGINE_EVENT, &more.plan, 1001));
    EXPECT_GT(largest(found, "afterpulse share"), student_limit());
    RecordProperty("t_of_a_twentieth_more_afterpulses", std::to_string(largest(found)));
}

// Noise alone, so that the four detectors know nothing of each other. Each is then a renewal process: live with the probability
// 1/(1 + p D), p its chance to click in a pulse, D its dead pulses, whatever the others do.
static double chance(const struct channel_link &link, int d) {
    return -std::expm1(-link.background[d]);
}

TEST_F(Detect, LiveFractionsAndOutcomesFollowTheirClosedForm) {
    for (bool all_live : {false, true}) {
        const double pulses = 400000;
        TrialPlan trial(1, (uint64_t)pulses, 10000, TrialPlan::link(0, 0.02));
        give_memory(&trial.plan);
        std::fill_n(trial.plan.detector.afterpulse_probability, 4, 0.0);
        trial.plan.detector.all_live = all_live;
        double live[4], click[4], lost_dead = 0, all = 1, any = 1, any_live = 1;
        for (int d = 0; d < 4; ++d) {
            double p = chance(trial.rows[0].link, d);
            live[d] = 1 / (1 + p * trial.plan.dead_pulses[d]);
            click[d] = all_live ? p : p * live[d];
            lost_dead += pulses * p * (1 - live[d]);
            all *= live[d];
            any *= 1 - p;
            any_live *= 1 - p * live[d];
        }
        double accept = pulses * (all_live ? all : 1);
        double quiet[2] = {(1 - click[0]) * (1 - click[1]), (1 - click[2]) * (1 - click[3])};
        std::vector<double> expected(TRIAL_OUTCOMES);
        for (int d = 0; d < 4; ++d) {
            double other = click[d ^ 1], away = quiet[1 - d / 2];
            expected[TRIAL_SINGLE + d] = accept * click[d] * (1 - other) * away;
            expected[TRIAL_SQUASHED + d] = accept * click[d] * other * away / 2;
        }
        expected[TRIAL_CROSS] = accept * (1 - quiet[0]) * (1 - quiet[1]);
        // Pulses at which some live detector clicks, less those at which all four were live.
        expected.push_back(all_live ? pulses * ((1 - any_live) - all * (1 - any)) : 0);
        expected.push_back(lost_dead);
        std::vector<Quantity> event = fly_all(device, ENGINE_EVENT, &trial.plan, 1);
        std::vector<Quantity> pulse = fly_all(device, ENGINE_PULSE, &trial.plan, 1001);
        for (const auto *all_of : {&event, &pulse}) {
            for (size_t outcome = 0; outcome < expected.size(); ++outcome) {
                Quantity sum = {"", std::vector<double>(SEEDS)};
                for (size_t s = 0; s < SEEDS; ++s) {
                    for (size_t cell = 0; outcome < TRIAL_OUTCOMES && cell < 12; ++cell) {
                        sum.values[s] += (*all_of)[cell * TRIAL_OUTCOMES + outcome].values[s];
                    }
                    if (outcome >= TRIAL_OUTCOMES) {
                        size_t extra = outcome == TRIAL_OUTCOMES ? TRIAL_LOST_WAITING : TRIAL_LOST_DEAD;
                        sum.values[s] = (*all_of)[12 * TRIAL_OUTCOMES + extra].values[s];
                    }
                }
                EXPECT_TRUE(std::fabs(sum.t(expected[outcome])) <= student_limit())
                    << "all live " << all_live << " outcome " << outcome << ": " << sum.mean() << " "
                    << expected[outcome];
            }
        }
    }
}

// Where clicks are rare, an afterpulse meets a live detector if its delay, exponential of mean tau, is at least the dead time: of all
// clicks a e^(-D/tau) are afterpulses, up to the chance of another click in D + tau, 5e-3 here.
TEST_F(Detect, AfterpulseSharesFollowTheirClosedForm) {
    TrialPlan trial(15, 40000000, 100000, TrialPlan::link(0, 0));
    give_memory(&trial.plan);
    for (struct plan_row &row : trial.rows) {
        row.link.background[1] = 5e-5;
    }
    double expected = 0.22 * std::exp(-34.0 / 60.0);
    std::vector<Quantity> event = fly_all(device, ENGINE_EVENT, &trial.plan, 1);
    for (const Quantity &quantity : event) {
        if (quantity.name == "afterpulse share") {
            EXPECT_TRUE(std::fabs(quantity.mean() - expected) <=
                        5e-3 * expected + student_limit() * std::sqrt(quantity.variance_of_mean()))
                << quantity.mean() << " " << expected;
            EXPECT_LT(std::sqrt(quantity.variance_of_mean()), 0.004 * expected); // a twentieth shows
        }
        EXPECT_FALSE(quantity.name == "restless" && quantity.mean() > 0);
    }
}

// One detector, every click matched: the run lengths are D + 1 + j with the probability p (1 - p)^j, so that the shortest is D + 1 and
// the mean D + 1/p.
TEST_F(Detect, RunLengthsAreGeometricBehindTheDeadTime) {
    TrialPlan trial(1, 300000, 10000, TrialPlan::link(0, 0));
    trial.plan.dead_pulses[2] = 20;
    trial.plan.alice_x = 1;
    trial.rows[0].link.background[2] = 0.05;
    double p = -std::expm1(-0.05);
    for (enum engine_kind kind : {ENGINE_EVENT, ENGINE_PULSE}) {
        EventFleet fleet(device, kind, &trial.plan);
        Quantity mean = {"", {}}, first = {"", {}}, tenth = {"", {}};
        for (uint64_t seed = 1; seed <= SEEDS; ++seed) {
            std::vector<uint64_t> clicks = fleet.clicks(seed);
            double gaps = (double)clicks.size() - 1, sum = 0, at_once = 0, later = 0;
            ASSERT_GT(gaps, 1000);
            for (size_t i = 1; i < clicks.size(); ++i) {
                uint64_t gap = clicks[i] - clicks[i - 1];
                ASSERT_GT(gap, 20u);
                sum += (double)gap;
                at_once += gap == 21;
                later += gap >= 31;
            }
            mean.values.push_back(sum / gaps);
            first.values.push_back(at_once / gaps);
            tenth.values.push_back(later / gaps);
        }
        EXPECT_TRUE(std::fabs(mean.t(20 + 1 / p)) <= student_limit()) << mean.mean() << " " << 20 + 1 / p;
        EXPECT_TRUE(std::fabs(first.t(p)) <= student_limit()) << first.mean() << " " << p;
        EXPECT_TRUE(std::fabs(tenth.t(std::pow(1 - p, 10))) <= student_limit()) << tenth.mean();
    }
}
