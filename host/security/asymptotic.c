/* SPDX-License-Identifier: MIT */
#include "security/vacuum_weak.h"

static void asymptotic_evaluate(const struct key_protocol *protocol, const struct key_counts *counts,
                                const struct key_trace *trace, struct key_result *out) {
    vacuum_weak_evaluate(protocol, counts, 0, trace, out);
}

const struct key_bound key_bound_asymptotic = {
    .name = "asymptotic",
    .title = "Vacuum and weak decoy without statistical terms",
    .source = "Ma, Qi, Zhao, Lo, Phys. Rev. A 72, 012326, 2005",
    .pools_bases = true,
    .misfit = vacuum_weak_misfit,
    .evaluate = asymptotic_evaluate,
};
