/* SPDX-License-Identifier: MIT */
#include "security/leakage.h"

#include <math.h>

static double leakage_least(double detections, double errors) {
    return detections > 0 ? detections * key_entropy(errors / detections) : 0;
}

double leakage_bits(const struct key_protocol *protocol, double detections, double errors) {
    if (!isnan(protocol->leak_ec_bits)) {
        return protocol->leak_ec_bits;
    }
    return protocol->f_ec * leakage_least(detections, errors);
}

void leakage_split(const struct key_protocol *protocol, const double detections[KEY_BASES],
                   const double errors[KEY_BASES], double out[KEY_BASES]) {
    double least[KEY_BASES], share = 0.5;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        least[basis] = leakage_least(detections[basis], errors[basis]);
        out[basis] = protocol->f_ec * least[basis];
    }
    if (isnan(protocol->leak_ec_bits)) {
        return;
    }
    if (least[0] + least[1] > 0) {
        share = least[0] / (least[0] + least[1]);
    } else if (detections[0] + detections[1] > 0) {
        share = detections[0] / (detections[0] + detections[1]);
    }
    out[0] = protocol->leak_ec_bits * share;
    out[1] = protocol->leak_ec_bits * (1 - share);
}
