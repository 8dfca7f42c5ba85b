/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TERMINAL_SOURCE_H
#define SATQKD_TERMINAL_SOURCE_H

enum { SOURCE_MAX_INTENSITIES = 8, SOURCE_STATES = 4 };

/* States and detectors are numbered alike: basis * 2 + bit, with basis 0 = Z (H, V) and 1 = X (+45°, -45°). */

/** What draws a new value of the intensity's fluctuation: every pulse, or every coherence block. */
enum source_fluctuation { SOURCE_FLUCTUATION_PULSE, SOURCE_FLUCTUATION_BLOCK };

/** A phase-randomised weak-coherent-pulse source. */
struct source {
    double wavelength_m;
    double repetition_rate_hz;
    double pulse_fwhm_s; /* width of the optical pulse, full at half maximum */
    double
        preparation_error; /* share of the light in the orthogonal state that lasers and reference frames add, 0..0.5 */
    double intensity_fluctuation; /* relative half width, 0..0.5, of a uniform fluctuation about each intensity */
    enum source_fluctuation fluctuation;
};

#endif
