/* SPDX-License-Identifier: MIT */
#include "distill/cascade_view.h"

#include <sodium.h>
#include <stdlib.h>

#include "distill/bit_string.h"

/* Numbers of streams of the one seed. */
enum { NUMBER_ORDERS = 0, NUMBER_HALVES = 1 << 16 };

static enum satqkd_status no_memory(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for error correction");
}

/* Smallest power of two that holds a size, as its exponent. */
static int size_class(size_t size) {
    int class = 0;
    while (((size_t)1 << class) < size) {
        ++class;
    }
    return class;
}

static void cut(struct cascade_view *view, size_t block) {
    view->block = block < view->slots ? block : view->slots;
    view->blocks = (view->slots + view->block - 1) / view->block;
    view->depth = size_class(view->block);
}

/* Carries the errors found so far into a new order. */
static void show_found(struct cascade_view *view, size_t count) {
    const size_t words = (count + BIT_WORD - 1) / BIT_WORD;
    for (size_t i = 0; i < words; ++i) {
        for (uint64_t left = view->errors[i]; left; left &= left - 1) {
            const size_t slot = permutation_slot(view->order, i * BIT_WORD + bit_lowest(left));
            view->found[slot / BIT_WORD] |= UINT64_C(1) << (slot % BIT_WORD);
        }
    }
}

enum satqkd_status cascade_view_open_order(struct cascade_view *view, size_t count,
                                           const unsigned char seed[PERMUTATION_SEED], int number, size_t block,
                                           const uint64_t *errors, struct satqkd_error *error) {
    const enum satqkd_status status =
        permutation_create(count, seed, NUMBER_ORDERS + (uint64_t)number, &view->order, error);
    if (status != SATQKD_OK) {
        return status;
    }
    view->errors = errors;
    view->slots = permutation_slots(view->order);
    cut(view, block);
    view->found = calloc(view->slots / BIT_WORD, sizeof *view->found);
    if (!view->found) {
        return no_memory(error);
    }
    show_found(view, count);
    return SATQKD_OK;
}

enum satqkd_status cascade_view_open_half(struct cascade_view *view, size_t count,
                                          const unsigned char seed[PERMUTATION_SEED], int number,
                                          const uint64_t *errors, struct satqkd_error *error) {
    unsigned char nonce[crypto_stream_chacha20_NONCEBYTES] = {0};
    const uint64_t stream = NUMBER_HALVES + (uint64_t)number;
    const size_t words = (count + BIT_WORD - 1) / BIT_WORD;
    view->errors = errors;
    view->slots = words * BIT_WORD;
    cut(view, view->slots);
    view->mask = malloc(words * sizeof *view->mask);
    if (!view->mask) {
        return no_memory(error);
    }
    for (size_t i = 0; i < sizeof stream; ++i) {
        nonce[i] = (unsigned char)(stream >> (8 * i));
    }
    crypto_stream_chacha20((unsigned char *)view->mask, words * sizeof *view->mask, nonce, seed);
    return SATQKD_OK;
}

void cascade_view_release(struct cascade_view *view) {
    permutation_destroy(view->order);
    free(view->mask);
    free(view->found);
    free(view->flags);
}

bool cascade_view_slot(const struct cascade_view *view, size_t place, size_t *slot) {
    *slot = view->order ? permutation_slot(view->order, place) : place;
    return view->order || ((view->mask[place / BIT_WORD] >> (place % BIT_WORD)) & 1u);
}

size_t cascade_view_place(const struct cascade_view *view, size_t slot) {
    return view->order ? permutation_place(view->order, slot) : slot;
}

unsigned cascade_view_found(const struct cascade_view *view, size_t first, size_t last) {
    return view->order ? bit_range_parity(view->found, first, last)
                       : bit_masked_parity(view->errors, view->mask, first, last);
}

size_t cascade_view_block_end(const struct cascade_view *view, uint32_t block) {
    const size_t end = ((size_t)block + 1) * view->block;
    return end < view->slots ? end : view->slots;
}

struct cascade_node cascade_view_root(const struct cascade_view *view, int number, uint32_t block) {
    return (struct cascade_node){number, block, 1, (uint32_t)(block * view->block),
                                 (uint32_t)cascade_view_block_end(view, block)};
}

bool cascade_view_flag(struct cascade_view *view) {
    view->flags = calloc(view->blocks << (view->depth + 1), 1);
    return view->flags;
}
