/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_BENCH_H
#define SATQKD_STUDY_BENCH_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"
#include "scenario/scenario.h"

enum { BENCH_MAX = 32, BENCH_TEXT = 128 };

/** One benchmark's figures. */
struct bench_result {
    const char *name;
    double median_s; /* wall clock of one run */
    double kernel_s; /* of that, on the device; 0 for what runs on the host */
    double rate;
    const char *rate_unit;
    int runs;
    char device[BENCH_TEXT];
    double ratio;         /* of the rate; NaN for a baseline */
    const char *ratio_to; /* NULL for a baseline */
    double share;         /* of the whole task that is timed */
};

/** @return the names of all benchmarks, ended by a NULL */
const char *const *bench_names(void);

/**
 * Runs benchmarks: the medians of several runs each, taken in turn, so that a machine whose speed drifts drifts for all.
 *
 * @param scenario          the pass to fly
 * @param names, name_count which; a baseline that one of them is held against runs too. 0: all
 * @param device            index or DEVICE_DEFAULT
 * @param out, count        BENCH_MAX results
 */
enum satqkd_status bench_run(const struct scenario *scenario, const char *const *names, size_t name_count, int device,
                             struct bench_result *out, size_t *count, struct satqkd_error *error);

#endif
