/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_TOEPLITZ_H
#define SATQKD_DISTILL_TOEPLITZ_H

#include <stdbool.h>
#include <stdint.h>

#include "device/device.h"
#include "distill/product_cut.h"

/*
 * Products of Toeplitz matrices with bit strings on the device, by Schönhage's transform over GF(2) (kernels/toeplitz.cl): exact for
 * every input, in n log n.
 */

enum {
    TOEPLITZ_LOG_LEAST = 10, /* of the bits of a transform */
    TOEPLITZ_LOG_MOST = 27
};

/** Zeros choose what suits the device; the results do not depend on it. */
struct toeplitz_cut {
    /* of the largest transform, TOEPLITZ_LOG_LEAST to TOEPLITZ_LOG_MOST; beyond it the matrix is cut into blocks */
    uint32_t log_bits;
    uint32_t lanes;             /* words of a work-item: 16, for devices that want vectors, or 1 */
    struct product_shape shape; /* of every product; one that product_cut_make can make */
};

/** Kernels and memory, which is made when a hash first needs it and kept for the next. */
struct toeplitz;

/**
 * @param cut  NULL: as suits the device
 * @param out  owned by the caller, toeplitz_destroy
 */
enum satqkd_status toeplitz_create(struct device *device, const struct toeplitz_cut *cut, struct toeplitz **out,
                                   struct satqkd_error *error);

/** Wipes what it held of keys and seeds. @param toeplitz NULL is fine */
void toeplitz_destroy(struct toeplitz *toeplitz);

/**
 * y_i = XOR over j of s[(i - j) mod (n+m-1)] x_j, bit strings with the least significant bit of each byte first.
 *
 * @param x        n bits; what is above them in the last byte is ignored
 * @param seed     n + m - 1 bits, the same
 * @param again    the call before, of the same sizes, had this seed and succeeded: its transform is used again
 * @param n, m     at least 1; m may exceed n
 * @param y        ceil(m/8) bytes; the unused bits of the last are 0
 * @param seconds  increased by the kernels' time; NULL is fine
 */
enum satqkd_status toeplitz_hash(struct toeplitz *toeplitz, const unsigned char *x, uint64_t n,
                                 const unsigned char *seed, bool again, uint64_t m, unsigned char *y, double *seconds,
                                 struct satqkd_error *error);

#endif
