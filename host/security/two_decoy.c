/* SPDX-License-Identifier: MIT */
#include "security/two_decoy.h"

#include <math.h>
#include <stddef.h>

#include "security/intensity_corner.h"
#include "security/photon_number.h"

static bool ordered(const struct key_protocol *protocol) {
    const double *mu = protocol->intensities;
    return mu[0] > mu[1] + mu[2] && mu[1] > mu[2];
}

const char *two_decoy_misfit(const struct key_protocol *protocol, const struct key_counts *counts) {
    (void)counts;
    struct key_protocol corner[INTENSITY_CORNERS];
    if (protocol->intensity_count != TWO_DECOY_INTENSITIES) {
        return "it needs three intensities: a signal and two decoys";
    }
    if (!ordered(protocol)) {
        return "its intensities must fall in the order given, with the first above the sum of the other two";
    }
    for (int i = intensity_corner(protocol, corner) - 1; i >= 0; --i) {
        if (!ordered(&corner[i])) {
            return "within protocol.intensity_tolerance the first intensity need not exceed the sum of the other two";
        }
    }
    return NULL;
}

/* Intervals of the counts as if every pulse had this intensity: exp(k)/p_k times the deviating count. */
static void weigh(const struct key_protocol *protocol, const double counts[], double log_terms,
                  two_decoy_deviation *deviation, struct two_decoy_interval out[TWO_DECOY_INTENSITIES]) {
    double total = 0;
    for (int k = 0; k < TWO_DECOY_INTENSITIES; ++k) {
        total += counts[k];
    }
    for (int k = 0; k < TWO_DECOY_INTENSITIES; ++k) {
        double weight = exp(protocol->intensities[k]) / protocol->probabilities[k];
        out[k] = deviation(counts[k], total, log_terms);
        out[k].low *= weight;
        out[k].high *= weight;
    }
}

void two_decoy_estimate(const struct key_protocol *protocol, const struct key_counts *counts, int basis,
                        double log_terms, two_decoy_deviation *deviation, struct finite_key_estimate *out) {
    struct two_decoy_interval n[TWO_DECOY_INTENSITIES], m[TWO_DECOY_INTENSITIES];
    const struct photon_number tau = photon_number(protocol, TWO_DECOY_INTENSITIES);
    const double mu1 = protocol->intensities[0], mu2 = protocol->intensities[1], mu3 = protocol->intensities[2];
    weigh(protocol, counts->detections[basis], log_terms, deviation, n);
    weigh(protocol, counts->errors[basis], log_terms, deviation, m);

    const double vacuum = fmax(0, (mu2 * n[2].low - mu3 * n[1].high) / (mu2 - mu3)); /* s_0 / tau_0 */
    /* mu1 (mu2 - mu3) - mu2² + mu3² and mu2² - mu3² as products, which lose no digits. */
    const double denominator = (mu2 - mu3) * (mu1 - mu2 - mu3);
    const double multiphoton = (mu2 - mu3) * (mu2 + mu3) / (mu1 * mu1);
    out->vacuum_events = tau.vacuum * vacuum;
    out->single_events = tau.single * mu1 * (n[1].low - n[2].high - multiphoton * (n[0].high - vacuum)) / denominator;
    out->single_errors = tau.single * (m[1].high - m[2].low) / (mu2 - mu3);
}
