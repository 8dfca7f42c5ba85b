/* SPDX-License-Identifier: MIT */
#include "study/run_charts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fiber.h"
#include "security/fiber_rate.h"
#include "text/number.h"
#include "trials/fade_maps.h"
#include "trials/mean.h"

/* Blocks of a flight above which their scatter is not looked at (64 MiB), and of the second that is shown. */
static const uint64_t MOST_BLOCKS = UINT64_C(1) << 22;
enum { MOST_SHOWN = 2000 };
static const char fades_header[] = "t_s,over_mean_db\n";
enum { FADES_ROW = 2 * NUMBER_TEXT + 2 };

/* The histogram: from 12 dB below the mean to 3 above; what lies beyond is counted in the outermost bins. */
static const double HISTOGRAM_LOW_DB = -12.0;
static const double HISTOGRAM_HIGH_DB = 3.0;

/* A scatter below this is rounding. */
static const double LEAST_DB = 1e-3;

enum satqkd_status run_charts_expected(const struct plan *plan, struct summary_expected *out,
                                       struct satqkd_error *error) {
    struct plan_row rows[SUMMARY_SAMPLES];
    struct plan few = *plan;
    struct tally *tally = NULL;
    size_t count = plan->row_count < SUMMARY_SAMPLES ? plan->row_count : SUMMARY_SAMPLES;
    for (size_t i = 0; i < count; ++i) {
        rows[i] = plan->rows[count > 1 ? i * (plan->row_count - 1) / (count - 1) : 0];
    }
    few.rows = rows;
    few.row_count = count;
    enum satqkd_status status = tally_create(&few, &tally, error);
    if (status != SATQKD_OK) {
        return status;
    }
    mean_expectation(&few, tally);
    for (size_t i = 0; i < count; ++i) {
        struct tally_sums sums = tally_sum(tally, i, i + 1);
        double seconds = (double)rows[i].pulses / plan->repetition_rate_hz;
        out->t_s[i] = 0.5 * (rows[i].start_s + rows[i].stop_s);
        out->sifted_bps[i] = seconds > 0 ? sums.sifted / seconds : NAN;
        out->error_bps[i] = seconds > 0 ? sums.errors / seconds : NAN;
    }
    out->count = (int)count;
    out->pulses_per_s = plan->repetition_rate_hz;
    tally_destroy(tally);
    return SATQKD_OK;
}

/* Efficiency of a block over its row's mean, dB. */
static double over_mean_db(const struct levels *levels, const struct plan *plan, size_t row,
                           const struct trial_block *block) {
    const struct fade_row *fade = &levels->fade_rows[row];
    double level = fade->lowest_level + (double)(block->table - fade->first_table);
    double kept = ldexp((double)block->keep + 1.0, -32);
    double efficiency = fade_maps_steady(&plan->rows[row]) * exp2(level / FADE_LEVELS_AN_OCTAVE) * kept;
    return 10.0 * log10(efficiency / plan->rows[row].link.efficiency);
}

static void fill_fades(const struct levels *levels, const struct plan *plan, const struct trial_block *blocks,
                       double block_s, struct summary_fades *out) {
    double bins[SUMMARY_BINS] = {0};
    double sum = 0;
    double squares = 0;
    double count = (double)plan->blocks;
    double width = (HISTOGRAM_HIGH_DB - HISTOGRAM_LOW_DB) / SUMMARY_BINS;
    for (size_t r = 0; r < plan->row_count; ++r) {
        const struct plan_row *row = &plan->rows[r];
        for (uint64_t i = 0; i < row->blocks; ++i) {
            double db = over_mean_db(levels, plan, r, &blocks[row->first_block + i]);
            double bin = floor((db - HISTOGRAM_LOW_DB) / width);
            bins[(int)fmin(fmax(bin, 0), SUMMARY_BINS - 1)] += 1;
            sum += db;
            squares += db * db;
        }
    }
    double mean = sum / count;
    double sd = sqrt(fmax(squares / count - mean * mean, 0));
    if (!(sd > LEAST_DB)) {
        return;
    }
    *out = (struct summary_fades){.blocks = count,
                                  .block_s = block_s,
                                  .mean_db = mean,
                                  .sd_db = sd,
                                  .low_db = HISTOGRAM_LOW_DB,
                                  .width_db = width};
    for (int i = 0; i < SUMMARY_BINS; ++i) {
        out->share[i] = bins[i] / count;
    }
}

static char *middle_second(const struct levels *levels, const struct plan *plan, const struct trial_block *blocks,
                           double block_s) {
    size_t middle = plan->row_count / 2;
    const struct plan_row *row = &plan->rows[middle];
    uint64_t count = row->blocks < MOST_SHOWN ? row->blocks : MOST_SHOWN;
    char *text = malloc(sizeof fades_header + (size_t)count * FADES_ROW);
    if (!text) {
        return NULL;
    }
    strcpy(text, fades_header);
    char *to = text + sizeof fades_header - 1;
    for (uint64_t i = 0; i < count; ++i) {
        double db = over_mean_db(levels, plan, middle, &blocks[row->first_block + i]);
        to += snprintf(to, FADES_ROW, "%.9g,%.6g\n", row->start_s + (double)i * block_s, db);
    }
    return text;
}

enum satqkd_status run_charts_fades(struct engine *engine, const struct levels *levels, const struct plan *plan,
                                    double block_s, struct summary_fades *out, char **csv, struct satqkd_error *error) {
    *csv = NULL;
    if (plan->blocks == 0 || plan->blocks > MOST_BLOCKS) {
        return SATQKD_OK;
    }
    struct trial_block *blocks = malloc((size_t)plan->blocks * sizeof *blocks);
    if (!blocks) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %.0f blocks", (double)plan->blocks);
    }
    enum satqkd_status status = engine_blocks(engine, blocks, error);
    if (status == SATQKD_OK) {
        fill_fades(levels, plan, blocks, block_s, out);
    }
    if (status == SATQKD_OK && out->blocks > 0) {
        *csv = middle_second(levels, plan, blocks, block_s);
        status = *csv ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for fades.csv");
    }
    free(blocks);
    return status;
}

void run_charts_fiber(const struct scenario *scenario, const struct plan *plan, struct summary *summary) {
    const struct key_protocol *protocol = &scenario->protocol;
    const struct channel_link *link = &plan->rows[plan->row_count / 2].link;
    const double *mean = protocol->intensities;
    if (protocol->intensity_count != FIBER_RATE_INTENSITIES || !(mean[0] > mean[1]) || !(mean[1] > 0) || mean[2] != 0 ||
        !(summary->fiber.length_km > 0)) {
        return;
    }
    struct fiber_rate_system system = {.repetition_rate_hz = plan->repetition_rate_hz,
                                       .alice_x = protocol->alice_x,
                                       .bob_x = protocol->bob_x,
                                       .receiver_efficiency = link->timing * link->detector,
                                       .misalignment_error = 0.5 * (1 - link->visibility),
                                       .f_ec = protocol->f_ec};
    memcpy(system.intensities, mean, sizeof system.intensities);
    memcpy(system.probabilities, protocol->probabilities, sizeof system.probabilities);
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        system.noise_probability += scenario->channel.detector.dark_rate_hz[d] * scenario->channel.timing.gate_s;
    }
    summary->fiber.curve_count = SUMMARY_CURVE;
    for (int i = 0; i < SUMMARY_CURVE; ++i) {
        /* Such a key ends below 400 km of any fibre worth the name: the points lie where there is something to see. */
        double km = fmin(summary->fiber.length_km, 400.0) * i / (SUMMARY_CURVE - 1);
        summary->fiber.curve_km[i] = km;
        summary->fiber.curve_bps[i] = fiber_rate(&system, fiber_efficiency(scenario->fiber_loss_db_per_km, 1e3 * km));
    }
}
