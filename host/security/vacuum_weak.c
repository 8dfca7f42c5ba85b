/* SPDX-License-Identifier: MIT */
#include "security/vacuum_weak.h"

#include <math.h>
#include <stddef.h>

#include "security/intensity_corner.h"
#include "security/leakage.h"

enum { SIGNAL, WEAK, VACUUM, VACUUM_WEAK_INTENSITIES };

/* Both bases together, as the decoy formulae see them. */
struct pooled {
    double detections[VACUUM_WEAK_INTENSITIES];
    double errors[VACUUM_WEAK_INTENSITIES];
    double pulses[VACUUM_WEAK_INTENSITIES]; /* sent with this intensity and measured in the matching basis */
};

static double matching(const struct key_protocol *protocol) {
    double a = protocol->alice_x, b = protocol->bob_x;
    return a * b + (1 - a) * (1 - b);
}

const char *vacuum_weak_misfit(const struct key_protocol *protocol, const struct key_counts *counts) {
    (void)counts;
    struct key_protocol corner[INTENSITY_CORNERS];
    if (protocol->intensity_count != VACUUM_WEAK_INTENSITIES) {
        return "it needs three intensities: signal, weak decoy and vacuum, in this order";
    }
    if (protocol->intensities[VACUUM] > 0) {
        return "its third intensity must be the vacuum, 0";
    }
    if (!(protocol->intensities[SIGNAL] > protocol->intensities[WEAK])) {
        return "its signal (the first intensity) must be stronger than its weak decoy (the second)";
    }
    intensity_corner(protocol, corner);
    if (!(corner->intensities[SIGNAL] > corner->intensities[WEAK])) {
        return "within protocol.intensity_tolerance the decoy could be as strong as the signal";
    }
    if (!(matching(protocol) > 0)) {
        return "with these basis_probabilities no pulse is measured in its own basis";
    }
    return NULL;
}

static struct pooled pool(const struct key_protocol *protocol, const struct key_counts *counts) {
    struct pooled pooled;
    for (int k = 0; k < VACUUM_WEAK_INTENSITIES; ++k) {
        pooled.detections[k] = counts->detections[KEY_Z][k] + counts->detections[KEY_X][k];
        pooled.errors[k] = counts->errors[KEY_Z][k] + counts->errors[KEY_X][k];
        pooled.pulses[k] = counts->pulses * protocol->probabilities[k] * matching(protocol);
    }
    return pooled;
}

static double raised(double count, double sigmas) {
    return count + sigmas * sqrt(count);
}

static double lowered(double count, double sigmas) {
    return fmax(0, count - sigmas * sqrt(count));
}

void vacuum_weak_evaluate(const struct key_protocol *protocol, const struct key_counts *counts, double sigmas,
                          struct key_result *out) {
    struct key_protocol corner[INTENSITY_CORNERS];
    intensity_corner(protocol, corner);
    const struct pooled pooled = pool(protocol, counts);
    const double n = pooled.detections[SIGNAL], m = pooled.errors[SIGNAL];
    out->block_bits = n;
    out->qber = n > 0 ? m / n : 0;
    out->leak_ec_bits = leakage_bits(protocol, n, m);
    out->phase_error = 0.5;
    if (!(n > 0)) {
        return;
    }

    const double mu = corner->intensities[SIGNAL], nu = corner->intensities[WEAK];
    const double signal_gain = raised(n, sigmas) / pooled.pulses[SIGNAL];
    const double weak_gain = lowered(pooled.detections[WEAK], sigmas) / pooled.pulses[WEAK];
    const double weak_error_gain = raised(pooled.errors[WEAK], sigmas) / pooled.pulses[WEAK];
    const double vacuum_high = raised(pooled.detections[VACUUM], sigmas) / pooled.pulses[VACUUM];
    const double vacuum_low = lowered(pooled.detections[VACUUM], sigmas) / pooled.pulses[VACUUM];

    /* mu nu - nu² and mu² - nu² as products: no digits are lost where the two intensities are near. */
    const double yield = mu / (nu * (mu - nu)) *
                         (weak_gain * exp(nu) - signal_gain * exp(mu) * (nu / mu) * (nu / mu) -
                          (mu - nu) * (mu + nu) / (mu * mu) * vacuum_high);
    out->vacuum_events = pooled.pulses[SIGNAL] * exp(-mu) * vacuum_low;
    if (!(yield > 0)) {
        return;
    }
    /* a photon of a vacuum errs every second time, whoever sent it */
    const double errors = (weak_error_gain * exp(nu) - vacuum_low / 2) / (yield * nu);
    out->phase_error = fmin(0.5, fmax(0, errors));
    out->single_photon_events = pooled.pulses[SIGNAL] * mu * exp(-mu) * yield;
    out->length = fmax(0, out->single_photon_events * (1 - key_entropy(out->phase_error)) - out->leak_ec_bits);
}
