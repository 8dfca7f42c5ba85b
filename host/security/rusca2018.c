/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>

#include "security/finite_key.h"
#include "security/intensity_corner.h"
#include "security/key_trace.h"
#include "security/photon_number.h"

enum { SIGNAL, DECOY, RUSCA2018_INTENSITIES };
enum { RUSCA2018_FAILURE_TERMS = 19 }; /* equation A24 with equal parts */

static const char *rusca2018_misfit(const struct key_protocol *protocol, const struct key_counts *counts) {
    (void)counts;
    struct key_protocol used = *protocol, corner;
    if (protocol->intensity_count < RUSCA2018_INTENSITIES) {
        return "it needs two intensities: a signal and a decoy";
    }
    if (!(protocol->intensities[SIGNAL] > protocol->intensities[DECOY] && protocol->intensities[DECOY] > 0)) {
        return "its first intensity must be stronger than the second, and the second more than 0";
    }
    used.intensity_count = RUSCA2018_INTENSITIES;
    intensity_corner(&used, 0, &corner);
    if (!(corner.intensities[SIGNAL] > corner.intensities[DECOY])) {
        return "within protocol.intensity_tolerance the decoy could be as strong as the signal";
    }
    return NULL;
}

/* The weighted counts, one way or the other. */
struct ends {
    double signal_low, signal_high, decoy_low, decoy_high;
};

static struct ends weigh(const struct finite_key_basis *view, const double counts[], double deviation) {
    const struct key_protocol *protocol = view->protocol;
    const double signal = exp(protocol->intensities[SIGNAL]) / protocol->probabilities[SIGNAL];
    const double decoy = exp(protocol->intensities[DECOY]) / protocol->probabilities[DECOY];
    return (struct ends){signal * (counts[SIGNAL] - deviation), signal * (counts[SIGNAL] + deviation),
                         decoy * (counts[DECOY] - deviation), decoy * (counts[DECOY] + deviation)};
}

static void tell(const struct finite_key_basis *view, const struct ends *n, const struct ends *m, double vacuum_high,
                 const struct finite_key_estimate *out) {
    static const char weighted[] = "Rusca 2018 (A18), weighted as in (A10)";
    const struct key_trace *trace = view->trace;
    const char basis = key_trace_basis(view->basis);
    for (int k = 0; k < RUSCA2018_INTENSITIES; ++k) {
        key_trace_step(trace, view->counts->detections[view->basis][k], "counts", "detections of an intensity",
                       "n_%c,%d", basis, k + 1);
        key_trace_step(trace, view->counts->errors[view->basis][k], "counts", "errors of an intensity", "m_%c,%d",
                       basis, k + 1);
    }
    key_trace_step(trace, n->signal_high, weighted, "upper end of the weighted count", "n+_%c,1", basis);
    key_trace_step(trace, n->decoy_low, weighted, "lower end of the weighted count", "n-_%c,2", basis);
    key_trace_step(trace, vacuum_high, "Rusca 2018 (A16), k the decoy", "vacuum events over tau_0, at most",
                   "su_%c,0/tau_0", basis);
    key_trace_step(trace, out->vacuum_events, "Rusca 2018 (A19)", "vacuum events, at least", "sl_%c,0", basis);
    key_trace_step(trace, out->single_events, "Rusca 2018 (A17)", "single-photon events, at least", "sl_%c,1", basis);
    if (view->tests) {
        key_trace_step(trace, m->signal_high, weighted, "upper end of the weighted errors", "m+_%c,1", basis);
        key_trace_step(trace, m->decoy_low, weighted, "lower end of the weighted errors", "m-_%c,2", basis);
        key_trace_step(trace, out->single_errors, "Rusca 2018 (A22)", "errors among single photons, at most", "vu_%c,1",
                       basis);
    }
}

/* Equations A16 to A22, with the weights exp(k)/p_k that A10 has and A18 forgets to print. The vacuum's upper bound
 * comes from the decoy's errors, fixed beforehand: the better of two would need more terms than 19. */
static void rusca2018_estimate(const struct finite_key_basis *view, struct finite_key_estimate *out) {
    const struct key_protocol *protocol = view->protocol;
    const double *n = view->counts->detections[view->basis], *m = view->counts->errors[view->basis];
    const struct photon_number tau = photon_number(protocol, RUSCA2018_INTENSITIES);
    const double mu = protocol->intensities[SIGNAL], nu = protocol->intensities[DECOY];
    const double n_deviation = sqrt((n[SIGNAL] + n[DECOY]) / 2 * view->log_terms);
    const double m_deviation = sqrt((m[SIGNAL] + m[DECOY]) / 2 * view->log_terms);
    const struct ends detections = weigh(view, n, n_deviation), errors = weigh(view, m, m_deviation);

    const double vacuum_high = 2 * (errors.decoy_high + n_deviation / tau.vacuum); /* s_0 / tau_0 */
    out->vacuum_events = fmax(0, tau.vacuum * (mu * detections.decoy_low - nu * detections.signal_high) / (mu - nu));
    out->single_events = tau.single * mu / (nu * (mu - nu)) *
                         (detections.decoy_low - (nu / mu) * (nu / mu) * detections.signal_high -
                          (mu - nu) * (mu + nu) / (mu * mu) * vacuum_high);
    out->single_errors = tau.single * (errors.signal_high - errors.decoy_low) / (mu - nu);
    key_trace_step(view->trace, tau.vacuum, "Rusca 2018 (A5)", "probability of no photon, both intensities", "tau_0");
    key_trace_step(view->trace, tau.single, "Rusca 2018 (A5)", "probability of one photon, both intensities", "tau_1");
    tell(view, &detections, &errors, vacuum_high, out);
}

static void rusca2018_evaluate(const struct key_protocol *protocol, const struct key_counts *counts,
                               const struct key_trace *trace, struct key_result *out) {
    static const struct finite_key_proof proof = {RUSCA2018_INTENSITIES, RUSCA2018_FAILURE_TERMS, "Rusca 2018 (A25)",
                                                  "Rusca 2018 (A23)", rusca2018_estimate};
    /* Decoy and signal are the first two, however many follow: the others take no part, not even at the corners. */
    struct key_protocol used = *protocol;
    used.intensity_count = RUSCA2018_INTENSITIES;
    finite_key_evaluate(&proof, &used, counts, trace, out);
}

const struct key_bound key_bound_rusca2018 = {
    .name = "rusca2018",
    .title = "One decoy, composable, Hoeffding deviations",
    .source = "Rusca, Boaron, Grünenfelder, Martin, Zbinden, Appl. Phys. Lett. 112, 171104, 2018",
    .intensities = RUSCA2018_INTENSITIES,
    .misfit = rusca2018_misfit,
    .evaluate = rusca2018_evaluate,
};
