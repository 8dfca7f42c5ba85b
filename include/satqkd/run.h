/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_RUN_H
#define SATQKD_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

enum satqkd_engine {
    SATQKD_EVENT, /* draws the waiting times between the pulses that can click */
    SATQKD_PULSE, /* every pulse is a trial: the same distribution, a hundred times the work */
    SATQKD_MEAN   /* expectation values, no random numbers, no device */
};

/** How to fly. All zero is what the program does if not told otherwise; seed and pass are keys of the scenario. */
struct satqkd_run_options {
    enum satqkd_engine engine;
    const char *device; /* as --device takes it: "1", "nvidia", "0,1", "all"; NULL: the first GPU, else the first */
    size_t repeat;      /* flights of the pass, for the spread; 0 is 1 */
    const char *events; /* HDF5 file for every matched-basis click of the first flight; NULL: none */
    /* Asked now and then; `done` is the share of the work. False ends the run with SATQKD_INTERRUPTED. NULL: nobody */
    bool (*go_on)(void *context, double done);
    void *context;
};

/** One flown pass. */
struct satqkd_run;

/**
 * Flies one pass of a scenario: orbit, link, every pulse's trial, counts, key lengths.
 *
 * @param options  NULL: all zero
 * @param out      owned by the caller, satqkd_run_close; NULL after a failure
 * @return SATQKD_INVALID, SATQKD_NO_DEVICE, SATQKD_INTERRUPTED or SATQKD_FAILURE
 */
enum satqkd_status satqkd_run_fly(const struct satqkd_scenario *scenario, const struct satqkd_run_options *options,
                                  struct satqkd_run **out, struct satqkd_error *error);

/**
 * A number of the summary by its path.
 *
 * @param path       "key.secret_bits", "counts.detections", "link.efficiency_db_at_min_range": as in summary.json
 * @param out_value  NaN where the summary says null: not a number in this run
 * @return SATQKD_INVALID where there is no such number
 */
enum satqkd_status satqkd_run_number(const struct satqkd_run *run, const char *path, double *out_value,
                                     struct satqkd_error *error);

/** @return summary.json of the run directory, as text; borrowed from the run */
const char *satqkd_run_summary(const struct satqkd_run *run);

/** @return counts.json, the input of satqkd_key_text; borrowed from the run */
const char *satqkd_run_counts(const struct satqkd_run *run);

/** @return rows of the timeline: seconds of the pass */
size_t satqkd_run_rows(const struct satqkd_run *run);

/** @return the name of the timeline's column, "t_s", "range_km"…, from 0; NULL behind the last */
const char *satqkd_run_column_name(size_t index);

/**
 * A column of the timeline.
 *
 * @return satqkd_run_rows values, borrowed from the run; "qber" is NaN where nothing was sifted. NULL for an unknown name
 */
const double *satqkd_run_column(const struct satqkd_run *run, const char *name);

/**
 * Writes the run directory: summary.json, timeline.csv, counts.json, scenario.json, report.html and what else the run has.
 *
 * @param scenario   the one that was flown
 * @param directory  made with its parents; files of an earlier run are replaced
 */
enum satqkd_status satqkd_run_write(const struct satqkd_run *run, const struct satqkd_scenario *scenario,
                                    const char *directory, struct satqkd_error *error);

/** @param run NULL is fine */
void satqkd_run_close(struct satqkd_run *run);

#ifdef __cplusplus
}
#endif

#endif
