/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_PROGRESS_H
#define SATQKD_CLI_PROGRESS_H

#include <stdbool.h>

/** A bar on one line of stderr; a plain value, so that a command keeps it on its stack. */
struct progress {
    bool shown;
    double started_s; /* monotonic clock */
    double drawn_s;   /* when it was last drawn */
};

/**
 * Starts the clock. Nothing is drawn unless stderr is a terminal that can redraw a line.
 *
 * @param quiet  the user asked for no bar
 */
struct progress progress_start(bool quiet);

/**
 * Redraws, at most ten times a second: the bar, the share done, the rate and the time left.
 *
 * @param fraction  done so far, 0 to 1; anything else is taken as the nearer of the two, NaN as 0
 * @param rate      "12.3 Mpulse/s", or NULL
 */
void progress_update(struct progress *progress, double fraction, const char *rate);

/** Removes the bar, so that what is printed next starts on a clean line. Fine without any update before. */
void progress_finish(struct progress *progress);

#endif
