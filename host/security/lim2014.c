/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "security/phase_error.h"
#include "security/two_decoy.h"

/* Hoeffding: the deviation of one intensity's count is bounded by the total of its basis. */
static struct two_decoy_interval hoeffding(double count, double total, double log_terms) {
    double deviation = sqrt(total / 2 * log_terms);
    return (struct two_decoy_interval){count - deviation, count + deviation};
}

static void lim2014_estimate(const struct finite_key_basis *view, struct finite_key_estimate *out) {
    static const struct two_decoy_deviation deviation = {hoeffding, "Lim 2014, below (2), (4)"};
    two_decoy_estimate(view, &deviation, out);
}

static void lim2014_evaluate(const struct key_protocol *protocol, const struct key_counts *counts,
                             const struct key_trace *trace, struct key_result *out) {
    static const struct finite_key_proof proof = {0, PHASE_ERROR_FAILURE_TERMS, "Lim 2014 (1)", "Lim 2014 (5)",
                                                  lim2014_estimate};
    finite_key_evaluate(&proof, protocol, counts, trace, out);
}

const struct key_bound key_bound_lim2014 = {
    .name = "lim2014",
    .title = "Two decoys, composable, Hoeffding deviations",
    .source = "Lim, Curty, Walenta, Xu, Zbinden, Phys. Rev. A 89, 022307, 2014",
    .misfit = two_decoy_misfit,
    .evaluate = lim2014_evaluate,
};
