/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_NOLL_H
#define SATQKD_CHANNEL_NOLL_H

/** Most modes that noll_residual takes: a thousandth of a rad² is left at D = r0. */
enum { NOLL_MOST_MODES = 1000 };

/**
 * Variance of one Zernike mode's coefficient in Kolmogorov turbulence without an outer scale, over a circular pupil
 * without obscuration.
 *
 * Normalised to the 1.0299 rad² that Noll prints for the phase without piston, so that his table IV comes out to its
 * digits. The closed form of that number, half the mean structure function over the pupil, is 1.0324: 0.24 % more.
 *
 * @param radial_degree  n of the mode, from 1; all n + 1 modes of a degree have the same
 * @return rad² at D = r0; times (D/r0)^(5/3)
 * Source: Noll 1976, J. Opt. Soc. Am. 66, 207, section 3.
 */
double noll_variance(int radial_degree);

/**
 * Variance of the phase over the pupil that is left when the first modes are corrected.
 *
 * @param modes  J, how many are: 1 (piston alone) to NOLL_MOST_MODES
 * @return rad² at D = r0; times (D/r0)^(5/3); NaN for another number of modes
 */
double noll_residual(int modes);

/** The law that Noll gives for many modes, 0.2944 J^(-sqrt(3)/2), in the units of noll_residual. */
double noll_residual_many(int modes);

#endif
