/* SPDX-License-Identifier: MIT */
#include "distill/toeplitz.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "distill/bits.h"
#include "distill/kernel_set.h"
#include "distill/product_cut.h"

enum {
    GROUPS_A_UNIT = 4, /* work-groups of a compute unit: enough to even out */
    NARROW_LOCAL = 64, /* work-items of a group where one handles one word */
    BUFFER_SLACK = 64  /* bytes behind a string: kernels read whole words and vectors */
};

enum kernel_id { PLACE, ROWS, FORWARD, UNITS, PRODUCTS, JOINED, BACKWARD, CIRCLE, KERNELS };
enum buffer_id { CUT, KEY_BITS, SEED_BITS, CIRCLES, ALL_ROWS, ALL_UNITS, SCRATCH, PLANES, OUTPUT, BUFFERS };

static const char *const kernel_names[KERNELS] = {"toeplitz_place",    "toeplitz_rows",     "toeplitz_forward",
                                                  "toeplitz_units",    "toeplitz_products", "toeplitz_joined",
                                                  "toeplitz_backward", "toeplitz_circle"};

struct toeplitz {
    struct kernel_set set;
    uint32_t lanes;
    uint32_t log_most;          /* bits of a product */
    size_t groups;              /* of the kernels that walk rows, and multiply */
    uint32_t at_once;           /* of them, that the device runs at the same time */
    struct product_shape shape; /* no levels: as product_cut_choose says */
    uint32_t helpers;           /* cells that a work-group handles side by side */
};

/* The largest product that the device's memory takes: a bit becomes a byte at most in the units of either string
 * (product_cut_test.cpp), which share a buffer; all else takes less than as much again. */
static uint32_t log_most_of(const struct device_info *info) {
    uint32_t log_bits = TOEPLITZ_LOG_MOST;
    while (log_bits > TOEPLITZ_LOG_LEAST &&
           (UINT64_C(2) << log_bits > info->largest_buffer_bytes || UINT64_C(4) << log_bits > info->memory_bytes)) {
        --log_bits;
    }
    return log_bits;
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
    toeplitz->log_most = cut && cut->log_bits && cut->log_bits < most ? cut->log_bits : most;
    toeplitz->groups = (size_t)GROUPS_A_UNIT * info->compute_units;
    toeplitz->at_once = toeplitz->lanes == 1 ? (uint32_t)toeplitz->groups : info->compute_units;
    toeplitz->shape = cut ? cut->shape : (struct product_shape){.levels = 0};
    toeplitz->helpers = toeplitz->lanes == 1 ? NARROW_LOCAL / PRODUCT_BLOCK_ROWS : 1;
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

/* Work-groups that multiply: no more than there are batches. */
static size_t multipliers(const struct toeplitz *toeplitz, const struct product_cut *cut) {
    const size_t batches = cut->units / PRODUCT_BATCH_UNITS;
    return toeplitz->groups < batches ? toeplitz->groups : batches;
}

/* Memory for a product. */
static enum satqkd_status prepare(struct toeplitz *toeplitz, const struct product_cut *cut, uint64_t n, uint64_t m,
                                  struct satqkd_error *error) {
    const size_t word = sizeof(uint32_t);
    const size_t row = 2 * word * cut->pitch;
    const size_t unit = 2 * word * PRODUCT_BLOCK_ROWS * cut->small;
    const size_t bytes[BUFFERS] = {[CUT] = sizeof *cut,
                                   [KEY_BITS] = bits_bytes(n) + BUFFER_SLACK,
                                   [SEED_BITS] = bits_bytes(n + m - 1) + BUFFER_SLACK,
                                   [CIRCLES] = 2 * word * cut->rows * cut->width + BUFFER_SLACK,
                                   [ALL_ROWS] = 2 * row * cut->rows,
                                   [ALL_UNITS] = 2 * unit * cut->units,
                                   [SCRATCH] = 2 * toeplitz->groups * (row > unit ? row : unit),
                                   [PLANES] =
                                       word * PRODUCT_BLOCK_ROWS * (size_t)cut->planes * multipliers(toeplitz, cut),
                                   [OUTPUT] = bits_bytes(m) + BUFFER_SLACK};
    enum satqkd_status status = SATQKD_OK;
    for (int i = 0; i < BUFFERS && status == SATQKD_OK; ++i) {
        status = kernel_set_need(&toeplitz->set, i, bytes[i], error);
    }
    return status == SATQKD_OK ? device_buffer_write(toeplitz->set.buffers[CUT], 0, sizeof *cut, cut, error) : status;
}

/* A string of so many bits on its circle, the first `head` of them from its start. */
static enum satqkd_status place(struct kernel_set *set, const struct product_cut *cut, int bits, uint64_t head,
                                uint64_t length, uint32_t string, struct satqkd_error *error) {
    const uint32_t words = cut->rows * cut->width;
    return KERNEL_SET_LAUNCH(set, PLACE, words, NARROW_LOCAL, error, KERNEL_SET_BUFFER(bits), KERNEL_SET_WORD64(head),
                             KERNEL_SET_WORD64(length), KERNEL_SET_WORD32(product_cut_bits(cut)),
                             KERNEL_SET_WORD32(string * words), KERNEL_SET_BUFFER(CIRCLES));
}

/* The rows' levels but the first and, on the way back, the last, which are done with the circle. */
static enum satqkd_status forward(struct toeplitz *toeplitz, const struct product_cut *cut, uint32_t strings,
                                  struct satqkd_error *error) {
    const size_t local = local_of(toeplitz);
    uint32_t coefficients = cut->rows;
    enum satqkd_status status = SATQKD_OK;
    for (uint32_t level = 1; level < cut->levels && status == SATQKD_OK; ++level) {
        coefficients /= 3;
        status =
            KERNEL_SET_LAUNCH(&toeplitz->set, FORWARD, toeplitz->groups * local, local, error, KERNEL_SET_BUFFER(CUT),
                              KERNEL_SET_WORD32(strings), KERNEL_SET_WORD32(level), KERNEL_SET_WORD32(coefficients),
                              KERNEL_SET_BUFFER(ALL_ROWS), KERNEL_SET_BUFFER(SCRATCH));
    }
    return status;
}

static enum satqkd_status backward(struct toeplitz *toeplitz, const struct product_cut *cut,
                                   struct satqkd_error *error) {
    const size_t local = local_of(toeplitz);
    uint32_t coefficients = 1;
    enum satqkd_status status = SATQKD_OK;
    for (uint32_t level = cut->levels - 1; level > 0 && status == SATQKD_OK; --level) {
        coefficients *= 3;
        status = KERNEL_SET_LAUNCH(&toeplitz->set, BACKWARD, toeplitz->groups * local, local, error,
                                   KERNEL_SET_BUFFER(CUT), KERNEL_SET_WORD32(level), KERNEL_SET_WORD32(coefficients),
                                   KERNEL_SET_BUFFER(ALL_ROWS), KERNEL_SET_BUFFER(SCRATCH));
    }
    return status;
}

/* From the strings' circles to the first words of the product's. */
static enum satqkd_status multiply(struct toeplitz *toeplitz, const struct product_cut *cut, uint32_t strings,
                                   uint64_t words, struct satqkd_error *error) {
    struct kernel_set *set = &toeplitz->set;
    const size_t local = local_of(toeplitz);
    const size_t items = toeplitz->groups * local;
    enum satqkd_status status =
        KERNEL_SET_LAUNCH(set, ROWS, items, local, error, KERNEL_SET_BUFFER(CUT), KERNEL_SET_WORD32(strings),
                          KERNEL_SET_BUFFER(CIRCLES), KERNEL_SET_BUFFER(ALL_ROWS));
    if (status != SATQKD_OK || (status = forward(toeplitz, cut, strings, error)) ||
        (status = KERNEL_SET_LAUNCH(set, UNITS, items, local, error, KERNEL_SET_BUFFER(CUT), KERNEL_SET_WORD32(strings),
                                    KERNEL_SET_BUFFER(ALL_ROWS), KERNEL_SET_BUFFER(ALL_UNITS),
                                    KERNEL_SET_BUFFER(SCRATCH))) ||
        (status = KERNEL_SET_LAUNCH(set, PRODUCTS, multipliers(toeplitz, cut) * local, local, error,
                                    KERNEL_SET_BUFFER(CUT), KERNEL_SET_BUFFER(ALL_UNITS), KERNEL_SET_BUFFER(PLANES))) ||
        (status =
             KERNEL_SET_LAUNCH(set, JOINED, items, local, error, KERNEL_SET_BUFFER(CUT), KERNEL_SET_BUFFER(ALL_UNITS),
                               KERNEL_SET_BUFFER(ALL_ROWS), KERNEL_SET_BUFFER(SCRATCH))) ||
        (status = backward(toeplitz, cut, error))) {
        return status;
    }
    return KERNEL_SET_LAUNCH(set, CIRCLE, items, local, error, KERNEL_SET_BUFFER(CUT), KERNEL_SET_BUFFER(ALL_ROWS),
                             KERNEL_SET_WORD32(words), KERNEL_SET_BUFFER(OUTPUT));
}

/* One product: y of toeplitz_hash for sizes that fit it. @param seed  NULL: its units are there */
static enum satqkd_status block(struct toeplitz *toeplitz, const unsigned char *x, uint64_t n,
                                const unsigned char *seed, uint64_t m, unsigned char *y, double *seconds,
                                struct satqkd_error *error) {
    struct kernel_set *set = &toeplitz->set;
    const uint64_t length = n + m - 1;
    const struct product_cut cut = toeplitz->shape.levels > 0
                                       ? product_cut_make(length, toeplitz->shape, toeplitz->helpers)
                                       : product_cut_choose(length, toeplitz->at_once, toeplitz->helpers);
    enum satqkd_status status = prepare(toeplitz, &cut, n, m, error);
    if (status == SATQKD_OK && seed) {
        status = device_buffer_write(set->buffers[SEED_BITS], 0, bits_bytes(length), seed, error);
    }
    if (status == SATQKD_OK && seed) {
        status = place(set, &cut, SEED_BITS, m, length, 1, error);
    }
    if (status != SATQKD_OK || (status = device_buffer_write(set->buffers[KEY_BITS], 0, bits_bytes(n), x, error)) ||
        (status = place(set, &cut, KEY_BITS, n, n, 0, error)) ||
        (status = multiply(toeplitz, &cut, seed ? 2 : 1, (m + 31) / 32, error)) ||
        (status = device_finish(set->device, seconds, error)) ||
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
    const uint64_t most = UINT64_C(1) << toeplitz->log_most;
    const uint64_t length = n + m - 1;
    const uint64_t rows = m < most / 2 ? m : most / 2;
    const uint64_t columns = n < most - rows + 1 ? n : most - rows + 1;
    enum satqkd_status status = SATQKD_OK;
    unsigned char *x_part = malloc(bits_bytes(columns) + bits_bytes(most) + bits_bytes(rows));
    if (!x_part) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a part of %llu bits of a Toeplitz hash",
                                (unsigned long long)most);
    }
    unsigned char *seed_part = x_part + bits_bytes(columns);
    unsigned char *y_part = seed_part + bits_bytes(most);
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
    sodium_memzero(x_part, bits_bytes(columns) + bits_bytes(most) + bits_bytes(rows));
    free(x_part);
    return status;
}

enum satqkd_status toeplitz_hash(struct toeplitz *toeplitz, const unsigned char *x, uint64_t n,
                                 const unsigned char *seed, bool again, uint64_t m, unsigned char *y, double *seconds,
                                 struct satqkd_error *error) {
    const uint64_t most = UINT64_C(1) << toeplitz->log_most;
    if (n == 0 || m == 0) {
        return satqkd_error_set(error, SATQKD_INVALID, "a Toeplitz hash of %llu to %llu bits: both must be at least 1",
                                (unsigned long long)n, (unsigned long long)m);
    }
    return n + m - 1 <= most ? block(toeplitz, x, n, again ? NULL : seed, m, y, seconds, error)
                             : blocks(toeplitz, x, n, seed, m, y, seconds, error);
}
