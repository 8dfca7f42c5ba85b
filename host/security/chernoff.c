/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "security/key_trace.h"
#include "security/phase_error.h"
#include "security/two_decoy.h"

/* Yin et al. 2020: the interval of an expectation value from the count itself, tighter for rare intensities. */
static struct two_decoy_interval chernoff(double count, double total, double log_terms) {
    (void)total;
    const double beta = log_terms, spread = 2 * beta * count;
    return (struct two_decoy_interval){count - (beta / 2 + sqrt(spread + beta * beta / 4)),
                                       count + beta + sqrt(spread + beta * beta)};
}

static void chernoff_estimate(const struct finite_key_basis *view, struct finite_key_estimate *out) {
    static const struct two_decoy_deviation deviation = {chernoff, "Lim 2014, below (2), deviations of Yin 2020"};
    double errors = 0;
    for (int k = 0; k < view->protocol->intensity_count; ++k) {
        errors += view->counts->errors[view->basis][k];
    }
    key_trace_step(view->trace, view->log_terms, "Yin 2020", "ln(21/eps_sec)", "beta");
    two_decoy_estimate(view, &deviation, out);
    if (out->single_errors > errors) {
        out->single_errors = errors;
        if (view->tests) {
            key_trace_step(view->trace, errors, "v_1 <= m", "no more errors than the basis has", "v_%c,1",
                           key_trace_basis(view->basis));
        }
    }
}

static void chernoff_evaluate(const struct key_protocol *protocol, const struct key_counts *counts,
                              const struct key_trace *trace, struct key_result *out) {
    static const struct finite_key_proof proof = {0, PHASE_ERROR_FAILURE_TERMS, "Lim 2014 (1)", "Lim 2014 (5)",
                                                  chernoff_estimate};
    finite_key_evaluate(&proof, protocol, counts, trace, out);
}

const struct key_bound key_bound_chernoff = {
    .name = "chernoff",
    .title = "Two decoys, composable, Chernoff deviations",
    .source = "Lim et al. 2014 with the deviations of Yin et al., Sci. Rep. 10, 14312, 2020",
    .misfit = two_decoy_misfit,
    .evaluate = chernoff_evaluate,
};
