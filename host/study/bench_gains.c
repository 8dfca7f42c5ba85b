/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "device/device.h"
#include "study/bench_case.h"
#include "study/expected.h"
#include "study/expected_gain.h"
#include "study/gather.h"
#include "study/variables.h"

/* What `optimize` does for a year of passes: the gains of settings at the efficiency levels times the weights of the
 * levels in each pass. One setting is what a search asks for at a time, a batch what a scan of settings would; on the host
 * in double precision, and by CLBlast in single, its gains going to the device and the counts coming back. */

enum { PASSES = 5000, BATCH = 64 };

struct gains {
    struct device *device; /* NULL: on the host */
    size_t levels, settings, rows;
    double *gains;   /* [levels][EXPECTED_GAIN_ROWS] */
    double *weights; /* [PASSES][levels] */
    double *counts;  /* [PASSES][EXPECTED_GAIN_ROWS] */
    float *a, *c;    /* [settings × rows][levels], [settings × rows][PASSES] */
    struct device_buffer *on_device[3];
};

static void release(void *state) {
    struct gains *gains = state;
    if (gains) {
        for (int i = 0; i < 3; ++i) {
            device_buffer_destroy(gains->on_device[i]);
        }
        free(gains->gains);
        free(gains->weights);
        free(gains->counts);
        free(gains->a);
        free(gains->c);
    }
    free(gains);
}

/* The levels of the scenario's pass; every pass of the year has its weights, a little hazier each. */
static enum satqkd_status fill(const struct bench_ground *ground, struct gains *gains, struct satqkd_error *error) {
    struct expected *expected = NULL;
    struct expected_blocks blocks = {0};
    enum satqkd_status status = expected_create(variables_most_intensity, &expected, error);
    if (status != SATQKD_OK || (status = gather_one(ground->scenario, 0, 0, expected, error)) ||
        (status = expected_finish(expected, error)) ||
        (status = expected_blocks_create(expected, EXPECTED_BLOCK_A_PASS, &blocks, error))) {
        goto done;
    }
    gains->levels = expected_levels(expected);
    gains->rows = (size_t)expected_gain_row(ground->scenario->protocol.intensity_count, 0, 0);
    gains->gains = malloc(gains->levels * EXPECTED_GAIN_ROWS * sizeof *gains->gains);
    gains->weights = malloc(PASSES * gains->levels * sizeof *gains->weights);
    gains->counts = malloc(PASSES * EXPECTED_GAIN_ROWS * sizeof *gains->counts);
    gains->a = malloc(gains->settings * gains->rows * gains->levels * sizeof *gains->a);
    gains->c = malloc(gains->settings * gains->rows * PASSES * sizeof *gains->c);
    if (!gains->gains || !gains->weights || !gains->counts || !gains->a || !gains->c) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
        goto done;
    }
    expected_blocks_take(expected, 0, &blocks);
    expected_gains(expected, &ground->scenario->protocol, gains->gains);
    for (size_t i = 0; i < PASSES * gains->levels; ++i) {
        gains->weights[i] =
            blocks.weights[i % gains->levels] * (1 - 0.5 * (double)i / (PASSES * (double)gains->levels));
    }
    for (size_t i = 0; i < gains->settings * gains->rows * gains->levels; ++i) {
        const size_t row = i / gains->levels % gains->rows;
        gains->a[i] = (float)gains->gains[i % gains->levels * EXPECTED_GAIN_ROWS + row];
    }
done:
    expected_blocks_release(&blocks);
    expected_destroy(expected);
    return status;
}

static enum satqkd_status prepare(const struct bench_ground *ground, size_t settings, void **state,
                                  struct satqkd_error *error) {
    struct gains *gains = calloc(1, sizeof *gains);
    *state = gains;
    if (!gains) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    gains->settings = settings;
    return fill(ground, gains, error);
}

static enum satqkd_status prepare_device(const struct bench_ground *ground, size_t settings, void **state,
                                         struct satqkd_error *error) {
    enum satqkd_status status = prepare(ground, settings, state, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct gains *gains = *state;
    const size_t weights = PASSES * gains->levels, rows = settings * gains->rows;
    float *single = malloc(weights * sizeof *single);
    if (!single) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    for (size_t i = 0; i < weights; ++i) {
        single[i] = (float)gains->weights[i];
    }
    gains->device = ground->device;
    status = device_buffer_create(gains->device, weights * sizeof *single, single, &gains->on_device[1], error);
    free(single);
    if (status == SATQKD_OK) {
        status =
            device_buffer_reserve(gains->device, rows * gains->levels * sizeof(float), &gains->on_device[0], error);
    }
    return status == SATQKD_OK
               ? device_buffer_reserve(gains->device, rows * PASSES * sizeof(float), &gains->on_device[2], error)
               : status;
}

static enum satqkd_status prepare_one(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    return prepare(ground, 1, state, error);
}

static enum satqkd_status prepare_one_device(const struct bench_ground *ground, void **state,
                                             struct satqkd_error *error) {
    return prepare_device(ground, 1, state, error);
}

static enum satqkd_status prepare_batch_device(const struct bench_ground *ground, void **state,
                                               struct satqkd_error *error) {
    return prepare_device(ground, BATCH, state, error);
}

/* BATCH settings whichever way, so that a run is no shorter than a clock can tell. */
static enum satqkd_status run_host(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct gains *gains = state;
    (void)error;
    for (size_t i = 0; i < BATCH; ++i) {
        expected_product(gains->gains, (int)gains->rows, gains->weights, gains->levels, PASSES, gains->counts);
    }
    work->units = (double)PASSES * BATCH;
    return SATQKD_OK;
}

static enum satqkd_status run_clblast(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct gains *gains = state;
    const size_t rows = gains->settings * gains->rows;
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < BATCH / gains->settings && status == SATQKD_OK; ++i) {
        status = device_buffer_write(gains->on_device[0], 0, rows * gains->levels * sizeof(float), gains->a, error);
        if (status == SATQKD_OK) {
            status = device_matrix_product(gains->device, rows, PASSES, gains->levels, gains->on_device[0],
                                           gains->on_device[1], gains->on_device[2], error);
        }
        if (status == SATQKD_OK) {
            status = device_buffer_read(gains->on_device[2], rows * PASSES * sizeof(float), gains->c, error);
        }
    }
    work->units = (double)PASSES * BATCH;
    return status;
}

const struct bench_case bench_gains = {
    .name = "gains",
    .rate_unit = "passes/s",
    .baseline = "key",
    .ratio_to = "the key lengths of as many passes, which a search needs as well",
    .share = 1,
    .runs = BENCH_RUNS,
    .on_host = true,
    .prepare = prepare_one,
    .run = run_host,
    .release = release,
};

const struct bench_case bench_gains_clblast = {
    .name = "gains_clblast",
    .rate_unit = "passes/s",
    .baseline = "gains",
    .ratio_to = "the same on one thread of the host, in double precision",
    .share = 1,
    .runs = BENCH_RUNS,
    .prepare = prepare_one_device,
    .run = run_clblast,
    .release = release,
};

const struct bench_case bench_gains_batch_clblast = {
    .name = "gains_batch_clblast",
    .rate_unit = "passes/s",
    .baseline = "gains",
    .ratio_to = "the same on one thread of the host, in double precision",
    .share = 1,
    .runs = BENCH_RUNS,
    .prepare = prepare_batch_device,
    .run = run_clblast,
    .release = release,
};
