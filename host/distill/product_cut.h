/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_PRODUCT_CUT_H
#define SATQKD_DISTILL_PRODUCT_CUT_H

#include <stdint.h>

#include "shared/product_cut.h"

/**
 * The cut of a cyclic product that takes the fewest instructions.
 *
 * @param bits     that the circle has at least, 1 to 2^31
 * @param at_once  batches of units that are multiplied at the same time, at least 1: the last of them may leave some idle
 * @param helpers  that multiply a batch's elements side by side, each in memory of its own
 */
struct product_cut product_cut_choose(uint64_t bits, uint32_t at_once, uint32_t helpers);

/** Bits of the circle. */
uint64_t product_cut_bits(const struct product_cut *cut);

#endif
