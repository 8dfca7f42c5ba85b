/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_RUN_H
#define SATQKD_STUDY_RUN_H

#include "report/spread.h"
#include "report/summary.h"
#include "report/timeline.h"
#include "scenario/scenario.h"
#include "trials/engine.h"

enum run_engine { RUN_EVENT, RUN_PULSE, RUN_MEAN };

struct run_options {
    enum run_engine engine;
    int device;                       /* DEVICE_DEFAULT or an index */
    const char *devices;              /* in its place one or several, as device_choose takes them; NULL: not said */
    int pass;                         /* from 1; 0: the scenario's window.pass, else the highest */
    size_t repeat;                    /* flights of the pass, at least 1; the mean engine flies one */
    const char *events;               /* file for every matched-basis click of the first flight; NULL: not wanted */
    const struct engine_cut *cut;     /* NULL: as suits the device */
    const struct engine_watch *watch; /* NULL: nobody */
};

/** One flown pass. */
struct run {
    struct summary summary;
    struct key_counts counts;
    struct timeline_row *rows;
    size_t row_count;
    struct repeats_row *repeats; /* summary.repeat_count entries */
    struct spread_row *spread;   /* row_count entries; NULL where there is one flight */
    char *fades_csv;             /* NULL: none (run_charts_fades) */
};

/** @return the engine of a name; false where there is none */
bool run_engine_find(const char *name, enum run_engine *out);

const char *run_engine_name(enum run_engine engine);

/** @return their names in the order of the enum, ended by NULL */
const char *const *run_engine_names(void);

/**
 * Flies one pass of a scenario: orbit, pass, link, trials, counts, key lengths. With repetitions the first flight, whose seed is the
 * scenario's, makes counts and timeline.
 *
 * @param out  owned by the caller, run_destroy
 */
enum satqkd_status run_fly(const struct scenario *scenario, const struct run_options *options, struct run **out,
                           struct satqkd_error *error);

/** @param run NULL is fine */
void run_destroy(struct run *run);

/**
 * Writes the run directory: scenario.json, timeline.csv, counts.json, fades.csv where something fades, with repetitions passes.csv
 * and spread.csv, report.html, and last summary.json.
 *
 * @param directory  exists (directory_create)
 */
enum satqkd_status run_write(const struct scenario *scenario, const struct run *run, const char *directory,
                             struct satqkd_error *error);

#endif
