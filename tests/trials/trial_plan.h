/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TESTS_TRIAL_PLAN_H
#define SATQKD_TESTS_TRIAL_PLAN_H

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <vector>

extern "C" {
#include "channel/polarization.h"
#include "trials/engine.h"
#include "trials/fade.h"
#include "trials/fade_maps.h"
#include "trials/levels.h"
#include "trials/mean.h"
#include "trials/outcome.h"
#include "trials/portable.h"
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
        std::memcpy(plan.detector.efficiency, efficiency, sizeof efficiency);
        plan.detector.all_live = true;
        plan.afterpulse_pulses = 10;
        plan.pointing_hz = 1e9; // independent from block to block, as mean_variance takes them
    }
    TrialPlan(const TrialPlan &) = delete;

    // A link of some steady efficiency, rotated so that all four detectors see all four states, and unequal background; no fades.
    static struct channel_link link(double steady, double background) {
        struct channel_link link = {};
        struct polarization polarization = {};
        link.steady = steady;
        link.timing = 0.875;
        for (int d = 0; d < 4; ++d) {
            link.background[d] = background * (1 + 0.25 * d);
        }
        polarization.contrast = 199; // V = 0.99
        polarization.compensated = true;
        polarization.residual_bias_rad = 0.05;
        link.visibility = 0.99;
        link.rotation_base_rad = 0.05;
        polarization_response(&polarization, 0, 0, 0.45, link.response);
        return link;
    }

    // The link below with its rotation held at the bias.
    static struct channel_link steady_rotation(double steady, double background) {
        struct channel_link fading = fading_link(steady, background);
        struct channel_link still = link(steady, background);
        fading.residual_jitter_rad = 0;
        std::memcpy(fading.response, still.response, sizeof fading.response);
        return fading;
    }

    // The same with a wandering beam (bias, jitter), scintillation and a jittering rotation.
    static struct channel_link fading_link(double steady, double background) {
        struct channel_link fading = link(steady, background);
        struct polarization polarization = {};
        fading.beam_radius_m = 4.5;
        fading.pupil_m = 0.5;
        fading.jitter_m = 0.8;
        fading.bias_m = 0.5;
        fading.scintillation_index = 0.05;
        fading.scintillation.kind = SCINTILLATION_LOG_NORMAL;
        fading.scintillation.index = 0.05;
        fading.scintillation.log_variance = std::log(1.05);
        fading.scintillation.bandwidth_hz = 1e9;
        polarization.contrast = 199;
        polarization.compensated = true;
        polarization.residual_bias_rad = 0.05;
        polarization.residual_jitter_rad = 0.04;
        fading.residual_jitter_rad = 0.04;
        polarization_response(&polarization, 0, 0, 0.45, fading.response);
        return fading;
    }
};

// One flight of a plan.
struct Flight {
    struct tally *tally = nullptr;
    struct satqkd_error error = {};
    enum satqkd_status status = SATQKD_OK;
    std::vector<struct trial_event> events;

    Flight(struct device *device, enum engine_kind kind, const struct plan *plan, uint64_t seed,
           const struct engine_cut *cut = nullptr, bool with_events = false) {
        struct levels *levels = nullptr;
        struct engine *engine = nullptr;
        if ((status = levels_create(plan, &levels, &error)) == SATQKD_OK &&
            (status = tally_create(plan, &tally, &error)) == SATQKD_OK &&
            (status = engine_create(device, kind, plan, levels, cut, &engine, &error)) == SATQKD_OK &&
            (status = engine_fly(engine, seed, nullptr, tally, nullptr, &error)) == SATQKD_OK && with_events) {
            struct trial_event *list = nullptr;
            size_t count = 0;
            status = engine_events(engine, seed, nullptr, &list, &count, nullptr, &error);
            events.assign(list, list + count);
            free(list);
        }
        engine_destroy(engine);
        levels_destroy(levels);
    }
    Flight(const Flight &) = delete;
    ~Flight() {
        tally_destroy(tally);
    }
    std::vector<double> counts() const {
        return {tally->counts, tally->counts + tally->row_count * (size_t)tally->cells * TRIAL_OUTCOMES};
    }
    std::vector<double> extra() const {
        return {tally->extra, tally->extra + TRIAL_EXTRA_COUNTERS};
    }
};

// An engine that flies many seeds of one plan.
struct Fleet {
    struct levels *levels = nullptr;
    struct engine *engine = nullptr;
    struct tally *tally = nullptr;
    struct satqkd_error error = {};
    enum satqkd_status status = SATQKD_OK;

    Fleet(struct device *device, enum engine_kind kind, const struct plan *plan) {
        if ((status = levels_create(plan, &levels, &error)) == SATQKD_OK &&
            (status = tally_create(plan, &tally, &error)) == SATQKD_OK) {
            status = engine_create(device, kind, plan, levels, nullptr, &engine, &error);
        }
    }
    Fleet(const Fleet &) = delete;
    ~Fleet() {
        engine_destroy(engine);
        levels_destroy(levels);
        tally_destroy(tally);
    }
    bool fly(uint64_t seed) {
        status = engine_fly(engine, seed, nullptr, tally, nullptr, &error);
        return status == SATQKD_OK;
    }
};

// Two-sided standard normal quantile: |z| exceeds it with this probability.
inline double normal_limit(double probability) {
    double low = 0, high = 40;
    for (int i = 0; i < 200; ++i) {
        double middle = 0.5 * (low + high);
        (std::erfc(middle / std::sqrt(2.0)) > probability ? low : high) = middle;
    }
    return low;
}

#endif
