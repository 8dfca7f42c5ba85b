/* SPDX-License-Identifier: MIT */
#include "security/phase_error.h"

#include <math.h>

static const double ln_2 = 0.69314718055994531;

double phase_error_gamma(double eps_sec, double rate, double sample, double complement) {
    double spread = 1 / sample + 1 / complement;
    double variance = (1 - rate) * rate;
    double exponent = log2(spread / variance) + 2 * log2(PHASE_ERROR_FAILURE_TERMS / eps_sec);
    /* A root of a negative number would say 0 at best, and 0 is no bound. */
    return exponent > 0 ? sqrt(spread * variance / ln_2 * exponent) : INFINITY;
}

bool phase_error_bound(double eps_sec, double test_errors, double test_singles, double key_singles, double *out) {
    /* Below these gamma is no bound on the exact hypergeometric tail: tests/security/phase_error_test.cpp. */
    const double fewest_errors = 60;    /* in the sample */
    const double fewest_predicted = 12; /* by the sample's rate, in the complement */
    *out = 0.5;
    if (!(test_singles > 0 && key_singles > 0)) {
        return false;
    }
    double rate = fmax(fmax(test_errors, fewest_errors) / test_singles, fewest_predicted / key_singles);
    if (!(rate < 0.5)) {
        return false;
    }
    *out = fmin(0.5, rate + phase_error_gamma(eps_sec, rate, test_singles, key_singles));
    return true;
}
