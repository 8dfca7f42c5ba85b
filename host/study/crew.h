/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CREW_H
#define SATQKD_STUDY_CREW_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"

enum { CREW_MOST = 256 };

/** Numbered pieces of work, and who does them. */
struct crew_work {
    size_t count;
    int threads; /* pieces at work at a time, 1 to CREW_MOST */
    /* One piece, on any thread. */
    enum satqkd_status (*piece)(void *context, size_t index, struct satqkd_error *error);
    /* On the calling thread, after pieces have been done and several times a second; a failure ends the work. NULL: nobody */
    enum satqkd_status (*meanwhile)(void *context, struct satqkd_error *error);
    void *context;
};

/** @return the threads that suit this machine: one a core, 1 to CREW_MOST */
int crew_threads(void);

/**
 * Does all pieces, begun in the order of their numbers.
 *
 * @return that of the failing piece with the lowest number, or of `meanwhile`; no piece is begun after a failure, and those at work are
 *         waited for
 */
enum satqkd_status crew_run(const struct crew_work *work, struct satqkd_error *error);

#endif
