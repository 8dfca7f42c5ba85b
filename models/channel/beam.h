/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_BEAM_H
#define SATQKD_CHANNEL_BEAM_H

/** What the divergence angle (a full angle) of a beam means; the far-field radius w (1/e² of intensity) per range follows. */
enum beam_divergence {
    BEAM_UNIFORM_DISC, /* the disc with the Gaussian's irradiance on the axis: w = theta L / sqrt(2) */
    BEAM_E2,           /* 1/e² of intensity: w = theta L / 2 */
    BEAM_FWHM,         /* w = 0.849 theta L */
    BEAM_DIFFRACTION   /* no angle given: from aperture, obscuration, truncation and beam quality */
};

/** The transmitting telescope. */
struct beam {
    double aperture_diameter_m;
    double obscuration_ratio; /* diameter of the central obscuration over that of the aperture, 0..1 */
    enum beam_divergence divergence_is;
    double divergence_rad;   /* full angle; unused with BEAM_DIFFRACTION */
    double truncation_ratio; /* aperture radius over 1/e² radius of the beam in it; BEAM_DIFFRACTION alone */
    double beam_quality;     /* M², >= 1; BEAM_DIFFRACTION alone */
};

/** The receiving telescope's pupil and what stands between it and the detectors. */
struct receiver {
    double aperture_diameter_m;
    double obscuration_ratio;
    double optics_efficiency;  /* 0..1, pupil to before the detectors */
    double field_of_view_rad;  /* full angle */
    double filter_bandwidth_m; /* of the spectral filter */
};

/**
 * 1/e² intensity radius of the beam at a range: sqrt(w0² + (far-field w)²), with w0 the aperture's radius (over the truncation
 * ratio with BEAM_DIFFRACTION: the beam's radius in the aperture).
 *
 * BEAM_DIFFRACTION takes the Gaussian beam whose irradiance on the axis is that of the truncated, obscured one (Klein and Degnan
 * 1974), for the light that leaves the telescope, times the beam quality.
 *
 * @param beam          the transmitter
 * @param wavelength_m  used with BEAM_DIFFRACTION alone
 * @param range_m       slant range, > 0
 * @return radius, m
 */
double beam_radius(const struct beam *beam, double wavelength_m, double range_m);

/**
 * Share of a Gaussian beam that an annular pupil collects when the beam's centre lies off the pupil's: exactly
 * 1 - Q1(2r/w, 2a/w) less the same for the obscured disc (noncentral chi-squared; Marcum 1950).
 *
 * @param radius_m       1/e² intensity radius w of the beam in the pupil's plane, > 0
 * @param offset_m       distance r between the centres, >= 0
 * @param pupil_m        radius a of the pupil, > 0
 * @param obscuration_m  radius of the central obscuration, 0 <= .. < pupil_m
 * @return coupling, 0..1, relative error below 1e-12 where it is above 1e-250, for a and r up to 100 w and an obscuration up to 0.9 a
 */
double beam_coupling(double radius_m, double offset_m, double pupil_m, double obscuration_m);

#endif
