/* SPDX-License-Identifier: MIT */
#include "distill/bits.h"

#include <string.h>

static unsigned bit_at(const unsigned char *bits, uint64_t index) {
    return bits[index >> 3] >> (index & 7) & 1u;
}

/* The 64 bits from a place on, of which the last is inside the string. */
static uint64_t word_at(const unsigned char *bits, uint64_t first) {
    uint64_t word = 0;
    const unsigned char *from = bits + (first >> 3);
    const unsigned shift = (unsigned)(first & 7);
    for (unsigned i = 0; i < 8; ++i) {
        word |= (uint64_t)from[i] << (8 * i);
    }
    return shift ? word >> shift | (uint64_t)from[8] << (64 - shift) : word;
}

void bits_xor(unsigned char *to, uint64_t to_first, const unsigned char *from, uint64_t from_first, uint64_t count) {
    uint64_t i = 0;
    for (; i < count && ((to_first + i) & 7); ++i) {
        to[(to_first + i) >> 3] ^= (unsigned char)(bit_at(from, from_first + i) << ((to_first + i) & 7));
    }
    for (; i + 64 <= count; i += 64) {
        const uint64_t word = word_at(from, from_first + i);
        unsigned char *out = to + ((to_first + i) >> 3);
        for (unsigned j = 0; j < 8; ++j) {
            out[j] ^= (unsigned char)(word >> (8 * j));
        }
    }
    for (; i < count; ++i) {
        to[(to_first + i) >> 3] ^= (unsigned char)(bit_at(from, from_first + i) << ((to_first + i) & 7));
    }
}
