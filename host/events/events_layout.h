/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_EVENTS_EVENTS_LAYOUT_H
#define SATQKD_EVENTS_EVENTS_LAYOUT_H

#include <hdf5.h>
#include <stdbool.h>

#include "events/events.h"

/* The names of the file, said once for writing and reading (docs/events.md explains them). */

#define EVENTS_GROUP "events"
#define EVENTS_SCHEMA 1

enum events_kind { EVENTS_COUNTER, EVENTS_SECONDS, EVENTS_SMALL };

/** A data set of the group. */
struct events_column {
    const char *name;
    enum events_kind kind;
    const char *meaning; /* attribute of the data set, for people */
};

enum { EVENTS_COLUMNS = 7 };
extern const struct events_column events_columns[EVENTS_COLUMNS];

/** The array of a column. @return borrowed */
void *events_column_data(const struct events *events, int column);

/** HDF5's handler of errors, which prints to stderr: switched off while we call, and put back. */
struct events_quiet {
    H5E_auto2_t function;
    void *data;
};

struct events_quiet events_quiet_begin(void);
void events_quiet_end(const struct events_quiet *quiet);

/** Sets the message "WHAT; HDF5 says: the reason at the root of its last error". @return status */
enum satqkd_status events_hdf5_error(struct satqkd_error *error, enum satqkd_status status, const char *what);

/**
 * events_read without a process of its own between the library and us: for files that are known to be ours, and for the reading process.
 *
 * @return as events_read, without the path in the message
 */
enum satqkd_status events_read_here(const char *path, struct events **out, struct events_head *head,
                                    struct satqkd_error *error);

#endif
