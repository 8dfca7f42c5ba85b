/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_PHASE_ERROR_H
#define SATQKD_SECURITY_PHASE_ERROR_H

#include <stdbool.h>

struct key_trace;

enum { PHASE_ERROR_FAILURE_TERMS = 21 }; /* into which Lim et al. 2014 divide eps_sec */

/**
 * gamma of Lim et al. 2014, below equation 5 (from Fung, Ma, Chau, Phys. Rev. A 81, 012318, 2010): how far the error
 * rate of a sample's complement exceeds that of the sample, with a probability of at most eps_sec / 21 (so in Rusca et
 * al. 2018 as well, who divide the rest by 19).
 *
 * It is an expansion, with two limits. Of many errors (5e10 at 1e-9, 3e4 at 1e-3) it falls below sqrt(2 ln(21/eps_sec))
 * standard deviations, which is what a normal distribution's tail asks for, and is never taken below. Of few errors the
 * tail is skewed: it holds from 60 errors in the sample and 12 predicted in the complement on for eps_sec from 1e-12, from
 * 60 q and 12 q² below, q = ln(21/eps_sec) / ln(21/1e-12). All against the exact hypergeometric tail, for eps_sec from
 * 1e-30 to 1/2: tests/security/phase_error_test.cpp.
 *
 * @param eps_sec             of the key
 * @param rate                error rate of the sample, 0 < rate < 1
 * @param sample, complement  events in each, > 0
 * @return gamma > 0
 */
double phase_error_gamma(double eps_sec, double rate, double sample, double complement);

/**
 * Upper bound on the phase error rate of the single photons of the key basis: rate + gamma, the rate taken as at least
 * that of the fewest errors for which gamma holds.
 *
 * @param eps_sec       of the key
 * @param test_errors   upper bound on the errors of single photons in the other basis
 * @param test_singles  lower bound on single photons in the other basis
 * @param key_singles   lower bound on single photons in the key basis
 * @param out           the bound, at most 1/2; 1/2 where nothing is known
 * @return false where there is no key: no single photons on either side, or a rate of 1/2 or more
 */
bool phase_error_bound(double eps_sec, double test_errors, double test_singles, double key_singles, double *out);

/** What the other basis, which tests, and the key basis have. */
struct phase_error_sample {
    double test_errors, test_singles, key_singles; /* as for phase_error_bound */
};

/**
 * The same, and says its intermediates.
 *
 * @param equation   where the bound stands in the proof at hand
 * @param key_basis  KEY_Z or KEY_X
 * @param trace      NULL: nobody listens
 */
bool phase_error_explain(double eps_sec, const struct phase_error_sample *sample, const char *equation, int key_basis,
                         const struct key_trace *trace, double *out);

#endif
