/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "study/bench_case.h"
#include "study/choose_pass.h"
#include "trials/engine.h"
#include "trials/levels.h"
#include "trials/mean.h"

/* The engines on the scenario's pass. */

/* The middle tenth of the pass, where clicks are most frequent, stands for all of it: seconds instead of a minute. */
#define PULSE_SHARE 0.1

/* A pass, or the middle of it, with what an engine needs. */
struct flight {
    struct device *device;
    uint64_t seed;
    struct orbit *orbit;
    struct plan *plan;
    struct levels *levels;
    struct engine *engine;
    struct tally *tally;
};

/* What a real link has and the Micius scenario leaves out, because it is not printed: usual figures of silicon avalanche photodiodes and
 * of lasers. */
static struct scenario with_all_physics(const struct scenario *given) {
    struct scenario scenario = *given;
    scenario.channel.detector.dead_time_s = 50e-9;
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        scenario.channel.detector.afterpulse_probability[d] = 0.01;
    }
    scenario.channel.detector.afterpulse_decay_s = 100e-9;
    scenario.channel.source.intensity_fluctuation = 0.05;
    scenario.channel.polarization.residual_jitter_rad = 0.01;
    return scenario;
}

static enum satqkd_status prepare_share(const struct bench_ground *ground, double share, void **state,
                                        struct satqkd_error *error) {
    struct pass pass;
    char choice[CHOOSE_PASS_TEXT];
    struct flight *flight = calloc(1, sizeof *flight);
    *state = flight;
    if (!flight) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark's pass");
    }
    flight->device = ground->device;
    flight->seed = ground->scenario->seed;
    enum satqkd_status status = scenario_make_orbit(ground->scenario, &flight->orbit, error);
    if (status != SATQKD_OK || (status = choose_pass(ground->scenario, flight->orbit, 0, &pass, choice, error))) {
        return status;
    }
    double cut = 0.5 * (1.0 - share) * (pass.stop_utc_s - pass.start_utc_s);
    pass.start_utc_s += cut;
    pass.stop_utc_s -= cut;
    if ((status = plan_create(ground->scenario, flight->orbit, &pass, &flight->plan, error))) {
        return status;
    }
    return tally_create(flight->plan, &flight->tally, error);
}

static void release(void *state) {
    struct flight *flight = state;
    if (flight) {
        engine_destroy(flight->engine);
        tally_destroy(flight->tally);
        levels_destroy(flight->levels);
        plan_destroy(flight->plan);
        orbit_destroy(flight->orbit);
    }
    free(flight);
}

static enum satqkd_status prepare_engine(const struct bench_ground *ground, enum engine_kind kind, double share,
                                         void **state, struct satqkd_error *error) {
    enum satqkd_status status = prepare_share(ground, share, state, error);
    struct flight *flight = *state;
    if (status == SATQKD_OK) {
        status = levels_create(flight->plan, &flight->levels, error);
    }
    if (status == SATQKD_OK) {
        status = engine_create(ground->device, kind, flight->plan, flight->levels, NULL, &flight->engine, error);
    }
    return status;
}

static enum satqkd_status prepare_pulse(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    return prepare_engine(ground, ENGINE_PULSE, PULSE_SHARE, state, error);
}

static enum satqkd_status prepare_event(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    struct scenario scenario = with_all_physics(ground->scenario);
    struct bench_ground all = {.scenario = &scenario, .device = ground->device};
    return prepare_engine(&all, ENGINE_EVENT, 1, state, error);
}

static enum satqkd_status run_engine(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct flight *flight = state;
    work->units = (double)flight->plan->pulses;
    return engine_fly(flight->engine, flight->seed, NULL, flight->tally, &work->kernel_s, error);
}

static enum satqkd_status prepare_mean(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    return prepare_share(ground, 1, state, error);
}

static enum satqkd_status run_mean(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct flight *flight = state;
    (void)error;
    mean_expectation(flight->plan, flight->tally);
    work->units = 1;
    work->baseline_units = (double)flight->plan->pulses;
    return SATQKD_OK;
}

const struct bench_case bench_pulse = {
    .name = "pulse",
    .rate_unit = "pulses/s",
    .baseline = "generator",
    .ratio_to = "the random generator alone, a word a pulse",
    .share = PULSE_SHARE,
    .runs = BENCH_RUNS,
    .prepare = prepare_pulse,
    .run = run_engine,
    .release = release,
};

const struct bench_case bench_event = {
    .name = "event",
    .rate_unit = "pulses/s",
    .baseline = "loop",
    .ratio_to = "a plain loop over the pulses on one thread of the host",
    .share = 1,
    .runs = BENCH_RUNS,
    .prepare = prepare_event,
    .run = run_engine,
    .release = release,
};

const struct bench_case bench_mean = {
    .name = "mean",
    .rate_unit = "passes/s",
    .baseline = "pulse",
    .ratio_to = "the pulse engine on the same pass",
    .share = 1,
    .runs = BENCH_RUNS,
    .on_host = true,
    .prepare = prepare_mean,
    .run = run_mean,
    .release = release,
};
