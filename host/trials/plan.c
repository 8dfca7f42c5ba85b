/* SPDX-License-Identifier: MIT */
#include "trials/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "orbit/sun.h"

/* A row's length; the contract's timeline has one row a second. */
static const double ROW_S = 1.0;

/* 2^53: beyond it a count in a double is no longer exact. */
static const double MAX_PULSES = 9007199254740992.0;

/* Eleven days, with a kilobyte a row; a fixed path lasts no longer either (orbit.fixed.duration_s). */
static const double MAX_ROWS = 1e6;

/* A day of milliseconds; the blocks' efficiencies and levels take 16 bytes each. */
static const double MAX_BLOCKS = 1e8;

/* Volatile: where gcc 12.2 converts two neighbours at once (-O2), it takes there and back for nothing done. */
static double to_24_bits(double x) {
    const volatile float rounded = (float)x;
    return (double)rounded;
}

static void round_link(struct channel_link *link) {
    link->steady = to_24_bits(link->steady);
    link->timing = to_24_bits(link->timing);
    link->beam_radius_m = to_24_bits(link->beam_radius_m);
    link->jitter_m = to_24_bits(link->jitter_m);
    link->wander_m = to_24_bits(link->wander_m);
    link->bias_m = to_24_bits(link->bias_m);
    link->scintillation_index = to_24_bits(link->scintillation_index);
    link->scintillation.log_variance = to_24_bits(link->scintillation.log_variance);
    link->visibility = to_24_bits(link->visibility);
    link->rotation_base_rad = to_24_bits(link->rotation_base_rad);
    link->residual_jitter_rad = to_24_bits(link->residual_jitter_rad);
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        link->background[d] = to_24_bits(link->background[d]);
        for (int s = 0; s < SOURCE_STATES; ++s) {
            link->response[s][d] = to_24_bits(link->response[s][d]);
        }
    }
}

/* The frame angle for which the receiver was aligned: that of the start of the pass. */
static enum satqkd_status aligned_angle(const struct scenario *scenario, const struct orbit *orbit,
                                        const struct pass *pass, double *angle, struct satqkd_error *error) {
    struct orbit_look look;
    enum satqkd_status status = orbit_observe(orbit, &scenario->station, pass->start_utc_s, &look, error);
    *angle = status == SATQKD_OK ? polarization_frame_angle(&look, scenario->channel.polarization.mount) : 0;
    return status;
}

/* A view with all that the link needs: where the Sun is takes longer than all else, and few ask. */
static enum satqkd_status observe(const struct scenario *scenario, const struct orbit *orbit, double utc_s,
                                  struct orbit_look *look, struct satqkd_error *error) {
    enum satqkd_status status = orbit_observe(orbit, &scenario->station, utc_s, look, error);
    if (status == SATQKD_OK && scenario->channel.sunlight.counted) {
        sun_direction(&scenario->station, utc_s, look->sun);
    }
    return status;
}

enum satqkd_status plan_link(const struct scenario *scenario, const struct orbit *orbit, const struct pass *pass,
                             double utc_s, struct channel_link *out, struct satqkd_error *error) {
    struct orbit_look look;
    double angle = 0;
    enum satqkd_status status = aligned_angle(scenario, orbit, pass, &angle, error);
    if (status == SATQKD_OK) {
        status = observe(scenario, orbit, utc_s, &look, error);
    }
    return status == SATQKD_OK ? channel_link(&scenario->channel, &look, angle, out, error) : status;
}

static enum satqkd_status fill_row(const struct scenario *scenario, const struct orbit *orbit, const struct pass *pass,
                                   double angle, struct plan *plan, size_t index, struct satqkd_error *error) {
    struct plan_row *row = &plan->rows[index];
    row->start_s = plan->row_s * (double)index;
    row->stop_s = fmin(row->start_s + plan->row_s, plan->duration_s);
    row->first_pulse = plan->pulses;
    uint64_t end = (uint64_t)(row->stop_s * plan->repetition_rate_hz);
    row->pulses = end > row->first_pulse ? end - row->first_pulse : 0;
    row->first_block = plan->blocks;
    row->blocks = (row->pulses + plan->block_pulses - 1) / plan->block_pulses;
    plan->pulses += row->pulses;
    plan->blocks += row->blocks;
    double middle = pass->start_utc_s + 0.5 * (row->start_s + row->stop_s);
    enum satqkd_status status = observe(scenario, orbit, middle, &row->look, error);
    if (status == SATQKD_OK) {
        status = channel_link(&scenario->channel, &row->look, angle, &row->link, error);
    }
    if (status != SATQKD_OK) {
        satqkd_error_prefix(error, "%.0f s into the pass: ", row->start_s);
    }
    if (status == SATQKD_OK) {
        round_link(&row->link);
    }
    return status;
}

enum satqkd_status plan_create(const struct scenario *scenario, const struct orbit *orbit, const struct pass *pass,
                               struct plan **out, struct satqkd_error *error) {
    return plan_create_rows(scenario, orbit, pass, ROW_S, out, error);
}

enum satqkd_status plan_create_rows(const struct scenario *scenario, const struct orbit *orbit, const struct pass *pass,
                                    double row_s, struct plan **out, struct satqkd_error *error) {
    double duration = pass->stop_utc_s - pass->start_utc_s;
    double rate = scenario->channel.source.repetition_rate_hz;
    double angle = 0;
    *out = NULL;
    if (!(duration * rate >= 1.0)) {
        return satqkd_error_set(error, SATQKD_INVALID, "a pass of %g s holds no pulse at %g Hz: widen the window",
                                duration, rate);
    }
    if (duration * rate > MAX_PULSES) {
        return satqkd_error_set(
            error, SATQKD_INVALID,
            "a pass of %g s at %g Hz has more than 2^53 pulses, whose counts are no longer exact: narrow the window",
            duration, rate);
    }
    if (duration > MAX_ROWS * ROW_S) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "a pass of %g s has more than %g rows of a second: narrow the window (window.start, "
                                "window.stop)",
                                duration, MAX_ROWS);
    }
    if (duration / scenario->coherence_time_s > MAX_BLOCKS) {
        return satqkd_error_set(
            error, SATQKD_INVALID,
            "a pass of %g s has more than %g coherence blocks of %g ms: lengthen trials.coherence_time_ms or "
            "narrow the window",
            duration, MAX_BLOCKS, 1e3 * scenario->coherence_time_s);
    }
    struct plan *plan = calloc(1, sizeof *plan);
    size_t rows = (size_t)ceil(duration / row_s);
    enum satqkd_status status = SATQKD_OK;
    if (!plan || !(plan->rows = calloc(rows, sizeof *plan->rows))) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a timeline of %zu s", rows);
        goto done;
    }
    plan->row_count = rows;
    plan->row_s = row_s;
    plan->duration_s = duration;
    plan->start_utc_s = pass->start_utc_s;
    plan->repetition_rate_hz = rate;
    plan->block_pulses = (uint64_t)fmax(1.0, rint(scenario->coherence_time_s * rate));
    plan->alice_x = scenario->protocol.alice_x;
    plan->intensity_count = scenario->protocol.intensity_count;
    memcpy(plan->intensities, scenario->protocol.intensities, sizeof plan->intensities);
    memcpy(plan->probabilities, scenario->protocol.probabilities, sizeof plan->probabilities);
    plan->detector = scenario->channel.detector;
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        plan->dead_pulses[d] = (uint32_t)fmin(4e9, rint(plan->detector.dead_time_s * rate));
    }
    plan->afterpulse_pulses = plan->detector.afterpulse_decay_s * rate;
    plan->fluctuation = scenario->channel.source.intensity_fluctuation;
    plan->fluctuation_by_block = scenario->channel.source.fluctuation == SOURCE_FLUCTUATION_BLOCK;
    plan->active_basis = scenario->protocol.basis_choice == KEY_BASIS_ACTIVE;
    plan->pointing_spectrum = scenario->channel.pointing.spectrum;
    plan->pointing_hz = scenario->channel.pointing.bandwidth_hz;
    plan->rotation_hz = scenario->channel.polarization.residual_bandwidth_hz;
    status = aligned_angle(scenario, orbit, pass, &angle, error);
    for (size_t i = 0; i < rows && status == SATQKD_OK; ++i) {
        status = fill_row(scenario, orbit, pass, angle, plan, i, error);
    }
done:
    if (status == SATQKD_OK) {
        *out = plan;
    } else {
        plan_destroy(plan);
    }
    return status;
}

void plan_destroy(struct plan *plan) {
    if (plan) {
        free(plan->rows);
    }
    free(plan);
}
