/* SPDX-License-Identifier: MIT */
#include "study/sensitivity_flight.h"

#include <stdlib.h>

#include "study/crew.h"
#include "study/run.h"

/* One at a time: cJSON keeps the place of its last error in a global. */
static enum satqkd_status load(struct sensitivity_flights *flights, const struct scenario_setting *settings,
                               size_t count, struct scenario **scenario, struct satqkd_error *error) {
    pthread_mutex_lock(&flights->lock);
    const enum satqkd_status status = scenario_load(flights->base->scenario, settings, count, scenario, error);
    pthread_mutex_unlock(&flights->lock);
    return status;
}

enum satqkd_status sensitivity_flight_fly(struct sensitivity_flights *flights, char (*texts)[SENSITIVITY_TEXT],
                                          size_t count, double out[BAND_QUANTITIES], struct satqkd_error *error) {
    const struct sensitivity_case *base = flights->base;
    const struct run_options options = {.engine = RUN_MEAN, .repeat = 1};
    struct scenario_setting *settings = calloc(base->setting_count + count + 1, sizeof *settings);
    struct scenario *scenario = NULL;
    struct run *run = NULL;
    if (!settings) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the settings of a flight");
    }
    for (size_t i = 0; i < base->setting_count; ++i) {
        settings[i] = base->settings[i];
    }
    for (size_t i = 0; i < count; ++i) {
        settings[base->setting_count + i].text = texts[i];
    }
    enum satqkd_status status = load(flights, settings, base->setting_count + count, &scenario, error);
    if (status == SATQKD_OK) {
        status = run_fly(scenario, &options, &run, error);
    }
    if (status == SATQKD_OK) {
        out[BAND_SIFTED] = run->summary.counts.sifted_bits;
        out[BAND_QBER] = run->summary.qber;
        out[BAND_KEY] = run->summary.key.secret_bits;
    }
    run_destroy(run);
    scenario_destroy(scenario);
    free(settings);
    pthread_mutex_lock(&flights->lock);
    ++flights->done;
    pthread_mutex_unlock(&flights->lock);
    return status;
}

/* What a crew needs to know: its own context and the flights'. */
struct watched {
    struct sensitivity_flights *flights;
    void *context;
    enum satqkd_status (*piece)(void *context, size_t index, struct satqkd_error *error);
};

static enum satqkd_status do_piece(void *context, size_t index, struct satqkd_error *error) {
    const struct watched *watched = context;
    return watched->piece(watched->context, index, error);
}

static enum satqkd_status meanwhile(void *context, struct satqkd_error *error) {
    struct sensitivity_flights *flights = ((struct watched *)context)->flights;
    const struct sensitivity_case *base = flights->base;
    pthread_mutex_lock(&flights->lock);
    const size_t done = flights->done;
    pthread_mutex_unlock(&flights->lock);
    return !base->go_on || base->go_on(base->context, done, flights->all)
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted after %zu of %zu flights", done,
                                  flights->all);
}

enum satqkd_status sensitivity_flight_all(struct sensitivity_flights *flights, size_t pieces, void *context,
                                          enum satqkd_status (*piece)(void *context, size_t index,
                                                                      struct satqkd_error *error),
                                          struct satqkd_error *error) {
    struct watched watched = {.flights = flights, .context = context, .piece = piece};
    const struct crew_work work = {
        .count = pieces, .threads = crew_threads(), .piece = do_piece, .meanwhile = meanwhile, .context = &watched};
    if (pthread_mutex_init(&flights->lock, NULL) != 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "the system gives no lock for flights at a time");
    }
    const enum satqkd_status status = crew_run(&work, error);
    pthread_mutex_destroy(&flights->lock);
    return status;
}
