/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_BIT_STRING_H
#define SATQKD_DISTILL_BIT_STRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "satqkd/status.h"

enum { BIT_WORD = 64 };

/**
 * Secret bits in guarded memory: locked where the system allows, between pages that fault, wiped when freed (sodium_malloc). Bit k is
 * bit k mod 64 of word k / 64; unused bits of the last word are 0.
 */
struct bit_string {
    size_t count; /* bits */
    size_t words; /* count / 64, rounded up */
    uint64_t *word;
};

/**
 * @param count  bits, all 0; 0 is fine
 * @param out    owned by the caller, bit_string_destroy
 * @return SATQKD_FAILURE without memory
 */
enum satqkd_status bit_string_create(size_t count, struct bit_string **out, struct satqkd_error *error);

/** Wipes and frees. @param string NULL is fine */
void bit_string_destroy(struct bit_string *string);

/** @return one bit, 0 or 1 */
static inline unsigned bit_string_get(const struct bit_string *string, size_t index) {
    return (unsigned)(string->word[index / BIT_WORD] >> (index % BIT_WORD)) & 1u;
}

/** Turns one bit over. */
static inline void bit_string_flip(struct bit_string *string, size_t index) {
    string->word[index / BIT_WORD] ^= UINT64_C(1) << (index % BIT_WORD);
}

/** @return the parity of a word, 0 or 1 */
static inline unsigned bit_parity(uint64_t word) {
    word ^= word >> 32;
    word ^= word >> 16;
    word ^= word >> 8;
    word ^= word >> 4;
    return (0x6996u >> (word & 15u)) & 1u;
}

/** @return the number of ones of a word */
static inline unsigned bit_weight(uint64_t word) {
    /* sums in ever wider fields (Warren, Hacker's Delight, 2012, figure 5-2) */
    word -= (word >> 1) & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + ((word >> 2) & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)((word * UINT64_C(0x0101010101010101)) >> 56);
}

/** @return the index of the lowest one of a word that is not 0 */
static inline unsigned bit_lowest(uint64_t word) {
    return bit_weight((word - 1) & ~word);
}

/** Parity of the bits first … last - 1 of an array of words laid out like a bit string. */
unsigned bit_range_parity(const uint64_t *words, size_t first, size_t last);

/** The same of the bits under a mask. */
unsigned bit_masked_parity(const uint64_t *words, const uint64_t *mask, size_t first, size_t last);

/** Number of places in which two strings of one length differ. */
size_t bit_string_distance(const struct bit_string *a, const struct bit_string *b);

/**
 * As bytes: bit k is bit k mod 8 of byte k / 8.
 *
 * @param out  (count + 7) / 8 bytes, unused high bits of the last one 0
 */
void bit_string_bytes(const struct bit_string *string, unsigned char *out);

#endif
