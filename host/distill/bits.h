/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_BITS_H
#define SATQKD_DISTILL_BITS_H

#include <stddef.h>
#include <stdint.h>

/* Bit strings: bit k is bit k mod 8, least significant first, of byte k div 8. */

/** Bytes of so many bits. */
static inline size_t bits_bytes(uint64_t bits) {
    return (size_t)(bits / 8 + (bits % 8 != 0));
}

/**
 * XORs bits of one string into another.
 *
 * @param to, to_first      where they go, from which bit on; of other bits none changes
 * @param from, from_first  where they come from
 * @param count             how many
 */
void bits_xor(unsigned char *to, uint64_t to_first, const unsigned char *from, uint64_t from_first, uint64_t count);

#endif
