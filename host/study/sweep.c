/* SPDX-License-Identifier: MIT */
#include "study/sweep.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/sweep_out.h"
#include "study/crew.h"
#include "study/sweep_page.h"

enum { POINT_TEXT = 256 };

/* Shared by the threads. */
struct work {
    const struct sweep_options *options;
    size_t count;
    struct sweep_out_row *rows;
    pthread_mutex_t loading; /* one at a time: cJSON keeps the place of its last error in a global */
    atomic_size_t done;
    size_t told;
};

/* The values of a point, "key=value, key=value". */
static void describe(const struct sweep_options *options, const struct sweep_out_row *row, char out[POINT_TEXT]) {
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < options->axis_count && used < POINT_TEXT; ++i) {
        const int written =
            snprintf(out + used, POINT_TEXT - used, "%s%s=%s", i ? ", " : "", options->axes[i].key, row->values[i]);
        used += written > 0 ? (size_t)written : 0;
    }
}

enum satqkd_status sweep_scenario(const struct sweep_options *options, const char *const *values, struct scenario **out,
                                  struct satqkd_error *error) {
    const size_t count = options->setting_count + options->axis_count;
    struct scenario_setting *settings = calloc(count, sizeof *settings);
    char **texts = calloc(options->axis_count, sizeof *texts);
    enum satqkd_status status = settings && texts ? SATQKD_OK : SATQKD_FAILURE;
    for (size_t i = 0; i < options->setting_count && status == SATQKD_OK; ++i) {
        settings[i] = options->settings[i];
    }
    for (size_t i = 0; i < options->axis_count && status == SATQKD_OK; ++i) {
        const size_t length = strlen(options->axes[i].key) + strlen(values[i]) + 2;
        texts[i] = malloc(length);
        if (!texts[i]) {
            status = SATQKD_FAILURE;
            break;
        }
        snprintf(texts[i], length, "%s=%s", options->axes[i].key, values[i]);
        settings[options->setting_count + i].text = texts[i];
    }
    if (status != SATQKD_OK) {
        satqkd_error_set(error, status, "sweep: out of memory for a point");
    } else {
        status = scenario_load(options->scenario, settings, count, out, error);
    }
    for (size_t i = 0; texts && i < options->axis_count; ++i) {
        free(texts[i]);
    }
    free(texts);
    free(settings);
    return status;
}

static enum satqkd_status fly(struct work *work, struct sweep_out_row *row, struct satqkd_error *error) {
    struct scenario *scenario = NULL;
    struct run *run = NULL;
    pthread_mutex_lock(&work->loading);
    enum satqkd_status status = sweep_scenario(work->options, row->values, &scenario, error);
    pthread_mutex_unlock(&work->loading);
    if (status == SATQKD_OK) {
        status = run_fly(scenario, &work->options->run, &run, error);
    }
    if (status == SATQKD_OK) {
        const struct summary *summary = &run->summary;
        row->sifted_bits = summary->counts.sifted_bits;
        row->qber = summary->qber;
        row->secret_bits = summary->key.secret_bits;
        row->detections = summary->counts.detections;
        row->duration_s = summary->pass.duration_s;
        row->efficiency_db_at_min_range = summary->at_min_range.efficiency_db;
        row->efficiency_db_at_max_range = summary->at_max_range.efficiency_db;
    }
    run_destroy(run);
    scenario_destroy(scenario);
    return status;
}

static enum satqkd_status fly_point(void *context, size_t point, struct satqkd_error *error) {
    struct work *work = context;
    enum satqkd_status status = fly(work, &work->rows[point], error);
    atomic_fetch_add(&work->done, 1);
    if (status != SATQKD_OK) {
        char values[POINT_TEXT];
        describe(work->options, &work->rows[point], values);
        satqkd_error_prefix(error, "point %zu of %zu (%s): ", point + 1, work->count, values);
    }
    return status;
}

/* Tells who asked how far it is. */
static enum satqkd_status tell(void *context, struct satqkd_error *error) {
    struct work *work = context;
    const struct sweep_options *options = work->options;
    const size_t done = atomic_load(&work->done);
    if (!options->go_on || done == work->told) {
        return SATQKD_OK;
    }
    work->told = done;
    return options->go_on(options->context, done, work->count)
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted after %zu of %zu points", done, work->count);
}

/* The values of every point: the last axis turns fastest. */
static void lay_out(const struct sweep_options *options, struct sweep_out_row *rows, const char **values,
                    size_t count) {
    for (size_t point = 0; point < count; ++point) {
        size_t rest = point;
        rows[point].values = values + point * options->axis_count;
        for (size_t i = options->axis_count; i-- > 0;) {
            rows[point].values[i] = options->axes[i].values[rest % options->axes[i].count];
            rest /= options->axes[i].count;
        }
    }
}

enum satqkd_status sweep_run(const struct sweep_options *options, char **csv, struct satqkd_error *error) {
    struct work work = {.options = options, .count = 1, .loading = PTHREAD_MUTEX_INITIALIZER};
    const char *keys[SWEEP_MOST_AXES];
    const char **values = NULL;
    *csv = NULL;
    for (size_t i = 0; i < options->axis_count; ++i) {
        keys[i] = options->axes[i].key;
        work.count *= options->axes[i].count;
        if (work.count > SWEEP_MOST_POINTS) {
            return satqkd_error_set(error, SATQKD_INVALID, "--vary: more than %d points; vary less", SWEEP_MOST_POINTS);
        }
    }
    work.rows = calloc(work.count, sizeof *work.rows);
    values = calloc(work.count * options->axis_count, sizeof *values);
    enum satqkd_status status = SATQKD_OK;
    if (!work.rows || !values) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the %zu points of a sweep", work.count);
        goto done;
    }
    lay_out(options, work.rows, values, work.count);
    const struct crew_work crew = {.count = work.count,
                                   .threads = options->run.engine == RUN_MEAN ? options->threads : 1,
                                   .piece = fly_point,
                                   .meanwhile = tell,
                                   .context = &work};
    status = crew_run(&crew, error);
    if (status == SATQKD_OK) {
        status = sweep_out_csv(keys, options->axis_count, work.rows, work.count, csv, error);
    }
    if (status == SATQKD_OK && options->json) {
        status = sweep_out_json(keys, options->axis_count, work.rows, work.count, options->json, error);
    }
done:
    free(values);
    free(work.rows);
    return status;
}
