/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STOPWATCH_H
#define SATQKD_STOPWATCH_H

/** Seconds of a clock that never goes back, from a moment of its own: only differences mean anything. */
double stopwatch_seconds(void);

#endif
