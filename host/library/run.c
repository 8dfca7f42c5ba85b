/* SPDX-License-Identifier: MIT */
#include "satqkd/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "device/device.h"
#include "library/handles.h"
#include "report/counts_out.h"
#include "report/directory.h"

/* The caller's one function asked in the engine's two places: what it said last is what stops the run. */
struct watcher {
    const struct satqkd_run_options *options;
    double done;
};

static void note_progress(void *context, double done, double all, double kernel_s) {
    struct watcher *watcher = context;
    (void)kernel_s;
    watcher->done = all > 0 ? done / all : 0;
}

static bool stop_asked(void *context) {
    const struct watcher *watcher = context;
    return !watcher->options->go_on(watcher->options->context, watcher->done);
}

static enum satqkd_status fly(const struct satqkd_scenario *scenario, const struct satqkd_run_options *options,
                              struct run **out, struct satqkd_error *error) {
    static const enum run_engine engines[] = {
        [SATQKD_EVENT] = RUN_EVENT, [SATQKD_PULSE] = RUN_PULSE, [SATQKD_MEAN] = RUN_MEAN};
    struct watcher watcher = {.options = options};
    struct engine_watch watch = {.progress = note_progress, .stop = stop_asked, .context = &watcher};
    if ((size_t)options->engine >= sizeof engines / sizeof engines[0]) {
        return satqkd_error_set(error, SATQKD_INVALID, "engine %d: there are SATQKD_EVENT, SATQKD_PULSE, SATQKD_MEAN",
                                (int)options->engine);
    }
    if (options->engine == SATQKD_MEAN && (options->repeat > 1 || options->events)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "the mean engine draws nothing: repeat and events need SATQKD_EVENT or SATQKD_PULSE");
    }
    struct run_options wanted = {.engine = engines[options->engine],
                                 .device = DEVICE_DEFAULT,
                                 .devices = options->device,
                                 .repeat = options->repeat ? options->repeat : 1,
                                 .events = options->events,
                                 .watch = options->go_on ? &watch : NULL};
    return run_fly(scenario->scenario, &wanted, out, error);
}

static enum satqkd_status fill_columns(struct satqkd_run *handle, struct satqkd_error *error) {
    const struct run *run = handle->run;
    size_t columns = 0;
    while (timeline_column(columns)) {
        ++columns;
    }
    handle->columns = calloc(columns * run->row_count, sizeof *handle->columns);
    if (!handle->columns) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a timeline of %zu rows", run->row_count);
    }
    for (size_t c = 0; c < columns; ++c) {
        for (size_t i = 0; i < run->row_count; ++i) {
            handle->columns[c * run->row_count + i] = timeline_value(&run->rows[i], c);
        }
    }
    return SATQKD_OK;
}

enum satqkd_status satqkd_run_fly(const struct satqkd_scenario *scenario, const struct satqkd_run_options *options,
                                  struct satqkd_run **out, struct satqkd_error *error) {
    static const struct satqkd_run_options usual = {0};
    struct satqkd_run *handle = calloc(1, sizeof *handle);
    *out = NULL;
    if (!handle) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a run");
    }
    enum satqkd_status status = fly(scenario, options ? options : &usual, &handle->run, error);
    if (status == SATQKD_OK) {
        status = summary_json(&handle->run->summary, &handle->summary, error);
    }
    if (status == SATQKD_OK) {
        status = counts_out_json(&scenario->scenario->protocol, &handle->run->counts, &handle->counts, error);
    }
    if (status == SATQKD_OK) {
        handle->tree = cJSON_Parse(handle->summary);
        status = handle->tree ? fill_columns(handle, error)
                              : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a summary");
    }
    if (status == SATQKD_OK) {
        *out = handle;
    } else {
        satqkd_run_close(handle);
    }
    return status;
}

enum satqkd_status satqkd_run_number(const struct satqkd_run *run, const char *path, double *out_value,
                                     struct satqkd_error *error) {
    const cJSON *node = run->tree;
    for (const char *part = path; node && *part;) {
        size_t length = strcspn(part, ".");
        const cJSON *child = cJSON_IsObject(node) ? node->child : NULL;
        while (child && (strlen(child->string) != length || strncmp(child->string, part, length) != 0)) {
            child = child->next;
        }
        node = child;
        part += length + (part[length] == '.');
    }
    if (cJSON_IsNull(node)) {
        *out_value = NAN;
        return SATQKD_OK;
    }
    if (!cJSON_IsNumber(node)) {
        return satqkd_error_set(error, SATQKD_INVALID, "'%s' is no number of a run's summary.json", path);
    }
    *out_value = node->valuedouble;
    return SATQKD_OK;
}

const char *satqkd_run_summary(const struct satqkd_run *run) {
    return run->summary;
}

const char *satqkd_run_counts(const struct satqkd_run *run) {
    return run->counts;
}

size_t satqkd_run_rows(const struct satqkd_run *run) {
    return run->run->row_count;
}

const char *satqkd_run_column_name(size_t index) {
    return timeline_column(index);
}

const double *satqkd_run_column(const struct satqkd_run *run, const char *name) {
    for (size_t c = 0; timeline_column(c); ++c) {
        if (strcmp(timeline_column(c), name) == 0) {
            return run->columns + c * run->run->row_count;
        }
    }
    return NULL;
}

enum satqkd_status satqkd_run_write(const struct satqkd_run *run, const struct satqkd_scenario *scenario,
                                    const char *directory, struct satqkd_error *error) {
    enum satqkd_status status = directory_create(directory, error);
    return status == SATQKD_OK ? run_write(scenario->scenario, run->run, directory, error) : status;
}

void satqkd_run_close(struct satqkd_run *run) {
    if (run) {
        run_destroy(run->run);
        free(run->summary);
        free(run->counts);
        cJSON_Delete(run->tree);
        free(run->columns);
    }
    free(run);
}
