/* SPDX-License-Identifier: MIT
 *
 * Words of bits, sixteen at a time as a vector where the compiler has to be told (CPUs), one where neighbouring work-items do as
 * well (GPUs). A work-group walks a range of words together; for LANES 16 it has one item.
 */
#ifndef SATQKD_LANES_H
#define SATQKD_LANES_H

#include "shared/product_cut.h"

#ifndef LANES
#define LANES 16
#endif

#define ROW_LANES PRODUCT_BLOCK_ROWS /* words of a cell: both variants lay out memory alike */

#if LANES == 1

typedef uint lanes;

static inline lanes lanes_load(__global const uint *from) {
    return *from;
}

static inline void lanes_store(lanes v, __global uint *to) {
    *to = v;
}

#define STEP_END barrier(CLK_GLOBAL_MEM_FENCE); /* the next step reads what other items wrote */

/* Each i from first to below last, the last vector reaching up to 15 words further. */
#define EACH_WORD(i, first, last)                                                                                      \
    for (uint i = (first) + (uint)get_local_id(0); i < (last); i += (uint)get_local_size(0))

#define APART inline

#else

typedef uint16 lanes;

static inline lanes lanes_load(__global const uint *from) {
    return vload16(0, from);
}

static inline void lanes_store(lanes v, __global uint *to) {
    vstore16(v, 0, to);
}

#define STEP_END /* a work-group has one item */
#define EACH_WORD(i, first, last) for (uint i = (first); i < (last); i += LANES)

/* For what is called in many places: a CPU's compiler takes a second for every copy. */
#define APART __attribute__((noinline))

#endif

/* The same for what knows nothing of work-items. */
#define ALONE __attribute__((noinline))

#endif
