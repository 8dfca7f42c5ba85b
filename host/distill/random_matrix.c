/* SPDX-License-Identifier: MIT */
#include "distill/random_matrix.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "distill/bits.h"
#include "distill/kernel_set.h"
#include "shared/chacha.h"
#include "stopwatch.h"

enum {
    ITEM_LOCAL = 64,         /* work-items of a group that do little each */
    PLACES = 32,             /* bits of a word where a row can begin */
    BLOCK_BITS = 512,        /* of the key stream */
    WORD_SLACK = 128,        /* bytes behind a buffer: vectors are read from any word of it on */
    DENSE_ROWS = 1024,       /* of a matrix product */
    DENSE_COLUMNS = 1 << 16, /* of one; below 2^24, so that every count is a float */
    DENSE_KEYS = 256,
    SAMPLE_ROWS = 256,
    TRY_KEYS = 4, /* in fewer no dense product wins */
    STREAM_ITEMS = 1024,
    STREAM_BLOCKS = 4096 /* of each */
};

/* Bits of the matrix that are on the device at a time. */
static const uint64_t PART_BITS = UINT64_C(1) << 30;

/* Packed work, in products of bits, that takes half a minute on two cores at 3·10^11 a second: the compilation of the dense product
 * takes several seconds, so that no try can pay below. */
static const double TRY_FROM_BITS = 1e13;

enum kernel_id { GIVEN, LAY, EXPANDED, STREAM, WORDS, NUMBERS, ODD, KERNELS };
enum buffer_id { MATRIX, STRINGS, PARITIES, LAID, CIPHER_KEY, DENSE_MATRIX, DENSE_STRINGS, DENSE_COUNTS };

static const char *const kernel_names[KERNELS] = {
    "random_matrix_given", "random_matrix_lay",     "random_matrix_expanded", "random_matrix_stream",
    "random_matrix_words", "random_matrix_numbers", "random_matrix_odd",
};

struct random_matrix {
    struct kernel_set set;
    uint32_t lanes;
    size_t row_local; /* work-items of a group of those that do a row each */
};

/* A product under way. */
struct product {
    const unsigned char *seed;
    uint64_t n, m, keys;
    uint32_t pitch;     /* words of a string on the device */
    uint64_t part_rows; /* of the matrix at a time */
    uint32_t *parities; /* of those rows, for each key */
    unsigned char *y;
    double *seconds;
};

enum satqkd_status random_matrix_create(struct device *device, uint32_t lanes, struct random_matrix **out,
                                        struct satqkd_error *error) {
    *out = NULL;
    struct random_matrix *matrix = calloc(1, sizeof *matrix);
    if (!matrix) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a random-matrix hash");
    }
    matrix->lanes = lanes ? lanes : device_describe(device)->gpu ? 1 : 16;
    matrix->row_local = matrix->lanes == 1 ? ITEM_LOCAL : 1;
    enum satqkd_status status =
        kernel_set_build(&matrix->set, device, "random_matrix.cl", matrix->lanes == 1 ? "-D LANES=1" : "-D LANES=16",
                         kernel_names, KERNELS, error);
    if (status == SATQKD_OK) {
        *out = matrix;
    } else {
        random_matrix_destroy(matrix);
    }
    return status;
}

void random_matrix_destroy(struct random_matrix *matrix) {
    if (matrix) {
        kernel_set_release(&matrix->set);
    }
    free(matrix);
}

/* The strings on the device, each from a word of its own on, zero behind its bits. */
static enum satqkd_status put_strings(struct random_matrix *matrix, const unsigned char *x, uint64_t keys, uint64_t n,
                                      uint32_t pitch, struct satqkd_error *error) {
    struct kernel_set *set = &matrix->set;
    const size_t bytes = (size_t)keys * pitch * sizeof(uint32_t) + WORD_SLACK;
    unsigned char *padded = calloc(bytes, 1);
    if (!padded) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %llu strings of %llu bits",
                                (unsigned long long)keys, (unsigned long long)n);
    }
    for (uint64_t key = 0; key < keys; ++key) {
        bits_xor(padded + (size_t)key * pitch * sizeof(uint32_t), 0, x + (size_t)key * bits_bytes(n), 0, n);
    }
    enum satqkd_status status = kernel_set_need(set, STRINGS, bytes, error);
    if (status == SATQKD_OK) {
        status = device_buffer_write(set->buffers[STRINGS], 0, bytes, padded, error);
    }
    sodium_memzero(padded, bytes);
    free(padded);
    return status;
}

/* Rows of the matrix on the device. offset: the first one's first bit there. */
static enum satqkd_status put_rows(struct random_matrix *matrix, const struct product *product, uint64_t row,
                                   uint64_t rows, uint64_t *offset, struct satqkd_error *error) {
    struct kernel_set *set = &matrix->set;
    const uint64_t first = row * product->n;
    const size_t bytes = bits_bytes(first + rows * product->n) - (size_t)(first / 8);
    *offset = first % 8;
    enum satqkd_status status =
        kernel_set_need(set, MATRIX, bits_bytes(product->part_rows * product->n) + 1 + WORD_SLACK, error);
    if (status == SATQKD_OK) {
        status = device_buffer_write(set->buffers[MATRIX], 0, bytes, product->seed + first / 8, error);
    }
    return status;
}

static enum satqkd_status packed(struct random_matrix *matrix, const struct product *product, uint64_t offset,
                                 uint64_t rows, struct satqkd_error *error) {
    return KERNEL_SET_LAUNCH(&matrix->set, GIVEN, rows, matrix->row_local, error, KERNEL_SET_BUFFER(MATRIX),
                             KERNEL_SET_WORD64(offset), KERNEL_SET_WORD64(product->n), KERNEL_SET_WORD32(rows),
                             KERNEL_SET_BUFFER(STRINGS), KERNEL_SET_WORD32(product->pitch),
                             KERNEL_SET_WORD32(product->keys), KERNEL_SET_BUFFER(PARITIES));
}

/* Counts of ones, some keys and columns at a time; parities are zero before. */
static enum satqkd_status dense(struct random_matrix *matrix, const struct product *product, uint64_t offset,
                                uint64_t rows, struct satqkd_error *error) {
    struct kernel_set *set = &matrix->set;
    const size_t most = DENSE_COLUMNS * sizeof(float);
    enum satqkd_status status = kernel_set_need(set, DENSE_MATRIX, DENSE_ROWS * most, error);
    if (status != SATQKD_OK || (status = kernel_set_need(set, DENSE_STRINGS, DENSE_KEYS * most, error)) ||
        (status = kernel_set_need(set, DENSE_COUNTS, DENSE_KEYS * DENSE_ROWS * sizeof(float), error))) {
        return status;
    }
    for (uint64_t column = 0; column < product->n; column += DENSE_COLUMNS) {
        const uint64_t columns = product->n - column < DENSE_COLUMNS ? product->n - column : DENSE_COLUMNS;
        status =
            KERNEL_SET_LAUNCH(set, NUMBERS, (size_t)(columns * rows), ITEM_LOCAL, error, KERNEL_SET_BUFFER(MATRIX),
                              KERNEL_SET_WORD64(offset + column), KERNEL_SET_WORD64(product->n),
                              KERNEL_SET_WORD32(columns), KERNEL_SET_WORD32(rows), KERNEL_SET_BUFFER(DENSE_MATRIX));
        for (uint64_t key = 0; key < product->keys && status == SATQKD_OK; key += DENSE_KEYS) {
            const uint64_t keys = product->keys - key < DENSE_KEYS ? product->keys - key : DENSE_KEYS;
            const uint64_t apart = (uint64_t)product->pitch * 32;
            if ((status = KERNEL_SET_LAUNCH(set, NUMBERS, (size_t)(columns * keys), ITEM_LOCAL, error,
                                            KERNEL_SET_BUFFER(STRINGS), KERNEL_SET_WORD64(key * apart + column),
                                            KERNEL_SET_WORD64(apart), KERNEL_SET_WORD32(columns),
                                            KERNEL_SET_WORD32(keys), KERNEL_SET_BUFFER(DENSE_STRINGS))) ||
                (status = device_matrix_product(set->device, keys, rows, columns, set->buffers[DENSE_STRINGS],
                                                set->buffers[DENSE_MATRIX], set->buffers[DENSE_COUNTS], error))) {
                return status;
            }
            status = KERNEL_SET_LAUNCH(set, ODD, (size_t)(keys * rows), ITEM_LOCAL, error,
                                       KERNEL_SET_BUFFER(DENSE_COUNTS), KERNEL_SET_WORD32(keys * rows),
                                       KERNEL_SET_WORD64(key * rows), KERNEL_SET_BUFFER(PARITIES));
        }
        if (status != SATQKD_OK) {
            return status;
        }
    }
    return SATQKD_OK;
}

/* Some rows for every key, by either method, into y. */
static enum satqkd_status some_rows(struct random_matrix *matrix, const struct product *product, uint64_t row,
                                    uint64_t rows, bool by_dense, struct satqkd_error *error) {
    struct kernel_set *set = &matrix->set;
    uint64_t offset = 0;
    enum satqkd_status status = put_rows(matrix, product, row, rows, &offset, error);
    const size_t bytes = (size_t)(product->keys * rows) * sizeof(uint32_t);
    if (status != SATQKD_OK || (status = kernel_set_need(set, PARITIES, bytes, error)) ||
        (status = device_buffer_wipe(set->buffers[PARITIES], error)) ||
        (status =
             by_dense ? dense(matrix, product, offset, rows, error) : packed(matrix, product, offset, rows, error)) ||
        (status = device_finish(set->device, product->seconds, error)) ||
        (status = device_buffer_read(set->buffers[PARITIES], bytes, product->parities, error))) {
        return status;
    }
    for (uint64_t key = 0; key < product->keys; ++key) {
        unsigned char *y = product->y + (size_t)key * bits_bytes(product->m);
        for (uint64_t i = 0; i < rows; ++i) {
            const unsigned bit = 1u << ((row + i) % 8);
            y[(row + i) / 8] =
                (unsigned char)((y[(row + i) / 8] & ~bit) | (product->parities[key * rows + i] ? bit : 0u));
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status check(uint64_t n, uint64_t m, uint64_t keys, struct satqkd_error *error) {
    if (n == 0 || m == 0 || keys == 0 || n >> 31 || m > UINT64_MAX / n) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "a random-matrix hash of %llu strings from %llu to %llu bits: all must be at least 1, "
                                "and the input below 2^31",
                                (unsigned long long)keys, (unsigned long long)n, (unsigned long long)m);
    }
    return SATQKD_OK;
}

/* Seconds of a product of a part of the seed with other parts, for a rate. */
static enum satqkd_status time_sample(struct random_matrix *matrix, const unsigned char *seed, uint64_t keys,
                                      uint64_t n, uint64_t m, enum random_matrix_method method, double *seconds,
                                      struct satqkd_error *error) {
    unsigned char *y = malloc((size_t)keys * bits_bytes(m));
    enum satqkd_status status = y ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a sample");
    for (int i = 0; i < 2 && status == SATQKD_OK; ++i) { /* the first compiles */
        const double begin = stopwatch_seconds();
        status = random_matrix_hash(matrix, seed, keys, n, seed, m, method, y, NULL, error);
        *seconds = stopwatch_seconds() - begin;
    }
    free(y);
    return status;
}

/* Whether dense products are the faster way, tried on a sample where there is so much work that a try can pay. */
static enum satqkd_status try_dense(struct random_matrix *matrix, const unsigned char *seed, uint64_t keys, uint64_t n,
                                    uint64_t m, bool *faster, struct satqkd_error *error) {
    const uint64_t sample_n = n < DENSE_COLUMNS ? n / 8 * 8 : DENSE_COLUMNS;
    const uint64_t sample_m = m < SAMPLE_ROWS ? m : SAMPLE_ROWS;
    const uint64_t most = sample_n ? n * m / sample_n : 0; /* strings that the seed has bits for */
    uint64_t sample_keys = keys < DENSE_KEYS ? keys : DENSE_KEYS;
    double packed_s = 0;
    double dense_s = 0;
    sample_keys = sample_keys < most ? sample_keys : most;
    *faster = false;
    if (keys < TRY_KEYS || sample_keys == 0 || (double)n * (double)m * (double)keys < TRY_FROM_BITS) {
        return SATQKD_OK;
    }
    enum satqkd_status status =
        time_sample(matrix, seed, sample_keys, sample_n, sample_m, RANDOM_MATRIX_PACKED, &packed_s, error);
    if (status == SATQKD_OK) {
        status = time_sample(matrix, seed, sample_keys, sample_n, sample_m, RANDOM_MATRIX_DENSE, &dense_s, error);
    }
    *faster = status == SATQKD_OK && dense_s < packed_s;
    return status;
}

enum satqkd_status random_matrix_hash(struct random_matrix *matrix, const unsigned char *x, uint64_t keys, uint64_t n,
                                      const unsigned char *seed, uint64_t m, enum random_matrix_method method,
                                      unsigned char *y, double *seconds, struct satqkd_error *error) {
    struct product product = {.seed = seed, .n = n, .m = m, .keys = keys, .y = y, .seconds = seconds};
    bool by_dense = method == RANDOM_MATRIX_DENSE;
    enum satqkd_status status = check(n, m, keys, error);
    if (status == SATQKD_OK && method == RANDOM_MATRIX_FASTEST) {
        status = try_dense(matrix, seed, keys, n, m, &by_dense, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    const uint32_t vector_bits = 32 * matrix->lanes;
    product.pitch = (uint32_t)((n + vector_bits - 1) / vector_bits * matrix->lanes);
    product.part_rows = PART_BITS / n > 1 ? PART_BITS / n : 1;
    if (by_dense && product.part_rows > DENSE_ROWS) {
        product.part_rows = DENSE_ROWS;
    }
    product.part_rows = product.part_rows < m ? product.part_rows : m;
    product.parities = malloc((size_t)(keys * product.part_rows) * sizeof *product.parities);
    if (!product.parities) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a random-matrix hash");
    }
    memset(y, 0, (size_t)keys * bits_bytes(m));
    status = put_strings(matrix, x, keys, n, product.pitch, error);
    for (uint64_t row = 0; row < m && status == SATQKD_OK; row += product.part_rows) {
        const uint64_t rows = m - row < product.part_rows ? m - row : product.part_rows;
        status = some_rows(matrix, &product, row, rows, by_dense, error);
    }
    sodium_memzero(product.parities, (size_t)(keys * product.part_rows) * sizeof *product.parities);
    free(product.parities);
    return status;
}

/* The cipher's key as words on the device. */
static enum satqkd_status put_cipher_key(struct random_matrix *matrix, const unsigned char *seed,
                                         struct satqkd_error *error) {
    uint32_t words[CHACHA_KEY_WORDS] = {0};
    for (int i = 0; i < RANDOM_MATRIX_SEED_BYTES; ++i) {
        words[i / 4] |= (uint32_t)seed[i] << (8 * (i % 4));
    }
    enum satqkd_status status = kernel_set_need(&matrix->set, CIPHER_KEY, sizeof words, error);
    if (status == SATQKD_OK) {
        status = device_buffer_write(matrix->set.buffers[CIPHER_KEY], 0, sizeof words, words, error);
    }
    sodium_memzero(words, sizeof words);
    return status;
}

/* Every PLACES-th row from first_row on: rows that begin at the same bit of a word. */
static enum satqkd_status expand_rows(struct random_matrix *matrix, uint64_t n, uint64_t first_row, uint64_t rows,
                                      uint32_t pitch, uint32_t *parities, double *seconds, struct satqkd_error *error) {
    struct kernel_set *set = &matrix->set;
    const uint32_t shift = (uint32_t)(first_row * n % PLACES);
    enum satqkd_status status = KERNEL_SET_LAUNCH(
        set, LAY, (size_t)CHACHA_WORDS * pitch, ITEM_LOCAL, error, KERNEL_SET_BUFFER(STRINGS), KERNEL_SET_WORD64(n),
        KERNEL_SET_WORD32(shift), KERNEL_SET_WORD32(pitch), KERNEL_SET_BUFFER(LAID));
    if (status != SATQKD_OK ||
        (status =
             KERNEL_SET_LAUNCH(set, EXPANDED, (size_t)rows, matrix->row_local, error, KERNEL_SET_BUFFER(CIPHER_KEY),
                               KERNEL_SET_WORD64(n), KERNEL_SET_WORD64(first_row), KERNEL_SET_WORD32(rows),
                               KERNEL_SET_BUFFER(LAID), KERNEL_SET_WORD32(pitch), KERNEL_SET_BUFFER(PARITIES))) ||
        (status = device_finish(set->device, seconds, error))) {
        return status;
    }
    return device_buffer_read(set->buffers[PARITIES], (size_t)rows * sizeof *parities, parities, error);
}

enum satqkd_status random_matrix_expand(struct random_matrix *matrix, const unsigned char *x, uint64_t n,
                                        const unsigned char *seed, uint64_t first_row, uint64_t m, unsigned char *y,
                                        double *seconds, struct satqkd_error *error) {
    struct kernel_set *set = &matrix->set;
    enum satqkd_status status = check(n, m, 1, error);
    if (status == SATQKD_OK && first_row > UINT64_MAX / n - m) {
        status = satqkd_error_set(error, SATQKD_INVALID,
                                  "%llu rows from row %llu on of a random matrix of %llu columns: too many bits",
                                  (unsigned long long)m, (unsigned long long)first_row, (unsigned long long)n);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    /* A row begins anywhere in its first block; vectors of blocks reach beyond its last; one block lies before. */
    const uint32_t blocks = (uint32_t)((n + 2 * BLOCK_BITS - 2) / BLOCK_BITS);
    const uint32_t pitch = (blocks + matrix->lanes - 1) / matrix->lanes * matrix->lanes + 1;
    const uint64_t most_rows = (m + PLACES - 1) / PLACES;
    uint32_t *parities = malloc((size_t)most_rows * sizeof *parities);
    if (!parities) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a random-matrix hash");
    }
    memset(y, 0, bits_bytes(m));
    status = put_strings(matrix, x, 1, n, (uint32_t)((n + 31) / 32) + 1, error);
    if (status != SATQKD_OK || (status = put_cipher_key(matrix, seed, error)) ||
        (status = kernel_set_need(set, LAID, (size_t)CHACHA_WORDS * pitch * sizeof(uint32_t), error)) ||
        (status = kernel_set_need(set, PARITIES, (size_t)most_rows * sizeof *parities, error))) {
        goto done;
    }
    for (uint64_t place = 0; place < PLACES && place < m && status == SATQKD_OK; ++place) {
        const uint64_t rows = (m - place + PLACES - 1) / PLACES;
        status = expand_rows(matrix, n, first_row + place, rows, pitch, parities, seconds, error);
        for (uint64_t i = 0; i < rows && status == SATQKD_OK; ++i) {
            const uint64_t row = place + PLACES * i;
            y[row / 8] |= (unsigned char)(parities[i] << (row % 8));
        }
    }
done:
    sodium_memzero(parities, (size_t)most_rows * sizeof *parities);
    free(parities);
    return status;
}

enum satqkd_status random_matrix_stream(struct random_matrix *matrix, const unsigned char *seed, double *bytes,
                                        double *seconds, struct satqkd_error *error) {
    struct kernel_set *set = &matrix->set;
    *bytes = (double)STREAM_ITEMS * STREAM_BLOCKS * BLOCK_BITS / 8;
    enum satqkd_status status = put_cipher_key(matrix, seed, error);
    if (status != SATQKD_OK || (status = kernel_set_need(set, PARITIES, STREAM_ITEMS * sizeof(uint32_t), error)) ||
        (status = KERNEL_SET_LAUNCH(set, STREAM, STREAM_ITEMS, matrix->row_local, error, KERNEL_SET_BUFFER(CIPHER_KEY),
                                    KERNEL_SET_WORD32(STREAM_BLOCKS), KERNEL_SET_WORD32(STREAM_ITEMS),
                                    KERNEL_SET_BUFFER(PARITIES)))) {
        return status;
    }
    return device_finish(set->device, seconds, error);
}

enum satqkd_status random_matrix_words(struct random_matrix *matrix, const unsigned char *seed, uint64_t first,
                                       uint32_t blocks, unsigned char *stream, struct satqkd_error *error) {
    struct kernel_set *set = &matrix->set;
    const size_t bytes = (size_t)blocks * (BLOCK_BITS / 8);
    enum satqkd_status status = put_cipher_key(matrix, seed, error);
    if (status != SATQKD_OK || (status = kernel_set_need(set, MATRIX, bytes, error)) ||
        (status = KERNEL_SET_LAUNCH(set, WORDS, blocks / matrix->lanes, matrix->row_local, error,
                                    KERNEL_SET_BUFFER(CIPHER_KEY), KERNEL_SET_WORD64(first), KERNEL_SET_WORD32(blocks),
                                    KERNEL_SET_BUFFER(MATRIX)))) {
        return status;
    }
    return device_buffer_read(set->buffers[MATRIX], bytes, stream, error);
}
