/* SPDX-License-Identifier: MIT */
#include "trials/levels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trials/outcome.h"
#include "trials/portable.h"

enum { LEVELS_AN_OCTAVE = 16 };

/* No efficiency: the exponent of a level that no other has. */
static const int NO_LIGHT = -100000;

static uint64_t fraction64(double x) {
    return x >= 1.0 ? UINT64_MAX : (uint64_t)(x * 0x1p64);
}

static uint32_t fraction32(double x) {
    return x >= 1.0 ? UINT32_MAX : (uint32_t)(x * 0x1p32);
}

struct scale {
    double step[LEVELS_AN_OCTAVE + 1]; /* 2^(j/16 - 1) */
};

static void scale_make(struct scale *scale) {
    for (int j = 0; j <= LEVELS_AN_OCTAVE; ++j) {
        scale->step[j] = 0.5 * portable_exp(j * (0.69314718055994530942 / LEVELS_AN_OCTAVE));
    }
    scale->step[0] = 0.5;
    scale->step[LEVELS_AN_OCTAVE] = 1.0;
}

/* Number of the lowest level not below an efficiency. */
static int level_of(const struct scale *scale, double efficiency) {
    int exponent;
    if (!(efficiency > 0x1p-1000)) {
        return NO_LIGHT;
    }
    double mantissa = frexp(efficiency, &exponent);
    int j = 0;
    while (mantissa > scale->step[j]) {
        ++j;
    }
    return exponent * LEVELS_AN_OCTAVE + j;
}

static double level_efficiency(const struct scale *scale, int level) {
    if (level == NO_LIGHT) {
        return 0.0;
    }
    int exponent = level >= 0 ? level / LEVELS_AN_OCTAVE : -((LEVELS_AN_OCTAVE - 1 - level) / LEVELS_AN_OCTAVE);
    return ldexp(scale->step[level - exponent * LEVELS_AN_OCTAVE], exponent);
}

static double sum4(const double values[4]) {
    return values[0] + values[1] + values[2] + values[3];
}

static void cumulative4(const double values[4], uint32_t out[4]) {
    double total = sum4(values);
    double sum = 0;
    for (int d = 0; d < 4; ++d) {
        sum += values[d];
        out[d] = total > 0 ? fraction32(sum / total) : fraction32(0.25 * (d + 1));
    }
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

static void write_table(const struct plan *plan, const struct plan_row *row, double efficiency,
                        const struct levels *levels, uint64_t *table) {
    double background = sum4(row->link.background);
    double up_to = 0;
    for (uint32_t cell = 0; cell < levels->cells; ++cell) {
        uint64_t *entries = table + cell * (TABLE_MORE + levels->more);
        double means[TRIAL_DETECTORS];
        outcome_signal_means(plan, row, (int)cell, means);
        double mean = sum4(means) * efficiency + background;
        up_to += outcome_cell_probability(plan, (int)cell) * portable_event_probability(mean);
        entries[TABLE_UP_TO] = fraction64(up_to);
        entries[TABLE_BACKGROUND] = mean > 0 ? fraction64(background / mean) : 0;
        more_events(mean, levels->more, entries + TABLE_MORE);
    }
}

/* Entries needed so that a pulse with still more events is less likely than 2^-64; 0 where there is no room for so many. */
static uint32_t entries_needed(const struct plan *plan, double brightest) {
    double mean = 0;
    for (size_t i = 0; i < plan->row_count; ++i) {
        for (int cell = 0; cell < plan->intensity_count * TRIAL_STATES; ++cell) {
            double means[TRIAL_DETECTORS];
            outcome_signal_means(plan, &plan->rows[i], cell, means);
            mean = fmax(mean, sum4(means) * brightest + sum4(plan->rows[i].link.background));
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

/* Which levels a row uses become tables; its blocks learn their numbers. */
static uint32_t number_levels(const struct plan_row *row, const struct scale *scale, const double *efficiencies,
                              uint32_t first_table, struct trial_block *blocks, int *levels_of_tables) {
    uint32_t count = 0;
    for (uint64_t b = row->first_block; b < row->first_block + row->blocks; ++b) {
        int level = level_of(scale, efficiencies[b]);
        uint32_t i = 0;
        while (i < count && levels_of_tables[first_table + i] != level) {
            ++i;
        }
        if (i == count) {
            levels_of_tables[first_table + count++] = level;
        }
        double ratio = level == NO_LIGHT ? 1.0 : efficiencies[b] / level_efficiency(scale, level);
        double keep = rint(ratio * 0x1p32) - 1.0;
        blocks[b].table = first_table + i;
        blocks[b].keep = keep >= 4294967295.0 ? UINT32_MAX : (uint32_t)keep;
    }
    return count;
}

enum satqkd_status levels_create(const struct plan *plan, const double *efficiencies, struct levels **out,
                                 struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    struct scale scale;
    *out = NULL;
    scale_make(&scale);
    double brightest = 0;
    for (uint64_t b = 0; b < plan->blocks; ++b) {
        brightest = fmax(brightest, level_efficiency(&scale, level_of(&scale, efficiencies[b])));
    }
    struct levels *levels = calloc(1, sizeof *levels);
    int *numbers = calloc(plan->blocks, sizeof *numbers);
    if (!levels || !numbers) {
        goto memory;
    }
    levels->cells = (uint32_t)plan->intensity_count * TRIAL_STATES;
    levels->more = entries_needed(plan, brightest);
    levels->table_words = levels->cells * (TABLE_MORE + levels->more);
    if (levels->more == 0) {
        status = satqkd_error_set(
            error, SATQKD_INVALID,
            "a pulse makes too many detection events to be tabulated: lower protocol.intensities or the background "
            "until the mean number of events of a pulse is below 14");
        goto done;
    }
    levels->blocks = calloc(plan->blocks, sizeof *levels->blocks);
    levels->rows = calloc(plan->row_count, sizeof *levels->rows);
    if (!levels->blocks || !levels->rows) {
        goto memory;
    }
    uint32_t *first = calloc(plan->row_count + 1, sizeof *first);
    if (!first) {
        goto memory;
    }
    for (size_t i = 0; i < plan->row_count; ++i) {
        first[i + 1] =
            first[i] + number_levels(&plan->rows[i], &scale, efficiencies, first[i], levels->blocks, numbers);
    }
    levels->table_count = first[plan->row_count];
    levels->tables = calloc((size_t)levels->table_count * levels->table_words, sizeof *levels->tables);
    for (size_t i = 0; levels->tables && i < plan->row_count; ++i) {
        const struct plan_row *row = &plan->rows[i];
        for (int s = 0; s < TRIAL_STATES; ++s) {
            double means[TRIAL_DETECTORS];
            for (int d = 0; d < TRIAL_DETECTORS; ++d) {
                means[d] = row->link.response[s][d] * plan->detector_efficiency[d];
            }
            cumulative4(means, levels->rows[i].signal_up_to[s]);
        }
        cumulative4(row->link.background, levels->rows[i].background_up_to);
        for (uint32_t t = first[i]; t < first[i + 1]; ++t) {
            write_table(plan, row, level_efficiency(&scale, numbers[t]), levels,
                        levels->tables + (size_t)t * levels->table_words);
        }
    }
    free(first);
    if (levels->tables) {
        goto done;
    }
memory:
    status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the levels of %llu coherence blocks",
                              (unsigned long long)plan->blocks);
done:
    free(numbers);
    if (status == SATQKD_OK) {
        *out = levels;
    } else {
        levels_destroy(levels);
    }
    return status;
}

void levels_destroy(struct levels *levels) {
    if (levels) {
        free(levels->blocks);
        free(levels->rows);
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
    hash = hash_bytes(hash, levels->blocks, plan->blocks * sizeof *levels->blocks);
    hash = hash_bytes(hash, levels->rows, plan->row_count * sizeof *levels->rows);
    return hash_bytes(hash, levels->tables, (size_t)levels->table_count * levels->table_words * sizeof *levels->tables);
}
