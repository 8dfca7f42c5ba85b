/* SPDX-License-Identifier: MIT */
#include "distill/product_cut.h"

#include <math.h>

enum {
    MOST_LEVELS = 8,
    MOST_DEPTH = 6,
    MOST_FINE_DEPTH = 4,
    SCHOOL_MOST = 24, /* beyond it a halving pays */
    WORD_BITS = 32,
    BEYOND = 15 /* words that a vector reaches too far */
};

/* Instructions for a vector of 512 bits, as they were measured in proportion on processors of 2017 and 2023. */
static const double SCHOOL_TERM = 0.75; /* of a school's product, with what it loads and stores */
static const double HALVING = 8;        /* for a coefficient of the halves: two sums, and joining */
static const double BUTTERFLY = 18;     /* for a vector of an element, there of both strings and back, by level */
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

/* How units become products. @param fine_depth  -1: as they are */
static void cut_unit(struct product_cut *cut, int fine_depth, uint32_t helpers) {
    const uint32_t bits = WORD_BITS * cut->small;
    cut->fine_thirds = fine_depth < 0 ? 0 : power_of_3((uint32_t)fine_depth);
    cut->fine_depth = fine_depth < 0 ? 0 : (uint32_t)fine_depth;
    cut->fine_piece = cut->fine_thirds ? bits / cut->fine_thirds : 0;
    cut->fine = cut->fine_thirds ? (uint32_t)round_up(cut->fine_piece, cut->fine_thirds) : bits;
    cut->halvings = 0;
    while (2 * cut->fine > (uint32_t)SCHOOL_MOST << cut->halvings) {
        ++cut->halvings;
    }
    const uint32_t share = (2 * cut->fine + (1u << cut->halvings) - 1) >> cut->halvings;
    cut->school = (uint32_t)round_up(share, PRODUCT_SCHOOL_STEP);
    const uint32_t padded = cut->school << cut->halvings;
    cut->planes =
        6 * helpers * padded + (cut->fine_thirds ? 2 * bits + 4 * (cut->fine_thirds * padded + cut->fine) : 2 * padded);
}

struct product_cut product_cut_make(uint64_t bits, struct product_shape shape, uint32_t helpers) {
    struct product_cut cut = {.rows = power_of_3(shape.levels),
                              .levels = shape.levels,
                              .thirds = power_of_3(shape.depth),
                              .depth = shape.depth};
    const uint32_t step = power_of_3(shape.levels - 1 > shape.depth ? shape.levels - 1 : shape.depth);
    const uint64_t words = (bits + WORD_BITS - 1) / WORD_BITS;
    cut.width = (uint32_t)round_up((words + cut.rows - 1) / cut.rows, step);
    cut.pitch = (uint32_t)round_up(cut.width + BEYOND, PRODUCT_BLOCK_ROWS);
    cut.blocks = (cut.rows + PRODUCT_BLOCK_ROWS - 1) / PRODUCT_BLOCK_ROWS;
    cut.piece = cut.width / cut.thirds;
    cut.small = (uint32_t)round_up(cut.piece, cut.thirds);
    cut.units = (uint32_t)round_up((uint64_t)cut.blocks * 2 * cut.thirds, PRODUCT_BATCH_UNITS);
    if (shape.fine_depth > 0 && cut.small % power_of_3((uint32_t)shape.fine_depth) != 0) {
        return (struct product_cut){.rows = 0};
    }
    cut_unit(&cut, shape.fine_depth, helpers);
    return cut;
}

/* Instructions for a batch of units. */
static double batch_cost(const struct product_cut *cut) {
    const double thrice = pow(3, cut->halvings);
    const double product = SCHOOL_TERM * thrice * cut->school * cut->school +
                           HALVING * cut->school * (thrice - ldexp(1, (int)cut->halvings));
    const double elements = 2.0 * cut->fine_thirds;
    return cut->fine_thirds ? elements * (product + BUTTERFLY * 2 * cut->fine * (cut->fine_depth + 1)) : product;
}

static double cost_of(const struct product_cut *cut, uint32_t at_once) {
    const double rows = (double)cut->rows * 2 * cut->width / PRODUCT_BLOCK_ROWS;
    const double units = (double)cut->units * 2 * cut->small;
    const double turns = (double)round_up(cut->units / PRODUCT_BATCH_UNITS, at_once);
    return turns * batch_cost(cut) + BUTTERFLY * (rows * cut->levels + units * (cut->depth + 1)) +
           TRANSPOSITION * units;
}

struct product_cut product_cut_choose(uint64_t bits, uint32_t at_once, uint32_t helpers) {
    struct product_cut best = {.rows = 0};
    double least = INFINITY;
    struct product_shape shape;
    for (shape.levels = 1; shape.levels <= MOST_LEVELS; ++shape.levels) {
        for (shape.depth = 0; shape.depth <= MOST_DEPTH; ++shape.depth) {
            for (shape.fine_depth = -1; shape.fine_depth <= MOST_FINE_DEPTH; ++shape.fine_depth) {
                const struct product_cut cut = product_cut_make(bits, shape, helpers);
                const double cost = cut.levels > 0 ? cost_of(&cut, at_once) : INFINITY;
                if (cost < least) {
                    best = cut;
                    least = cost;
                }
            }
        }
    }
    return best;
}

uint64_t product_cut_bits(const struct product_cut *cut) {
    return (uint64_t)WORD_BITS * cut->rows * cut->width;
}
