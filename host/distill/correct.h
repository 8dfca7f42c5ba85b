/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_CORRECT_H
#define SATQKD_DISTILL_CORRECT_H

#include <stdint.h>

#include "distill/bit_string.h"
#include "distill/party.h"
#include "distill/permutation.h"
#include "satqkd/status.h"

/** What a correction cost, counted where it is said. */
struct correct_account {
    uint64_t leak_bits; /* parities and syndrome bits of Alice's string that she said */
    uint64_t bob_bits;  /* what Bob said: it follows from Alice's and from where the errors are */
    uint64_t rounds;    /* of messages: in each both ends speak once at most */
};

/** A way to correct; a new one is a file with such a constant and a line in correct.c. */
struct correct_scheme {
    const char *name;
    size_t most_bits; /* of a string; longer ones are cut */
    /* Corrects Bob's string in place (cascade.h says more). */
    enum satqkd_status (*correct)(struct party *alice, struct party *bob, struct bit_string *strings[CLASSICAL_ENDS],
                                  double error_rate, const unsigned char seed[PERMUTATION_SEED],
                                  struct correct_account *account, struct satqkd_error *error);
};

/** @return the scheme of a name, NULL where there is none */
const struct correct_scheme *correct_find(const char *name);

/** @return the names of all, ended by NULL; the first is the usual one */
const char *const *correct_names(void);

/**
 * Corrects a string of any length: where no error rate is known, every so many bits of it are corrected first and tell it; what is longer
 * than the scheme takes is cut into frames, each a sample of the whole, so that all have its error rate.
 *
 * Bob draws the seeds and says them with the rate. The last message of each end has no tag yet.
 *
 * @param strings     by end, of one length; Bob's is corrected in place
 * @param error_rate  expected; NaN: unknown
 * @param account     increased
 */
enum satqkd_status correct_string(const struct correct_scheme *scheme, struct party *alice, struct party *bob,
                                  struct bit_string *strings[CLASSICAL_ENDS], double error_rate,
                                  struct correct_account *account, struct satqkd_error *error);

#endif
