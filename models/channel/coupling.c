/* SPDX-License-Identifier: MIT */
#include "channel/coupling.h"

#include <math.h>
#include <stdbool.h>

#include "channel/field_stop.h"
#include "special/constants.h"

/* Of the Greenwood frequency, where a single layer's wind carries it over 0.314 r0 = 6.88^(-3/5) r0: 1 / (2 pi 0.314 0.427). */
static const double rate_of_greenwood = 1.186;
/* Below this index a fluctuation is none. */
static const double least_index = 1e-9;
/* Below this one two fluctuations are as good as one of both indices. */
static const double small_index = 0.1;

void coupling_prepare(struct coupling *coupling, const struct receiver *receiver) {
    single_mode_make(receiver->obscuration_ratio, &coupling->mode);
}

static void into_fibre(const struct coupling *coupling, const struct receiver *receiver, double wavelength_m,
                       const struct adaptive_optics_residual *residual, struct coupling_light *out) {
    const struct single_mode *mode = &coupling->mode;
    double wavenumber = 2.0 * CONSTANT_PI / wavelength_m;
    double tilt = 0.5 * wavenumber * wavenumber * coupling->jitter_rad * coupling->jitter_rad;
    double variance = 0.0;
    for (int i = 0; i < SINGLE_MODE_PAIRS; i++) {
        double s = mode->separation[i] * receiver->aperture_diameter_m;
        double half = 0.5 * adaptive_optics_structure(residual, s) + tilt * s * s;
        out->efficiency += mode->weight[i] * exp(-half);
        variance += mode->weight[i] / mode->efficiency * half;
    }
    double constant = mode->efficiency * exp(-variance) / out->efficiency;
    double own = wavenumber * coupling->wavefront_m;
    out->index = 1.0 - constant * constant;
    /* Without wind in the air nobody knows how fast: the mean stands alone. */
    out->index = out->index > least_index && out->rate_hz > 0.0 ? out->index : 0.0;
    out->efficiency *= exp(-own * own);
}

void coupling_of(const struct coupling *coupling, const struct receiver *receiver, double wavelength_m,
                 const struct adaptive_optics_residual *residual, const struct turbulence_path *path,
                 struct coupling_light *out) {
    *out = (struct coupling_light){.rate_hz = rate_of_greenwood * path->greenwood_hz};
    switch (coupling->kind) {
    case COUPLING_FREE_SPACE:
        out->efficiency = 1.0;
        break;
    case COUPLING_MULTIMODE:
        out->efficiency = field_stop_share(receiver, wavelength_m, residual, coupling->jitter_rad);
        break;
    case COUPLING_SINGLE_MODE:
        into_fibre(coupling, receiver, wavelength_m, residual, out);
        break;
    }
}

double coupling_etendue(const struct coupling *coupling, const struct receiver *receiver, double wavelength_m) {
    if (coupling->kind == COUPLING_SINGLE_MODE) {
        return wavelength_m * wavelength_m * coupling->mode.through;
    }
    double half_sine = sin(0.25 * receiver->field_of_view_rad);
    double solid_angle = 4.0 * CONSTANT_PI * half_sine * half_sine; /* of the cone with this full angle */
    double clear = 1.0 - receiver->obscuration_ratio * receiver->obscuration_ratio;
    return solid_angle * 0.25 * CONSTANT_PI * receiver->aperture_diameter_m * receiver->aperture_diameter_m * clear;
}

void coupling_fade(const struct coupling_light *light, struct scintillation *scintillation) {
    if (!(light->index > 0.0)) {
        return;
    }
    double air = scintillation->index, both = air + light->index + air * light->index;
    bool one = both < small_index;
    *scintillation = (struct scintillation){
        .kind = SCINTILLATION_GAMMA_GAMMA,
        .index = both,
        .log_variance = log1p(both),
        .alpha = one || !(air > 0.0) ? INFINITY : 1.0 / air,
        .beta = 1.0 / (one ? both : light->index),
        .bandwidth_hz = (air * scintillation->bandwidth_hz + light->index * light->rate_hz) / (air + light->index)};
}
