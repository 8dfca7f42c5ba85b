/* SPDX-License-Identifier: MIT */
#include "distill/amplify.h"

#include <stdlib.h>
#include <string.h>

#include "distill/bits.h"
#include "distill/random_matrix.h"
#include "distill/toeplitz.h"

static const char *const names[AMPLIFY_FAMILIES + 1] = {"toeplitz", "toeplitz-modified", "random-matrix", NULL};

static const uint64_t SAID_MOST_BITS = UINT64_C(1) << 28;

struct amplify {
    struct device *device;
    struct toeplitz *toeplitz;
    struct random_matrix *matrix;
};

const char *amplify_name(enum amplify_family family) {
    return names[family];
}

const char *const *amplify_names(void) {
    return names;
}

int amplify_find(const char *name, enum amplify_family *out) {
    for (int family = 0; family < AMPLIFY_FAMILIES; ++family) {
        if (strcmp(name, names[family]) == 0) {
            *out = (enum amplify_family)family;
            return 1;
        }
    }
    return 0;
}

enum satqkd_status amplify_seed_bits(enum amplify_family family, uint64_t n, uint64_t m, uint64_t *out,
                                     struct satqkd_error *error) {
    if (m == 0 || m > n) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "a hash of %llu to %llu bits: the output must have at least 1 bit and no more than the "
                                "input",
                                (unsigned long long)n, (unsigned long long)m);
    }
    if (family == AMPLIFY_RANDOM_MATRIX ? m > UINT64_MAX / n : m > UINT64_MAX - n) {
        return satqkd_error_set(error, SATQKD_INVALID, "a %s hash of %llu to %llu bits: its seed would be 2^64 bits",
                                names[family], (unsigned long long)n, (unsigned long long)m);
    }
    *out = family == AMPLIFY_TOEPLITZ ? n + m - 1 : family == AMPLIFY_TOEPLITZ_MODIFIED ? n - 1 : n * m;
    return SATQKD_OK;
}

bool amplify_expands(enum amplify_family family, uint64_t n, uint64_t m) {
    return family == AMPLIFY_RANDOM_MATRIX && m > SAID_MOST_BITS / n;
}

enum satqkd_status amplify_create(struct device *device, struct amplify **out, struct satqkd_error *error) {
    *out = calloc(1, sizeof **out);
    if (!*out) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for privacy amplification");
    }
    (*out)->device = device;
    return device_selftest(device, "random.cl", error);
}

void amplify_destroy(struct amplify *amplify) {
    if (amplify) {
        toeplitz_destroy(amplify->toeplitz);
        random_matrix_destroy(amplify->matrix);
    }
    free(amplify);
}

static enum satqkd_status need_toeplitz(struct amplify *amplify, struct satqkd_error *error) {
    return amplify->toeplitz ? SATQKD_OK : toeplitz_create(amplify->device, NULL, &amplify->toeplitz, error);
}

static enum satqkd_status need_matrix(struct amplify *amplify, struct satqkd_error *error) {
    return amplify->matrix ? SATQKD_OK : random_matrix_create(amplify->device, 0, &amplify->matrix, error);
}

/* The Toeplitz part on the first bits, the identity on the last. */
static enum satqkd_status modified(struct toeplitz *toeplitz, const unsigned char *x, uint64_t n,
                                   const unsigned char *seed, bool again, uint64_t m, unsigned char *y,
                                   double *kernel_s, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    memset(y, 0, bits_bytes(m));
    if (n > m) {
        status = toeplitz_hash(toeplitz, x, n - m, seed, again, m, y, kernel_s, error);
    }
    if (status == SATQKD_OK) {
        bits_xor(y, 0, x, n - m, m);
    }
    return status;
}

enum satqkd_status amplify_hash(struct amplify *amplify, enum amplify_family family, const unsigned char *input,
                                uint64_t keys, uint64_t n, const unsigned char *seed, uint64_t seed_bits, uint64_t m,
                                unsigned char *output, double *kernel_s, struct satqkd_error *error) {
    uint64_t needed = 0;
    enum satqkd_status status = amplify_seed_bits(family, n, m, &needed, error);
    if (status == SATQKD_OK && seed_bits < needed) {
        status = satqkd_error_set(error, SATQKD_INVALID,
                                  "a %s hash of %llu to %llu bits needs a seed of %llu bits, and there are %llu",
                                  names[family], (unsigned long long)n, (unsigned long long)m,
                                  (unsigned long long)needed, (unsigned long long)seed_bits);
    }
    if (status == SATQKD_OK) {
        status = family == AMPLIFY_RANDOM_MATRIX ? need_matrix(amplify, error) : need_toeplitz(amplify, error);
    }
    if (status == SATQKD_OK && family == AMPLIFY_RANDOM_MATRIX) {
        return random_matrix_hash(amplify->matrix, input, keys, n, seed, m, RANDOM_MATRIX_FASTEST, output, kernel_s,
                                  error);
    }
    for (uint64_t key = 0; key < keys && status == SATQKD_OK; ++key) {
        const unsigned char *x = input + (size_t)key * bits_bytes(n);
        unsigned char *y = output + (size_t)key * bits_bytes(m);
        status = family == AMPLIFY_TOEPLITZ
                     ? toeplitz_hash(amplify->toeplitz, x, n, seed, key > 0, m, y, kernel_s, error)
                     : modified(amplify->toeplitz, x, n, seed, key > 0, m, y, kernel_s, error);
    }
    return status;
}

enum satqkd_status amplify_hash_expanded(struct amplify *amplify, const unsigned char *input, uint64_t n,
                                         const unsigned char *seed, uint64_t m, unsigned char *output, double *kernel_s,
                                         struct satqkd_error *error) {
    uint64_t ignored = 0;
    enum satqkd_status status = amplify_seed_bits(AMPLIFY_RANDOM_MATRIX, n, m, &ignored, error);
    if (status == SATQKD_OK) {
        status = need_matrix(amplify, error);
    }
    return status == SATQKD_OK ? random_matrix_expand(amplify->matrix, input, n, seed, 0, m, output, kernel_s, error)
                               : status;
}
