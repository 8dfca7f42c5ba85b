/* SPDX-License-Identifier: MIT
 *
 * Products of a matrix of random bits with bit strings modulo 2: the matrix given, row by row without gaps, or expanded from 32
 * bytes by ChaCha20. A work-item makes a row's bit.
 */
#include "shared/chacha.h"

#ifndef LANES
#define LANES 16
#endif

#if LANES == 1
typedef uint lanes;
#define LANES_LOAD(from) (*(from))
#define LANES_COUNT 0u
#define LANES_CARRY(low) 0u
#else
typedef uint16 lanes;
#define LANES_LOAD(from) vload16(0, from)
#define LANES_COUNT (uint16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#define LANES_CARRY(low) (as_uint16((low) < LANES_COUNT) & 1)
#endif

static inline uint lanes_parity(lanes v) {
#if LANES == 1
    const uint word = v;
#else
    const uint8 v8 = v.lo ^ v.hi;
    const uint4 v4 = v8.lo ^ v8.hi;
    const uint2 v2 = v4.lo ^ v4.hi;
    const uint word = v2.x ^ v2.y;
#endif
    return popcount(word) & 1;
}

/* Rows of a matrix given as bits, of which the first begins at bit `offset` of `matrix`, times each of `keys` strings of
 * `pitch` words (a multiple of LANES), zero behind their n bits. parities: a word for each row, string after string. */
__kernel void random_matrix_given(__global const uint *matrix, ulong offset, ulong n, uint rows, __global const uint *x,
                                  uint pitch, uint keys, __global uint *parities) {
    const uint row = (uint)get_global_id(0);
    if (row >= rows) {
        return;
    }
    const ulong first = offset + row * n;
    const uint shift = (uint)first & 31;
    __global const uint *from = matrix + (first >> 5);
    for (uint key = 0; key < keys; ++key) {
        lanes sum = 0;
        for (uint word = 0; word < pitch; word += LANES) {
            const lanes low = LANES_LOAD(from + word);
            const lanes high = LANES_LOAD(from + word + 1);
            sum ^= (low >> shift | high << 1 << (31 - shift)) & LANES_LOAD(x + (ulong)key * pitch + word);
        }
        parities[(ulong)key * rows + row] = lanes_parity(sum);
    }
}

/* The string x of n bits for rows that begin at bit `shift` of a word: word j of block b, at laid[j pitch + b + 1], holds x's bits
 * from 32 (16 b + j) - shift on; zeros outside. pitch: blocks. */
__kernel void random_matrix_lay(__global const uint *x, ulong n, uint shift, uint pitch, __global uint *laid) {
    const ulong place = get_global_id(0);
    const uint block = (uint)(place % pitch);
    const uint word = (uint)(place / pitch);
    if (word >= CHACHA_WORDS) {
        return;
    }
    const long first = 32 * (CHACHA_WORDS * ((long)block - 1) + word) - shift;
    uint value = 0;
    if (first > -32 && first < (long)n) {
        const long at = first >> 5; /* -1: the part before the string is zero */
        const uint low = at >= 0 ? x[at] : 0;
        value = shift ? low >> (32 - shift) | x[at + 1] << shift : low;
        value &= (long)n - first < 32 ? (1u << ((long)n - first)) - 1 : 0xffffffff;
    }
    laid[place] = value;
}

/* LANES blocks of the key stream from block `counter` on. */
static inline void stream_blocks(__constant const uint *key, ulong counter, lanes *x) {
    const lanes low = (lanes)((uint)counter) + LANES_COUNT;
    const lanes high = (lanes)((uint)(counter >> 32)) + LANES_CARRY(low);
    x[0] = CHACHA_0;
    x[1] = CHACHA_1;
    x[2] = CHACHA_2;
    x[3] = CHACHA_3;
    x[4] = key[0];
    x[5] = key[1];
    x[6] = key[2];
    x[7] = key[3];
    x[8] = key[4];
    x[9] = key[5];
    x[10] = key[6];
    x[11] = key[7];
    x[12] = low;
    x[13] = high;
    x[14] = 0;
    x[15] = 0;
    for (int round = 0; round < CHACHA_DOUBLE_ROUNDS; ++round) {
        CHACHA_DOUBLE_ROUND(lanes, x)
    }
    x[0] += CHACHA_0;
    x[1] += CHACHA_1;
    x[2] += CHACHA_2;
    x[3] += CHACHA_3;
    x[4] += key[0];
    x[5] += key[1];
    x[6] += key[2];
    x[7] += key[3];
    x[8] += key[4];
    x[9] += key[5];
    x[10] += key[6];
    x[11] += key[7];
    x[12] += low;
    x[13] += high;
}

/* Every 32nd row of the matrix whose bits are the key stream, from first_row on, times the string: rows that begin at the same bit
 * of a word, for which it is laid out. */
__kernel void random_matrix_expanded(__constant const uint *key, ulong n, ulong first_row, uint rows,
                                     __global const uint *laid, uint pitch, __global uint *parities) {
    const uint row = (uint)get_global_id(0);
    if (row >= rows) {
        return;
    }
    const ulong first = (first_row + 32ul * row) * n;
    const uint words = (uint)(first >> 5) % CHACHA_WORDS; /* from the block's start to the row's */
    const ulong block = first >> 9;
    const uint blocks = (uint)(((first + n - 1) >> 9) - block) + 1;
    lanes sum = 0;
    for (uint b = 0; b < blocks; b += LANES) {
        lanes x[CHACHA_WORDS];
        stream_blocks(key, block + b, x);
#pragma unroll
        for (uint j = 0; j < CHACHA_WORDS; ++j) {
            const uint at = j >= words ? (j - words) * pitch + b + 1 : (j + CHACHA_WORDS - words) * pitch + b;
            sum ^= x[j] & LANES_LOAD(laid + at);
        }
    }
    parities[row] = lanes_parity(sum);
}

/* The key stream alone, folded into a word an item so that nothing can be left out. */
__kernel void random_matrix_stream(__constant const uint *key, uint blocks, uint items, __global uint *folded) {
    const uint id = (uint)get_global_id(0);
    if (id >= items) {
        return;
    }
    lanes sum = 0;
    for (uint b = 0; b < blocks; b += LANES) {
        lanes x[CHACHA_WORDS];
        stream_blocks(key, (ulong)id * blocks + b, x);
#pragma unroll
        for (uint j = 0; j < CHACHA_WORDS; ++j) {
            sum ^= x[j];
        }
    }
    folded[id] = lanes_parity(sum);
}

/* `blocks` blocks of the key stream from block `first` on, as they are; blocks is a multiple of LANES. */
__kernel void random_matrix_words(__constant const uint *key, ulong first, uint blocks, __global uint *words) {
    const uint b = (uint)get_global_id(0) * LANES;
    if (b >= blocks) {
        return;
    }
    lanes x[CHACHA_WORDS];
    stream_blocks(key, first + b, x);
    for (uint lane = 0; lane < LANES; ++lane) {
        for (uint j = 0; j < CHACHA_WORDS; ++j) {
            words[(b + lane) * CHACHA_WORDS + j] = ((const uint *)&x[j])[lane];
        }
    }
}

/* Bits as the numbers 0 and 1 for dense algebra: `rows` rows of `columns` from bit `offset` on, `apart` bits from row to row. */
__kernel void random_matrix_numbers(__global const uint *bits, ulong offset, ulong apart, uint columns, uint rows,
                                    __global float *numbers) {
    const ulong place = get_global_id(0);
    if (place >= (ulong)columns * rows) {
        return;
    }
    const ulong bit = offset + place / columns * apart + place % columns;
    numbers[place] = (float)(bits[bit >> 5] >> (bit & 31) & 1);
}

/* Adds counts, exact whole numbers below 2^24, to the parities from `first` on. */
__kernel void random_matrix_odd(__global const float *counts, uint count, ulong first, __global uint *parities) {
    const uint place = (uint)get_global_id(0);
    if (place < count) {
        parities[first + place] ^= (uint)counts[place] & 1;
    }
}
