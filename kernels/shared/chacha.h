/* SPDX-License-Identifier: MIT
 *
 * ChaCha20 (Bernstein 2008; RFC 8439 section 2.3) with the original 64-bit block counter: with its upper half as the first
 * word of the nonce it is the function of the RFC.
 */
#ifndef SATQKD_SHARED_CHACHA_H
#define SATQKD_SHARED_CHACHA_H

#include "shared/words.h"

#define CHACHA_WORDS 16 /* of a block */
#define CHACHA_KEY_WORDS 8
#define CHACHA_DOUBLE_ROUNDS 10

/* "expand 32-byte k", little endian */
#define CHACHA_0 0x61707865u
#define CHACHA_1 0x3320646eu
#define CHACHA_2 0x79622d32u
#define CHACHA_3 0x6b206574u

#if defined(__OPENCL_VERSION__) || defined(__OPENCL_C_VERSION__)
#define CHACHA_ROTATE(x, bits) rotate(x, (bits))
#else
#define CHACHA_ROTATE(x, bits) ((x) << (bits) | (x) >> (32 - (bits)))
#endif

/* For single words and vectors alike; count: the shift amounts' type. */
#define CHACHA_QUARTER(count, a, b, c, d)                                                                              \
    (a) += (b);                                                                                                        \
    (d) = CHACHA_ROTATE((d) ^ (a), (count)16);                                                                         \
    (c) += (d);                                                                                                        \
    (b) = CHACHA_ROTATE((b) ^ (c), (count)12);                                                                         \
    (a) += (b);                                                                                                        \
    (d) = CHACHA_ROTATE((d) ^ (a), (count)8);                                                                          \
    (c) += (d);                                                                                                        \
    (b) = CHACHA_ROTATE((b) ^ (c), (count)7);

#define CHACHA_DOUBLE_ROUND(count, x)                                                                                  \
    CHACHA_QUARTER(count, (x)[0], (x)[4], (x)[8], (x)[12])                                                             \
    CHACHA_QUARTER(count, (x)[1], (x)[5], (x)[9], (x)[13])                                                             \
    CHACHA_QUARTER(count, (x)[2], (x)[6], (x)[10], (x)[14])                                                            \
    CHACHA_QUARTER(count, (x)[3], (x)[7], (x)[11], (x)[15])                                                            \
    CHACHA_QUARTER(count, (x)[0], (x)[5], (x)[10], (x)[15])                                                            \
    CHACHA_QUARTER(count, (x)[1], (x)[6], (x)[11], (x)[12])                                                            \
    CHACHA_QUARTER(count, (x)[2], (x)[7], (x)[8], (x)[13])                                                             \
    CHACHA_QUARTER(count, (x)[3], (x)[4], (x)[9], (x)[14])

/**
 * One block of key stream.
 *
 * @param start  words 4 to 15 of the state: the key's eight, the counter's low and high word, the nonce's last two
 * @param out    sixteen words; the stream's bytes are theirs, the least significant first
 */
SHARED_INLINE void chacha_block(const word32 *start, word32 *out) {
    word32 x[CHACHA_WORDS] = {CHACHA_0, CHACHA_1, CHACHA_2, CHACHA_3};
    for (int i = 4; i < CHACHA_WORDS; ++i) {
        x[i] = start[i - 4];
    }
    for (int round = 0; round < CHACHA_DOUBLE_ROUNDS; ++round) {
        CHACHA_DOUBLE_ROUND(word32, x)
    }
    out[0] = x[0] + CHACHA_0;
    out[1] = x[1] + CHACHA_1;
    out[2] = x[2] + CHACHA_2;
    out[3] = x[3] + CHACHA_3;
    for (int i = 4; i < CHACHA_WORDS; ++i) {
        out[i] = x[i] + start[i - 4];
    }
}

#endif
