/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TERMINAL_DETECTOR_H
#define SATQKD_TERMINAL_DETECTOR_H

enum { DETECTOR_COUNT = 4 };

/** The four single-photon detectors of a polarization analyser, in the order H, V, +45°, -45°. */
struct detector {
    double efficiency[DETECTOR_COUNT];   /* 0..1 */
    double dark_rate_hz[DETECTOR_COUNT]; /* free-running, before the gate */
    double jitter_s;                     /* rms */
};

#endif
