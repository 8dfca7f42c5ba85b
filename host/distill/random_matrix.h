/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_RANDOM_MATRIX_H
#define SATQKD_DISTILL_RANDOM_MATRIX_H

#include <stdint.h>

#include "device/device.h"

/*
 * Products of a random m x n matrix of bits with bit strings on the device, the privacy amplification of Liao et al. 2017: the matrix
 * given in full, or expanded from 32 bytes by ChaCha20. Bit strings have the least significant bit of each byte first.
 */

enum { RANDOM_MATRIX_SEED_BYTES = 32 };

/** How a given matrix is multiplied; the results are the same. */
enum random_matrix_method {
    RANDOM_MATRIX_FASTEST, /* packed, unless there is so much work that trying both on a sample pays, and dense wins */
    RANDOM_MATRIX_PACKED,  /* AND and parity of 32 bits a word */
    RANDOM_MATRIX_DENSE    /* counts of ones by matrix products in single precision, exact below 2^24 */
};

struct random_matrix;

/**
 * @param lanes  words of a work-item: 16, for devices that want vectors, or 1; 0: as suits the device
 * @param out    owned by the caller, random_matrix_destroy
 */
enum satqkd_status random_matrix_create(struct device *device, uint32_t lanes, struct random_matrix **out,
                                        struct satqkd_error *error);

/** @param matrix NULL is fine */
void random_matrix_destroy(struct random_matrix *matrix);

/**
 * y_i = XOR over j of s[i n + j] x_j, for a batch of strings under one matrix.
 *
 * @param x        keys strings of n bits, ceil(n/8) bytes each
 * @param seed     n m bits
 * @param n, m, keys  at least 1, n below 2^31
 * @param y        keys strings of m bits, ceil(m/8) bytes each
 * @param seconds  increased by the kernels' time (but those of dense products); NULL is fine
 */
enum satqkd_status random_matrix_hash(struct random_matrix *matrix, const unsigned char *x, uint64_t keys, uint64_t n,
                                      const unsigned char *seed, uint64_t m, enum random_matrix_method method,
                                      unsigned char *y, double *seconds, struct satqkd_error *error);

/**
 * The same for one string and the matrix whose bits are ChaCha20's key stream (nonce 0, from block 0 on). No proof says that this
 * family is universal: its security rests on the cipher's.
 *
 * @param first_row, m  the rows wanted
 * @param seed          RANDOM_MATRIX_SEED_BYTES
 */
enum satqkd_status random_matrix_expand(struct random_matrix *matrix, const unsigned char *x, uint64_t n,
                                        const unsigned char *seed, uint64_t first_row, uint64_t m, unsigned char *y,
                                        double *seconds, struct satqkd_error *error);

/**
 * Key stream on the device and nothing else, to compare with.
 *
 * @param bytes  made, filled in
 */
enum satqkd_status random_matrix_stream(struct random_matrix *matrix, const unsigned char *seed, double *bytes,
                                        double *seconds, struct satqkd_error *error);

/**
 * The key stream itself.
 *
 * @param first, blocks  of 64 bytes; blocks a multiple of 16
 * @param stream         64 blocks bytes
 */
enum satqkd_status random_matrix_words(struct random_matrix *matrix, const unsigned char *seed, uint64_t first,
                                       uint32_t blocks, unsigned char *stream, struct satqkd_error *error);

#endif
