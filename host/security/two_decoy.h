/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_TWO_DECOY_H
#define SATQKD_SECURITY_TWO_DECOY_H

#include "security/finite_key.h"

enum { TWO_DECOY_INTENSITIES = 3 };

/** An interval that holds the expectation value of a count. */
struct two_decoy_interval {
    double low, high;
};

/** How far counts may be from their expectation values. */
struct two_decoy_deviation {
    /* count: of one intensity; total: of all in the basis; log_terms: ln of the inverse failure probability */
    struct two_decoy_interval (*interval)(double count, double total, double log_terms);
    const char *equation;
};

/** Why the protocol has not the two decoys, in words; NULL where it has. */
const char *two_decoy_misfit(const struct key_protocol *protocol, const struct key_counts *counts);

/**
 * Vacuum and single-photon events of one basis from a signal and two decoys, Lim et al. 2014, equations 2 to 4,
 * whatever the deviations.
 *
 * Of more than three intensities, the first and the last two are mu_1, mu_2, mu_3: fixed beforehand, so that no more
 * deviations have to hold than with three. The others count to the block, to its total and to tau_0 and tau_1:
 * equations 2 to 4 speak of the photon numbers in all detections, from whatever three intensities.
 *
 * @param deviation  for detections and errors alike
 */
void two_decoy_estimate(const struct finite_key_basis *view, const struct two_decoy_deviation *deviation,
                        struct finite_key_estimate *out);

#endif
