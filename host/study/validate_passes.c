/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "scenario/scenario.h"
#include "study/run.h"
#include "study/validate_claims.h"
#include "study/validate_rows.h"

enum { MOST_CLAIMS = 24, MOST_FLIGHTS = 64, SETTING = 80 };

static enum satqkd_status fly(const char *path, const char *setting, const struct run_options *options,
                              struct scenario **scenario, struct run **run, struct satqkd_error *error) {
    const struct scenario_setting settings[1] = {{setting}};
    enum satqkd_status status = scenario_load(path, settings, setting ? 1 : 0, scenario, error);
    return status == SATQKD_OK ? run_fly(*scenario, options, run, error) : status;
}

/* The claims' values of one flight. */
static enum satqkd_status read_flight(const struct validate_experiment *experiment, const char *setting,
                                      const struct run_options *options, double values[MOST_CLAIMS],
                                      struct satqkd_error *error) {
    struct scenario *scenario = NULL;
    struct run *run = NULL;
    enum satqkd_status status = fly(experiment->scenario, setting, options, &scenario, &run, error);
    for (size_t i = 0; i < experiment->count && status == SATQKD_OK; ++i) {
        values[i] = experiment->claims[i].value(&(struct validate_flown){scenario, run});
    }
    run_destroy(run);
    scenario_destroy(scenario);
    return status;
}

/* One claim's value with another optical depth. */
static enum satqkd_status value_at(const struct validate_experiment *experiment, size_t claim, double depth,
                                   double *out, struct satqkd_error *error) {
    const struct run_options options = {.engine = RUN_MEAN, .repeat = 1};
    const struct validate_experiment only = {
        .scenario = experiment->scenario, .claims = &experiment->claims[claim], .count = 1};
    char setting[SETTING];
    snprintf(setting, sizeof setting, "atmosphere.zenith_optical_depth=%.12g", depth);
    return read_flight(&only, setting, &options, out, error);
}

/* The optical depth that would give the published number; NaN where not even no air would. More air, less light. */
static enum satqkd_status find_depth(const struct validate_experiment *experiment, size_t claim, double *out,
                                     struct satqkd_error *error) {
    const double published = experiment->claims[claim].published;
    double low = 0, high = 4, value[MOST_CLAIMS] = {0};
    enum satqkd_status status = value_at(experiment, claim, low, value, error);
    if (status != SATQKD_OK || value[0] < published) {
        *out = NAN;
        return status;
    }
    while (status == SATQKD_OK && high - low > 1e-3) {
        const double middle = 0.5 * (low + high);
        status = value_at(experiment, claim, middle, value, error);
        *(value[0] > published ? &low : &high) = middle;
    }
    *out = 0.5 * (low + high);
    return status;
}

/* Standard deviations of the sample; what no flight moves has none. */
static void summarise(double flights[MOST_FLIGHTS][MOST_CLAIMS], size_t count, size_t claims,
                      double spreads[MOST_CLAIMS]) {
    for (size_t i = 0; i < claims; ++i) {
        double mean = 0, squares = 0;
        for (size_t f = 0; f < count; ++f) {
            mean += flights[f][i] / (double)count;
        }
        for (size_t f = 0; f < count; ++f) {
            squares += (flights[f][i] - mean) * (flights[f][i] - mean);
        }
        const double sd = sqrt(squares / ((double)count - 1));
        spreads[i] = sd > 1e-12 * fabs(mean) ? sd : NAN;
    }
}

/* Spreads over flights of the event engine, each with a seed of its own; none, and no error, without a device. */
static enum satqkd_status fly_spreads(const struct validate_options *options,
                                      const struct validate_experiment *experiment, double spreads[MOST_CLAIMS],
                                      size_t *flights, struct satqkd_error *error) {
    const struct run_options run_options = {.engine = RUN_EVENT, .device = options->device, .repeat = 1};
    double values[MOST_FLIGHTS][MOST_CLAIMS];
    const size_t count = options->flights < MOST_FLIGHTS ? options->flights : MOST_FLIGHTS;
    struct satqkd_error refused = {0};
    enum satqkd_status status = SATQKD_OK;
    for (size_t f = 0; f < count && status == SATQKD_OK; ++f) {
        char setting[SETTING];
        snprintf(setting, sizeof setting, "trials.seed=%zu", f + 1);
        status = read_flight(experiment, setting, &run_options, values[f], &refused);
    }
    *flights = status == SATQKD_OK ? count : 0;
    if (status == SATQKD_OK) {
        summarise(values, count, experiment->count, spreads);
    } else if (status != SATQKD_NO_DEVICE && error) {
        *error = refused;
    }
    return status == SATQKD_NO_DEVICE ? SATQKD_OK : status;
}

static enum satqkd_status add_claims(const struct validate_experiment *experiment, const double values[],
                                     const double spreads[], struct validation *validation,
                                     struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < experiment->count && status == SATQKD_OK; ++i) {
        const struct validate_claim *claim = &experiment->claims[i];
        struct validation_row row = {.experiment = experiment->name,
                                     .quantity = claim->quantity,
                                     .unit = claim->unit,
                                     .kind = claim->kind,
                                     .published = claim->published,
                                     .simulated = values[i],
                                     .tolerance = claim->tolerance,
                                     .reason = claim->reason,
                                     .source = experiment->source,
                                     .remark = claim->remark,
                                     .spread = spreads[i],
                                     .has_depth = claim->air,
                                     .depth = NAN};
        status = claim->air ? find_depth(experiment, i, &row.depth, error) : SATQKD_OK;
        if (status == SATQKD_OK) {
            status = validate_rows_add(validation, &row, error);
        }
    }
    return status;
}

static enum satqkd_status add_experiment(const struct validate_options *options,
                                         const struct validate_experiment *experiment, struct validation *validation,
                                         struct satqkd_error *error) {
    const struct run_options run_options = {.engine = RUN_MEAN, .repeat = 1};
    double values[MOST_CLAIMS], spreads[MOST_CLAIMS];
    for (size_t i = 0; i < MOST_CLAIMS; ++i) {
        spreads[i] = NAN;
    }
    if (experiment->count > MOST_CLAIMS) {
        return satqkd_error_set(error, SATQKD_FAILURE, "room for %d numbers, not %zu", MOST_CLAIMS, experiment->count);
    }
    enum satqkd_status status = read_flight(experiment, NULL, &run_options, values, error);
    if (status == SATQKD_OK && options->flights > 1) {
        status = fly_spreads(options, experiment, spreads, &validation->flights, error);
    }
    return status == SATQKD_OK ? add_claims(experiment, values, spreads, validation, error) : status;
}

enum satqkd_status validate_passes(const struct validate_options *options, struct validation *validation,
                                   struct satqkd_error *error) {
    enum { PUBLICATIONS = 3 };
    const struct validate_experiment *const publications[PUBLICATIONS] = {
        validate_micius_experiments, validate_tenerife_experiments, validate_successor_experiments};
    size_t all = 0, done = 0;
    for (size_t i = 0; i < PUBLICATIONS; ++i) {
        for (const struct validate_experiment *experiment = publications[i]; experiment->name; ++experiment) {
            ++all;
        }
    }
    for (size_t i = 0; i < PUBLICATIONS; ++i) {
        for (const struct validate_experiment *experiment = publications[i]; experiment->name; ++experiment) {
            const enum satqkd_status status = add_experiment(options, experiment, validation, error);
            if (status != SATQKD_OK) {
                satqkd_error_prefix(error, "%s: ", experiment->name);
                return status;
            }
            if (options->go_on && !options->go_on(options->context, ++done, all)) {
                return satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted after %zu of %zu experiments", done,
                                        all);
            }
        }
    }
    return SATQKD_OK;
}
