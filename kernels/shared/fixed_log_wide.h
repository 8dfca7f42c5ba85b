/* SPDX-License-Identifier: MIT
 *
 * shared/fixed_log.h for eight lanes at a time, OpenCL only: the same bits.
 */
#ifndef SATQKD_SHARED_FIXED_LOG_WIDE_H
#define SATQKD_SHARED_FIXED_LOG_WIDE_H

#include "shared/fixed_log.h"

#define FIXED_LOG_LOW(lanes) ((lanes)&0xffffffffUL)

#define FIXED_LOG_PICK(member, j)                                                                                      \
    (ulong8)(fixed_log_table[(j).s0].member, fixed_log_table[(j).s1].member, fixed_log_table[(j).s2].member,           \
             fixed_log_table[(j).s3].member, fixed_log_table[(j).s4].member, fixed_log_table[(j).s5].member,           \
             fixed_log_table[(j).s6].member, fixed_log_table[(j).s7].member)

static inline ulong8 fixed_log_8(ulong8 fraction) {
    ulong8 zeros = clz(fraction | 1UL);
    ulong8 x = (fraction << zeros) >> 9;
    uint8 j = convert_uint8((x >> 49) & 31UL);
    ulong8 factor = FIXED_LOG_PICK(factor, j);
    ulong8 r = (1UL << 63) - (((x >> 32) * factor) << 32) - FIXED_LOG_LOW(x) * factor;
    ulong8 r32 = FIXED_LOG_LOW(r >> 31);
    ulong8 sum = 0x33333333UL + (r32 * 0x2aaaaaabUL >> 32);
    sum = FIXED_LOG_LOW(0x40000000UL + (r32 * sum >> 32));
    sum = FIXED_LOG_LOW(0x55555555UL + (r32 * sum >> 32));
    sum = FIXED_LOG_LOW(0x80000000UL + (r32 * sum >> 32));
    ulong8 rest = (r32 * r32 >> 32) * sum >> 32;
    return zeros * FIXED_LOG_LN2 + FIXED_LOG_PICK(log, j) + (r >> 5) + (rest << 26);
}

/** fixed_log_wait of eight fractions. */
static inline ulong8 fixed_log_wait_8(ulong8 fraction, uint mantissa, int shift) {
    ulong8 log = fixed_log_8(fraction);
    ulong8 product = (log >> 32) * (ulong)mantissa + (FIXED_LOG_LOW(log) * (ulong)mantissa >> 32);
    return product >> (ulong)(FIXED_LOG_BITS - shift);
}

#endif
