/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_SWEEP_H
#define SATQKD_STUDY_SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"
#include "scenario/scenario.h"
#include "study/run.h"

enum { SWEEP_MOST_AXES = 8, SWEEP_MOST_POINTS = 1000000 };

/** One varied key. */
struct sweep_axis {
    char *key;     /* owned */
    char **values; /* owned, each too: as a --set would have them */
    size_t count;
};

/**
 * Reads KEY=A:B:N, N numbers from A to B with both ends, or KEY=a,b,c, any values (commas within brackets, braces and quotes
 * do not part them).
 *
 * @param out  sweep_axis_release
 */
enum satqkd_status sweep_axis_parse(const char *text, struct sweep_axis *out, struct satqkd_error *error);

/** Releases what it owns; {0} is fine. */
void sweep_axis_release(struct sweep_axis *axis);

struct sweep_options {
    const char *scenario;                    /* path */
    const struct scenario_setting *settings; /* of every point */
    size_t setting_count;
    const struct sweep_axis *axes;
    size_t axis_count;
    struct run_options run; /* watch and cut are not used */
    char **json;            /* the same as JSON, owned by the caller; NULL: not wanted */
    int threads;            /* points at work at a time; one where the engine needs a device */
    /* Called between points, on the calling thread alone: how many are done, and whether to stop. NULL: nobody */
    bool (*go_on)(void *context, size_t done, size_t all);
    void *context;
};

/**
 * Flies every combination of the axes' values, the last axis the fastest, and writes them as CSV (sweep_out_csv): the same
 * bytes however many threads.
 *
 * @param csv  owned by the caller, free()
 * @return the first failing point's status, with its values in the message; SATQKD_INTERRUPTED where go_on said so
 */
enum satqkd_status sweep_run(const struct sweep_options *options, char **csv, struct satqkd_error *error);

#endif
