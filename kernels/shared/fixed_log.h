/* SPDX-License-Identifier: MIT
 *
 * The natural logarithm in fixed point, from 32 × 32 bit products alone: what turns random words into waiting times.
 */
#ifndef SATQKD_SHARED_FIXED_LOG_H
#define SATQKD_SHARED_FIXED_LOG_H

#include "shared/words.h"

/* Numbers with 58 bits behind the point: up to 64, and -ln of a 64-bit fraction is at most 44.4. */
#define FIXED_LOG_BITS 58
#define FIXED_LOG_LN2 0x02c5c85fdf473de7UL

struct fixed_log_entry {
    word64 factor; /* of 256; times the mantissa it is at most 1 */
    word64 log;    /* ln(factor / 256), 58 bits behind the point */
};

/* For mantissae 1/2 + j/64 to 1/2 + (j + 1)/64: factor = floor(256 / (1/2 + (j + 1)/64)). fixed_log_test.cpp recomputes all. */
SHARED_CONSTANT struct fixed_log_entry fixed_log_table[32] = {
    {496u, 0x02a545a4cb78b55eUL}, {481u, 0x0285d38dbbf017e6UL}, {468u, 0x0269c513b39c3a63UL},
    {455u, 0x024cec4026861bfaUL}, {442u, 0x022f3d577b133418UL}, {431u, 0x02156ed7d9c29a38UL},
    {420u, 0x01faf588f78f31eeUL}, {409u, 0x01dfc859906d5b54UL}, {399u, 0x01c66f4e3ff6ff7eUL},
    {390u, 0x01af1293247786b1UL}, {381u, 0x01972a3411351587UL}, {372u, 0x017eaf83b82afc36UL},
    {364u, 0x01686c81e9b14aecUL}, {356u, 0x0151aad872df82d1UL}, {348u, 0x013a64c556945e9cUL},
    {341u, 0x012596010df7639fUL}, {334u, 0x011058bf9ae4ad52UL}, {327u, 0x00faa852b25bd9b8UL},
    {321u, 0x00e7b1aa704e2ee2UL}, {315u, 0x00d45f67e44178c6UL}, {309u, 0x00c0ae050a1abf57UL},
    {303u, 0x00ac99c6ccc1042fUL}, {297u, 0x00981eb8c723fe98UL}, {292u, 0x0086bbf3e68472cbUL},
    {287u, 0x00750c4f59b2cd75UL}, {282u, 0x00630d1758c66c84UL}, {277u, 0x0050bb72fa991bc1UL},
    {273u, 0x0041d660d66391c5UL}, {268u, 0x002ee8b1ec65b9f9UL}, {264u, 0x001f829b0e783300UL},
    {260u, 0x000fe054587e01f2UL}, {256u, 0x0000000000000000UL},
};

/**
 * -ln((fraction + 1) / 2^64) with 58 bits behind the point; the error is below 2^-30 + 1/fraction (1 for a fraction of 0), the
 * second part for the 1 that is left out.
 *
 * With x the fraction's mantissa and r = 1 - x factor/256, 0 <= r < 1/32: -ln x = ln(factor/256) + r + r²/2 + r³/3 + … + r⁶/6;
 * the next term is below 2^-37. Near 1 the factor is 1, so that small results keep their leading term to 2^-55.
 */
SHARED_INLINE word64 fixed_log(word64 fraction) {
    word32 zeros = words_leading_zeros(fraction | 1);
    word64 x = (fraction << zeros) >> 9;
    word32 j = (word32)(x >> 49) & 31u;
    /* In 32-bit halves, as all products here, because a product of 64-bit lanes is slow where one of 32-bit words is not. */
    word64 factor = fixed_log_table[j].factor;
    word64 r = (1UL << 63) - (((x >> 32) * factor) << 32) - (word64)(word32)x * factor;
    word64 r32 = (word32)(r >> 31);
    word64 sum = 0x33333333UL + (r32 * 0x2aaaaaabUL >> 32);
    sum = (word32)(0x40000000UL + (r32 * sum >> 32));
    sum = (word32)(0x55555555UL + (r32 * sum >> 32));
    sum = (word32)(0x80000000UL + (r32 * sum >> 32));
    word64 rest = (r32 * r32 >> 32) * sum >> 32;
    return zeros * FIXED_LOG_LN2 + fixed_log_table[j].log + (r >> 5) + (rest << 26);
}

/** The time to the next event at a mean waiting time, rounded down: -ln(fraction) mean, with mean = mantissa 2^(shift - 32).
 *
 * @param fraction  random, of 2^64
 * @param mantissa  32 bits
 * @param shift     -5..44
 */
SHARED_INLINE word64 fixed_log_wait(word64 fraction, word32 mantissa, int shift) {
    word64 log = fixed_log(fraction);
    word64 product = (log >> 32) * mantissa + ((log & 0xffffffffUL) * mantissa >> 32);
    return product >> (FIXED_LOG_BITS - shift);
}

#endif
