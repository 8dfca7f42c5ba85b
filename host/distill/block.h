/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_BLOCK_H
#define SATQKD_DISTILL_BLOCK_H

#include "satqkd/status.h"
#include "security/key.h"

enum { BLOCK_MOST = 2, BLOCK_TEST = -1 };

/** Which detections make key, and in which string: exactly those that the protocol's bound counts (key_result.block_bits). */
struct block_rule {
    int blocks;                             /* strings, each corrected, verified and hashed on its own */
    int of[KEY_BASES][KEY_MAX_INTENSITIES]; /* by basis and intensity: the string's number, or BLOCK_TEST: disclosed */
};

/**
 * The rule of a protocol, from what the registry says of its bound: one that pools the bases (asymptotic, liao2017) takes the signal
 * in both as one string; the others every intensity that they use in the key basis (lim2014 and chernoff all, rusca2018 the first
 * two); with the key basis "both" each basis is a string of its own.
 *
 * @return SATQKD_INVALID for an unknown bound, or one that does not fit the protocol (says why)
 */
enum satqkd_status block_rule(const struct key_protocol *protocol, struct block_rule *out, struct satqkd_error *error);

/**
 * The key of one string: key_length under the protocol's bound with the leakage that was measured. With the key basis "both"
 * each string gets half of both epsilons, as the bound itself divides them, and pays nothing for authentication: the caller
 * subtracts that once.
 *
 * @param counts     detections and errors of the whole pass
 * @param block      the string's number
 * @param bits       that were corrected in it
 * @param leak_bits  of it
 * @return SATQKD_FAILURE where the bound counts another string than this
 */
enum satqkd_status block_key(const struct key_protocol *protocol, const struct key_counts *counts, int block,
                             double bits, double leak_bits, struct key_result *out, struct satqkd_error *error);

#endif
