/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_PLAN_H
#define SATQKD_TRIALS_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "channel/channel.h"
#include "orbit/orbit.h"
#include "orbit/pass.h"
#include "satqkd/status.h"
#include "scenario/scenario.h"

/** One row of the timeline: a second of the pass (the first whole second on; the last may be part of one). */
struct plan_row {
    double start_s, stop_s;   /* since the start of the pass */
    struct orbit_look look;   /* in the middle of the row */
    struct channel_link link; /* the same; what decides trials is rounded to 24 bits (plan_create says why) */
    uint64_t first_pulse, pulses;
    uint64_t first_block, blocks; /* coherence blocks begin anew with each row; the last of a row may be short */
};

/** A pass laid out for the engines. */
struct plan {
    struct plan_row *rows;
    size_t row_count;
    double row_s; /* length of a row */
    uint64_t pulses, blocks;
    uint64_t block_pulses;
    double repetition_rate_hz;
    double duration_s;
    double start_utc_s;
    double alice_x;
    int intensity_count;
    double intensities[KEY_MAX_INTENSITIES];
    double probabilities[KEY_MAX_INTENSITIES];
    struct detector detector;
    uint32_t dead_pulses[DETECTOR_COUNT];
    double afterpulse_pulses; /* mean delay of an afterpulse */
    double fluctuation;       /* half width of the intensity's relative fluctuation */
    bool fluctuation_by_block;
    bool
        active_basis; /* Bob chooses a basis for each pulse and reads that one alone; else a splitter sends each photon */
    struct pointing_spectrum pointing_spectrum; /* of no rows: pointing_hz counts */
    double pointing_hz, rotation_hz;            /* bandwidths of the processes that are the same all along the pass */
};

/**
 * Lays out a pass: the link is sampled in the middle of each row (the midpoint rule's error over a pass of seconds is below 1e-5).
 * The numbers that decide trials are rounded to 24 bits, so that the last bits of different C libraries do not change counts.
 *
 * @param scenario, orbit  what flies
 * @param pass             the part of the pass inside the window
 * @param out              owned by the caller, plan_destroy
 * @return SATQKD_INVALID where a model leaves its domain or the pass has no pulse; SATQKD_FAILURE without memory
 */
enum satqkd_status plan_create(const struct scenario *scenario, const struct orbit *orbit, const struct pass *pass,
                               struct plan **out, struct satqkd_error *error);

/**
 * The same with rows of another length, for expectation values: the midpoint rule leaves an error of row_s²/24 times the change of a
 * rate's derivative along the pass.
 *
 * @param row_s  above 0
 */
enum satqkd_status plan_create_rows(const struct scenario *scenario, const struct orbit *orbit, const struct pass *pass,
                                    double row_s, struct plan **out, struct satqkd_error *error);

/** @param plan NULL is fine */
void plan_destroy(struct plan *plan);

/**
 * The link at one moment of the pass, as the plan's rows have it but not rounded: for the summary's figures at the shortest and the
 * longest range.
 */
enum satqkd_status plan_link(const struct scenario *scenario, const struct orbit *orbit, const struct pass *pass,
                             double utc_s, struct channel_link *out, struct satqkd_error *error);

#endif
