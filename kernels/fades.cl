/* SPDX-License-Identifier: MIT
 *
 * The fades of a pass, its rows side by side: each row's processes as they would be had they begun at 0, and, when the host has
 * put the values with which rows really begin behind one another, the blocks.
 */
#pragma OPENCL FP_CONTRACT OFF

#include "shared/fade.h"

/* One work-item a row and quad of processes; walks holds FADE_PROCESSES × all blocks, ends FADE_PROCESSES a row. */
__kernel void fade_walks(ulong seed, uint rows, uint all_blocks, __global const struct fade_row *fade_rows,
                         __global const float *normal, uint quads, __global float *walks, __global float *ends) {
    uint id = (uint)get_global_id(0);
    if (id >= rows * quads) {
        return;
    }
    uint r = id / quads;
    uint quad = id % quads;
    struct fade_row row = fade_rows[r];
    float x[FADE_QUAD] = {0.0f, 0.0f, 0.0f, 0.0f};
    for (uint b = 0; b < row.blocks; ++b) {
        struct philox_words words = philox(seed, row.first_block + b, PHILOX_FOR_FADES + quad, 0);
        uint word[FADE_QUAD] = {words.a, words.b, words.c, words.d};
        for (uint i = 0; i < FADE_QUAD; ++i) {
            uint p = quad * FADE_QUAD + i;
            if ((row.used >> p) & 1u) {
                x[i] = fma(row.decay[p], x[i], row.step[p] * fade_normal(normal, word[i]));
            }
            walks[(ulong)p * all_blocks + row.first_block + b] = x[i];
        }
    }
    for (uint i = 0; i < FADE_QUAD; ++i) {
        ends[r * FADE_PROCESSES + quad * FADE_QUAD + i] = x[i];
    }
}

/* One work-item a moment: independent deviates of the two axes of pointing, count of each. */
__kernel void fade_noise(ulong seed, uint count, __global const float *normal, __global float *noise) {
    uint id = (uint)get_global_id(0);
    if (id >= count) {
        return;
    }
    struct philox_words words = philox(seed, id, PHILOX_FOR_SPECTRUM, 0);
    noise[id] = fade_normal(normal, words.a);
    noise[count + id] = fade_normal(normal, words.b);
}

#define SPECTRUM_ITEM_BLOCKS 8

/* One work-item an axis and SPECTRUM_ITEM_BLOCKS blocks: the jitter of a tabulated spectrum as a moving average of the deviates, in
 * place of the walk. */
__kernel void fade_spectrum(uint all_blocks, uint half_width, uint count, __global const float *weights,
                            __global const float *noise, __global float *walks) {
    uint items = (all_blocks + SPECTRUM_ITEM_BLOCKS - 1) / SPECTRUM_ITEM_BLOCKS;
    uint axis = (uint)get_global_id(0) / items;
    uint first = (uint)get_global_id(0) % items * SPECTRUM_ITEM_BLOCKS;
    if (axis > 1) {
        return;
    }
    __global const float *deviates = noise + axis * count + first;
    float8 sum = (float8)(0.0f);
    for (uint k = 0; k <= 2 * half_width; ++k) {
        sum = fma((float8)(weights[k]), vload8(0, deviates + k), sum);
    }
    float values[SPECTRUM_ITEM_BLOCKS];
    vstore8(sum, 0, values);
    for (uint i = 0; i < SPECTRUM_ITEM_BLOCKS && first + i < all_blocks; ++i) {
        walks[(ulong)(FADE_POINTING_X + axis) * all_blocks + first + i] = values[i];
    }
}

#define BLOCKS_AN_ITEM 32

/* One work-item per BLOCKS_AN_ITEM blocks of a row. */
__kernel void fade_blocks(uint rows, uint items_a_row, uint all_blocks, __global const struct fade_row *fade_rows,
                          __global const float *couplings, __global const float *maps, uint processes,
                          __global const float *walks, __global const float *starts,
                          __global struct trial_block *blocks) {
    uint id = (uint)get_global_id(0);
    uint r = id / items_a_row;
    uint first = id % items_a_row * BLOCKS_AN_ITEM;
    if (r >= rows || first >= fade_rows[r].blocks) {
        return;
    }
    struct fade_row row = fade_rows[r];
    uint last = min(first + BLOCKS_AN_ITEM, row.blocks);
    float from_start[FADE_PROCESSES];
    float process[FADE_PROCESSES];
    for (uint p = 0; p < FADE_PROCESSES; ++p) {
        from_start[p] = p < processes ? fade_power(row.decay[p], first) * starts[r * FADE_PROCESSES + p] : 0.0f;
        process[p] = 0.0f;
    }
    for (uint b = first; b < last; ++b) {
        for (uint p = 0; p < processes; ++p) {
            from_start[p] = row.decay[p] * from_start[p];
            process[p] = walks[(ulong)p * all_blocks + row.first_block + b] + from_start[p];
        }
        blocks[row.first_block + b] =
            fade_block(&row, couplings + r * FADE_COUPLING_NODES, maps + r * FADE_MAPS * FADE_MAP_NODES, process);
    }
}
