/* SPDX-License-Identifier: MIT */
#include "channel/scintillation.h"

#include <math.h>

#include "special/constants.h"
#include "special/gamma.h"
#include "special/gauss.h"

const double scintillation_weak_limit = 1.0;

void scintillation_make(enum scintillation_choice choice, const struct turbulence_path *path,
                        struct scintillation *out) {
    *out = (struct scintillation){.kind = SCINTILLATION_NONE,
                                  .index = path->scintillation_index,
                                  .log_variance = log1p(path->scintillation_index),
                                  .alpha = 1.0 / expm1(path->log_variance_large),
                                  .beta = 1.0 / expm1(path->log_variance_small),
                                  .bandwidth_hz = path->scintillation_hz};
    if (!(path->scintillation_index > 0.0)) {
        return;
    }
    switch (choice) {
    case SCINTILLATION_AUTO:
        out->kind = path->rytov < scintillation_weak_limit ? SCINTILLATION_LOG_NORMAL : SCINTILLATION_GAMMA_GAMMA;
        break;
    case SCINTILLATION_FORCE_LOG_NORMAL:
        out->kind = SCINTILLATION_LOG_NORMAL;
        break;
    case SCINTILLATION_FORCE_GAMMA_GAMMA:
        out->kind = SCINTILLATION_GAMMA_GAMMA;
        break;
    }
}

double scintillation_log_map(const struct scintillation *scintillation, int process, double deviate) {
    switch (scintillation->kind) {
    case SCINTILLATION_NONE:
        break;
    case SCINTILLATION_LOG_NORMAL:
        return process == 0 ? sqrt(scintillation->log_variance) * deviate - 0.5 * scintillation->log_variance : 0.0;
    case SCINTILLATION_GAMMA_GAMMA:
        return gamma_log_quantile(process == 0 ? scintillation->alpha : scintillation->beta, deviate);
    }
    return 0.0;
}

/*
 * Correlation of g(X) and g(Y), X and Y normal with correlation rho: the sum of c[k]² rho^k over the sum of c[k]², c[k] the mean of
 * g(X) He_k(X) / sqrt(k!). The map is smooth and grows no faster than X²; terms fall so fast that MOST_ORDERS leave less than 1e-9 of the
 * variance, and the variance itself, 1 / shape, is known.
 */
static double gamma_correlation(double shape, double rho) {
    enum { MOST_ORDERS = 32, PANELS = 26 };
    const double reach = 13.0; /* exp(-reach²/2) is 1e-37 */
    double coefficient[MOST_ORDERS + 1] = {0.0};
    if (isinf(shape)) {
        return rho;
    }
    for (int i = 0; i < PANELS * GAUSS_PANEL; i++) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int panel = i / GAUSS_PANEL;
        double x = reach * (2.0 * (panel + node->x) / PANELS - 1.0);
        double density = exp(-0.5 * x * x) / sqrt(2.0 * CONSTANT_PI) * 2.0 * reach / PANELS * node->weight;
        /* in units of the variate's standard deviation, from its mean: no digits lost where it hardly fades */
        double term = density * sqrt(shape) * expm1(gamma_log_quantile(shape, x));
        double before = 0.0;
        for (int k = 1; k <= MOST_ORDERS; k++) { /* term: that times He_(k-1) / sqrt((k-1)!) */
            double next = (x * term - sqrt(k - 1.0) * before) / sqrt(k);
            before = term;
            term = next;
            coefficient[k] += term;
        }
    }
    double sum = 0.0, rest = 1.0, power = 1.0;
    for (int k = 1; k <= MOST_ORDERS; k++) {
        double share = coefficient[k] * coefficient[k];
        power *= rho;
        sum += share * power;
        rest -= share;
    }
    return sum + rest * power * rho;
}

double scintillation_autocorrelation(const struct scintillation *scintillation, double rho) {
    switch (scintillation->kind) {
    case SCINTILLATION_NONE:
        break;
    case SCINTILLATION_LOG_NORMAL:
        return expm1(rho * scintillation->log_variance) / expm1(scintillation->log_variance);
    case SCINTILLATION_GAMMA_GAMMA: {
        double large = gamma_correlation(scintillation->alpha, rho) / scintillation->alpha;
        double small = gamma_correlation(scintillation->beta, rho) / scintillation->beta;
        return (large + small + large * small) / scintillation->index;
    }
    }
    return rho;
}
