/* SPDX-License-Identifier: MIT */
#include "terminal/detector.h"

#include <math.h>

double detector_again(const struct detector *detector, int index) {
    double probability = detector->afterpulse_probability[index];
    return probability > 0.0 ? probability * exp(-detector->dead_time_s / detector->afterpulse_decay_s) : 0.0;
}

double detector_live_share(const struct detector *detector, int index, double between_rate_hz, double *afterpulses_hz) {
    double again = detector_again(detector, index);
    double live = 1.0 / (1.0 + between_rate_hz * detector->dead_time_s / (1.0 - again));
    if (afterpulses_hz) {
        *afterpulses_hz = again * between_rate_hz * live / (1.0 - again);
    }
    return live;
}
