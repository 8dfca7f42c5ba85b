/* SPDX-License-Identifier: MIT */
#include "distill/permutation.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/*
 * The string's bytes go through the network; then eight of them at a time are laid out by bits: slot byte i × groups + g holds bit i,
 * turned within its byte, of the eight bytes with the numbers 8 g … 8 g + 7 of the new order. So a byte is moved where a bit by bit order
 * would move eight times as much, and still any two bits are neighbours in about one order of as many as there are neighbourhoods.
 */

enum { BYTE = 8, GROUP = 8, LEAST_COLUMNS = 64 };

/* Three rounds: a row is moved by its column, the column by the new row, the row again by the new column. Then the turn of a byte,
 * from its row and column. */
enum { ROW_FIRST, COLUMN, ROW_THEN, TURN_ROW, TURN_COLUMN, TABLES };

struct permutation {
    size_t count;
    uint32_t bytes, rows, columns; /* bytes = rows × columns; columns a power of two */
    uint32_t groups;               /* bytes / GROUP, a multiple of eight */
    uint32_t *table[TABLES];
};

/* Random numbers below a limit; the multiplication's unevenness is below limit / 2^32, of no concern to a public order. */
static void scale(uint32_t *table, size_t count, uint32_t limit) {
    for (size_t i = 0; i < count; ++i) {
        unsigned char b[sizeof *table]; /* little-endian on every machine */
        memcpy(b, &table[i], sizeof b);
        const uint32_t word = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
        table[i] = (uint32_t)(((uint64_t)word * limit) >> 32);
    }
}

static uint32_t table_size(const struct permutation *permutation, int table) {
    return table == COLUMN || table == TURN_ROW ? permutation->rows : permutation->columns;
}

static uint32_t table_limit(const struct permutation *permutation, int table) {
    return table == COLUMN ? permutation->columns : table == ROW_FIRST || table == ROW_THEN ? permutation->rows : BYTE;
}

enum satqkd_status permutation_create(size_t count, const unsigned char seed[PERMUTATION_SEED], uint64_t number,
                                      struct permutation **out, struct satqkd_error *error) {
    unsigned char nonce[crypto_stream_chacha20_NONCEBYTES];
    struct permutation *made = calloc(1, sizeof *made);
    const size_t bytes = count / BYTE + 1;
    uint32_t columns = LEAST_COLUMNS;
    size_t entries = 0;
    *out = NULL;
    if (!made || bytes >> 31) {
        free(made);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for an order of %zu bits", count);
    }
    while ((uint64_t)columns * columns < bytes) {
        columns *= 2;
    }
    made->count = count;
    made->columns = columns;
    made->rows = (uint32_t)((bytes + columns - 1) / columns);
    made->bytes = made->rows * columns;
    made->groups = made->bytes / GROUP;
    for (int table = 0; table < TABLES; ++table) {
        entries += table_size(made, table);
    }
    uint32_t *tables = calloc(entries, sizeof *tables);
    if (!tables) {
        free(made);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for an order of %zu bits", count);
    }
    for (size_t i = 0; i < sizeof nonce; ++i) {
        nonce[i] = (unsigned char)(i < sizeof number ? number >> (8 * i) : 0);
    }
    crypto_stream_chacha20((unsigned char *)tables, entries * sizeof *tables, nonce, seed);
    for (int table = 0; table < TABLES; ++table) {
        made->table[table] = tables;
        scale(tables, table_size(made, table), table_limit(made, table));
        tables += table_size(made, table);
    }
    *out = made;
    return SATQKD_OK;
}

void permutation_destroy(struct permutation *permutation) {
    if (permutation) {
        free(permutation->table[0]);
    }
    free(permutation);
}

size_t permutation_slots(const struct permutation *permutation) {
    return (size_t)permutation->bytes * BYTE;
}

static inline uint32_t add_below(uint32_t a, uint32_t b, uint32_t limit) {
    const uint32_t sum = a + b;
    return sum >= limit ? sum - limit : sum;
}

static inline uint32_t subtract_below(uint32_t a, uint32_t b, uint32_t limit) {
    return a >= b ? a - b : a + limit - b;
}

/* The byte of the string that has a number in the new order, and how far it is turned. */
static inline uint32_t byte_at(const struct permutation *permutation, uint32_t row, uint32_t column, uint32_t *turn) {
    row = add_below(row, permutation->table[ROW_FIRST][column], permutation->rows);
    column = (column + permutation->table[COLUMN][row]) & (permutation->columns - 1);
    row = add_below(row, permutation->table[ROW_THEN][column], permutation->rows);
    *turn = (permutation->table[TURN_ROW][row] + permutation->table[TURN_COLUMN][column]) % BYTE;
    return row * permutation->columns + column;
}

size_t permutation_place(const struct permutation *permutation, size_t slot) {
    const uint32_t slot_byte = (uint32_t)(slot / BYTE);
    const uint32_t number = GROUP * (slot_byte % permutation->groups) + (uint32_t)(slot % BYTE);
    uint32_t turn;
    const uint32_t byte = byte_at(permutation, number / permutation->columns, number % permutation->columns, &turn);
    const uint32_t bit = (slot_byte / permutation->groups + BYTE - turn) % BYTE;
    return (size_t)byte * BYTE + bit;
}

size_t permutation_slot(const struct permutation *permutation, size_t place) {
    const uint32_t byte = (uint32_t)(place / BYTE);
    uint32_t row = byte / permutation->columns, column = byte % permutation->columns;
    const uint32_t turn = permutation->table[TURN_ROW][row] + permutation->table[TURN_COLUMN][column];
    const uint32_t bit = ((uint32_t)(place % BYTE) + turn) % BYTE;
    row = subtract_below(row, permutation->table[ROW_THEN][column], permutation->rows);
    column = (column - permutation->table[COLUMN][row]) & (permutation->columns - 1);
    row = subtract_below(row, permutation->table[ROW_FIRST][column], permutation->rows);
    const uint32_t number = row * permutation->columns + column;
    return ((size_t)bit * permutation->groups + number / GROUP) * BYTE + number % GROUP;
}

/* Bit i of byte j becomes bit j of byte i (Warren, Hacker's Delight, 2012, section 7-3). */
static inline uint64_t transpose(uint64_t x) {
    uint64_t t = (x ^ (x >> 7)) & UINT64_C(0x00aa00aa00aa00aa);
    x ^= t ^ (t << 7);
    t = (x ^ (x >> 14)) & UINT64_C(0x0000cccc0000cccc);
    x ^= t ^ (t << 14);
    t = (x ^ (x >> 28)) & UINT64_C(0x00000000f0f0f0f0);
    return x ^ t ^ (t << 28);
}

/* The eight bytes of a group, turned and laid out by bits. */
static inline uint64_t group_bits(const struct permutation *permutation, const struct bit_string *string,
                                  uint32_t group) {
    const uint32_t first = GROUP * group;
    const uint32_t row = first / permutation->columns, column = first & (permutation->columns - 1);
    uint64_t eight = 0;
    for (uint32_t j = 0; j < GROUP; ++j) {
        uint32_t turn;
        const uint32_t byte = byte_at(permutation, row, column + j, &turn);
        const uint32_t word = byte / sizeof(uint64_t);
        const uint64_t value = word < string->words ? string->word[word] >> (BYTE * (byte % sizeof(uint64_t))) : 0;
        eight |= ((((value & 0xff) * 0x101) >> (BYTE - turn)) & 0xff) << (BYTE * j);
    }
    return transpose(eight);
}

void permutation_apply(const struct permutation *permutation, const struct bit_string *string, uint64_t *out) {
    const uint32_t words = permutation->groups / (uint32_t)sizeof(uint64_t); /* of one bit number's slots */
    for (uint32_t word = 0; word < words; ++word) {
        uint64_t gathered[BYTE] = {0};
        for (uint32_t k = 0; k < sizeof(uint64_t); ++k) {
            const uint64_t bits = group_bits(permutation, string, (uint32_t)sizeof(uint64_t) * word + k);
            for (uint32_t i = 0; i < BYTE; ++i) {
                gathered[i] |= ((bits >> (BYTE * i)) & 0xff) << (BYTE * k);
            }
        }
        for (uint32_t i = 0; i < BYTE; ++i) {
            out[(size_t)i * words + word] = gathered[i];
        }
    }
}
