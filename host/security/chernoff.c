/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "security/phase_error.h"
#include "security/two_decoy.h"

/* Yin et al. 2020: the interval of an expectation value from the count itself, tighter for rare intensities. */
static struct two_decoy_interval chernoff(double count, double total, double log_terms) {
    (void)total;
    const double beta = log_terms, spread = 2 * beta * count;
    return (struct two_decoy_interval){count - (beta / 2 + sqrt(spread + beta * beta / 4)),
                                       count + beta + sqrt(spread + beta * beta)};
}

static void chernoff_estimate(const struct key_protocol *protocol, const struct key_counts *counts, int basis,
                              double log_terms, struct finite_key_estimate *out) {
    double errors = 0;
    for (int k = 0; k < TWO_DECOY_INTENSITIES; ++k) {
        errors += counts->errors[basis][k];
    }
    two_decoy_estimate(protocol, counts, basis, log_terms, chernoff, out);
    out->single_errors = fmin(out->single_errors, errors);
}

static void chernoff_evaluate(const struct key_protocol *protocol, const struct key_counts *counts,
                              struct key_result *out) {
    static const struct finite_key_proof proof = {TWO_DECOY_INTENSITIES, PHASE_ERROR_FAILURE_TERMS, chernoff_estimate};
    finite_key_evaluate(&proof, protocol, counts, out);
}

const struct key_bound key_bound_chernoff = {
    .name = "chernoff",
    .title = "Two decoys, composable, Chernoff deviations",
    .source = "Lim et al. 2014 with the deviations of Yin et al., Sci. Rep. 10, 14312, 2020",
    .misfit = two_decoy_misfit,
    .evaluate = chernoff_evaluate,
};
