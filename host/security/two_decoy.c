/* SPDX-License-Identifier: MIT */
#include "security/two_decoy.h"

#include <math.h>
#include <stddef.h>

#include "security/intensity_corner.h"
#include "security/key_trace.h"
#include "security/photon_number.h"

static const char below_2[] = "Lim 2014, below (2)";

/* Which intensities are mu_1, mu_2 and mu_3. */
static void choose(const struct key_protocol *protocol, int index[TWO_DECOY_INTENSITIES]) {
    index[0] = 0;
    index[1] = protocol->intensity_count - 2;
    index[2] = protocol->intensity_count - 1;
}

static bool ordered(const struct key_protocol *protocol) {
    int index[TWO_DECOY_INTENSITIES];
    const double *mu = protocol->intensities;
    bool falling = true;
    for (int k = 1; k < protocol->intensity_count; ++k) {
        falling = falling && mu[k - 1] > mu[k];
    }
    choose(protocol, index);
    return falling && mu[index[0]] > mu[index[1]] + mu[index[2]];
}

const char *two_decoy_misfit(const struct key_protocol *protocol, const struct key_counts *counts) {
    (void)counts;
    struct key_protocol corner;
    if (protocol->intensity_count < TWO_DECOY_INTENSITIES) {
        return "it needs three intensities or more: a signal and two decoys";
    }
    if (!ordered(protocol)) {
        return "its intensities must fall in the order given, with the first above the sum of the last two";
    }
    for (int i = intensity_corners(protocol) - 1; i >= 0; --i) {
        intensity_corner(protocol, i, &corner);
        if (!ordered(&corner)) {
            return "within protocol.intensity_tolerance the intensities need not fall, or the first not exceed the sum "
                   "of "
                   "the last two";
        }
    }
    return NULL;
}

/* What weigh says of itself. */
struct counted {
    char letter; /* n or m */
    const char *of, *total;
    bool told;
};

/* Intervals of the counts as if every pulse had this intensity: exp(k)/p_k times the deviating count. */
static void weigh(const struct finite_key_basis *view, const double counts[],
                  const struct two_decoy_deviation *deviation, const struct counted *words,
                  struct two_decoy_interval out[TWO_DECOY_INTENSITIES]) {
    const struct key_protocol *protocol = view->protocol;
    const struct key_trace *trace = words->told ? view->trace : NULL;
    const char basis = key_trace_basis(view->basis);
    int index[TWO_DECOY_INTENSITIES];
    double total = 0;
    choose(protocol, index);
    for (int k = 0; k < protocol->intensity_count; ++k) {
        total += counts[k];
        key_trace_step(trace, counts[k], "counts", words->of, "%c_%c,%d", words->letter, basis, k + 1);
    }
    key_trace_step(trace, total, below_2, words->total, "%c_%c", words->letter, basis);
    for (int i = 0; i < TWO_DECOY_INTENSITIES; ++i) {
        const int k = index[i];
        const double weight = exp(protocol->intensities[k]) / protocol->probabilities[k];
        out[i] = deviation->interval(counts[k], total, view->log_terms);
        out[i].low *= weight;
        out[i].high *= weight;
        key_trace_step(trace, out[i].low, deviation->equation, "lower end of the weighted count", "%c-_%c,%d",
                       words->letter, basis, k + 1);
        key_trace_step(trace, out[i].high, deviation->equation, "upper end of the weighted count", "%c+_%c,%d",
                       words->letter, basis, k + 1);
    }
}

static void tell(const struct finite_key_basis *view, const struct photon_number *tau,
                 const struct finite_key_estimate *out) {
    const char basis = key_trace_basis(view->basis);
    key_trace_step(view->trace, tau->vacuum, below_2, "probability that a pulse has no photon", "tau_0");
    key_trace_step(view->trace, tau->single, below_2, "probability that a pulse has one photon", "tau_1");
    key_trace_step(view->trace, out->vacuum_events, "Lim 2014 (2)", "vacuum events, at least", "s_%c,0", basis);
    key_trace_step(view->trace, out->single_events, "Lim 2014 (3)", "single-photon events, at least", "s_%c,1", basis);
    if (view->tests) {
        key_trace_step(view->trace, out->single_errors, "Lim 2014 (4)", "errors among single photons, at most",
                       "v_%c,1", basis);
    }
}

void two_decoy_estimate(const struct finite_key_basis *view, const struct two_decoy_deviation *deviation,
                        struct finite_key_estimate *out) {
    static const char n_of[] = "detections of an intensity", m_of[] = "errors of an intensity";
    const struct key_protocol *protocol = view->protocol;
    const struct counted n_words = {'n', n_of, "detections of the basis", true};
    const struct counted m_words = {'m', m_of, "errors of the basis", view->tests};
    struct two_decoy_interval n[TWO_DECOY_INTENSITIES], m[TWO_DECOY_INTENSITIES];
    int index[TWO_DECOY_INTENSITIES];
    const struct photon_number tau = photon_number(protocol, protocol->intensity_count);
    choose(protocol, index);
    const double mu1 = protocol->intensities[index[0]], mu2 = protocol->intensities[index[1]],
                 mu3 = protocol->intensities[index[2]];
    weigh(view, view->counts->detections[view->basis], deviation, &n_words, n);
    weigh(view, view->counts->errors[view->basis], deviation, &m_words, m);

    const double vacuum = fmax(0, (mu2 * n[2].low - mu3 * n[1].high) / (mu2 - mu3)); /* s_0 / tau_0 */
    /* mu1 (mu2 - mu3) - mu2² + mu3² and mu2² - mu3² as products, which lose no digits. */
    const double denominator = (mu2 - mu3) * (mu1 - mu2 - mu3);
    const double multiphoton = (mu2 - mu3) * (mu2 + mu3) / (mu1 * mu1);
    const double counted_on = fmin(vacuum, view->most_vacuum / tau.vacuum);
    out->vacuum_events = tau.vacuum * vacuum;
    out->single_events =
        tau.single * mu1 * (n[1].low - n[2].high - multiphoton * (n[0].high - counted_on)) / denominator;
    out->single_errors = tau.single * (m[1].high - m[2].low) / (mu2 - mu3);
    tell(view, &tau, out);
    if (counted_on < vacuum) {
        key_trace_step(view->trace, counted_on, "protocol.intensity_tolerance",
                       "s_0 / tau_0 in (3): the fewest vacuum events of all corners", "s_%c,0/tau_0",
                       key_trace_basis(view->basis));
    }
}
