/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_CASCADE_VIEW_H
#define SATQKD_DISTILL_CASCADE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "distill/permutation.h"
#include "satqkd/status.h"

/*
 * One way to lay out a string in blocks, with what is known of the errors there: a random order, or a random half of the places in the
 * natural order, as one block. Each block has a binary tree, its nodes numbered as in a heap from 1 on.
 */

/** Of a node: its halves' parities are known; its errors that are left are odd; it is in a list of those to search. */
enum { CASCADE_SPLIT = 1, CASCADE_ODD = 2, CASCADE_QUEUED = 4 };

struct cascade_view {
    struct permutation *order; /* NULL: a half */
    uint64_t *mask;            /* of a half: its places */
    uint64_t *found;           /* of an order: the errors found, by slot */
    const uint64_t *errors;    /* the same by place; borrowed */
    unsigned char *flags;      /* by node; NULL: all 0 */
    size_t slots, block, blocks;
    int depth; /* of the trees */
};

/** A node of a view's trees; its slots are first … last - 1. */
struct cascade_node {
    int view;
    uint32_t block, heap;
    uint32_t first, last;
};

/**
 * Opens a random order, the errors found so far carried into it.
 *
 * @param count    places of the string
 * @param number   of the order among those of the seed
 * @param block    bits of a block, at least 1; beyond the string: one block
 * @param errors   borrowed: by place, as long as the view lives
 * @param view     zero-initialised; cascade_view_release also after a failure
 */
enum satqkd_status cascade_view_open_order(struct cascade_view *view, size_t count,
                                           const unsigned char seed[PERMUTATION_SEED], int number, size_t block,
                                           const uint64_t *errors, struct satqkd_error *error);

/** The same for a random half. */
enum satqkd_status cascade_view_open_half(struct cascade_view *view, size_t count,
                                          const unsigned char seed[PERMUTATION_SEED], int number,
                                          const uint64_t *errors, struct satqkd_error *error);

/** A zero-initialised one is fine. */
void cascade_view_release(struct cascade_view *view);

/** @return whether the view shows a place, and if so at which slot */
bool cascade_view_slot(const struct cascade_view *view, size_t place, size_t *slot);

/** @return the place that a slot shows; at or beyond the string's end: none */
size_t cascade_view_place(const struct cascade_view *view, size_t slot);

/** @return the parity of the errors found in slots first … last - 1 */
unsigned cascade_view_found(const struct cascade_view *view, size_t first, size_t last);

/** @return the slot behind a block */
size_t cascade_view_block_end(const struct cascade_view *view, uint32_t block);

/** @return a block's whole tree; number: the view's, for the node */
struct cascade_node cascade_view_root(const struct cascade_view *view, int number, uint32_t block);

/** Makes a view's flags, all 0: when first asked for, because of most halves none is. @return false without memory */
bool cascade_view_flag(struct cascade_view *view);

/** @return a node's flags, to be read and set; NULL without memory */
static inline unsigned char *cascade_view_flags(struct cascade_view *view, const struct cascade_node *node) {
    return view->flags || cascade_view_flag(view)
               ? view->flags + (((size_t)node->block << (view->depth + 1)) + node->heap)
               : NULL;
}

/** @return the first slot of a node's right half */
static inline uint32_t cascade_node_middle(const struct cascade_node *node) {
    return node->first + (node->last - node->first + 1) / 2;
}

/** Goes to one of a node's halves. */
static inline void cascade_node_descend(struct cascade_node *node, bool right) {
    const uint32_t half = cascade_node_middle(node);
    node->heap = 2 * node->heap + right;
    if (right) {
        node->first = half;
    } else {
        node->last = half;
    }
}

#endif
