/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_PERMUTATION_H
#define SATQKD_DISTILL_PERMUTATION_H

#include <stddef.h>
#include <stdint.h>

#include "distill/bit_string.h"
#include "satqkd/status.h"

enum { PERMUTATION_SEED = 32 };

/**
 * A public random order of the places of a string, the same at both ends from the same seed: bytes go through a Feistel network (Luby
 * and Rackoff, SIAM J. Comput. 17, 373, 1988) of modular additions, whose round functions are tables filled by ChaCha20, and their bits
 * are dealt out. Both directions are computed without a table of the string's length. It makes no secret: the noise alone must not
 * know it.
 */
struct permutation;

/**
 * @param count   places
 * @param seed    public
 * @param number  of this order among those of one seed
 * @param out     owned by the caller, permutation_destroy
 */
enum satqkd_status permutation_create(size_t count, const unsigned char seed[PERMUTATION_SEED], uint64_t number,
                                      struct permutation **out, struct satqkd_error *error);

/** @param permutation NULL is fine */
void permutation_destroy(struct permutation *permutation);

/** Slots of the new order: `count` rounded up, by a few per cent at 1e4 and less beyond, to a multiple of 512; those too many are holes. */
size_t permutation_slots(const struct permutation *permutation);

/** Which place a slot shows; `count` or more: a hole. */
size_t permutation_place(const struct permutation *permutation, size_t slot);

/** The slot that shows a place. */
size_t permutation_slot(const struct permutation *permutation, size_t place);

/**
 * A string in the new order, holes 0.
 *
 * @param string  of `count` bits
 * @param out     permutation_slots / 64 words
 */
void permutation_apply(const struct permutation *permutation, const struct bit_string *string, uint64_t *out);

#endif
