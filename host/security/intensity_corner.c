/* SPDX-License-Identifier: MIT */
#include "security/intensity_corner.h"

#include <stdbool.h>

/* The decoy among the intensities: the second of up to three, else the weakest but one. */
static int decoy(const struct key_protocol *protocol) {
    return protocol->intensity_count <= 3 ? 1 : protocol->intensity_count - 2;
}

static bool either_end(const struct key_protocol *protocol, int k) {
    return k != 0 && k != decoy(protocol) && protocol->intensities[k] > 0;
}

int intensity_corners(const struct key_protocol *protocol) {
    int corners = 1;
    for (int k = 0; k < protocol->intensity_count && protocol->intensity_tolerance > 0; ++k) {
        corners *= either_end(protocol, k) ? 2 : 1;
    }
    return corners;
}

void intensity_corner(const struct key_protocol *protocol, int corner, struct key_protocol *out) {
    const double delta = protocol->intensity_tolerance;
    const bool strong_signal = corner >= intensity_corners(protocol);
    *out = *protocol;
    for (int k = 0; k < protocol->intensity_count; ++k) {
        bool strong = k == 0 ? strong_signal : k == decoy(protocol);
        if (either_end(protocol, k)) {
            strong = corner & 1;
            corner /= 2;
        }
        out->intensities[k] *= strong ? 1 + delta : 1 - delta;
    }
}
