/* SPDX-License-Identifier: MIT */
#include "security/photon_number.h"

#include <math.h>

struct photon_number photon_number(const struct key_protocol *protocol, int intensities) {
    struct photon_number tau = {0, 0};
    for (int k = 0; k < intensities; ++k) {
        double mean = protocol->intensities[k];
        tau.vacuum += protocol->probabilities[k] * exp(-mean);
        tau.single += protocol->probabilities[k] * exp(-mean) * mean;
    }
    return tau;
}
