/* SPDX-License-Identifier: MIT */
#include "events/events_layout.h"

#include <string.h>

enum { HDF5_TEXT = 256 };

const struct events_column events_columns[EVENTS_COLUMNS] = {
    {"pulse", EVENTS_COUNTER, "index of the pulse since the start of the pass"},
    {"time_s", EVENTS_SECONDS, "seconds since start_utc at which the pulse was sent"},
    {"detector", EVENTS_SMALL, "0 H, 1 V, 2 +45 deg, 3 -45 deg"},
    {"basis", EVENTS_SMALL, "Bob's: 0 Z (H V), 1 X (+ -)"},
    {"bit", EVENTS_SMALL, "Bob's: detector modulo 2"},
    {"alice", EVENTS_SMALL, "state that Alice sent, numbered like the detectors"},
    {"intensity", EVENTS_SMALL, "index into the attribute intensities"},
};

void *events_column_data(const struct events *events, int column) {
    void *data[EVENTS_COLUMNS] = {events->pulse, events->time_s, events->detector, events->basis,
                                  events->bit,   events->alice,  events->intensity};
    return data[column];
}

struct events_quiet events_quiet_begin(void) {
    struct events_quiet quiet = {NULL, NULL};
    /* At the end of the process HDF5 writes once more what it could not write on a full disk, and crashes there. Refused, and without
       effect, from the second time on. */
    H5dont_atexit();
    H5Eget_auto2(H5E_DEFAULT, &quiet.function, &quiet.data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return quiet;
}

void events_quiet_end(const struct events_quiet *quiet) {
    H5Eset_auto2(H5E_DEFAULT, quiet->function, quiet->data);
}

static herr_t keep_last(unsigned n, const H5E_error2_t *of, void *text) {
    (void)n;
    if (of->desc) {
        strncpy(text, of->desc, HDF5_TEXT - 1);
    }
    return 0;
}

enum satqkd_status events_hdf5_error(struct satqkd_error *error, enum satqkd_status status, const char *what) {
    char reason[HDF5_TEXT] = "";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_last, reason); /* the last is where it began */
    return satqkd_error_set(error, status, "%s; HDF5 says: %s", what, reason[0] ? reason : "nothing");
}
