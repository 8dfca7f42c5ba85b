/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_BLOCKS_H
#define SATQKD_STUDY_BLOCKS_H

#include "satqkd/status.h"
#include "security/key.h"

/**
 * Adds the counts of one pass to those of another, as one block of post-processing: the statistics of all are those of
 * one key. That is a key of its own kind only where the passes were agreed on alike: intensities, probabilities, basis
 * choice and key basis must be the same, tolerance, epsilons, bound and leakage model too.
 *
 * Measured leakages and the key used for authentication are added; where only one of the two has a measured leakage,
 * there is none for the block, and that is refused.
 *
 * @param protocol, counts  of the block so far; changed
 * @param more_protocol, more  what comes in
 * @return SATQKD_INVALID where the two do not go together, naming the key
 */
enum satqkd_status blocks_add(struct key_protocol *protocol, struct key_counts *counts,
                              const struct key_protocol *more_protocol, const struct key_counts *more,
                              struct satqkd_error *error);

#endif
