/* SPDX-License-Identifier: MIT */
#include "distill/permutation.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Four rounds: of a row by the column, of the column by the row, and both again. */
enum { ROW_1, COLUMN_1, ROW_2, COLUMN_2, TABLES };

struct permutation {
    size_t count, rows;
    uint32_t columns;        /* a power of two, at least a word of bits */
    uint32_t *table[TABLES]; /* by column, by row, by column, by row */
};

/* Random numbers below a limit; the multiplication's unevenness is below limit / 2^32, of no concern to a public order. */
static void fill(uint32_t *table, size_t count, uint32_t limit) {
    for (size_t i = 0; i < count; ++i) {
        unsigned char b[sizeof *table]; /* little-endian on every machine */
        memcpy(b, &table[i], sizeof b);
        const uint32_t word = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
        table[i] = (uint32_t)(((uint64_t)word * limit) >> 32);
    }
}

enum satqkd_status permutation_create(size_t count, const unsigned char seed[PERMUTATION_SEED], uint64_t number,
                                      struct permutation **out, struct satqkd_error *error) {
    unsigned char nonce[crypto_stream_chacha20_NONCEBYTES];
    struct permutation *made = calloc(1, sizeof *made);
    uint32_t columns = BIT_WORD;
    *out = NULL;
    while (columns < UINT32_C(1) << 31 && (uint64_t)columns * columns < count) {
        columns *= 2;
    }
    const size_t rows = count > columns ? (count - 1) / columns + 1 : 1;
    const size_t entries = 2 * (rows + columns);
    uint32_t *tables = calloc(entries, sizeof *tables);
    if (!made || !tables) {
        free(made);
        free(tables);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for an order of %zu bits", count);
    }
    for (size_t i = 0; i < sizeof nonce; ++i) {
        nonce[i] = i < sizeof number ? (unsigned char)(number >> (8 * i)) : 0;
    }
    crypto_stream_chacha20((unsigned char *)tables, entries * sizeof *tables, nonce, seed);
    *made = (struct permutation){.count = count, .rows = rows, .columns = columns};
    made->table[ROW_1] = tables;
    made->table[COLUMN_1] = tables + columns;
    made->table[ROW_2] = tables + columns + rows;
    made->table[COLUMN_2] = tables + 2 * (size_t)columns + rows;
    fill(made->table[ROW_1], columns, (uint32_t)rows);
    fill(made->table[COLUMN_1], rows, columns);
    fill(made->table[ROW_2], columns, (uint32_t)rows);
    fill(made->table[COLUMN_2], rows, columns);
    *out = made;
    return SATQKD_OK;
}

void permutation_destroy(struct permutation *permutation) {
    if (permutation) {
        free(permutation->table[ROW_1]);
    }
    free(permutation);
}

size_t permutation_slots(const struct permutation *permutation) {
    return permutation->rows * permutation->columns;
}

static inline uint32_t add_below(uint32_t a, uint32_t b, uint32_t limit) {
    const uint32_t sum = a + b;
    return sum >= limit ? sum - limit : sum;
}

static inline uint32_t subtract_below(uint32_t a, uint32_t b, uint32_t limit) {
    return a >= b ? a - b : a + limit - b;
}

size_t permutation_place(const struct permutation *permutation, size_t slot) {
    const uint32_t rows = (uint32_t)permutation->rows, mask = permutation->columns - 1;
    uint32_t row = (uint32_t)(slot / permutation->columns);
    uint32_t column = (uint32_t)slot & mask;
    row = add_below(row, permutation->table[ROW_1][column], rows);
    column = (column + permutation->table[COLUMN_1][row]) & mask;
    row = add_below(row, permutation->table[ROW_2][column], rows);
    column = (column + permutation->table[COLUMN_2][row]) & mask;
    return (size_t)row * permutation->columns + column;
}

size_t permutation_slot(const struct permutation *permutation, size_t place) {
    const uint32_t rows = (uint32_t)permutation->rows, mask = permutation->columns - 1;
    uint32_t row = (uint32_t)(place / permutation->columns);
    uint32_t column = (uint32_t)place & mask;
    column = (column - permutation->table[COLUMN_2][row]) & mask;
    row = subtract_below(row, permutation->table[ROW_2][column], rows);
    column = (column - permutation->table[COLUMN_1][row]) & mask;
    row = subtract_below(row, permutation->table[ROW_1][column], rows);
    return (size_t)row * permutation->columns + column;
}

void permutation_apply(const struct permutation *permutation, const struct bit_string *string, uint64_t *out) {
    const uint32_t *row_1 = permutation->table[ROW_1], *column_1 = permutation->table[COLUMN_1];
    const uint32_t *row_2 = permutation->table[ROW_2], *column_2 = permutation->table[COLUMN_2];
    const uint32_t rows = (uint32_t)permutation->rows, columns = permutation->columns, mask = columns - 1;
    for (uint32_t slot_row = 0; slot_row < rows; ++slot_row) {
        for (uint32_t begin = 0; begin < columns; begin += BIT_WORD) {
            uint64_t word = 0;
            for (uint32_t i = 0; i < BIT_WORD; ++i) {
                uint32_t row = add_below(slot_row, row_1[begin + i], rows);
                uint32_t column = (begin + i + column_1[row]) & mask;
                row = add_below(row, row_2[column], rows);
                column = (column + column_2[row]) & mask;
                const size_t place = (size_t)row * columns + column;
                const uint64_t bit = place < string->count ? string->word[place / BIT_WORD] >> (place % BIT_WORD) : 0;
                word |= (bit & 1) << i;
            }
            *out++ = word;
        }
    }
}
