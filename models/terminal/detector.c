/* SPDX-License-Identifier: MIT */
#include "terminal/detector.h"

#include <math.h>

double detector_live_share(const struct detector *detector, int index, double between_rate_hz, double *afterpulses_hz) {
    double again =
        detector->afterpulse_probability[index] > 0.0
            ? detector->afterpulse_probability[index] * exp(-detector->dead_time_s / detector->afterpulse_decay_s)
            : 0.0;
    double live = 1.0 / (1.0 + between_rate_hz * detector->dead_time_s / (1.0 - again));
    if (afterpulses_hz) {
        *afterpulses_hz = again * between_rate_hz * live / (1.0 - again);
    }
    return live;
}
