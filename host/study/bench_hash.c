/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "distill/bits.h"
#include "distill/random_matrix.h"
#include "distill/toeplitz.h"
#include "study/bench_case.h"
#include "study/bench_hash.h"

/* Privacy amplification: the paper's size by the paper's method and by a Toeplitz matrix, and a size of today. */

/* Over four decades. */
#define SIZES(X) X(1e4, 10000) X(1e5, 100000) X(1e6, 1000000) X(1e7, 10000000) X(1e8, 100000000)

/* Rows of the random matrix that stand for all. */
#define MATRIX_SHARE (1.0 / 32)

struct hash {
    struct toeplitz *toeplitz;
    struct random_matrix *matrix;
    uint64_t n, m;
    unsigned char *x, *seed, *y;
};

static void release(void *state) {
    struct hash *hash = state;
    if (hash) {
        toeplitz_destroy(hash->toeplitz);
        random_matrix_destroy(hash->matrix);
        free(hash->x);
        free(hash->seed);
        free(hash->y);
    }
    free(hash);
}

/* Some bits, from Weyl's sequence of the golden ratio: the time does not depend on them. */
static void fill(unsigned char *bytes, size_t count) {
    uint64_t word = 0;
    for (size_t i = 0; i < count; ++i) {
        word += UINT64_C(0x9E3779B97F4A7C15);
        bytes[i] = (unsigned char)(word >> 56);
    }
}

static enum satqkd_status prepare(uint64_t n, uint64_t m, uint64_t seed_bits, void **state,
                                  struct satqkd_error *error) {
    struct hash *hash = calloc(1, sizeof *hash);
    *state = hash;
    if (hash) {
        hash->n = n;
        hash->m = m;
        hash->x = malloc(bits_bytes(n));
        hash->seed = malloc(bits_bytes(seed_bits));
        hash->y = malloc(bits_bytes(m));
    }
    if (!hash || !hash->x || !hash->seed || !hash->y) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    fill(hash->x, bits_bytes(n));
    fill(hash->seed, bits_bytes(seed_bits));
    return SATQKD_OK;
}

static enum satqkd_status prepare_matrix(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    enum satqkd_status status =
        prepare(BENCH_PAPER_IN, (uint64_t)(BENCH_PAPER_OUT * MATRIX_SHARE), 8 * RANDOM_MATRIX_SEED_BYTES, state, error);
    return status == SATQKD_OK ? random_matrix_create(ground->device, 0, &((struct hash *)*state)->matrix, error)
                               : status;
}

static enum satqkd_status prepare_toeplitz(const struct bench_ground *ground, uint64_t n, uint64_t m, void **state,
                                           struct satqkd_error *error) {
    enum satqkd_status status = prepare(n, m, n + m - 1, state, error);
    return status == SATQKD_OK ? toeplitz_create(ground->device, NULL, &((struct hash *)*state)->toeplitz, error)
                               : status;
}

static enum satqkd_status prepare_paper(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    return prepare_toeplitz(ground, BENCH_PAPER_IN, BENCH_PAPER_OUT, state, error);
}

static enum satqkd_status run_keystream(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct hash *hash = state;
    return random_matrix_stream(hash->matrix, hash->seed, &work->units, &work->kernel_s, error);
}

static enum satqkd_status run_matrix(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct hash *hash = state;
    work->units = (double)hash->n * (double)hash->m / 8;
    return random_matrix_expand(hash->matrix, hash->x, hash->n, hash->seed, 0, hash->m, hash->y, &work->kernel_s,
                                error);
}

static enum satqkd_status run_toeplitz(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct hash *hash = state;
    work->units = (double)hash->n;
    work->baseline_units = (double)hash->n * (double)hash->m / 8; /* of the matrix that it stands in for */
    return toeplitz_hash(hash->toeplitz, hash->x, hash->n, hash->seed, false, hash->m, hash->y, &work->kernel_s, error);
}

/* Held against the paper's size: what n log n makes of its rate. */
static enum satqkd_status run_size(void *state, struct bench_work *work, struct satqkd_error *error) {
    const struct hash *hash = state;
    enum satqkd_status status = run_toeplitz(state, work, error);
    work->baseline_units = (double)hash->n * log2((double)hash->n) / log2(BENCH_PAPER_IN);
    return status;
}

const struct bench_case bench_keystream = {
    .name = "keystream",
    .rate_unit = "bytes/s",
    .share = 1,
    .runs = BENCH_RUNS,
    .prepare = prepare_matrix,
    .run = run_keystream,
    .release = release,
};

const struct bench_case bench_random_matrix = {
    .name = "random-matrix",
    .rate_unit = "bytes/s",
    .baseline = "keystream",
    .ratio_to = "the ChaCha20 key stream that the matrix is made of",
    .share = MATRIX_SHARE,
    .runs = BENCH_RUNS,
    .prepare = prepare_matrix,
    .run = run_matrix,
    .release = release,
};

const struct bench_case bench_toeplitz = {
    .name = "toeplitz",
    .rate_unit = "bits/s",
    .baseline = "random-matrix",
    .ratio_to = "the random matrix of the same size",
    .share = 1,
    .runs = 3 * BENCH_RUNS, /* of some milliseconds */
    .prepare = prepare_paper,
    .run = run_toeplitz,
    .release = release,
};

#define SIZE(text, bits)                                                                                               \
    static enum satqkd_status prepare_##text(const struct bench_ground *ground, void **state,                          \
                                             struct satqkd_error *error) {                                             \
        return prepare_toeplitz(ground, bits, (bits) / BENCH_SIZES_RATIO, state, error);                               \
    }                                                                                                                  \
    const struct bench_case bench_toeplitz_##text = {                                                                  \
        .name = "toeplitz-" #text,                                                                                     \
        .rate_unit = "bits/s",                                                                                         \
        .baseline = "toeplitz",                                                                                        \
        .ratio_to = "n log n from the size of \"toeplitz\"",                                                           \
        .share = 1,                                                                                                    \
        .runs = BENCH_RUNS,                                                                                            \
        .prepare = prepare_##text,                                                                                     \
        .run = run_size,                                                                                               \
        .release = release,                                                                                            \
    };
SIZES(SIZE)
