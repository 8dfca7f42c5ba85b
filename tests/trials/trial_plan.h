/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TESTS_TRIAL_PLAN_H
#define SATQKD_TESTS_TRIAL_PLAN_H

#include <cstring>
#include <vector>

extern "C" {
#include "shared/classify.h"
#include "trials/fade.h"
#include "trials/levels.h"
#include "trials/mean.h"
#include "trials/outcome.h"
#include "trials/portable.h"
#include "trials/pulse.h"
#include "trials/tally.h"
}

// A plan made by hand: no orbit, no scenario, rows of a given link.
struct TrialPlan {
    struct plan plan = {};
    std::vector<struct plan_row> rows;

    TrialPlan(size_t row_count, uint64_t pulses_a_row, uint64_t block_pulses, const struct channel_link &link) {
        rows.resize(row_count);
        for (size_t i = 0; i < row_count; ++i) {
            rows[i] = {};
            rows[i].start_s = (double)i;
            rows[i].stop_s = (double)i + 1;
            rows[i].link = link;
            rows[i].first_pulse = i * pulses_a_row;
            rows[i].pulses = pulses_a_row;
            rows[i].blocks = (pulses_a_row + block_pulses - 1) / block_pulses;
            rows[i].first_block = i * rows[i].blocks;
        }
        plan.rows = rows.data();
        plan.row_count = row_count;
        plan.pulses = row_count * pulses_a_row;
        plan.blocks = row_count * rows[0].blocks;
        plan.block_pulses = block_pulses;
        plan.repetition_rate_hz = (double)pulses_a_row;
        plan.duration_s = (double)row_count;
        plan.alice_x = 0.5;
        plan.intensity_count = 3;
        const double intensities[] = {0.8, 0.1, 0.0};
        const double probabilities[] = {0.5, 0.25, 0.25};
        std::memcpy(plan.intensities, intensities, sizeof intensities);
        std::memcpy(plan.probabilities, probabilities, sizeof probabilities);
        const double efficiency[] = {0.5, 0.45, 0.55, 0.4}; // unequal, so that a mix-up of detectors shows
        std::memcpy(plan.detector_efficiency, efficiency, sizeof efficiency);
    }
    TrialPlan(const TrialPlan &) = delete;

    // A link of some steady efficiency, a rotation's worth of crosstalk and unequal background; no fades.
    static struct channel_link link(double steady, double background) {
        struct channel_link link = {};
        link.steady = steady;
        link.timing = 0.875;
        for (int d = 0; d < 4; ++d) {
            link.background[d] = background * (1 + 0.25 * d);
        }
        const double share[4][4] = {{0.49, 0.01, 0.27, 0.23}, // all parts of two that are exact in 24 bits or close
                                    {0.01, 0.49, 0.23, 0.27},
                                    {0.23, 0.27, 0.485, 0.015},
                                    {0.27, 0.23, 0.015, 0.485}};
        std::memcpy(link.response, share, sizeof share);
        return link;
    }

    // The same with a wandering beam (bias, jitter) and scintillation.
    static struct channel_link fading_link(double steady, double background) {
        struct channel_link fading = link(steady, background);
        fading.beam_radius_m = 4.5;
        fading.pupil_m = 0.5;
        fading.jitter_m = 0.8;
        fading.bias_m = 0.5;
        fading.scintillation_index = 0.05;
        return fading;
    }
};

struct Flight {
    struct tally *tally = nullptr;
    struct satqkd_error error = {};
    enum satqkd_status status = SATQKD_OK;

    Flight(struct device *device, const struct plan *plan, uint64_t seed, const struct pulse_cut *cut = nullptr,
           uint32_t pass = 0) {
        std::vector<double> efficiencies(plan->blocks);
        struct levels *levels = nullptr;
        fade_draw(plan, seed, pass, efficiencies.data());
        if ((status = levels_create(plan, efficiencies.data(), &levels, &error)) == SATQKD_OK &&
            (status = tally_create(plan, &tally, &error)) == SATQKD_OK) {
            status = pulse_run(device, plan, levels, seed, pass, cut, nullptr, tally, nullptr, &error);
        }
        levels_destroy(levels);
    }
    Flight(const Flight &) = delete;
    ~Flight() {
        tally_destroy(tally);
    }
    std::vector<double> counts() const {
        return {tally->counts, tally->counts + tally->row_count * (size_t)tally->cells * TRIAL_OUTCOMES};
    }
};

#endif
