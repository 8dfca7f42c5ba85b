/* SPDX-License-Identifier: MIT */
#include "study/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "device/device.h"
#include "study/choose_pass.h"
#include "trials/fade.h"
#include "trials/levels.h"
#include "trials/mean.h"
#include "trials/pulse.h"

enum { RUNS = 5, GENERATOR_STEPS = 4096, GENERATOR_PULSES_A_STEP = 64, GENERATOR_LOCAL = 16 };

/* The middle tenth of the pass, where clicks are most frequent, stands for all of it: seconds instead of a minute. */
static const double PULSE_SHARE = 0.1;

enum bench_id { BENCH_GENERATOR, BENCH_PULSE, BENCH_MEAN, BENCH_COUNT };
static const char *const names[] = {"generator", "pulse", "mean", NULL};

const char *const *bench_names(void) {
    return names;
}

/* What the benchmarks work on. */
struct ground {
    const struct scenario *scenario;
    struct device *device;
    struct orbit *orbit;
    struct plan *whole, *middle;
    struct levels *levels;
    double *efficiencies;
    struct tally *whole_tally, *middle_tally;
    struct device_kernel *generator;
    struct device_buffer *folded;
    size_t generator_items;
};

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static enum satqkd_status prepare_pass(struct ground *ground, struct satqkd_error *error) {
    struct pass pass;
    char choice[CHOOSE_PASS_TEXT];
    enum satqkd_status status = scenario_make_orbit(ground->scenario, &ground->orbit, error);
    if (status != SATQKD_OK || (status = choose_pass(ground->scenario, ground->orbit, 0, &pass, choice, error)) ||
        (status = plan_create(ground->scenario, ground->orbit, &pass, &ground->whole, error))) {
        return status;
    }
    double cut = 0.5 * (1.0 - PULSE_SHARE) * (pass.stop_utc_s - pass.start_utc_s);
    pass.start_utc_s += cut;
    pass.stop_utc_s -= cut;
    if ((status = plan_create(ground->scenario, ground->orbit, &pass, &ground->middle, error)) ||
        (status = tally_create(ground->whole, &ground->whole_tally, error)) ||
        (status = tally_create(ground->middle, &ground->middle_tally, error))) {
        return status;
    }
    ground->efficiencies = malloc(ground->middle->blocks * sizeof *ground->efficiencies);
    if (!ground->efficiencies) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark's pass");
    }
    fade_draw(ground->middle, ground->scenario->seed, 0, ground->efficiencies);
    return levels_create(ground->middle, ground->efficiencies, &ground->levels, error);
}

static enum satqkd_status prepare_generator(struct ground *ground, struct satqkd_error *error) {
    ground->generator_items = (size_t)(ground->middle->pulses / (GENERATOR_STEPS * GENERATOR_PULSES_A_STEP) /
                                       GENERATOR_LOCAL * GENERATOR_LOCAL);
    ground->generator_items = ground->generator_items ? ground->generator_items : GENERATOR_LOCAL;
    enum satqkd_status status =
        device_buffer_create(ground->device, ground->generator_items * 4, NULL, &ground->folded, error);
    if (status != SATQKD_OK ||
        (status = device_kernel_create(ground->device, "random.cl", "random_only", &ground->generator, error)) ||
        (status = device_kernel_set_word64(ground->generator, 0, ground->scenario->seed, error)) ||
        (status = device_kernel_set_word32(ground->generator, 1, GENERATOR_STEPS, error))) {
        return status;
    }
    return device_kernel_set_buffer(ground->generator, 2, ground->folded, error);
}

/* One run; units is what its rate counts. */
static enum satqkd_status run_once(struct ground *ground, enum bench_id id, double *kernel_s, double *units,
                                   struct satqkd_error *error) {
    switch (id) {
    case BENCH_GENERATOR:
        *units = (double)ground->generator_items * GENERATOR_STEPS * GENERATOR_PULSES_A_STEP;
        return device_kernel_run(ground->generator, ground->generator_items, GENERATOR_LOCAL, kernel_s, error);
    case BENCH_PULSE:
        *units = (double)ground->middle->pulses;
        return pulse_run(ground->device, ground->middle, ground->levels, ground->scenario->seed, 0, NULL, NULL,
                         ground->middle_tally, kernel_s, error);
    default:
        *units = 1;
        mean_expectation(ground->whole, ground->whole_tally);
        return SATQKD_OK;
    }
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values) {
    qsort(values, RUNS, sizeof *values, ascending);
    return values[RUNS / 2];
}

struct times {
    double wall[RUNS], kernel[RUNS], units;
};

static enum satqkd_status time_all(struct ground *ground, const bool wanted[BENCH_COUNT], struct times *times,
                                   struct satqkd_error *error) {
    /* The first round warms caches and compiles, and does not count. */
    for (int round = -1; round < RUNS; ++round) {
        for (int id = 0; id < BENCH_COUNT; ++id) {
            if (!wanted[id]) {
                continue;
            }
            double kernel = 0;
            double begin = seconds_now();
            enum satqkd_status status = run_once(ground, (enum bench_id)id, &kernel, &times[id].units, error);
            if (status != SATQKD_OK) {
                return status;
            }
            times[id].wall[round < 0 ? 0 : round] = seconds_now() - begin;
            times[id].kernel[round < 0 ? 0 : round] = kernel;
        }
    }
    return SATQKD_OK;
}

static void fill_results(const struct ground *ground, const bool wanted[BENCH_COUNT], struct times *times,
                         struct bench_result *out, size_t *count) {
    double rates[BENCH_COUNT] = {0};
    for (int id = 0; id < BENCH_COUNT; ++id) {
        if (!wanted[id]) {
            continue;
        }
        struct bench_result *result = &out[(*count)++];
        *result = (struct bench_result){.name = names[id], .runs = RUNS, .ratio = NAN, .share = 1};
        result->median_s = median(times[id].wall);
        result->kernel_s = median(times[id].kernel);
        rates[id] = times[id].units / (result->kernel_s > 0 ? result->kernel_s : result->median_s);
        result->rate = rates[id];
        result->rate_unit = id == BENCH_GENERATOR ? "words/s" : id == BENCH_PULSE ? "pulses/s" : "passes/s";
        snprintf(result->device, sizeof result->device, "%s",
                 id == BENCH_MEAN ? "host, one thread" : device_describe(ground->device)->name);
        if (id == BENCH_PULSE) {
            result->share = PULSE_SHARE;
            result->ratio = rates[BENCH_PULSE] / rates[BENCH_GENERATOR];
            result->ratio_to = "the random generator alone, a word a pulse";
        } else if (id == BENCH_MEAN && wanted[BENCH_PULSE]) {
            result->ratio = rates[BENCH_MEAN] * (double)ground->whole->pulses / rates[BENCH_PULSE];
            result->ratio_to = "the pulse engine on the same pass";
        }
    }
}

enum satqkd_status bench_run(const struct scenario *scenario, const char *const *asked, size_t asked_count, int device,
                             struct bench_result *out, size_t *count, struct satqkd_error *error) {
    struct ground ground = {.scenario = scenario};
    struct times *times = calloc(BENCH_COUNT, sizeof *times);
    bool wanted[BENCH_COUNT];
    *count = 0;
    for (int id = 0; id < BENCH_COUNT; ++id) {
        wanted[id] = asked_count == 0;
        for (size_t i = 0; i < asked_count; ++i) {
            wanted[id] = wanted[id] || strcmp(asked[i], names[id]) == 0;
        }
    }
    wanted[BENCH_GENERATOR] = wanted[BENCH_GENERATOR] || wanted[BENCH_PULSE];
    enum satqkd_status status = SATQKD_OK;
    if (!times) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    status = device_open(device, &ground.device, error);
    if (status == SATQKD_OK) {
        status = prepare_pass(&ground, error);
    }
    if (status == SATQKD_OK) {
        status = prepare_generator(&ground, error);
    }
    if (status == SATQKD_OK) {
        status = time_all(&ground, wanted, times, error);
    }
    if (status == SATQKD_OK) {
        fill_results(&ground, wanted, times, out, count);
    }
    free(times);
    device_kernel_destroy(ground.generator);
    device_buffer_destroy(ground.folded);
    tally_destroy(ground.whole_tally);
    tally_destroy(ground.middle_tally);
    plan_destroy(ground.whole);
    plan_destroy(ground.middle);
    levels_destroy(ground.levels);
    free(ground.efficiencies);
    orbit_destroy(ground.orbit);
    device_close(ground.device);
    return status;
}
