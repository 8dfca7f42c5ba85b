/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_FIELD_STOP_H
#define SATQKD_CHANNEL_FIELD_STOP_H

#include "channel/adaptive_optics.h"
#include "channel/beam.h"

/**
 * Share of a star's light that passes a round field stop, or the core of a multimode fibre that is filled by the field of view: the
 * encircled energy of the mean spot, diffraction and what is left of the turbulence in it,
 * (2 pi a/lambda) integral over s of tau(s) exp(-D(s)/2) J1(2 pi s a/lambda), a half the field of view, tau the autocorrelation of the
 * annular pupil (Fried 1966, J. Opt. Soc. Am. 56, 1372, for the mean transfer function).
 *
 * A fibre of half V² modes has V = pi D a/lambda for this field of view; the many modes that make rays of it are assumed.
 *
 * @param receiver      pupil and field of view
 * @param wavelength_m
 * @param residual      the phase over the pupil
 * @param jitter_rad    of the image, sigma on each of two axes
 * @return 0..1, to about 1e-4
 */
double field_stop_share(const struct receiver *receiver, double wavelength_m,
                        const struct adaptive_optics_residual *residual, double jitter_rad);

#endif
