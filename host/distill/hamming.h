/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_HAMMING_H
#define SATQKD_DISTILL_HAMMING_H

#include "distill/bit_string.h"
#include "distill/correct.h"
#include "distill/party.h"

/** One round: what a block size does to an error rate. */
struct hamming_round {
    int exponent;      /* blocks of 2^exponent bits */
    double leak_bits;  /* expected: a parity a block, and the syndromes of the odd ones */
    double error_rate; /* expected afterwards */
};

/**
 * The block size that removes the most entropy for what it leaks, with a charge on every round.
 *
 * @param count       bits of the string
 * @param error_rate  0 < rate < 1/2
 */
struct hamming_round hamming_plan(size_t count, double error_rate);

/**
 * Corrects Bob's string by Hamming's code (Bell Syst. Tech. J. 29, 147, 1950) in rounds, as links of the paper's time did (Winnow:
 * Buttler et al., Phys. Rev. A 67, 052303, 2003, without its discarded bits): each round puts the bits into a new random order; Alice says
 * the parity of every block of 2^m bits, Bob which of his differ, Alice the m bits of those blocks' syndromes; Bob corrects one error
 * in each. Rounds end when less than 2^-14 errors are expected in the string.
 *
 * @param alice, bob  the ends; their last messages have no tag yet
 * @param strings     by end, of one length; Bob's is corrected in place
 * @param error_rate  expected
 * @param seed        public
 * @param account     increased
 */
enum satqkd_status hamming_correct(struct party *alice, struct party *bob, struct bit_string *strings[CLASSICAL_ENDS],
                                   double error_rate, const unsigned char seed[PERMUTATION_SEED],
                                   struct correct_account *account, struct satqkd_error *error);

#endif
