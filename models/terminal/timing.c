/* SPDX-License-Identifier: MIT */
#include "terminal/timing.h"

#include <math.h>

double timing_acceptance(const struct timing *timing, const struct source *source, const struct detector *detector) {
    double pulse = source->pulse_fwhm_s / (2.0 * sqrt(2.0 * log(2.0)));
    double sigma = sqrt(pulse * pulse + timing->synchronisation_jitter_s * timing->synchronisation_jitter_s +
                        detector->jitter_s * detector->jitter_s);
    if (sigma == 0.0) {
        return timing->gate_s > 0.0 ? 1.0 : 0.0;
    }
    return erf(timing->gate_s / (2.0 * sqrt(2.0) * sigma));
}
