/* SPDX-License-Identifier: MIT */
#include "trials/levels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shared/classify.h"
#include "special/constants.h"
#include "trials/fade_maps.h"
#include "trials/outcome.h"
#include "trials/portable.h"

/* A stretch is at most this long, so that an engine's number of it stays in 32 bits; a segment about this long. */
enum { STRETCH_PULSES = 1 << 20, SEGMENT_PULSES = 1 << 21 };

/* Segments begin this many of the longest pauses early: the chance that none of them was empty is then small, and counted. */
enum { WARM_UP_PAUSES = 32 };

/* An afterpulse's delay is cut at this many of its means (detect_leave_afterpulse: a word of at least 2^-32). */
static const double LONGEST_DELAY = 22.2;

static uint64_t fraction64(double x) {
    return x >= 1.0 ? UINT64_MAX : (uint64_t)(x * 0x1p64);
}

static uint32_t fraction32(double x) {
    return x >= 1.0 ? UINT32_MAX : (uint32_t)(x * 0x1p32);
}

static double sum4(const double values[4]) {
    return values[0] + values[1] + values[2] + values[3];
}

static double best_efficiency(const struct plan *plan) {
    double best = 0;
    for (int d = 0; d < TRIAL_DETECTORS; ++d) {
        best = fmax(best, plan->detector.efficiency[d]);
    }
    return best;
}

/* Mantissa of 32 bits and shift + 8 of a mean waiting time in pulses (fixed_log_wait). */
static void wait_parts(double mean, uint32_t *mantissa, uint32_t *shift) {
    int exponent;
    double fraction = frexp(fmin(fmax(mean, 0x1p-5), 0x1p43), &exponent);
    *mantissa = fraction32(fraction);
    *shift = (uint32_t)(exponent + 8);
}

/* P(N >= n + 2 | N >= n + 1) for n = 0 … count - 1 and Poisson N, by the tails' series, from the far end backwards. */
static void more_events(double mean, uint32_t count, uint64_t *out) {
    double series = 1.0;
    for (uint32_t n = count + 40; n > 0; --n) {
        double next = 1.0 + mean / (n + 1) * series;
        if (n <= count) {
            out[n - 1] = fraction64(mean / (n + 1) * series / next);
        }
        series = next;
    }
}

/* Strongest pulse over the average one. */
static double strongest(const struct plan *plan) {
    return plan->fluctuation_by_block ? 1.0 : 1.0 + plan->fluctuation;
}

static double events_mean(const struct plan *plan, const struct plan_row *row, int intensity, double efficiency) {
    return plan->intensities[intensity] * strongest(plan) * row->link.timing * best_efficiency(plan) * efficiency +
           sum4(row->link.background);
}

/* Least word that classify_pick takes to a bound or above; 2^32: none. */
static uint64_t pick_from(uint64_t any, uint64_t bound) {
    uint64_t least = 0;
    for (uint64_t step = UINT64_C(1) << 31; step; step >>= 1) {
        if (classify_pick(any, (uint32_t)(least + step - 1)) < bound) {
            least += step;
        }
    }
    return least + (classify_pick(any, (uint32_t)least) < bound);
}

static void write_table(const struct plan *plan, const struct plan_row *row, double efficiency,
                        const struct trial_run *run, uint64_t *table) {
    uint32_t stride = ENTRY_MORE + run->more;
    double up_to = 0;
    for (uint32_t i = 0; i < run->intensities; ++i) {
        uint64_t *entries = table + TABLE_HEAD + i * stride;
        double mean = events_mean(plan, row, (int)i, efficiency);
        up_to += plan->probabilities[i] * portable_event_probability(mean);
        entries[ENTRY_UP_TO] = fraction64(up_to);
        entries[ENTRY_BACKGROUND] = mean > 0 ? fraction64(sum4(row->link.background) / mean) : 0;
        more_events(mean, run->more, entries + ENTRY_MORE);
    }
    double quiet = up_to;
    for (uint32_t i = 0; i < run->intensities; ++i) {
        double mean = events_mean(plan, row, (int)i, efficiency);
        quiet += plan->probabilities[i] * portable_exp(-mean);
        table[TABLE_HEAD + i * stride + ENTRY_QUIET_UP_TO] = fraction64(quiet);
    }
    uint32_t mantissa = 0;
    uint32_t shift = 0;
    if (up_to > 0) {
        wait_parts(1.0 / portable_event_rate(fmin(up_to, 1.0 - 0x1p-53)), &mantissa, &shift);
    }
    table[TABLE_ANY] = fraction64(up_to);
    for (uint32_t i = 0; i < run->intensities; ++i) {
        uint64_t *entries = table + TABLE_HEAD + i * stride;
        entries[ENTRY_PICK_FROM] = i ? pick_from(table[TABLE_ANY], (entries - stride)[ENTRY_UP_TO]) : 0;
    }
    table[TABLE_WAIT] = ((uint64_t)shift << 32) | mantissa;
}

/* Entries needed so that a pulse with still more events is less likely than 2^-64; 0 where there is no room for so many. */
static uint32_t entries_needed(const struct plan *plan, const struct levels *levels) {
    double mean = 0;
    for (size_t r = 0; r < plan->row_count; ++r) {
        const struct plan_row *row = &plan->rows[r];
        double octaves = (double)levels->fade_rows[r].highest_level / FADE_LEVELS_AN_OCTAVE;
        for (int i = 0; i < plan->intensity_count; ++i) {
            mean = fmax(mean, events_mean(plan, row, i, fade_maps_steady(row) * exp2(octaves)));
        }
    }
    double tail = portable_event_probability(mean);
    double term = portable_exp(-mean);
    for (uint32_t n = 1; n < TRIAL_MAX_EVENTS; ++n) {
        term *= mean / n;
        /* P(N > n) is at most the first term left out times 1/(1 - mean/(n + 2)). */
        if (mean < n && term * mean / (n + 1) / (1.0 - mean / (n + 2)) <= 0x1p-64 * tail) {
            return n;
        }
    }
    return 0;
}

static void fill_row(const struct plan *plan, const struct plan_row *row, struct trial_row *out) {
    double background = sum4(row->link.background);
    double photon_x = row->link.response[0][2] + row->link.response[0][3];
    double up_to = 0;
    out->first_pulse = row->first_pulse;
    out->pulses = row->pulses;
    out->first_block = (uint32_t)row->first_block;
    out->photon_x = fraction32(photon_x);
    for (int d = 0; d < TRIAL_DETECTORS; ++d) {
        double best = best_efficiency(plan);
        double share = best > 0 ? plan->detector.efficiency[d] / best : 1.0;
        up_to += background > 0 ? row->link.background[d] / background : 0.25;
        out->background_up_to[d] = fraction32(up_to);
        out->survive[d] = (uint32_t)(share * 0x1p31);
    }
}

static void fill_detectors(const struct plan *plan, struct trial_run *run) {
    double dead = 0;
    double delay = 0;
    for (int d = 0; d < TRIAL_DETECTORS; ++d) {
        run->dead_pulses[d] = plan->dead_pulses[d];
        run->afterpulse[d] = fraction32(plan->detector.afterpulse_probability[d]);
        dead = fmax(dead, plan->dead_pulses[d]);
        delay = run->afterpulse[d] ? LONGEST_DELAY * plan->afterpulse_pulses + 2 : delay;
    }
    wait_parts(plan->afterpulse_pulses, &run->afterpulse_wait, &run->afterpulse_shift);
    run->pause_pulses = (uint64_t)fmax(dead, delay);
    run->warm_up_pulses = WARM_UP_PAUSES * run->pause_pulses;
    run->all_live = plan->detector.all_live;
}

static void fill_run(const struct plan *plan, struct trial_run *run) {
    uint64_t pieces = (plan->block_pulses + STRETCH_PULSES - 1) / STRETCH_PULSES;
    run->block_pulses = plan->block_pulses;
    run->stretches_a_block = (uint32_t)pieces;
    run->stretch_pulses = (plan->block_pulses + pieces - 1) / pieces;
    run->segment_stretches = (uint32_t)(SEGMENT_PULSES / run->stretch_pulses);
    run->intensities = (uint32_t)plan->intensity_count;
    run->alice_x = fraction32(plan->alice_x);
    run->active = plan->active_basis;
    if (plan->fluctuation > 0 && !plan->fluctuation_by_block) {
        run->weakest = (uint32_t)(0x1p31 * (1.0 - plan->fluctuation) / (1.0 + plan->fluctuation));
    }
    fill_detectors(plan, run);
}

static bool allocate_rows(const struct plan *plan, struct levels *levels) {
    size_t rows = plan->row_count;
    levels->rows = calloc(rows, sizeof *levels->rows);
    levels->fade_rows = calloc(rows, sizeof *levels->fade_rows);
    levels->couplings = calloc(rows * FADE_COUPLING_NODES, sizeof *levels->couplings);
    levels->maps = calloc(rows * FADE_MAPS * FADE_MAP_NODES, sizeof *levels->maps);
    return levels->rows && levels->fade_rows && levels->couplings && levels->maps;
}

static void fill_tables(const struct plan *plan, struct levels *levels) {
    uint64_t *table = levels->tables;
    for (size_t r = 0; r < plan->row_count; ++r) {
        const struct fade_row *fade = &levels->fade_rows[r];
        for (int level = fade->lowest_level; level <= fade->highest_level; ++level) {
            double factor = portable_exp(level * (CONSTANT_LN2 / FADE_LEVELS_AN_OCTAVE));
            write_table(plan, &plan->rows[r], fade_maps_steady(&plan->rows[r]) * factor, &levels->run, table);
            table += levels->run.table_words;
        }
    }
}

enum satqkd_status levels_create(const struct plan *plan, struct levels **out, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    *out = NULL;
    struct levels *levels = calloc(1, sizeof *levels);
    if (!levels || !allocate_rows(plan, levels)) {
        goto memory;
    }
    fill_run(plan, &levels->run);
    levels->quads = 1;
    for (size_t r = 0; r < plan->row_count; ++r) {
        struct fade_row *fade = &levels->fade_rows[r];
        fill_row(plan, &plan->rows[r], &levels->rows[r]);
        fade_maps_row(plan, &plan->rows[r], levels->table_count, fade, levels->couplings + r * FADE_COUPLING_NODES,
                      levels->maps + r * FADE_MAPS * FADE_MAP_NODES);
        levels->table_count += (uint32_t)(fade->highest_level - fade->lowest_level + 1);
        if (fade->wander > 0 || fade->rotation > 0 || (plan->fluctuation > 0 && plan->fluctuation_by_block)) {
            levels->quads = FADE_PROCESSES / FADE_QUAD;
        }
    }
    levels->run.more = entries_needed(plan, levels);
    if (levels->run.more == 0) {
        status = satqkd_error_set(
            error, SATQKD_INVALID,
            "a pulse makes too many detection events to be tabulated: lower protocol.intensities or the background "
            "until the mean number of events of a pulse is below 14");
        goto done;
    }
    levels->run.table_words = TABLE_HEAD + levels->run.intensities * (ENTRY_MORE + levels->run.more);
    levels->tables = calloc((size_t)levels->table_count * levels->run.table_words, sizeof *levels->tables);
    if (levels->tables) {
        fill_tables(plan, levels);
        goto done;
    }
memory:
    status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the levels of %zu rows", plan->row_count);
done:
    if (status == SATQKD_OK) {
        *out = levels;
    } else {
        levels_destroy(levels);
    }
    return status;
}

void levels_destroy(struct levels *levels) {
    if (levels) {
        free(levels->rows);
        free(levels->fade_rows);
        free(levels->couplings);
        free(levels->maps);
        free(levels->tables);
    }
    free(levels);
}

static uint64_t hash_bytes(uint64_t hash, const void *data, size_t bytes) {
    const unsigned char *p = data;
    for (size_t i = 0; i < bytes; ++i) {
        hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

uint64_t levels_hash(const struct levels *levels, const struct plan *plan) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    size_t rows = plan->row_count;
    hash = hash_bytes(hash, &levels->run, sizeof levels->run);
    hash = hash_bytes(hash, levels->rows, rows * sizeof *levels->rows);
    hash = hash_bytes(hash, levels->fade_rows, rows * sizeof *levels->fade_rows);
    hash = hash_bytes(hash, levels->couplings, rows * FADE_COUPLING_NODES * sizeof *levels->couplings);
    hash = hash_bytes(hash, levels->maps, rows * FADE_MAPS * FADE_MAP_NODES * sizeof *levels->maps);
    return hash_bytes(hash, levels->tables,
                      (size_t)levels->table_count * levels->run.table_words * sizeof *levels->tables);
}
