/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_TWO_DECOY_H
#define SATQKD_SECURITY_TWO_DECOY_H

#include "security/finite_key.h"

enum { TWO_DECOY_INTENSITIES = 3 };

/** An interval that holds the expectation value of a count. */
struct two_decoy_interval {
    double low, high;
};

/**
 * Interval of one intensity's count.
 *
 * @param count      of this intensity
 * @param total      of all intensities in the basis
 * @param log_terms  ln of the inverse failure probability
 */
typedef struct two_decoy_interval two_decoy_deviation(double count, double total, double log_terms);

/** Why the protocol has not the two decoys, in words; NULL where it has. */
const char *two_decoy_misfit(const struct key_protocol *protocol, const struct key_counts *counts);

/**
 * Vacuum and single-photon events of one basis from a signal and two decoys, Lim et al. 2014, equations 2 to 4,
 * whatever the deviations.
 *
 * @param basis      whose counts
 * @param deviation  for detections and errors alike
 */
void two_decoy_estimate(const struct key_protocol *protocol, const struct key_counts *counts, int basis,
                        double log_terms, two_decoy_deviation *deviation, struct finite_key_estimate *out);

#endif
