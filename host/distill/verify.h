/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_VERIFY_H
#define SATQKD_DISTILL_VERIFY_H

#include <stdbool.h>

#include "distill/bit_string.h"
#include "distill/party.h"
#include "satqkd/status.h"

/*
 * Whether two strings are equal, by a hash function that Alice draws at random and says together with her string's hash: first Poly1305
 * with a random point and without a pad, which maps two different strings of L bytes to one value for at most a share of
 * 8 ceil(L/16) / 2^106 of the points (Bernstein, FSE 2005, theorem 3.3), then a random Toeplitz matrix over GF(2) that keeps as many
 * bits of it as the tag has, which maps two different values to one tag for a share of 2^-bits of its seeds.
 */

enum { VERIFY_TAG_BITS = 64, VERIFY_MOST_TAG_BITS = 112 };

/** Probability that two different strings of so many bits pass: 2^-tag_bits + 8 ceil(bytes/16) / 2^106. */
double verify_failure(uint64_t bits, int tag_bits);

/**
 * The tag for a failure probability: VERIFY_TAG_BITS, or the next larger multiple of 8 that is enough.
 *
 * @return bits; 0 where even VERIFY_MOST_TAG_BITS are not
 */
int verify_tag_bits(uint64_t bits, double failure);

/**
 * Compares.
 *
 * @param alice, bob  the ends; the messages have tags, so that with them both are settled
 * @param strings     by end, of one length
 * @param tag_bits    1 to VERIFY_MOST_TAG_BITS: what Alice tells of her string
 * @param agree       what both then know
 */
enum satqkd_status verify_strings(struct party *alice, struct party *bob,
                                  struct bit_string *const strings[CLASSICAL_ENDS], int tag_bits, bool *agree,
                                  struct satqkd_error *error);

#endif
