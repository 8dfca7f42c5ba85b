/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "security/phase_error.h"
#include "security/two_decoy.h"

/* Hoeffding: the deviation of one intensity's count is bounded by the total of its basis. */
static struct two_decoy_interval hoeffding(double count, double total, double log_terms) {
    double deviation = sqrt(total / 2 * log_terms);
    return (struct two_decoy_interval){count - deviation, count + deviation};
}

static void lim2014_estimate(const struct key_protocol *protocol, const struct key_counts *counts, int basis,
                             double log_terms, struct finite_key_estimate *out) {
    two_decoy_estimate(protocol, counts, basis, log_terms, hoeffding, out);
}

static void lim2014_evaluate(const struct key_protocol *protocol, const struct key_counts *counts,
                             struct key_result *out) {
    static const struct finite_key_proof proof = {TWO_DECOY_INTENSITIES, PHASE_ERROR_FAILURE_TERMS, lim2014_estimate};
    finite_key_evaluate(&proof, protocol, counts, out);
}

const struct key_bound key_bound_lim2014 = {
    .name = "lim2014",
    .title = "Two decoys, composable, Hoeffding deviations",
    .source = "Lim, Curty, Walenta, Xu, Zbinden, Phys. Rev. A 89, 022307, 2014",
    .misfit = two_decoy_misfit,
    .evaluate = lim2014_evaluate,
};
