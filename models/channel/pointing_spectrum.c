/* SPDX-License-Identifier: MIT */
#include "channel/pointing_spectrum.h"

#include <math.h>

#include "special/constants.h"

/* Bins from 0 to the Nyquist frequency: weights repeat after 2 BINS of them. */
enum { BINS = 2 * POINTING_SPECTRUM_HALF_MAX };

/* Share of the power that may be left out. */
static const double LEFT_OUT = 1e-4;

/* The power up to a frequency: the integral of straight pieces. */
static double power_up_to(const struct pointing_spectrum *spectrum, double frequency_hz) {
    double power = 0;
    for (int i = 1; i < spectrum->count && frequency_hz > spectrum->frequency_hz[i - 1]; ++i) {
        double from = spectrum->frequency_hz[i - 1];
        double width = spectrum->frequency_hz[i] - from;
        double part = fmin(frequency_hz - from, width);
        double slope = (spectrum->density[i] - spectrum->density[i - 1]) / width;
        power += part * (spectrum->density[i - 1] + 0.5 * slope * part);
    }
    return power;
}

/* The power between two multiples of the bins' width, and of all frequencies that steps cannot tell from them. */
static double folded_power(const struct pointing_spectrum *spectrum, double step_s, int bin) {
    double width = 0.5 / (step_s * BINS);
    double highest = spectrum->frequency_hz[spectrum->count - 1];
    double power = 0;
    for (double turn = 0; turn <= highest; turn += 1.0 / step_s) {
        double up = turn + bin * width;
        double down = turn + 1.0 / step_s - bin * width;
        power += power_up_to(spectrum, up + width) - power_up_to(spectrum, up);
        power += power_up_to(spectrum, down) - power_up_to(spectrum, down - width);
    }
    return power;
}

void pointing_spectrum_weights(const struct pointing_spectrum *spectrum, double step_s, size_t *half, double *weight) {
    double one_side[POINTING_SPECTRUM_HALF_MAX + 1] = {0};
    double all = 0;
    for (int bin = 0; bin < BINS; ++bin) {
        double power = folded_power(spectrum, step_s, bin);
        double transfer = sqrt(power);
        double turn = CONSTANT_PI * (bin + 0.5) / BINS;
        all += power * BINS;
        /* cos(k turn) by its recurrence. */
        double twice = 2 * cos(turn);
        double before = 0.5 * twice;
        double here = 1;
        for (int k = 0; k <= POINTING_SPECTRUM_HALF_MAX; ++k) {
            one_side[k] += transfer * here;
            double next = twice * here - before;
            before = here;
            here = next;
        }
    }
    double kept = one_side[0] * one_side[0];
    size_t count = 0;
    while (count < POINTING_SPECTRUM_HALF_MAX && all - kept > LEFT_OUT * all) {
        ++count;
        kept += 2 * one_side[count] * one_side[count];
    }
    double scale = 1 / sqrt(kept);
    for (size_t k = 0; k <= count; ++k) {
        weight[count + k] = weight[count - k] = scale * one_side[k];
    }
    *half = count;
}
