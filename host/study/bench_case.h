/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_BENCH_CASE_H
#define SATQKD_STUDY_BENCH_CASE_H

#include <stdbool.h>

#include "device/device.h"
#include "satqkd/status.h"
#include "scenario/scenario.h"

/* What a benchmark is made of. A new one is a constant in a file of its own and its name in bench_table.c. */

/** What every case may use; borrowed. */
struct bench_ground {
    const struct scenario *scenario;
    struct device *device;
};

/** What one run did. */
struct bench_work {
    double kernel_s;       /* on the device; 0: the wall clock makes the rate */
    double units;          /* of the case's own rate */
    double baseline_units; /* the same work as the case's baseline counts it; 0: as units */
};

struct bench_case {
    const char *name;
    const char *rate_unit;
    const char *baseline; /* name of the case that the rate is held against; NULL: this is a baseline itself */
    const char *ratio_to; /* the baseline in words; NULL with it */
    double share;         /* of the whole task that one run does */
    int runs;             /* that count; one more before them does not, if there are several */
    bool on_host;         /* uses one thread of the host and no device */
    bool (*present)(
        void); /* whether what it times is installed, without which only a call by name fails; NULL: always */
    /** Everything that is not timed. @param state  kept for run and release, also after a failure */
    enum satqkd_status (*prepare)(const struct bench_ground *ground, void **state, struct satqkd_error *error);
    enum satqkd_status (*run)(void *state, struct bench_work *work, struct satqkd_error *error);
    void (*release)(void *state); /* NULL is fine */
};

enum { BENCH_RUNS = 5 }; /* of a case that has no reason for another number */

/** @return all cases, baselines before those that refer to them, ended by a NULL */
const struct bench_case *const *bench_table(void);

#endif
