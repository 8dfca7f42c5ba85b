/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_PRODUCT_CUT_H
#define SATQKD_DISTILL_PRODUCT_CUT_H

#include <stdint.h>

#include "shared/product_cut.h"

/** How often a product is split: of rows, of a row into units, of units as planes. */
struct product_shape {
    uint32_t levels; /* at least 1 */
    uint32_t depth;
    int fine_depth; /* -1: they are multiplied as they are */
};

/**
 * The cut of a cyclic product with a shape.
 *
 * @param bits     that the circle has at least, 1 to 2^31
 * @param helpers  of a work-group, that multiply a batch's elements side by side, each in memory of its own
 * @return all 0 where a unit has no 3^fine_depth pieces
 */
struct product_cut product_cut_make(uint64_t bits, struct product_shape shape, uint32_t helpers);

/**
 * The one that takes the fewest instructions.
 *
 * @param at_once  batches of units that are multiplied at the same time, at least 1: the last of them may leave some idle
 */
struct product_cut product_cut_choose(uint64_t bits, uint32_t at_once, uint32_t helpers);

/** Bits of the circle. */
uint64_t product_cut_bits(const struct product_cut *cut);

#endif
