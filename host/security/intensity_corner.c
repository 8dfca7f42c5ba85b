/* SPDX-License-Identifier: MIT */
#include "security/intensity_corner.h"

void intensity_corner(const struct key_protocol *protocol, struct key_protocol *out) {
    *out = *protocol;
    out->intensities[0] *= 1 - protocol->intensity_tolerance;
    for (int k = 1; k < protocol->intensity_count; ++k) {
        out->intensities[k] *= 1 + protocol->intensity_tolerance;
    }
}
