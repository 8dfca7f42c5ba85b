/* SPDX-License-Identifier: MIT */
#include "security/leakage.h"

#include <math.h>

#include "security/key_trace.h"

static double leakage_least(double detections, double errors) {
    return detections > 0 ? detections * key_entropy(errors / detections) : 0;
}

static double modelled(const struct key_protocol *protocol, double detections, double errors) {
    return protocol->leak_model == KEY_LEAK_TOMAMICHEL2017 ? leakage_limit(detections, errors, protocol->eps_cor)
                                                           : protocol->f_ec * leakage_least(detections, errors);
}

/* of: "" or "_X", which string. */
static void tell(const struct key_protocol *protocol, double detections, double errors, double leak, const char *of,
                 const struct key_trace *trace) {
    const double rate = detections > 0 ? errors / detections : 0;
    key_trace_step(trace, detections, "counts", "bits that are corrected and hashed", "n%s", of);
    key_trace_step(trace, errors, "counts", "errors among them", "m%s", of);
    key_trace_step(trace, rate, "m / n", "error rate of the string", "E%s", of);
    key_trace_step(trace, key_entropy(rate), "-E log2 E - (1-E) log2(1-E)", "binary entropy of the error rate",
                   "h(E%s)", of);
    if (!isnan(protocol->leak_ec_bits)) {
        key_trace_step(trace, leak, "protocol.leak_ec_bits",
                       "leakage of error correction, measured (this string's part)", "leak_EC%s", of);
    } else if (protocol->leak_model == KEY_LEAK_TOMAMICHEL2017) {
        key_trace_step(trace, protocol->eps_cor, "protocol.eps_cor",
                       "failure probability that error correction aims at", "eps_EC");
        key_trace_step(trace, leak, "Tomamichel 2017, converse", "leakage of error correction, the least for n bits",
                       "leak_EC%s", of);
    } else {
        key_trace_step(trace, protocol->f_ec, "protocol.f_ec", "inefficiency of error correction", "f_EC");
        key_trace_step(trace, leak, "f_EC n h(E)", "leakage of error correction, modelled", "leak_EC%s", of);
    }
}

double leakage_bits(const struct key_protocol *protocol, double detections, double errors,
                    const struct key_trace *trace) {
    const double leak = isnan(protocol->leak_ec_bits) ? modelled(protocol, detections, errors) : protocol->leak_ec_bits;
    tell(protocol, detections, errors, leak, "", trace);
    return leak;
}

void leakage_split(const struct key_protocol *protocol, const double detections[KEY_BASES],
                   const double errors[KEY_BASES], const struct key_trace *trace, double out[KEY_BASES]) {
    double least[KEY_BASES], share = 0.5;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        least[basis] = leakage_least(detections[basis], errors[basis]);
    }
    if (least[0] + least[1] > 0) {
        share = least[0] / (least[0] + least[1]);
    } else if (detections[0] + detections[1] > 0) {
        share = detections[0] / (detections[0] + detections[1]);
    }
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        out[basis] = isnan(protocol->leak_ec_bits) ? modelled(protocol, detections[basis], errors[basis])
                                                   : protocol->leak_ec_bits * (basis ? 1 - share : share);
        tell(protocol, detections[basis], errors[basis], out[basis], basis == KEY_X ? "_X" : "_Z", trace);
    }
}
