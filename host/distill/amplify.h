/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_AMPLIFY_H
#define SATQKD_DISTILL_AMPLIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "device/device.h"

/*
 * Privacy amplification: n bits to m by a function drawn from a universal family. Bit strings have the least significant bit of each
 * byte first; unused high bits of the last byte are ignored on input and 0 on output.
 *
 * toeplitz           y_i = XOR over j of s[(i - j) mod (n+m-1)] x_j, seed of n + m - 1 bits (Krawczyk 1994)
 * toeplitz-modified  y = T x[0 .. n-m) XOR x[n-m .. n) with T as above of m x (n-m), seed of n - 1 bits (Hayashi and Tsurumaru 2016)
 * random-matrix      y_i = XOR over j of s[i n + j] x_j, seed of n m bits (Carter and Wegman 1979; Liao et al. 2017)
 *
 * Each is universal_2: two different inputs collide for at most 2^-m of the seeds.
 */

enum amplify_family { AMPLIFY_TOEPLITZ, AMPLIFY_TOEPLITZ_MODIFIED, AMPLIFY_RANDOM_MATRIX, AMPLIFY_FAMILIES };

/** @return "toeplitz", "toeplitz-modified", "random-matrix" */
const char *amplify_name(enum amplify_family family);

/** @return the names of all families, ended by a NULL */
const char *const *amplify_names(void);

/** Whether a family has that name; if so, in out. */
int amplify_find(const char *name, enum amplify_family *out);

/**
 * Bits of seed that a family needs.
 *
 * @param n, m   bits in and out, 1 <= m <= n
 * @return SATQKD_INVALID for other sizes, and for those whose seed has 2^64 bits or more
 */
enum satqkd_status amplify_seed_bits(enum amplify_family family, uint64_t n, uint64_t m, uint64_t *out,
                                     struct satqkd_error *error);

/**
 * Whether two ends expand a random matrix from a seed that they can say, rather than say it: where it has more than 2^28 bits, a minute
 * of the downlink at 4 Mbit/s. Only for sizes that amplify_seed_bits takes.
 */
bool amplify_expands(enum amplify_family family, uint64_t n, uint64_t m);

/** The hashes of a device: programs, tables and memory are made when first needed and kept. */
struct amplify;

/** @param out  owned by the caller, amplify_destroy */
enum satqkd_status amplify_create(struct device *device, struct amplify **out, struct satqkd_error *error);

/** Wipes what it held of keys and seeds. @param amplify NULL is fine */
void amplify_destroy(struct amplify *amplify);

/**
 * Hashes a batch of strings with one function.
 *
 * @param input      keys strings of n bits, ceil(n/8) bytes each
 * @param seed       seed_bits bits; those beyond what the family needs are not used
 * @param output     keys strings of m bits, ceil(m/8) bytes each
 * @param kernel_s   increased by the kernels' time; NULL is fine
 * @return SATQKD_INVALID for sizes that do not fit and a seed that is too short, saying what would be right
 */
enum satqkd_status amplify_hash(struct amplify *amplify, enum amplify_family family, const unsigned char *input,
                                uint64_t keys, uint64_t n, const unsigned char *seed, uint64_t seed_bits, uint64_t m,
                                unsigned char *output, double *kernel_s, struct satqkd_error *error);

/**
 * random-matrix with its n m bits from ChaCha20's key stream on the device (random_matrix_expand): not proven universal.
 *
 * @param seed  32 bytes (RANDOM_MATRIX_SEED_BYTES)
 */
enum satqkd_status amplify_hash_expanded(struct amplify *amplify, const unsigned char *input, uint64_t n,
                                         const unsigned char *seed, uint64_t m, unsigned char *output, double *kernel_s,
                                         struct satqkd_error *error);

#endif
