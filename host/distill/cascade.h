/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_CASCADE_H
#define SATQKD_DISTILL_CASCADE_H

#include "distill/bit_string.h"
#include "distill/cascade_decoder.h"
#include "distill/correct.h"
#include "distill/party.h"

/**
 * Block sizes for an error rate: powers of two, the first nearest to 0.8 / rate, then 8 and 64 times it (in the manner of the
 * optimised schedules of Martinez-Mateo et al., Quantum Inf. Comput. 15, 453, 2015), then 16 random halves.
 *
 * @param error_rate  expected; 0 and above 1/2 are fine
 */
struct cascade_schedule cascade_schedule(double error_rate);

/**
 * Corrects Bob's string: both ends say parities of their strings as they were measured, at the same time, and each finds the errors.
 *
 * @param alice, bob  the ends; their last messages have no tag yet
 * @param strings     by end, 1 to CASCADE_MOST_BITS bits of one length; Bob's is corrected in place
 * @param error_rate  expected
 * @param seed        public
 * @param account     increased
 */
enum satqkd_status cascade_correct(struct party *alice, struct party *bob, struct bit_string *strings[CLASSICAL_ENDS],
                                   double error_rate, const unsigned char seed[PERMUTATION_SEED],
                                   struct correct_account *account, struct satqkd_error *error);

#endif
