/* SPDX-License-Identifier: MIT */
#include "security/vacuum_weak.h"

#include <math.h>
#include <stddef.h>

#include "security/intensity_corner.h"
#include "security/key_trace.h"
#include "security/leakage.h"

enum { SIGNAL, WEAK, VACUUM, VACUUM_WEAK_INTENSITIES };

/* Where signal, weak decoy and vacuum are among the intensities. */
static int index_of(const struct key_protocol *protocol, int which) {
    return which == SIGNAL ? 0 : protocol->intensity_count - VACUUM_WEAK_INTENSITIES + which;
}

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
    struct key_protocol corner;
    if (protocol->intensity_count < VACUUM_WEAK_INTENSITIES) {
        return "it needs three intensities: signal, weak decoy and vacuum, in this order";
    }
    const int signal = index_of(protocol, SIGNAL), weak = index_of(protocol, WEAK);
    if (protocol->intensities[index_of(protocol, VACUUM)] > 0) {
        return "its last intensity must be the vacuum, 0";
    }
    if (!(protocol->intensities[signal] > protocol->intensities[weak])) {
        return "its signal (the first intensity) must be stronger than its weak decoy (the last but one)";
    }
    intensity_corner(protocol, 0, &corner);
    if (!(corner.intensities[signal] > corner.intensities[weak])) {
        return "within protocol.intensity_tolerance the decoy could be as strong as the signal";
    }
    if (!(matching(protocol) > 0)) {
        return "with these basis_probabilities no pulse is measured in its own basis";
    }
    return NULL;
}

static struct pooled pool(const struct key_protocol *protocol, const struct key_counts *counts,
                          const struct key_trace *trace) {
    static const char *const names[VACUUM_WEAK_INTENSITIES] = {"mu", "nu", "0"};
    struct pooled pooled;
    for (int i = 0; i < VACUUM_WEAK_INTENSITIES; ++i) {
        const int k = index_of(protocol, i);
        pooled.detections[i] = counts->detections[KEY_Z][k] + counts->detections[KEY_X][k];
        pooled.errors[i] = counts->errors[KEY_Z][k] + counts->errors[KEY_X][k];
        pooled.pulses[i] = counts->pulses * protocol->probabilities[k] * matching(protocol);
        key_trace_step(trace, pooled.pulses[i], "pulses p_k (a b + (1-a)(1-b))",
                       "pulses sent and measured in one basis", "N_%s", names[i]);
        key_trace_step(trace, pooled.detections[i], "counts", "detections, both bases", "n_%s", names[i]);
        key_trace_step(trace, pooled.errors[i], "counts", "errors, both bases", "m_%s", names[i]);
    }
    return pooled;
}

static double raised(double count, double sigmas) {
    return count + sigmas * sqrt(count);
}

static double lowered(double count, double sigmas) {
    return fmax(0, count - sigmas * sqrt(count));
}

/* Gains, moved to the side that shortens the key. */
struct gains {
    double signal, weak, weak_error, vacuum_high, vacuum_low;
};

static struct gains gains_of(const struct pooled *pooled, double sigmas, const struct key_trace *trace) {
    static const char moved[] = "Ma 2005; Liao 2017: n +- k sqrt(n)";
    const struct gains gains = {raised(pooled->detections[SIGNAL], sigmas) / pooled->pulses[SIGNAL],
                                lowered(pooled->detections[WEAK], sigmas) / pooled->pulses[WEAK],
                                raised(pooled->errors[WEAK], sigmas) / pooled->pulses[WEAK],
                                raised(pooled->detections[VACUUM], sigmas) / pooled->pulses[VACUUM],
                                lowered(pooled->detections[VACUUM], sigmas) / pooled->pulses[VACUUM]};
    key_trace_step(trace, sigmas, "Gaussian quantile of eps_sec; asymptotic: 0", "standard deviations of each count",
                   "k");
    key_trace_step(trace, gains.signal, moved, "gain of the signal, at most", "Q+_mu");
    key_trace_step(trace, gains.weak, moved, "gain of the weak decoy, at least", "Q-_nu");
    key_trace_step(trace, gains.weak_error, moved, "error gain of the weak decoy, at most", "(E Q)+_nu");
    key_trace_step(trace, gains.vacuum_high, moved, "yield of the vacuum, at most", "Y+_0");
    key_trace_step(trace, gains.vacuum_low, moved, "yield of the vacuum, at least", "Y-_0");
    return gains;
}

static double single_yield(double mu, double nu, const struct gains *gains) {
    /* mu nu - nu² and mu² - nu² as products: no digits are lost where the two intensities are near. */
    return mu / (nu * (mu - nu)) *
           (gains->weak * exp(nu) - gains->signal * exp(mu) * (nu / mu) * (nu / mu) -
            (mu - nu) * (mu + nu) / (mu * mu) * gains->vacuum_high);
}

void vacuum_weak_evaluate(const struct key_protocol *protocol, const struct key_counts *counts, double sigmas,
                          const struct key_trace *trace, struct key_result *out) {
    struct key_protocol corner;
    intensity_corner(protocol, 0, &corner);
    const struct pooled pooled = pool(protocol, counts, trace);
    const double n = pooled.detections[SIGNAL], m = pooled.errors[SIGNAL];
    out->block_bits = n;
    out->qber = n > 0 ? m / n : 0;
    out->leak_ec_bits = leakage_bits(protocol, n, m, trace);
    out->verification_bits = protocol->verification_bits;
    out->phase_error = 0.5;
    if (!(n > 0)) {
        return;
    }

    const double mu = corner.intensities[index_of(protocol, SIGNAL)], nu = corner.intensities[index_of(protocol, WEAK)];
    key_trace_step(trace, mu, "(1 - delta) mu", "signal at the worst corner of its tolerance", "mu");
    key_trace_step(trace, nu, "(1 + delta) nu", "weak decoy at the worst corner of its tolerance", "nu");
    const double strongest = (1 + protocol->intensity_tolerance) * protocol->intensities[index_of(protocol, SIGNAL)];
    const struct gains gains = gains_of(&pooled, sigmas, trace);
    const double yield = single_yield(mu, nu, &gains);
    out->vacuum_events = pooled.pulses[SIGNAL] * exp(-strongest) * gains.vacuum_low;
    key_trace_step(trace, out->vacuum_events, "N_mu exp(-(1 + delta) mu) Y-_0", "vacuum events of the signal, at least",
                   "s_0");
    key_trace_step(trace, yield, "Ma 2005 (21)", "single-photon yield, at least; none: no key", "Y_1");
    if (!(yield > 0)) {
        return;
    }
    /* a photon of a vacuum errs every second time, whoever sent it */
    const double errors = (gains.weak_error * exp(nu) - gains.vacuum_low / 2) / (yield * nu);
    out->phase_error = fmin(0.5, fmax(0, errors));
    out->single_photon_events = pooled.pulses[SIGNAL] * mu * exp(-mu) * yield;
    out->length = fmax(0, out->single_photon_events * (1 - key_entropy(out->phase_error)) - out->leak_ec_bits -
                              out->verification_bits);
    key_trace_step(trace, out->phase_error, "Ma 2005 (25)", "single-photon error rate, at most (capped at 1/2)", "e_1");
    key_trace_step(trace, key_entropy(out->phase_error), "Ma 2005 (1)", "entropy of that rate", "h(e_1)");
    key_trace_step(trace, out->single_photon_events, "N_mu Y_1 mu exp(-mu)", "single-photon events of the signal",
                   "s_1");
    key_trace_step(trace, out->verification_bits, "protocol.verification_bits", "cost of verification, subtracted",
                   "t_ver");
    key_trace_step(trace, out->length, "Ma 2005 (1)", "length, not below 0", "l");
}
