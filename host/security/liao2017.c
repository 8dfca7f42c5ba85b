/* SPDX-License-Identifier: MIT */
#include "security/normal_quantile.h"
#include "security/vacuum_weak.h"

static void liao2017_evaluate(const struct key_protocol *protocol, const struct key_counts *counts,
                              const struct key_trace *trace, struct key_result *out) {
    vacuum_weak_evaluate(protocol, counts, normal_quantile(protocol->eps_sec), trace, out);
}

const struct key_bound key_bound_liao2017 = {
    .name = "liao2017",
    .title = "Vacuum and weak decoy, Gaussian deviations of each count",
    .source = "Liao et al., Nature 549, 43, 2017, after Ma et al. 2005",
    .pools_bases = true,
    .misfit = vacuum_weak_misfit,
    .evaluate = liao2017_evaluate,
};
