/* SPDX-License-Identifier: MIT */
// Do the bounds cover what happened? In a simulation the number of photons that Alice sent in each detected pulse is known, and with it
// the vacuum events, the single-photon events and the phase errors that a proof can only bound.
//
// ctest flies some dozens of passes; SATQKD_COVERAGE_RUNS=2000 flies as many as results/security.md reports.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

#include "trials/trial_plan.h"

extern "C" {
#include "security/key.h"
#include "shared/classify.h"
}

namespace {

struct Click {
    int basis, intensity, photons;
    bool error;
    double wrong; // chance that the same pulse had given an error in the other basis
};

// The photons of a detected pulse that reached a detector: the marks of classify_clicks gone through once more.
int surviving_photons(const struct trial_run &run, const struct levels *levels, const struct trial_block &block,
                      const struct trial_event &event) {
    const uint64_t *table = levels->tables + (uint64_t)block.table * run.table_words;
    const uint64_t *entries = table + TABLE_HEAD + event.cell / 4 * (ENTRY_MORE + run.more);
    const double background = (double)(entries[ENTRY_BACKGROUND] >> 32);
    int photons = 0;
    for (word32 n = 0;; ++n) {
        struct philox_words mark = philox(run.seed, event.pulse, PHILOX_FOR_PHOTONS + n, 0);
        if (mark.a >= background) {
            double x_share = (mark.a - background) / (4294967296.0 - background);
            word32 detector = classify_photon(&block, event.cell % 4,
                                              x_share < levels->rows->photon_x / 4294967296.0 ? 2 : 0, mark.c);
            word64 kept = ((block.keep + 1ull) * levels->rows->survive[detector]) >> 31;
            photons += mark.d < kept;
        }
        if (n >= run.more || mark.b >= (word32)(entries[ENTRY_MORE + n] >> 32)) {
            return photons;
        }
    }
}

struct Pass {
    struct key_counts counts = {};
    std::vector<Click> clicks;
};

class Coverage : public ::testing::Test {
  protected:
    struct device *device = nullptr;
    TrialPlan trial{1, 16000000, 10000, link()};
    int runs = 40;

    // Much light and little noise, as a short pass has to have for a key; detectors alike, as the model of the counts wants.
    static struct channel_link link() {
        struct channel_link link = TrialPlan::fading_link(4, 2e-6);
        struct polarization polarization = {};
        polarization.contrast = 199;
        polarization.compensated = true;
        polarization.residual_bias_rad = 0.05;
        link.residual_jitter_rad = 0;
        polarization_response(&polarization, 0, 0, 0.5, link.response);
        return link;
    }

    void SetUp() override {
        struct satqkd_error error = {};
        ASSERT_EQ(device_open(DEVICE_DEFAULT, &device, &error), SATQKD_OK) << error.message;
        for (int d = 0; d < 4; ++d) {
            trial.plan.detector.efficiency[d] = 0.5;
        }
        const char *asked = std::getenv("SATQKD_COVERAGE_RUNS");
        runs = asked ? std::atoi(asked) : runs;
    }
    void TearDown() override {
        device_close(device);
    }

    Pass fly(Fleet &fleet, uint64_t seed) {
        Pass pass;
        std::mt19937_64 random(seed * 7919 + 1);
        struct trial_event *events = nullptr;
        size_t count = 0;
        std::vector<struct trial_block> blocks(trial.plan.blocks);
        EXPECT_TRUE(fleet.fly(seed)) << fleet.error.message;
        EXPECT_EQ(engine_events(fleet.engine, seed, nullptr, &events, &count, nullptr, &fleet.error), SATQKD_OK);
        EXPECT_EQ(engine_blocks(fleet.engine, blocks.data(), &fleet.error), SATQKD_OK);
        tally_counts(fleet.tally, &trial.plan, &pass.counts);
        struct trial_run run = fleet.levels->run;
        const struct fade_row &row = fleet.levels->fade_rows[0];
        run.seed = seed;
        for (size_t i = 0; i < count; ++i) {
            const struct trial_event &event = events[i];
            const struct trial_block &block = blocks[event.pulse / trial.plan.block_pulses];
            double level =
                std::exp2(((int)(block.table - row.first_table) + row.lowest_level) / (double)FADE_LEVELS_AN_OCTAVE);
            double efficiency = fade_maps_steady(&trial.rows[0]) * level * (block.keep + 1.0) / 4294967296.0;
            double seen = efficiency * trial.rows[0].link.timing * 0.5; // chance that a photon is detected anywhere
            std::poisson_distribution<int> lost(trial.plan.intensities[event.cell / 4] * (1 - seen));
            int survivors = surviving_photons(run, fleet.levels, block, event);
            Click click;
            click.basis = (int)event.detector / 2;
            click.intensity = (int)event.cell / 4;
            click.photons = survivors + (click.intensity < 2 ? lost(random) : 0);
            click.error = event.detector != event.cell % 4;
            click.wrong = survivors ? block.wrong / 4294967296.0 : 0.5;
            pass.clicks.push_back(click);
        }
        free(events);
        return pass;
    }

    struct key_protocol protocol(const char *bound, double eps) const {
        struct key_protocol p = {};
        snprintf(p.bound, sizeof p.bound, "%s", bound);
        p.intensity_count = 3;
        std::memcpy(p.intensities, trial.plan.intensities, sizeof p.intensities);
        std::memcpy(p.probabilities, trial.plan.probabilities, sizeof p.probabilities);
        p.alice_x = p.bob_x = 0.5;
        p.eps_sec = eps;
        p.eps_cor = 1e-15;
        p.f_ec = 1.16;
        p.leak_ec_bits = NAN;
        p.key_basis = KEY_BASIS_X;
        return p;
    }
};

} // namespace

// No failure of any bound at eps_sec 1e-9: the realised vacuum and single-photon events are at least, and the realised phase errors at
// most, what the proof says.
TEST_F(Coverage, NoBoundFailsAtTheEpsilonOfUse) {
    Fleet fleet(device, ENGINE_EVENT, &trial.plan);
    int keys = 0;
    double slack[2] = {0, 0};
    for (int run = 1; run <= runs; ++run) {
        Pass pass = fly(fleet, (uint64_t)run);
        std::mt19937_64 random((uint64_t)run);
        double vacuum = 0, single = 0, phase_errors = 0;
        for (const Click &click : pass.clicks) {
            if (click.basis == KEY_X) {
                vacuum += click.photons == 0;
                single += click.photons == 1;
                phase_errors += click.photons == 1 && std::bernoulli_distribution(click.wrong)(random);
            }
        }
        int which = 0;
        for (const char *bound : {"lim2014", "chernoff"}) {
            struct key_protocol p = protocol(bound, 1e-9);
            struct key_result result = {};
            struct satqkd_error error = {};
            ASSERT_EQ(key_length(&p, &pass.counts, &result, &error), SATQKD_OK) << error.message;
            EXPECT_LE(result.vacuum_events, vacuum) << bound << " run " << run;
            EXPECT_LE(result.single_photon_events, single) << bound << " run " << run;
            EXPECT_GE(result.phase_error, phase_errors / single) << bound << " run " << run;
            slack[which++] += result.single_photon_events / single / runs;
            keys += result.secret_bits > 0;
        }
    }
    EXPECT_GE(keys, runs) << "a bound that gives no key says nothing";
    printf("%d runs: lim2014 grants %.3f of the single-photon events, chernoff %.3f\n", runs, slack[0], slack[1]);
    RecordProperty("lim2014_single_share", std::to_string(slack[0]));
    RecordProperty("chernoff_single_share", std::to_string(slack[1]));
}

// Each deviation term on its own: given the photon numbers of all events, an event of m photons was of intensity k with the probability
// p_k e^-k k^m / m! over its sum; the count n_k may leave its conditional expectation by the term with probability eps at most, each way.
// Failures in all runs are held against the binomial at 1e-4 (normal quantile 3.72, plus one for the step).
TEST_F(Coverage, EachDeviationTermFailsNoMoreOftenThanItsEpsilon) {
    Fleet fleet(device, ENGINE_EVENT, &trial.plan);
    const double eps[] = {0.1, 0.01};
    int failures[2][2][3][2] = {}; // [eps][Hoeffding, Chernoff][intensity][above, below]
    for (int run = 1; run <= runs; ++run) {
        Pass pass = fly(fleet, (uint64_t)(100000 + run));
        double expected[3] = {}, found[3] = {}, all = 0;
        for (const Click &click : pass.clicks) {
            if (click.basis != KEY_X) {
                continue;
            }
            double share[3], sum = 0;
            for (int k = 0; k < 3; ++k) {
                double mu = trial.plan.intensities[k];
                share[k] =
                    trial.plan.probabilities[k] * std::exp(-mu) * (click.photons ? std::pow(mu, click.photons) : 1);
                sum += share[k];
            }
            for (int k = 0; k < 3; ++k) {
                expected[k] += share[k] / sum;
            }
            found[click.intensity] += 1;
            all += 1;
        }
        for (int e = 0; e < 2; ++e) {
            double beta = -std::log(eps[e]);
            for (int k = 0; k < 3; ++k) {
                double n = found[k], hoeffding = std::sqrt(0.5 * all * beta);
                failures[e][0][k][0] += expected[k] > n + hoeffding;
                failures[e][0][k][1] += expected[k] < n - hoeffding;
                failures[e][1][k][0] += expected[k] > n + beta + std::sqrt(2 * beta * n + beta * beta);
                failures[e][1][k][1] += expected[k] < n - (0.5 * beta + std::sqrt(2 * beta * n + 0.25 * beta * beta));
            }
        }
    }
    for (int e = 0; e < 2; ++e) {
        double most = runs * eps[e] + 3.72 * std::sqrt(runs * eps[e] * (1 - eps[e])) + 1;
        for (int term = 0; term < 2; ++term) {
            for (int k = 0; k < 3; ++k) {
                printf("eps %g, %s, intensity %d: %d above, %d below of %d runs\n", eps[e],
                       term ? "Chernoff" : "Hoeffding", k, failures[e][term][k][0], failures[e][term][k][1], runs);
                EXPECT_LE(failures[e][term][k][0], most);
                EXPECT_LE(failures[e][term][k][1], most);
            }
        }
    }
}
