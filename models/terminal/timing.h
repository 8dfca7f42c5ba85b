/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TERMINAL_TIMING_H
#define SATQKD_TERMINAL_TIMING_H

#include "terminal/detector.h"
#include "terminal/source.h"

/** The software gate around the expected arrival of a pulse. */
struct timing {
    double gate_s;                   /* full width */
    double synchronisation_jitter_s; /* rms */
};

/**
 * Share of the signal that falls into the gate: erf(g / (2 sqrt(2) sigma)), sigma² the sum of the squares of the pulse's
 * rms width (FWHM/2.355), the synchronisation jitter and the detector jitter (all taken as Gaussian, gate centred).
 *
 * @param timing, source, detector  see their structs
 * @return acceptance, 0..1
 */
double timing_acceptance(const struct timing *timing, const struct source *source, const struct detector *detector);

#endif
