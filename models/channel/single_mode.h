/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_SINGLE_MODE_H
#define SATQKD_CHANNEL_SINGLE_MODE_H

enum { SINGLE_MODE_PAIRS = 40 };

/**
 * A single-mode fibre behind a telescope, seen from its pupil: the fibre's mode, taken as Gaussian and imaged into the pupil, has the
 * width that couples a plane wave best.
 */
struct single_mode {
    double ratio;      /* of the pupil's radius to the mode's 1/e radius of the field, in the pupil */
    double efficiency; /* coupling of a plane wave: 0.8145 without obscuration */
    double through;    /* share of the mode's own power that an outgoing wave brings through the pupil */
    double separation[SINGLE_MODE_PAIRS]; /* of pairs of points of the pupil, in diameters, ascending */
    double weight[SINGLE_MODE_PAIRS];     /* their share of the coupling; the sum is the efficiency */
};

/**
 * The best mode of an annular pupil.
 *
 * The overlap of mode and plane wave, 2 (exp(-g² b²) - exp(-b²))² / (b² (1 - g²)) with b the ratio and g the obscuration (Ruilier 1998,
 * Proc. SPIE 3350, 319), at the b where it is largest; and the same as a sum over the distance of two points of the pupil, so that
 * the mean coupling of a wave with the phase structure function D(s) is the sum of weight exp(-D(separation)/2): the mutual
 * coherence of the wave under the mode's autocorrelation (Dikmelik and Davidson 2005, Appl. Opt. 44, 4946, with the 5/3 law in place of a
 * Gaussian coherence).
 *
 * @param obscuration_ratio  g, 0 <= .. < 1
 * @param out                every member set
 */
void single_mode_make(double obscuration_ratio, struct single_mode *out);

#endif
