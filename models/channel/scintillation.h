/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_SCINTILLATION_H
#define SATQKD_CHANNEL_SCINTILLATION_H

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
    double alpha, beta;  /* gamma–gamma: shapes; 1/alpha + 1/beta + 1/(alpha beta) is the index */
    double bandwidth_hz; /* of the Gaussian processes */
};

#endif
