/* SPDX-License-Identifier: MIT */
#include "security/phase_error.h"

#include <math.h>
#include <stddef.h>

#include "security/key.h"
#include "security/key_trace.h"
#include "special/constants.h"

double phase_error_gamma(double eps_sec, double rate, double sample, double complement) {
    const double spread = 1 / sample + 1 / complement;
    const double variance = (1 - rate) * rate;
    const double terms = log2(PHASE_ERROR_FAILURE_TERMS / eps_sec);
    const double printed = (log2(spread / variance) + 2 * terms) / CONSTANT_LN2;
    return sqrt(spread * variance * fmax(printed, 2 * terms * CONSTANT_LN2));
}

/* Fewest errors with which gamma is a bound on the exact hypergeometric tail, tests/security/phase_error_test.cpp. */
struct fewest {
    double seen;      /* in the sample */
    double predicted; /* by the sample's rate, in the complement */
};

static struct fewest fewest_of(double eps_sec) {
    /* Of rarer failures the tail is farther out, where fewer errors leave it skewed. */
    const double rarity = fmax(1, log(PHASE_ERROR_FAILURE_TERMS / eps_sec) / log(PHASE_ERROR_FAILURE_TERMS / 1e-12));
    return (struct fewest){60 * rarity, 12 * rarity * rarity};
}

bool phase_error_bound(double eps_sec, double test_errors, double test_singles, double key_singles, double *out) {
    const struct phase_error_sample sample = {test_errors, test_singles, key_singles};
    return phase_error_explain(eps_sec, &sample, "", KEY_Z, NULL, out);
}

bool phase_error_explain(double eps_sec, const struct phase_error_sample *sample, const char *equation, int key_basis,
                         const struct key_trace *trace, double *out) {
    static const char repair[] = "repair of gamma for few errors";
    const struct fewest fewest = fewest_of(eps_sec);
    const char key = key_trace_basis(key_basis), test = key_trace_basis(KEY_BASES - 1 - key_basis);
    *out = 0.5;
    if (!(sample->test_singles > 0 && sample->key_singles > 0)) {
        key_trace_step(trace, *out, equation, "no single photons are left on one side: nothing is known, no key",
                       "phi_%c", key);
        return false;
    }
    double rate = sample->test_errors / sample->test_singles;
    if (sample->test_errors < fewest.seen) {
        rate = fewest.seen / sample->test_singles;
        key_trace_step(trace, fewest.seen, repair, "errors are taken as at least this many", "v_%c,1", test);
    }
    if (rate < fewest.predicted / sample->key_singles) {
        rate = fewest.predicted / sample->key_singles;
        key_trace_step(trace, rate, repair,
                       "the rate is taken as this at least: few errors are predicted in the key basis", "b");
    }
    key_trace_step(trace, rate, equation, "error rate of single photons in the other basis, at most",
                   "b = v_%c,1/s_%c,1", test, test);
    if (!(rate < 0.5)) {
        key_trace_step(trace, *out, equation, "a rate of 1/2 or more: nothing is known, no key", "phi_%c", key);
        return false;
    }
    const double gamma = phase_error_gamma(eps_sec, rate, sample->test_singles, sample->key_singles);
    *out = fmin(0.5, rate + gamma);
    key_trace_step(trace, gamma, equation, "what the key basis may have beyond that rate",
                   "gamma(eps_sec, b, s_%c,1, s_%c,1)", test, key);
    key_trace_step(trace, *out, equation, "phase error rate, at most (capped at 1/2)", "phi_%c", key);
    return true;
}
