/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TERMINAL_DETECTOR_H
#define SATQKD_TERMINAL_DETECTOR_H

#include <stdbool.h>

enum { DETECTOR_COUNT = 4 };

/**
 * The four single-photon detectors of a polarization analyser, in the order H, V, +45°, -45°. They are armed during the gates alone:
 * what would happen between the gates neither clicks nor makes a detector dead.
 */
struct detector {
    double efficiency[DETECTOR_COUNT];             /* 0..1 */
    double dark_rate_hz[DETECTOR_COUNT];           /* free-running, before the gate */
    double jitter_s;                               /* rms */
    double dead_time_s;                            /* after a click; non-paralysable */
    double afterpulse_probability[DETECTOR_COUNT]; /* that a click is followed by one in a later gate, 0..0.5 */
    double afterpulse_decay_s;                     /* of its exponentially distributed delay, counted from the click */
    bool all_live;                                 /* a click counts for the key only while all four are live */
};

#endif
