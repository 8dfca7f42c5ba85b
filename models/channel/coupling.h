/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_COUPLING_H
#define SATQKD_CHANNEL_COUPLING_H

#include "channel/adaptive_optics.h"
#include "channel/beam.h"
#include "channel/scintillation.h"
#include "channel/single_mode.h"

/** What stands in the receiver's focus. */
enum coupling_kind {
    COUPLING_FREE_SPACE, /* detectors that see all of the light within the field of view */
    COUPLING_MULTIMODE,  /* a field stop or a multimode fibre: what the air throws out of the field of view is lost */
    COUPLING_SINGLE_MODE /* a single-mode fibre */
};

struct coupling {
    enum coupling_kind kind;
    double jitter_rad;       /* of the image in the focus, as an angle on the sky, sigma on each of two axes */
    double wavefront_m;      /* rms error of the receiver's own optics, corrected by nobody */
    struct single_mode mode; /* coupling_prepare sets it */
};

/** What one moment's light does there. */
struct coupling_light {
    double efficiency; /* mean */
    double index;      /* variance of the efficiency over its squared mean; 0 but for a single-mode fibre */
    double rate_hz;    /* bandwidth of that fluctuation */
};

/** Sets what follows from the receiver's pupil. */
void coupling_prepare(struct coupling *coupling, const struct receiver *receiver);

/**
 * The mean coupling, and how it fluctuates.
 *
 * Single-mode fibre: single_mode_make's sum over the phase's structure function, so that without correction it is that of the
 * speckled spot and with a good one the overlap times exp(-variance); jitter in the focus adds k² sigma² s² to the structure function,
 * the optics' own error takes exp(-(2 pi error/lambda)²). The field is a constant plus speckle: the coupled light is Rician, and
 * its index is 1 - (C/mean)² with C the overlap times exp(-variance), the variance over the mode (Goodman 1985, Statistical Optics, section
 * 2.9; for corrected wavefronts Cagigal and Canales 1998, Opt. Lett. 23, 1072). The light forgets itself when the wind has carried the
 * phase on by 0.314 r0, where the structure function is 1: rate 1.186 times the Greenwood frequency (0, and no index, without air).
 *
 * @param coupling  prepared
 * @param receiver, wavelength_m
 * @param residual  the phase over the pupil
 * @param path      for the rate
 * @param out       every member set
 */
void coupling_of(const struct coupling *coupling, const struct receiver *receiver, double wavelength_m,
                 const struct adaptive_optics_residual *residual, const struct turbulence_path *path,
                 struct coupling_light *out);

/**
 * Area times solid angle from which background reaches the detectors: pupil times field of view; of one mode lambda², as far as the
 * mode comes through the pupil (antenna theorem: Siegman 1966, Appl. Opt. 5, 1588).
 *
 * @return m² sr
 */
double coupling_etendue(const struct coupling *coupling, const struct receiver *receiver, double wavelength_m);

/**
 * Joins the fluctuation of the coupling to that of the intensity: the product of two independent unit-mean gamma variates, one with
 * the index of each, or one with the index of both where that is below 0.1 (the skewness of the two then differs by less than a
 * tenth of it). Nothing changes where the coupling does not fluctuate.
 */
void coupling_fade(const struct coupling_light *light, struct scintillation *scintillation);

#endif
