/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_FINITE_KEY_H
#define SATQKD_SECURITY_FINITE_KEY_H

#include <stdbool.h>

#include "security/key.h"

/** What a decoy analysis says of the detections in one basis, all intensities together. */
struct finite_key_estimate {
    double vacuum_events; /* lower bound, >= 0 */
    double single_events; /* lower bound, may be negative */
    double single_errors; /* upper bound on the errors among single photons, may be negative */
};

/** One basis, as a decoy analysis meets it. */
struct finite_key_basis {
    const struct key_protocol *protocol; /* with the intensities of one corner of their tolerance */
    const struct key_counts *counts;
    int basis;
    bool tests;                    /* its errors are asked for: it is the basis that tests the other one */
    double log_terms;              /* ln(failure_terms / eps_sec), what each deviation has to cover */
    double most_vacuum;            /* vacuum events that single_events may count on */
    const struct key_trace *trace; /* NULL: nobody listens */
};

/** A decoy analysis in the frame of Lim et al. 2014. */
struct finite_key_proof {
    int intensities;      /* whose detections are the block, from the first; 0: all */
    double failure_terms; /* into which it divides eps_sec */
    const char *length_equation;
    const char *phase_equation;
    void (*estimate)(const struct finite_key_basis *view, struct finite_key_estimate *out);
};

/**
 * Key length of Lim et al., Phys. Rev. A 89, 022307, 2014, equation 1:
 * s_0 + s_1 (1 - h(phi)) - leakage - 6 log2(terms/eps_sec) - log2(2/eps_cor), from the estimates
 * of a proof at the worst corner of the intensities. A verification tag longer than log2(2/eps_cor) takes its place.
 *
 * With the key basis "both" each basis is a key of its own with half of both epsilons, 0 where its length is negative.
 * Lengths, blocks, tags and events are added; phase_error is the mean weighted by single-photon events.
 *
 * @param trace  NULL, or hears every intermediate
 * @param out    all but `bound`; length may be negative for one basis, and is 0 where phase_error_bound knows of no key
 */
void finite_key_evaluate(const struct finite_key_proof *proof, const struct key_protocol *protocol,
                         const struct key_counts *counts, const struct key_trace *trace, struct key_result *out);

#endif
