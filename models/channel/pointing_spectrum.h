/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_POINTING_SPECTRUM_H
#define SATQKD_CHANNEL_POINTING_SPECTRUM_H

#include <stddef.h>

enum { POINTING_SPECTRUM_MAX = 256, POINTING_SPECTRUM_HALF_MAX = 2048 };

/** A tabulated power spectrum of the pointing jitter on one axis: straight between its rows, nothing beyond them. Its shape counts, not
 *  its scale: the jitter's sigma says how much. */
struct pointing_spectrum {
    double frequency_hz[POINTING_SPECTRUM_MAX]; /* ascending */
    double density[POINTING_SPECTRUM_MAX];      /* in any unit of power over frequency */
    int count;                                  /* 0: no table, the jitter is an Ornstein–Uhlenbeck process */
};

/**
 * The weights by which independent unit normal deviates, one a step, are added to a process of unit variance with that spectrum: a
 * moving average, symmetric in time, whose transfer function is the root of the spectrum folded at the steps' Nyquist frequency
 * (Percival and Walden, Spectral Analysis for Physical Applications, 1993, chapter 5: linear filters; chapter 3: folding).
 *
 * @param spectrum  with a density above 0 somewhere
 * @param step_s    time between two values
 * @param half      set to the number of weights on either side of the middle one: the fewest, up to POINTING_SPECTRUM_HALF_MAX, that
 *                  leave out less than 1e-4 of the power; lines narrower than 1/(half step_s) come out that wide
 * @param weight    2 POINTING_SPECTRUM_HALF_MAX + 1 values; weight[0] to weight[2 half] are set, their squares sum to 1
 */
void pointing_spectrum_weights(const struct pointing_spectrum *spectrum, double step_s, size_t *half, double *weight);

#endif
