/* SPDX-License-Identifier: MIT */
#include "distill/toeplitz.h"

#include <stdlib.h>
#include <string.h>

#include "distill/bits.h"
#include "shared/prime.h"

enum {
    LEAF_LEVELS = 2,       /* levels that are not done: leaves have four coefficients */
    LOG_CHUNK_SMALL = 12,  /* two chunks of 16 KiB stay in a first-level cache */
    LOG_POINTS_SMALL = 21, /* up to here */
    LOG_COLUMNS = 7,       /* as in kernels/toeplitz.cl */
    LOG_ROOTS_ITEM = 10,   /* roots that a work-item makes */
    LEVELS_UNREDUCED = 21, /* kernels/transform_steps.h */
    LOG_SCRATCH_MOST = 24, /* points of all work-groups' tiles */
    GROUPS_A_UNIT =
        8, /* work-groups of a compute unit: enough to even out, few enough to keep their tiles in a cache */
    NARROW_LOCAL = 64, /* work-items of a group where one handles one point */
    BUFFER_SLACK = 64  /* bytes behind a string: kernels read whole words and vectors */
};

enum kernel_id { ROOTS, PLACE, SPREAD, PRODUCTS, GATHER, PACK, KERNELS };
enum buffer_id { ROOTS_TABLE, SCRATCH, KEY_BITS, SEED_BITS, KEY_CIRCLE, SEED_CIRCLE, KEY, SEED, OUTPUT, BUFFERS };

static const char *const kernel_names[KERNELS] = {"toeplitz_roots",    "toeplitz_place",  "toeplitz_spread",
                                                  "toeplitz_products", "toeplitz_gather", "toeplitz_pack"};

struct toeplitz {
    struct device *device;
    struct device_kernel *kernels[KERNELS];
    struct device_buffer *buffers[BUFFERS];
    size_t bytes[BUFFERS];
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
    struct device_program *program = NULL;
    *out = NULL;
    struct toeplitz *toeplitz = calloc(1, sizeof *toeplitz);
    if (!toeplitz) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a Toeplitz hash");
    }
    const struct device_info *info = device_describe(device);
    const uint32_t most = log_most_of(info);
    toeplitz->device = device;
    toeplitz->lanes = cut && cut->lanes ? cut->lanes : info->gpu ? 1 : 16;
    toeplitz->log_most = cut && cut->log_points && cut->log_points < most ? cut->log_points : most;
    enum satqkd_status status = device_program_create(
        device, "toeplitz.cl", toeplitz->lanes == 1 ? "-D LANES=1" : "-D LANES=16", &program, error);
    for (int i = 0; i < KERNELS && status == SATQKD_OK; ++i) {
        status = device_program_kernel(program, kernel_names[i], &toeplitz->kernels[i], error);
    }
    device_program_destroy(program);
    if (status == SATQKD_OK) {
        *out = toeplitz;
    } else {
        toeplitz_destroy(toeplitz);
    }
    return status;
}

void toeplitz_destroy(struct toeplitz *toeplitz) {
    if (!toeplitz) {
        return;
    }
    for (int i = 0; i < BUFFERS; ++i) {
        if (toeplitz->buffers[i]) {
            device_buffer_wipe(toeplitz->buffers[i], NULL);
        }
        device_buffer_destroy(toeplitz->buffers[i]);
    }
    for (int i = 0; i < KERNELS; ++i) {
        device_kernel_destroy(toeplitz->kernels[i]);
    }
    free(toeplitz);
}

/* Makes a buffer hold so many bytes; what was in it is lost. */
static enum satqkd_status need(struct toeplitz *toeplitz, enum buffer_id id, size_t bytes, struct satqkd_error *error) {
    if (bytes <= toeplitz->bytes[id]) {
        return SATQKD_OK;
    }
    enum satqkd_status status = SATQKD_OK;
    if (toeplitz->buffers[id]) {
        status = device_buffer_wipe(toeplitz->buffers[id], error);
    }
    device_buffer_destroy(toeplitz->buffers[id]);
    toeplitz->buffers[id] = NULL;
    toeplitz->bytes[id] = 0;
    if (status == SATQKD_OK) {
        status = device_buffer_reserve(toeplitz->device, bytes, &toeplitz->buffers[id], error);
    }
    if (status == SATQKD_OK) {
        toeplitz->bytes[id] = bytes;
    }
    return status;
}

/* A kernel's arguments, in order: B a buffer, 3 a word of 32 bits, 6 one of 64. */
struct argument {
    char kind;
    enum buffer_id buffer;
    uint64_t word;
};
#define BUFFER(id)                                                                                                     \
    { 'B', id, 0 }
#define WORD32(value)                                                                                                  \
    { '3', ROOTS_TABLE, value }
#define WORD64(value)                                                                                                  \
    { '6', ROOTS_TABLE, value }

static enum satqkd_status launch(struct toeplitz *toeplitz, enum kernel_id id, const struct argument *arguments,
                                 unsigned count, size_t items, size_t local, struct satqkd_error *error) {
    struct device_kernel *kernel = toeplitz->kernels[id];
    enum satqkd_status status = SATQKD_OK;
    for (unsigned i = 0; i < count && status == SATQKD_OK; ++i) {
        const struct argument *argument = &arguments[i];
        status = argument->kind == 'B' ? device_kernel_set_buffer(kernel, i, toeplitz->buffers[argument->buffer], error)
                 : argument->kind == '3' ? device_kernel_set_word32(kernel, i, (uint32_t)argument->word, error)
                                         : device_kernel_set_word64(kernel, i, argument->word, error);
    }
    return status == SATQKD_OK ? device_kernel_launch(kernel, items, local, error) : status;
}

#define LAUNCH(toeplitz, id, items, local, error, ...)                                                                 \
    launch(toeplitz, id, (const struct argument[]){__VA_ARGS__},                                                       \
           (unsigned)(sizeof((const struct argument[]){__VA_ARGS__}) / sizeof(struct argument)), items, local, error)

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
    const uint32_t log_tile = shape.log_points - shape.log_chunk + LOG_COLUMNS;
    const size_t most = (size_t)1 << (LOG_SCRATCH_MOST - log_tile);
    const size_t tiles = (size_t)2 << (shape.log_chunk - LOG_COLUMNS);
    shape.groups = (size_t)GROUPS_A_UNIT * device_describe(toeplitz->device)->compute_units;
    shape.groups = shape.groups < most ? shape.groups : most;
    shape.groups = shape.groups < tiles ? shape.groups : tiles;
    return shape;
}

/* The roots of unity of a transform; those of a smaller one are the first of them. */
static enum satqkd_status make_roots(struct toeplitz *toeplitz, const struct shape *shape, struct satqkd_error *error) {
    const uint32_t count = UINT32_C(1) << (shape->log_points - 3);
    const uint32_t log_item = shape->log_points - 3 < LOG_ROOTS_ITEM ? shape->log_points - 3 : LOG_ROOTS_ITEM;
    struct prime_factor generators[PRIME_TWOS - 1];
    struct device_buffer *buffer = NULL;
    if (count <= toeplitz->root_count) {
        return SATQKD_OK;
    }
    for (uint32_t i = 0; i < PRIME_TWOS - 1; ++i) {
        generators[i] = prime_root_of_unity(i + 2);
    }
    enum satqkd_status status = need(
        toeplitz, ROOTS_TABLE, (count + 1) * sizeof(struct prime_factor) + 16 * sizeof(struct prime_factor), error);
    if (status == SATQKD_OK) {
        status = device_buffer_create(toeplitz->device, sizeof generators, generators, &buffer, error);
    }
    if (status == SATQKD_OK) {
        status = device_kernel_set_buffer(toeplitz->kernels[ROOTS], 0, buffer, error);
    }
    if (status == SATQKD_OK && (status = device_kernel_set_word32(toeplitz->kernels[ROOTS], 1, log_item, error)) == 0 &&
        (status = device_kernel_set_word32(toeplitz->kernels[ROOTS], 2, count, error)) == 0 &&
        (status = device_kernel_set_buffer(toeplitz->kernels[ROOTS], 3, toeplitz->buffers[ROOTS_TABLE], error)) == 0) {
        status = device_kernel_run(toeplitz->kernels[ROOTS], count >> log_item, local_of(toeplitz), NULL, error);
    }
    device_buffer_destroy(buffer);
    toeplitz->root_count = status == SATQKD_OK ? count : 0;
    return status;
}

static enum satqkd_status prepare(struct toeplitz *toeplitz, const struct shape *shape, uint64_t n, uint64_t m,
                                  struct satqkd_error *error) {
    const size_t points = (size_t)1 << shape->log_points;
    const size_t tile = sizeof(int32_t) << (shape->log_points - shape->log_chunk + LOG_COLUMNS);
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
        status = need(toeplitz, (enum buffer_id)i, sizes[i], error);
    }
    return status;
}

/* What the products are multiplied by: 1/2 for each level, and R for the reduction of a product. */
static uint32_t scale_of(const struct shape *shape) {
    struct prime_factor scale =
        prime_factor_power(prime_factor_from((PRIME + 1) / 2 - PRIME), shape->log_points - LEAF_LEVELS);
    return (uint32_t)prime_factor_multiply(scale, prime_factor_of(PRIME_R_SQUARED)).value;
}

/* One transform: y of toeplitz_hash for sizes that fit it. */
static enum satqkd_status block(struct toeplitz *toeplitz, const unsigned char *x, uint64_t n,
                                const unsigned char *seed, uint64_t m, unsigned char *y, double *seconds,
                                struct satqkd_error *error) {
    const uint64_t length = n + m - 1;
    const struct shape shape = shape_of(toeplitz, length > 2 * m ? length : 2 * m);
    const uint32_t k = shape.log_points;
    const uint32_t c = shape.log_chunk;
    const size_t circle_words = (size_t)1 << (k - 5);
    const size_t out_words = (size_t)((m + 31) / 32);
    const size_t local = local_of(toeplitz);
    const uint64_t rows = (m + (UINT64_C(1) << c) - 1) >> c;
    enum satqkd_status status = prepare(toeplitz, &shape, n, m, error);
    if (status != SATQKD_OK ||
        (status = device_buffer_write(toeplitz->buffers[KEY_BITS], 0, bits_bytes(n), x, error)) ||
        (status = device_buffer_write(toeplitz->buffers[SEED_BITS], 0, bits_bytes(length), seed, error)) ||
        (status = LAUNCH(toeplitz, PLACE, circle_words, NARROW_LOCAL, error, BUFFER(KEY_BITS), WORD64(n), WORD64(n),
                         WORD32(UINT64_C(1) << k), BUFFER(KEY_CIRCLE))) ||
        (status = LAUNCH(toeplitz, PLACE, circle_words, NARROW_LOCAL, error, BUFFER(SEED_BITS), WORD64(m),
                         WORD64(length), WORD32(UINT64_C(1) << k), BUFFER(SEED_CIRCLE))) ||
        (status = LAUNCH(toeplitz, SPREAD, shape.groups * local, local, error, WORD32(k), WORD32(c), BUFFER(KEY_CIRCLE),
                         BUFFER(SEED_CIRCLE), BUFFER(ROOTS_TABLE), BUFFER(SCRATCH), BUFFER(KEY), BUFFER(SEED))) ||
        (status = LAUNCH(toeplitz, PRODUCTS, local << (k - c), local, error, WORD32(k), WORD32(c),
                         WORD32(k - 4 > LEVELS_UNREDUCED), WORD32(scale_of(&shape)), BUFFER(ROOTS_TABLE), BUFFER(KEY),
                         BUFFER(SEED))) ||
        (status = LAUNCH(toeplitz, GATHER, shape.groups * local, local, error, WORD32(k), WORD32(c), WORD32(rows),
                         BUFFER(ROOTS_TABLE), BUFFER(SCRATCH), BUFFER(KEY))) ||
        (status =
             LAUNCH(toeplitz, PACK, out_words, NARROW_LOCAL, error, BUFFER(KEY), WORD32(out_words), BUFFER(OUTPUT))) ||
        (status = device_finish(toeplitz->device, seconds, error)) ||
        (status = device_buffer_read(toeplitz->buffers[OUTPUT], bits_bytes(m), y, error))) {
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
    memset(x_part, 0, bits_bytes(columns) + bits_bytes(points) + bits_bytes(rows));
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
