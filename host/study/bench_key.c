/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "security/key.h"
#include "study/bench_case.h"
#include "study/expected.h"
#include "study/gather.h"
#include "study/optimize.h"

/* The key length of given counts, what a search for settings does at each step, and the whole search. */

enum { KEYS = 20000, STEPS = 2000 };

struct security {
    const struct scenario *scenario;
    struct key_protocol protocol;
    struct expected *expected;
    struct expected_blocks blocks;
    struct key_counts counts;
    double sum; /* so that no compiler leaves out what is timed */
};

static enum satqkd_status prepare(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    struct security *security = calloc(1, sizeof *security);
    *state = security;
    if (!security) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    security->scenario = ground->scenario;
    security->protocol = ground->scenario->protocol;
    security->protocol.key_basis = KEY_BASIS_BOTH;
    snprintf(security->protocol.bound, sizeof security->protocol.bound, "lim2014");
    enum satqkd_status status = expected_create(variables_most_intensity, &security->expected, error);
    if (status != SATQKD_OK || (status = gather_one(ground->scenario, 0, 0, security->expected, error)) ||
        (status = expected_finish(security->expected, error)) ||
        (status = expected_blocks_create(security->expected, EXPECTED_BLOCK_A_PASS, &security->blocks, error))) {
        return status;
    }
    expected_blocks_take(security->expected, 0, &security->blocks);
    expected_counts(security->expected, &security->blocks, &security->protocol, &security->counts);
    return SATQKD_OK;
}

static void release(void *state) {
    struct security *security = state;
    if (security) {
        expected_blocks_release(&security->blocks);
        expected_destroy(security->expected);
    }
    free(security);
}

static enum satqkd_status run_key(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct security *security = state;
    work->units = KEYS;
    for (int i = 0; i < KEYS; ++i) {
        struct key_result key;
        enum satqkd_status status = key_length(&security->protocol, &security->counts, &key, error);
        if (status != SATQKD_OK) {
            return status;
        }
        security->sum += key.length;
    }
    return SATQKD_OK;
}

static enum satqkd_status run_settings(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct security *security = state;
    struct key_protocol protocol = security->protocol;
    work->units = STEPS;
    for (int i = 0; i < STEPS; ++i) {
        struct key_counts counts;
        struct key_result key;
        protocol.intensities[0] = 0.5 + 0.4 * i / STEPS;
        expected_counts(security->expected, &security->blocks, &protocol, &counts);
        enum satqkd_status status = key_length(&protocol, &counts, &key, error);
        if (status != SATQKD_OK) {
            return status;
        }
        security->sum += key.length;
    }
    return SATQKD_OK;
}

static enum satqkd_status run_optimize(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct security *security = state;
    const struct optimize_options options = {.starts = OPTIMIZE_USUAL_STARTS};
    const struct optimize_passes passes = {0};
    struct optimize_out found;
    work->units = 1;
    enum satqkd_status status = optimize_scenarios(&security->scenario, 1, &passes, &options, &found, error);
    optimize_out_release(&found);
    return status;
}

const struct bench_case bench_key = {
    .name = "key",
    .rate_unit = "keys/s",
    .share = 1,
    .runs = BENCH_RUNS,
    .on_host = true,
    .prepare = prepare,
    .run = run_key,
    .release = release,
};

const struct bench_case bench_settings = {
    .name = "settings",
    .rate_unit = "settings/s",
    .baseline = "key",
    .ratio_to = "the key length alone, the counts being known",
    .share = 1,
    .runs = BENCH_RUNS,
    .on_host = true,
    .prepare = prepare,
    .run = run_settings,
    .release = release,
};

const struct bench_case bench_optimize = {
    .name = "optimize",
    .rate_unit = "searches/s",
    .share = 1,
    .runs = BENCH_RUNS,
    .on_host = true,
    .prepare = prepare,
    .run = run_optimize,
    .release = release,
};
