/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_SCINTILLATION_H
#define SATQKD_CHANNEL_SCINTILLATION_H

#include "channel/turbulence.h"

enum scintillation_kind { SCINTILLATION_NONE, SCINTILLATION_LOG_NORMAL, SCINTILLATION_GAMMA_GAMMA };

/** What the scenario asks for: the distribution, or the choice by the Rytov variance. */
enum scintillation_choice { SCINTILLATION_AUTO, SCINTILLATION_FORCE_LOG_NORMAL, SCINTILLATION_FORCE_GAMMA_GAMMA };

enum { SCINTILLATION_PROCESSES = 2 };

/**
 * A unit-mean intensity fade as a product of monotone maps of independent standard Gaussian processes: one for the log-normal, two (the
 * large- and the small-scale gamma variates) for gamma–gamma.
 */
struct scintillation {
    enum scintillation_kind kind;
    double index;        /* variance of the intensity */
    double log_variance; /* log-normal: ln(1 + index) */
    double alpha,
        beta; /* gamma–gamma: shapes; 1/alpha + 1/beta + 1/(alpha beta) is the index; INFINITY: that scale does not fade */
    double bandwidth_hz; /* of the Gaussian processes */
};

/** The Rytov variance from which SCINTILLATION_AUTO takes gamma–gamma: where Andrews and Phillips (2005, chapter 8) end weak fluctuations. */
extern const double scintillation_weak_limit;

/**
 * The distribution of the fade on a path.
 *
 * Gamma–gamma: 1/alpha = exp(large) - 1 and 1/beta = exp(small) - 1 with the log-variances of the large and the small scales (Al-Habash,
 * Andrews and Phillips 2001, Optical Engineering 40, 1554; Andrews and Phillips 2005, section 9.10), aperture averaging in both.
 *
 * @param choice  by the path's Rytov variance, or one of the two
 * @param path    its scintillation index 0: SCINTILLATION_NONE
 * @param out     every member set
 */
void scintillation_make(enum scintillation_choice choice, const struct turbulence_path *path,
                        struct scintillation *out);

/**
 * Natural logarithm of the unit-mean variate of one process: the fade is exp of the sum over both processes. Log-normal:
 * sigma n - sigma²/2 for process 0, 0 for process 1. Gamma–gamma: ln of the gamma quantile at the normal distribution's value at n,
 * relative error of the variate below 1e-12 for |n| <= 6.5 and shapes from 0.5 on.
 *
 * @param process  0..SCINTILLATION_PROCESSES - 1
 * @param deviate  n, -37..37
 */
double scintillation_log_map(const struct scintillation *scintillation, int process, double deviate);

/**
 * Correlation coefficient of the intensity at two moments, where the Gaussian processes have the correlation rho (both the same).
 * Log-normal: (exp(rho s) - 1) / (exp(s) - 1), s the log-variance; exact. Gamma–gamma: ((1 + a/alpha) (1 + b/beta) - 1) / index, a and b
 * the correlations of the two gamma variates by the Hermite series of their maps (Mehler 1866), to 1e-8. It takes about a millisecond.
 *
 * @param rho  -1..1
 * @return 1 at rho = 1, 0 at 0; rho itself without a fade
 */
double scintillation_autocorrelation(const struct scintillation *scintillation, double rho);

#endif
