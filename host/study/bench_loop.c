/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "study/bench_case.h"

/*
 * What somebody would write first: for each pulse draw intensity and state, then ask each of the four detectors with floating-point
 * probabilities. One thread, no tables, no fades: the baseline that the event engine is held against.
 */

#define LOOP_PULSES 20000000.0
#define MICIUS_PULSES 27.3e9

struct loop {
    double chance[3][4][4]; /* [intensity][state][detector] */
    uint64_t clicks;
};

static enum satqkd_status prepare(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    (void)ground;
    struct loop *loop = calloc(1, sizeof *loop);
    *state = loop;
    if (!loop) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    static const double mu[3] = {0.8, 0.1, 0.0};
    for (int i = 0; i < 3; ++i) {
        for (int s = 0; s < 4; ++s) {
            for (int d = 0; d < 4; ++d) {
                double share = s == d ? 0.495 : s / 2 == d / 2 ? 0.005 : 0.25;
                loop->chance[i][s][d] = 1.0 - exp(-(mu[i] * 3e-4 * share + 1e-7));
            }
        }
    }
    return SATQKD_OK;
}

/* xorshift64*, Vigna 2016: as fast as generators come. */
static double uniform(uint64_t *x) {
    *x ^= *x >> 12;
    *x ^= *x << 25;
    *x ^= *x >> 27;
    return (double)((*x * UINT64_C(2685821657736338717)) >> 11) * 0x1p-53;
}

static enum satqkd_status run(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct loop *loop = state;
    uint64_t x = 88172645463325252u;
    (void)error;
    for (double n = 0; n < LOOP_PULSES; ++n) {
        double choice = uniform(&x);
        int intensity = choice < 0.5 ? 0 : choice < 0.75 ? 1 : 2;
        int sent = (int)(4 * uniform(&x));
        for (int d = 0; d < 4; ++d) {
            loop->clicks += uniform(&x) < loop->chance[intensity][sent][d];
        }
    }
    work->units = LOOP_PULSES;
    return SATQKD_OK;
}

const struct bench_case bench_loop = {
    .name = "loop",
    .rate_unit = "pulses/s",
    .share = LOOP_PULSES / MICIUS_PULSES,
    .runs = BENCH_RUNS,
    .on_host = true,
    .prepare = prepare,
    .run = run,
    .release = free,
};
