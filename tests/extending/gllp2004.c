/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>

#include "security/key.h"
#include "security/key_trace.h"
#include "security/leakage.h"

static const char *gllp2004_misfit(const struct key_protocol *protocol, const struct key_counts *counts) {
    (void)counts;
    return protocol->intensities[0] > 0 ? NULL : "its first intensity, the signal, must be more than 0";
}

/* Without decoys whatever left as more than one photon may be known to an eavesdropper, and she lets these alone arrive. */
static void gllp2004_evaluate(const struct key_protocol *protocol, const struct key_counts *counts,
                              const struct key_trace *trace, struct key_result *out) {
    const double mu = protocol->intensities[0];
    const double match = protocol->alice_x * protocol->bob_x + (1 - protocol->alice_x) * (1 - protocol->bob_x);
    const double sent = counts->pulses * protocol->probabilities[0] * match;
    const double n = counts->detections[KEY_Z][0] + counts->detections[KEY_X][0];
    const double m = counts->errors[KEY_Z][0] + counts->errors[KEY_X][0];
    const double multi = -expm1(-mu) - mu * exp(-mu);
    out->block_bits = n;
    out->qber = n > 0 ? m / n : 0;
    out->leak_ec_bits = leakage_bits(protocol, n, m, trace);
    out->verification_bits = protocol->verification_bits;
    out->phase_error = 0.5;
    const double untagged = n > 0 ? 1 - multi * sent / n : 0;
    key_trace_step(trace, multi, "1 - (1 + mu) exp(-mu)", "probability of more than one photon", "p_multi");
    key_trace_step(trace, untagged, "1 - p_multi / Q", "share of the detections that nobody could copy", "1 - Delta");
    if (!(untagged > 0)) {
        return;
    }
    out->single_photon_events = untagged * n;
    out->phase_error = fmin(0.5, out->qber / untagged);
    out->length =
        fmax(0, untagged * n * (1 - key_entropy(out->phase_error)) - out->leak_ec_bits - out->verification_bits);
    key_trace_step(trace, out->phase_error, "E / (1 - Delta)", "their error rate, at most", "e_1");
    key_trace_step(trace, out->length, "GLLP 2004", "length, not below 0", "l");
}

const struct key_bound key_bound_gllp2004 = {
    .name = "gllp2004",
    .title = "No decoys, tagged multi-photon pulses, without statistical terms",
    .source = "Gottesman, Lo, Luetkenhaus, Preskill, Quantum Inf. Comput. 4, 325, 2004",
    .pools_bases = true,
    .intensities = 1,
    .misfit = gllp2004_misfit,
    .evaluate = gllp2004_evaluate,
};
