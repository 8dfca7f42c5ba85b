/* SPDX-License-Identifier: MIT */
#include "security/intensity_corner.h"

enum { SIGNAL, DECOY, THIRD };

int intensity_corner(const struct key_protocol *protocol, struct key_protocol out[INTENSITY_CORNERS]) {
    const double delta = protocol->intensity_tolerance;
    out[0] = *protocol;
    for (int k = 0; k < protocol->intensity_count; ++k) {
        out[0].intensities[k] *= k == DECOY ? 1 + delta : 1 - delta;
    }
    if (!(delta > 0) || protocol->intensity_count <= THIRD || !(protocol->intensities[THIRD] > 0)) {
        return 1;
    }
    out[1] = out[0];
    out[1].intensities[THIRD] = protocol->intensities[THIRD] * (1 + delta);
    return 2;
}
