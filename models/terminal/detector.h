/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TERMINAL_DETECTOR_H
#define SATQKD_TERMINAL_DETECTOR_H

#include <stdbool.h>

enum { DETECTOR_COUNT = 4 };

/**
 * The four single-photon detectors of a polarization analyser, in the order H, V, +45°, -45°. Unless they run free they are armed during
 * the gates alone: what would happen between the gates neither clicks nor makes a detector dead.
 */
struct detector {
    double efficiency[DETECTOR_COUNT];             /* 0..1 */
    double dark_rate_hz[DETECTOR_COUNT];           /* free-running, before the gate */
    double jitter_s;                               /* rms */
    double dead_time_s;                            /* after a click; non-paralysable */
    double afterpulse_probability[DETECTOR_COUNT]; /* that a click is followed by one in a later gate, 0..0.5 */
    double afterpulse_decay_s;                     /* of its exponentially distributed delay, counted from the click */
    bool all_live;                                 /* a click counts for the key only while all four are live */
    bool
        free_running; /* armed between the gates too: background there makes dead, and leaves afterpulses in later gates */
};

/** @return share of a detector's clicks that have an afterpulse beyond the dead time: p exp(-D / decay) */
double detector_again(const struct detector *detector, int index);

/**
 * Share of the time that clicks between the gates leave a free-running detector live: 1 / (1 + r D / (1 - a)), r their rate, D the dead
 * time, a the share of clicks with an afterpulse beyond it (non-paralysable: Müller 1973, Nucl. Instrum. Methods 112, 47).
 * The dead times of clicks within the gates are not in it.
 *
 * @param between_rate_hz   of what would click between the gates
 * @param afterpulses_hz    NULL, or out: rate at which those clicks' afterpulses come, anywhere in time
 * @return 0..1
 */
double detector_live_share(const struct detector *detector, int index, double between_rate_hz, double *afterpulses_hz);

#endif
