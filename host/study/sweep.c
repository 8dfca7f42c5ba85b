/* SPDX-License-Identifier: MIT */
#include "study/sweep.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/sweep_out.h"
#include "study/sweep_page.h"

enum { MOST_THREADS = 256, POINT_TEXT = 256 };

/* Shared by the threads; the lock guards all below it. */
struct work {
    const struct sweep_options *options;
    size_t count;
    struct sweep_out_row *rows;
    pthread_mutex_t lock;
    pthread_cond_t finished;
    size_t next, done;
    int running;   /* threads that have not ended */
    bool stop;     /* no new point is begun */
    size_t failed; /* the lowest failing point; count: none */
    enum satqkd_status status;
    struct satqkd_error error;
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
    /* One at a time: cJSON keeps the place of its last error in a global. */
    pthread_mutex_lock(&work->lock);
    enum satqkd_status status = sweep_scenario(work->options, row->values, &scenario, error);
    pthread_mutex_unlock(&work->lock);
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

static void *work_on(void *context) {
    struct work *work = context;
    pthread_mutex_lock(&work->lock);
    while (!work->stop && work->next < work->count) {
        const size_t point = work->next++;
        struct satqkd_error error = {0};
        pthread_mutex_unlock(&work->lock);
        const enum satqkd_status status = fly(work, &work->rows[point], &error);
        pthread_mutex_lock(&work->lock);
        ++work->done;
        /* Points are begun in order, so every one before the lowest failing point is finished in any case. */
        if (status != SATQKD_OK && point < work->failed) {
            work->failed = point;
            work->status = status;
            work->error = error;
            work->stop = true;
        }
        pthread_cond_signal(&work->finished);
    }
    --work->running;
    pthread_cond_signal(&work->finished);
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

/* Waits for the threads, and tells who asked how far they are. */
static void watch(struct work *work) {
    const struct sweep_options *options = work->options;
    size_t told = 0;
    pthread_mutex_lock(&work->lock);
    while (work->running > 0) {
        pthread_cond_wait(&work->finished, &work->lock);
        if (!options->go_on || (work->done == told && !work->stop)) {
            continue;
        }
        told = work->done;
        pthread_mutex_unlock(&work->lock);
        const bool go_on = options->go_on(options->context, told, work->count);
        pthread_mutex_lock(&work->lock);
        if (!go_on && !work->stop) {
            work->stop = true;
            work->status = SATQKD_INTERRUPTED;
            satqkd_error_set(&work->error, SATQKD_INTERRUPTED, "interrupted after %zu of %zu points", work->done,
                             work->count);
        }
    }
    pthread_mutex_unlock(&work->lock);
}

static enum satqkd_status work_all(struct work *work, struct satqkd_error *error) {
    pthread_t threads[MOST_THREADS];
    int wanted = work->options->run.engine == RUN_MEAN ? work->options->threads : 1, started = 0;
    wanted = wanted > MOST_THREADS ? MOST_THREADS : wanted < 1 ? 1 : wanted;
    wanted = (size_t)wanted > work->count ? (int)work->count : wanted;
    work->running = wanted;
    while (started < wanted && pthread_create(&threads[started], NULL, work_on, work) == 0) {
        ++started;
    }
    pthread_mutex_lock(&work->lock);
    work->running -= wanted - started;
    pthread_mutex_unlock(&work->lock);
    if (started == 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "sweep: the system gives no thread");
    }
    watch(work);
    for (int i = 0; i < started; ++i) {
        pthread_join(threads[i], NULL);
    }
    if (work->status != SATQKD_OK && error) {
        *error = work->error;
    }
    if (work->failed < work->count) {
        char point[POINT_TEXT];
        describe(work->options, &work->rows[work->failed], point);
        satqkd_error_prefix(error, "point %zu of %zu (%s): ", work->failed + 1, work->count, point);
    }
    return work->status;
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
    struct work work = {
        .options = options, .count = 1, .lock = PTHREAD_MUTEX_INITIALIZER, .finished = PTHREAD_COND_INITIALIZER};
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
    work.failed = work.count;
    work.rows = calloc(work.count, sizeof *work.rows);
    values = calloc(work.count * options->axis_count, sizeof *values);
    enum satqkd_status status = SATQKD_OK;
    if (!work.rows || !values) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the %zu points of a sweep", work.count);
        goto done;
    }
    lay_out(options, work.rows, values, work.count);
    status = work_all(&work, error);
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
