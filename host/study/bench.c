/* SPDX-License-Identifier: MIT */
#include "study/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stopwatch.h"
#include "study/bench_case.h"

enum { MOST_RUNS = 16 };

/* A case under way. */
struct timing_row {
    const struct bench_case *bench;
    bool wanted;
    void *state;
    double wall[MOST_RUNS], kernel[MOST_RUNS];
    struct bench_work work;
};

const char *const *bench_names(void) {
    static const char *names[BENCH_MAX + 1];
    for (size_t i = 0; i < BENCH_MAX && bench_table()[i]; ++i) {
        names[i] = bench_table()[i]->name;
    }
    return names;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, ascending);
    return values[count / 2];
}

static struct timing_row *find(struct timing_row *rows, size_t count, const char *name) {
    for (size_t i = 0; i < count; ++i) {
        if (strcmp(rows[i].bench->name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static void choose(struct timing_row *rows, size_t count, const char *const *asked, size_t asked_count) {
    for (size_t i = 0; i < count; ++i) {
        rows[i].wanted = asked_count == 0 && (!rows[i].bench->present || rows[i].bench->present());
        for (size_t j = 0; j < asked_count; ++j) {
            rows[i].wanted = rows[i].wanted || strcmp(asked[j], rows[i].bench->name) == 0;
        }
    }
    /* Backwards, because a baseline stands before what refers to it and may have a baseline of its own. */
    for (size_t i = count; i-- > 0;) {
        const char *baseline = rows[i].bench->baseline;
        struct timing_row *other = rows[i].wanted && baseline ? find(rows, count, baseline) : NULL;
        if (other) {
            other->wanted = true;
        }
    }
}

static enum satqkd_status time_all(struct timing_row *rows, size_t count, struct satqkd_error *error) {
    /* The first round warms caches and compiles, and does not count; what is run once does without. */
    for (int round = -1; round < MOST_RUNS; ++round) {
        for (size_t i = 0; i < count; ++i) {
            struct timing_row *row = &rows[i];
            const bool only_run = row->bench->runs == 1;
            if (!row->wanted || round >= row->bench->runs || (round < 0 && only_run)) {
                continue;
            }
            row->work = (struct bench_work){0};
            double begin = stopwatch_seconds();
            enum satqkd_status status = row->bench->run(row->state, &row->work, error);
            if (status != SATQKD_OK) {
                return status;
            }
            row->wall[round < 0 ? 0 : round] = stopwatch_seconds() - begin;
            row->kernel[round < 0 ? 0 : round] = row->work.kernel_s;
        }
    }
    return SATQKD_OK;
}

static void fill_results(const struct bench_ground *ground, struct timing_row *rows, size_t row_count,
                         struct bench_result *out, size_t *count) {
    double rates[BENCH_MAX] = {0};
    for (size_t i = 0; i < row_count; ++i) {
        const struct bench_case *bench = rows[i].bench;
        if (!rows[i].wanted) {
            continue;
        }
        struct bench_result *result = &out[(*count)++];
        *result = (struct bench_result){.name = bench->name, .runs = bench->runs, .ratio = NAN, .share = bench->share};
        result->median_s = median(rows[i].wall, bench->runs);
        result->kernel_s = median(rows[i].kernel, bench->runs);
        double seconds = result->kernel_s > 0 ? result->kernel_s : result->median_s;
        result->rate = rates[i] = rows[i].work.units / seconds;
        result->rate_unit = bench->rate_unit;
        snprintf(result->device, sizeof result->device, "%s",
                 bench->on_host ? "host, one thread" : device_describe(ground->device)->name);
        struct timing_row *baseline = bench->baseline ? find(rows, row_count, bench->baseline) : NULL;
        if (baseline) {
            double units = rows[i].work.baseline_units > 0 ? rows[i].work.baseline_units : rows[i].work.units;
            result->ratio = units / seconds / rates[baseline - rows];
            result->ratio_to = bench->ratio_to;
        }
    }
}

enum satqkd_status bench_run(const struct scenario *scenario, const char *const *asked, size_t asked_count, int device,
                             struct bench_result *out, size_t *count, struct satqkd_error *error) {
    struct bench_ground ground = {.scenario = scenario};
    struct timing_row *rows = calloc(BENCH_MAX, sizeof *rows);
    size_t row_count = 0;
    *count = 0;
    if (!rows) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    for (; row_count < BENCH_MAX && bench_table()[row_count]; ++row_count) {
        rows[row_count].bench = bench_table()[row_count];
    }
    choose(rows, row_count, asked, asked_count);
    enum satqkd_status status = device_open(device, &ground.device, error);
    for (size_t i = 0; i < row_count && status == SATQKD_OK; ++i) {
        if (rows[i].wanted) {
            status = rows[i].bench->prepare(&ground, &rows[i].state, error);
        }
    }
    if (status == SATQKD_OK) {
        status = time_all(rows, row_count, error);
    }
    if (status == SATQKD_OK) {
        fill_results(&ground, rows, row_count, out, count);
    }
    for (size_t i = 0; i < row_count; ++i) {
        rows[i].bench->release(rows[i].state);
    }
    free(rows);
    device_close(ground.device);
    return status;
}
