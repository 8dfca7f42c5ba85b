/* SPDX-License-Identifier: MIT
 *
 * How the product of two strings of bits is cut: host/distill/product_cut.c chooses it, kernels/toeplitz.cl follows it and says
 * what rows, blocks and units are.
 */
#ifndef SATQKD_SHARED_PRODUCT_CUT_H
#define SATQKD_SHARED_PRODUCT_CUT_H

#include "shared/words.h"

#define PRODUCT_BLOCK_ROWS 16  /* rows of a block, words of a cell */
#define PRODUCT_BATCH_UNITS 32 /* units multiplied at a time, bits of a word */
#define PRODUCT_SCHOOL_STEP 3  /* coefficients of a school's product come by so many */

struct product_cut {
    word32 rows;        /* of a string, 3^levels */
    word32 levels;      /* at least 1 */
    word32 width;       /* words of a row's half, which is a string's piece; 3^(levels-1) divides it */
    word32 pitch;       /* words from one half of a row to the other: room for a vector that reaches beyond */
    word32 blocks;      /* of a string's rows */
    word32 thirds;      /* 3^depth: of a row's pieces one half */
    word32 depth;       /* 0 is fine */
    word32 piece;       /* words of a row's piece: half / thirds */
    word32 small;       /* words of a unit's half; thirds divides it, and it holds a piece */
    word32 units;       /* of a string, whole batches */
    word32 fine_thirds; /* 3^fine_depth: a unit's bits are cut once more, as a row is into units; 0: they are not */
    word32 fine_depth;
    word32 fine_piece; /* bits of a unit's piece */
    word32 fine;       /* bits of a finer element's half, or where there are none of a unit's */
    word32 school;     /* coefficients of the products that are not split further */
    word32 halvings;   /* school · 2^halvings holds an element's bits */
    word32 planes;     /* cells of memory that a work-group multiplies in */
};
SHARED_SIZE_CHECK(struct product_cut, 68);

#endif
