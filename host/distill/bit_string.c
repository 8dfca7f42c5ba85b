/* SPDX-License-Identifier: MIT */
#include "distill/bit_string.h"

#include <sodium.h>
#include <stdlib.h>

#include "distill/bits.h"

enum satqkd_status bit_string_create(size_t count, struct bit_string **out, struct satqkd_error *error) {
    struct bit_string *string = malloc(sizeof *string);
    *out = NULL;
    if (sodium_init() < 0) {
        free(string);
        return satqkd_error_set(error, SATQKD_FAILURE, "libsodium does not start: no source of random numbers");
    }
    const size_t words = count / BIT_WORD + (count % BIT_WORD != 0);
    uint64_t *word = string ? sodium_allocarray(words > 0 ? words : 1, sizeof *word) : NULL;
    if (!word) {
        free(string);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu bits", count);
    }
    sodium_memzero(word, words * sizeof *word);
    *string = (struct bit_string){.count = count, .words = words, .word = word};
    *out = string;
    return SATQKD_OK;
}

void bit_string_destroy(struct bit_string *string) {
    if (string) {
        sodium_free(string->word);
    }
    free(string);
}

unsigned bit_range_parity(const uint64_t *words, size_t first, size_t last) {
    if (first >= last) {
        return 0;
    }
    const size_t begin = first / BIT_WORD, end = (last - 1) / BIT_WORD;
    const uint64_t low = ~UINT64_C(0) << (first % BIT_WORD);
    const uint64_t high = ~UINT64_C(0) >> (BIT_WORD - 1 - (last - 1) % BIT_WORD);
    if (begin == end) {
        return bit_parity(words[begin] & low & high);
    }
    uint64_t sum = (words[begin] & low) ^ (words[end] & high);
    for (size_t i = begin + 1; i < end; ++i) {
        sum ^= words[i];
    }
    return bit_parity(sum);
}

unsigned bit_masked_parity(const uint64_t *words, const uint64_t *mask, size_t first, size_t last) {
    uint64_t sum = 0;
    if (first >= last) {
        return 0;
    }
    const size_t begin = first / BIT_WORD, end = (last - 1) / BIT_WORD;
    for (size_t i = begin; i <= end; ++i) {
        uint64_t word = words[i] & mask[i];
        word &= i == begin ? ~UINT64_C(0) << (first % BIT_WORD) : ~UINT64_C(0);
        word &= i == end ? ~UINT64_C(0) >> (BIT_WORD - 1 - (last - 1) % BIT_WORD) : ~UINT64_C(0);
        sum ^= word;
    }
    return bit_parity(sum);
}

size_t bit_string_distance(const struct bit_string *a, const struct bit_string *b) {
    size_t sum = 0;
    for (size_t i = 0; i < a->words; ++i) {
        sum += bit_weight(a->word[i] ^ b->word[i]);
    }
    return sum;
}

void bit_string_bytes(const struct bit_string *string, unsigned char *out) {
    const size_t bytes = bits_bytes(string->count);
    for (size_t i = 0; i < bytes; ++i) {
        out[i] = (unsigned char)(string->word[i / sizeof(uint64_t)] >> (8 * (i % sizeof(uint64_t))));
    }
}
