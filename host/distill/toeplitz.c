/* SPDX-License-Identifier: MIT */
#include "distill/toeplitz.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "distill/bits.h"
#include "distill/kernel_set.h"
#include "shared/prime.h"
#include "shared/transform.h"

enum {
    LOG_CHUNK_SMALL = 12,  /* two chunks of 16 KiB stay in a first-level cache */
    LOG_POINTS_SMALL = 21, /* up to here */
    LOG_ROOTS_ITEM = 10,   /* roots that a work-item makes */
    LOG_SCRATCH_MOST = 24, /* points of all work-groups' tiles */
    GROUPS_A_UNIT = 8,     /* work-groups of a compute unit: enough to even out; their tiles stay in a cache */
    NARROW_LOCAL = 64,     /* work-items of a group where one handles one point */
    ROOTS_SLACK = 17,      /* behind a table: -1 before it, and a vector's worth that is read in vain */
    BUFFER_SLACK = 64      /* bytes behind a string: kernels read whole words and vectors */
};

enum kernel_id { ROOTS, PLACE, SPREAD, PRODUCTS, GATHER, PACK, KERNELS };
enum buffer_id {
    GENERATORS,
    ROOTS_TABLE,
    SCRATCH,
    KEY_BITS,
    SEED_BITS,
    KEY_CIRCLE,
    SEED_CIRCLE,
    KEY,
    SEED,
    OUTPUT,
    BUFFERS
};

static const char *const kernel_names[KERNELS] = {"toeplitz_roots",    "toeplitz_place",  "toeplitz_spread",
                                                  "toeplitz_products", "toeplitz_gather", "toeplitz_pack"};

struct toeplitz {
    struct kernel_set set;
    uint32_t lanes;
    uint32_t log_most;   /* of a transform */
    uint32_t root_count; /* made so far */
};

/* A transform's shape. */
struct shape {
    uint32_t log_points, log_chunk;
    size_t groups; /* of the kernels with tiles */
};

/* The largest transform whose two strings of points, with a quarter more for all else, the device's memory takes. */
static uint32_t log_most_of(const struct device_info *info) {
    uint32_t log_points = TOEPLITZ_LOG_MOST;
    while (log_points > TOEPLITZ_LOG_LEAST && (UINT64_C(4) << log_points > info->largest_buffer_bytes ||
                                               UINT64_C(10) << log_points > info->memory_bytes)) {
        --log_points;
    }
    return log_points;
}

enum satqkd_status toeplitz_create(struct device *device, const struct toeplitz_cut *cut, struct toeplitz **out,
                                   struct satqkd_error *error) {
    *out = NULL;
    struct toeplitz *toeplitz = calloc(1, sizeof *toeplitz);
    if (!toeplitz) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a Toeplitz hash");
    }
    const struct device_info *info = device_describe(device);
    const uint32_t most = log_most_of(info);
    toeplitz->lanes = cut && cut->lanes ? cut->lanes : info->gpu ? 1 : 16;
    toeplitz->log_most = cut && cut->log_points && cut->log_points < most ? cut->log_points : most;
    enum satqkd_status status =
        kernel_set_build(&toeplitz->set, device, "toeplitz.cl", toeplitz->lanes == 1 ? "-D LANES=1" : "-D LANES=16",
                         kernel_names, KERNELS, error);
    if (status == SATQKD_OK) {
        *out = toeplitz;
    } else {
        toeplitz_destroy(toeplitz);
    }
    return status;
}

void toeplitz_destroy(struct toeplitz *toeplitz) {
    if (toeplitz) {
        kernel_set_release(&toeplitz->set);
    }
    free(toeplitz);
}

static size_t local_of(const struct toeplitz *toeplitz) {
    return toeplitz->lanes == 1 ? NARROW_LOCAL : 1;
}

static struct shape shape_of(const struct toeplitz *toeplitz, uint64_t points) {
    struct shape shape = {.log_points = TOEPLITZ_LOG_LEAST};
    while (UINT64_C(1) << shape.log_points < points) {
        ++shape.log_points;
    }
    shape.log_chunk = LOG_CHUNK_SMALL;
    if (shape.log_points > LOG_POINTS_SMALL) {
        shape.log_chunk += (shape.log_points - LOG_POINTS_SMALL) / 2;
    } else if (shape.log_points < LOG_CHUNK_SMALL + 3) {
        shape.log_chunk = shape.log_points - 2;
    }
    const uint32_t log_tile = shape.log_points - shape.log_chunk + TRANSFORM_LOG_COLUMNS;
    const size_t most = (size_t)1 << (LOG_SCRATCH_MOST - log_tile);
    const size_t tiles = (size_t)2 << (shape.log_chunk - TRANSFORM_LOG_COLUMNS);
    shape.groups = (size_t)GROUPS_A_UNIT * device_describe(toeplitz->set.device)->compute_units;
    shape.groups = shape.groups < most ? shape.groups : most;
    shape.groups = shape.groups < tiles ? shape.groups : tiles;
    return shape;
}

/* The roots of unity of a transform; those of a smaller one are the first of them. */
static enum satqkd_status make_roots(struct toeplitz *toeplitz, const struct shape *shape, struct satqkd_error *error) {
    const uint32_t count = UINT32_C(1) << (shape->log_points - 3);
    const uint32_t log_item = shape->log_points - 3 < LOG_ROOTS_ITEM ? shape->log_points - 3 : LOG_ROOTS_ITEM;
    struct prime_factor generators[PRIME_TWOS - 1];
    struct kernel_set *set = &toeplitz->set;
    if (count <= toeplitz->root_count) {
        return SATQKD_OK;
    }
    for (uint32_t i = 0; i < PRIME_TWOS - 1; ++i) {
        generators[i] = prime_root_of_unity(i + 2);
    }
    enum satqkd_status status =
        kernel_set_need(set, ROOTS_TABLE, (count + ROOTS_SLACK) * sizeof(struct prime_factor), error);
    if (status == SATQKD_OK) {
        status = kernel_set_need(set, GENERATORS, sizeof generators, error);
    }
    if (status == SATQKD_OK) {
        status = device_buffer_write(set->buffers[GENERATORS], 0, sizeof generators, generators, error);
    }
    if (status == SATQKD_OK) {
        status =
            KERNEL_SET_LAUNCH(set, ROOTS, count >> log_item, local_of(toeplitz), error, KERNEL_SET_BUFFER(GENERATORS),
                              KERNEL_SET_WORD32(log_item), KERNEL_SET_WORD32(count), KERNEL_SET_BUFFER(ROOTS_TABLE));
    }
    toeplitz->root_count = status == SATQKD_OK ? count : 0;
    return status;
}

static enum satqkd_status prepare(struct toeplitz *toeplitz, const struct shape *shape, uint64_t n, uint64_t m,
                                  struct satqkd_error *error) {
    const size_t points = (size_t)1 << shape->log_points;
    const size_t tile = sizeof(int32_t) << (shape->log_points - shape->log_chunk + TRANSFORM_LOG_COLUMNS);
    const size_t sizes[BUFFERS] = {[SCRATCH] = shape->groups * tile,
                                   [KEY_BITS] = bits_bytes(n) + BUFFER_SLACK,
                                   [SEED_BITS] = bits_bytes(n + m - 1) + BUFFER_SLACK,
                                   [KEY_CIRCLE] = points / 8,
                                   [SEED_CIRCLE] = points / 8,
                                   [KEY] = points * sizeof(int32_t),
                                   [SEED] = points * sizeof(int32_t),
                                   [OUTPUT] = bits_bytes(m) + BUFFER_SLACK};
    enum satqkd_status status = make_roots(toeplitz, shape, error);
    for (int i = SCRATCH; i < BUFFERS && status == SATQKD_OK; ++i) {
        status = kernel_set_need(&toeplitz->set, i, sizes[i], error);
    }
    return status;
}

/* What the products are multiplied by: 1/2 for each level, and R for the reduction of a product. */
static uint32_t scale_of(const struct shape *shape) {
    struct prime_factor scale =
        prime_factor_power(prime_factor_from((PRIME + 1) / 2 - PRIME), shape->log_points - TRANSFORM_LOG_LEAF);
    return (uint32_t)prime_factor_multiply(scale, prime_factor_of(PRIME_R_SQUARED)).value;
}

/* One transform: y of toeplitz_hash for sizes that fit it. */
static enum satqkd_status block(struct toeplitz *toeplitz, const unsigned char *x, uint64_t n,
                                const unsigned char *seed, uint64_t m, unsigned char *y, double *seconds,
                                struct satqkd_error *error) {
    struct kernel_set *set = &toeplitz->set;
    const uint64_t length = n + m - 1;
    const struct shape shape = shape_of(toeplitz, length > 2 * m ? length : 2 * m);
    const uint32_t k = shape.log_points;
    const uint32_t c = shape.log_chunk;
    const size_t circle_words = (size_t)1 << (k - 5);
    const size_t out_words = (size_t)((m + 31) / 32);
    const size_t local = local_of(toeplitz);
    const uint64_t rows = (m + (UINT64_C(1) << c) - 1) >> c;
    enum satqkd_status status = prepare(toeplitz, &shape, n, m, error);
    if (status != SATQKD_OK || (status = device_buffer_write(set->buffers[KEY_BITS], 0, bits_bytes(n), x, error)) ||
        (status = device_buffer_write(set->buffers[SEED_BITS], 0, bits_bytes(length), seed, error)) ||
        (status = KERNEL_SET_LAUNCH(set, PLACE, circle_words, NARROW_LOCAL, error, KERNEL_SET_BUFFER(KEY_BITS),
                                    KERNEL_SET_WORD64(n), KERNEL_SET_WORD64(n), KERNEL_SET_WORD32(UINT64_C(1) << k),
                                    KERNEL_SET_BUFFER(KEY_CIRCLE))) ||
        (status = KERNEL_SET_LAUNCH(set, PLACE, circle_words, NARROW_LOCAL, error, KERNEL_SET_BUFFER(SEED_BITS),
                                    KERNEL_SET_WORD64(m), KERNEL_SET_WORD64(length),
                                    KERNEL_SET_WORD32(UINT64_C(1) << k), KERNEL_SET_BUFFER(SEED_CIRCLE))) ||
        (status = KERNEL_SET_LAUNCH(set, SPREAD, shape.groups * local, local, error, KERNEL_SET_WORD32(k),
                                    KERNEL_SET_WORD32(c), KERNEL_SET_BUFFER(KEY_CIRCLE), KERNEL_SET_BUFFER(SEED_CIRCLE),
                                    KERNEL_SET_BUFFER(ROOTS_TABLE), KERNEL_SET_BUFFER(SCRATCH), KERNEL_SET_BUFFER(KEY),
                                    KERNEL_SET_BUFFER(SEED))) ||
        (status = KERNEL_SET_LAUNCH(set, PRODUCTS, local << (k - c), local, error, KERNEL_SET_WORD32(k),
                                    KERNEL_SET_WORD32(c), KERNEL_SET_WORD32(k - 4 > TRANSFORM_LEVELS_UNREDUCED),
                                    KERNEL_SET_WORD32(scale_of(&shape)), KERNEL_SET_BUFFER(ROOTS_TABLE),
                                    KERNEL_SET_BUFFER(KEY), KERNEL_SET_BUFFER(SEED))) ||
        (status = KERNEL_SET_LAUNCH(set, GATHER, shape.groups * local, local, error, KERNEL_SET_WORD32(k),
                                    KERNEL_SET_WORD32(c), KERNEL_SET_WORD32(rows), KERNEL_SET_BUFFER(ROOTS_TABLE),
                                    KERNEL_SET_BUFFER(SCRATCH), KERNEL_SET_BUFFER(KEY))) ||
        (status = KERNEL_SET_LAUNCH(set, PACK, out_words, NARROW_LOCAL, error, KERNEL_SET_BUFFER(KEY),
                                    KERNEL_SET_WORD32(out_words), KERNEL_SET_BUFFER(OUTPUT))) ||
        (status = device_finish(toeplitz->set.device, seconds, error)) ||
        (status = device_buffer_read(set->buffers[OUTPUT], bits_bytes(m), y, error))) {
        return status;
    }
    if (m % 8) {
        y[m / 8] &= (unsigned char)((1u << (m % 8)) - 1);
    }
    return SATQKD_OK;
}

/* Bits of a ring of so many from one on, to the start of a string of zeros. */
static void take_around(unsigned char *to, uint64_t to_first, const unsigned char *ring, uint64_t size, uint64_t first,
                        uint64_t count) {
    const uint64_t before = count < size - first ? count : size - first;
    bits_xor(to, to_first, ring, first, before);
    bits_xor(to, to_first + before, ring, 0, count - before);
}

/* The matrix in blocks of rows and columns, each a Toeplitz matrix of a part of the seed. */
static enum satqkd_status blocks(struct toeplitz *toeplitz, const unsigned char *x, uint64_t n,
                                 const unsigned char *seed, uint64_t m, unsigned char *y, double *seconds,
                                 struct satqkd_error *error) {
    const uint64_t points = UINT64_C(1) << toeplitz->log_most;
    const uint64_t length = n + m - 1;
    const uint64_t rows = m < points / 2 ? m : points / 2;
    const uint64_t columns = n < points - rows + 1 ? n : points - rows + 1;
    enum satqkd_status status = SATQKD_OK;
    unsigned char *x_part = malloc(bits_bytes(columns) + bits_bytes(points) + bits_bytes(rows));
    if (!x_part) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a part of %llu bits of a Toeplitz hash",
                                (unsigned long long)points);
    }
    unsigned char *seed_part = x_part + bits_bytes(columns);
    unsigned char *y_part = seed_part + bits_bytes(points);
    memset(y, 0, bits_bytes(m));
    for (uint64_t row = 0; row < m && status == SATQKD_OK; row += rows) {
        const uint64_t m_part = m - row < rows ? m - row : rows;
        for (uint64_t column = 0; column < n && status == SATQKD_OK; column += columns) {
            const uint64_t n_part = n - column < columns ? n - column : columns;
            /* s[(row + i) - (column + j)]: first i - j = 0 … m_part - 1, then -(n_part - 1) … -1 */
            const uint64_t middle = (row + length - column) % length;
            memset(x_part, 0, bits_bytes(n_part));
            memset(seed_part, 0, bits_bytes(n_part + m_part - 1));
            bits_xor(x_part, 0, x, column, n_part);
            take_around(seed_part, 0, seed, length, middle, m_part);
            take_around(seed_part, m_part, seed, length, (middle + length - (n_part - 1)) % length, n_part - 1);
            status = block(toeplitz, x_part, n_part, seed_part, m_part, y_part, seconds, error);
            if (status == SATQKD_OK) {
                bits_xor(y, row, y_part, 0, m_part);
            }
        }
    }
    sodium_memzero(x_part, bits_bytes(columns) + bits_bytes(points) + bits_bytes(rows));
    free(x_part);
    return status;
}

enum satqkd_status toeplitz_hash(struct toeplitz *toeplitz, const unsigned char *x, uint64_t n,
                                 const unsigned char *seed, uint64_t m, unsigned char *y, double *seconds,
                                 struct satqkd_error *error) {
    const uint64_t points = UINT64_C(1) << toeplitz->log_most;
    if (n == 0 || m == 0) {
        return satqkd_error_set(error, SATQKD_INVALID, "a Toeplitz hash of %llu to %llu bits: both must be at least 1",
                                (unsigned long long)n, (unsigned long long)m);
    }
    return n + m - 1 <= points && m <= points / 2 ? block(toeplitz, x, n, seed, m, y, seconds, error)
                                                  : blocks(toeplitz, x, n, seed, m, y, seconds, error);
}
