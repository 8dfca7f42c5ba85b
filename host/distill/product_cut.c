/* SPDX-License-Identifier: MIT */
#include "distill/product_cut.h"

#include <math.h>

enum {
    MOST_LEVELS = 8,
    MOST_DEPTH = 6,
    SCHOOL_MOST = 24, /* beyond it a halving pays */
    WORD_BITS = 32,
    BEYOND = 15 /* words that a vector reaches too far */
};

/* Instructions for a vector of 512 bits. */
static const double SCHOOL_TERM = 0.75; /* of a school's product, with what it loads and stores */
static const double HALVING = 8;        /* for a coefficient of the halves: two sums, and joining */
static const double BUTTERFLY = 6;      /* for a vector of a row or a unit, there and back, both strings, by level */
static const double TRANSPOSITION = 60; /* for a vector of units, three times */

static uint64_t round_up(uint64_t value, uint64_t step) {
    return (value + step - 1) / step * step;
}

static uint32_t power_of_3(uint32_t exponent) {
    uint32_t power = 1;
    while (exponent-- > 0) {
        power *= 3;
    }
    return power;
}

static void cut_unit(struct product_cut *cut) {
    const uint32_t bits = 2 * WORD_BITS * cut->small;
    cut->halvings = 0;
    while (bits > (uint32_t)SCHOOL_MOST << cut->halvings) {
        ++cut->halvings;
    }
    cut->school = (uint32_t)round_up((bits + (1u << cut->halvings) - 1) >> cut->halvings, PRODUCT_SCHOOL_STEP);
}

static struct product_cut cut_of(uint64_t bits, uint32_t levels, uint32_t depth) {
    struct product_cut cut = {
        .rows = power_of_3(levels), .levels = levels, .thirds = power_of_3(depth), .depth = depth};
    const uint32_t step = power_of_3(levels - 1 > depth ? levels - 1 : depth);
    cut.width =
        (uint32_t)round_up((bits + (uint64_t)cut.rows * WORD_BITS - 1) / ((uint64_t)cut.rows * WORD_BITS), step);
    cut.pitch = (uint32_t)round_up(cut.width + BEYOND, PRODUCT_BLOCK_ROWS);
    cut.blocks = (cut.rows + PRODUCT_BLOCK_ROWS - 1) / PRODUCT_BLOCK_ROWS;
    cut.piece = cut.width / cut.thirds;
    cut.small = (uint32_t)round_up(cut.piece, cut.thirds);
    cut.units = (uint32_t)round_up((uint64_t)cut.blocks * 2 * cut.thirds, PRODUCT_BATCH_UNITS);
    cut_unit(&cut);
    return cut;
}

static double cost_of(const struct product_cut *cut, uint32_t at_once) {
    const double rows = (double)cut->rows * 2 * cut->width / PRODUCT_BLOCK_ROWS;
    const double units = (double)cut->units * 2 * cut->small;
    const double turns = (double)round_up(cut->units / PRODUCT_BATCH_UNITS, at_once);
    const double thrice = pow(3, cut->halvings);
    const double product = SCHOOL_TERM * thrice * cut->school * cut->school +
                           HALVING * cut->school * (thrice - ldexp(1, (int)cut->halvings));
    return turns * product + 3 * BUTTERFLY * (rows * cut->levels + units * (cut->depth + 1)) + TRANSPOSITION * units;
}

struct product_cut product_cut_choose(uint64_t bits, uint32_t at_once) {
    struct product_cut best = cut_of(bits, 1, 0);
    double least = cost_of(&best, at_once);
    for (uint32_t levels = 1; levels <= MOST_LEVELS; ++levels) {
        for (uint32_t depth = 0; depth <= MOST_DEPTH; ++depth) {
            const struct product_cut cut = cut_of(bits, levels, depth);
            const double cost = cost_of(&cut, at_once);
            if (cost < least) {
                best = cut;
                least = cost;
            }
        }
    }
    return best;
}

uint64_t product_cut_bits(const struct product_cut *cut) {
    return (uint64_t)WORD_BITS * cut->rows * cut->width;
}
