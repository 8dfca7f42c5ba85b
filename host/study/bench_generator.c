/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "study/bench_case.h"

/* The random generator alone, a word a pulse: the limit of the pulse engine. */

enum { STEPS = 4096, PULSES_A_STEP = 64, LOCAL = 16, ITEMS = 10400 /* about a tenth of the Micius pass */ };

struct generator {
    struct device_kernel *kernel;
    struct device_buffer *folded;
};

static enum satqkd_status prepare(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    struct generator *generator = calloc(1, sizeof *generator);
    *state = generator;
    if (!generator) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    enum satqkd_status status = device_buffer_create(ground->device, ITEMS * 4, NULL, &generator->folded, error);
    if (status != SATQKD_OK ||
        (status = device_kernel_create(ground->device, "random.cl", "random_only", &generator->kernel, error)) ||
        (status = device_kernel_set_word64(generator->kernel, 0, ground->scenario->seed, error)) ||
        (status = device_kernel_set_word32(generator->kernel, 1, STEPS, error))) {
        return status;
    }
    return device_kernel_set_buffer(generator->kernel, 2, generator->folded, error);
}

static enum satqkd_status run(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct generator *generator = state;
    work->units = (double)ITEMS * STEPS * PULSES_A_STEP;
    return device_kernel_run(generator->kernel, ITEMS, LOCAL, &work->kernel_s, error);
}

static void release(void *state) {
    struct generator *generator = state;
    if (generator) {
        device_kernel_destroy(generator->kernel);
        device_buffer_destroy(generator->folded);
    }
    free(generator);
}

const struct bench_case bench_generator = {
    .name = "generator",
    .rate_unit = "words/s",
    .share = 1,
    .runs = BENCH_RUNS,
    .prepare = prepare,
    .run = run,
    .release = release,
};
