/* SPDX-License-Identifier: MIT
 *
 * Where a stretch of pulses lies, and what is true over it.
 */
#ifndef SATQKD_SHARED_STRETCH_H
#define SATQKD_SHARED_STRETCH_H

#include "shared/detect.h"

/** The arrays of a pass. */
struct stretch_map {
    SHARED_GLOBAL const struct trial_row *rows;
    SHARED_GLOBAL const struct trial_block *blocks;
    SHARED_GLOBAL const word64 *tables;
};

struct stretch_place {
    word32 row, stretch;
};

/** A stretch with its surroundings. */
struct segment_stretch {
    word64 begin, end; /* pulses */
    word64 number;     /* within the pass */
    struct trial_block block;
    SHARED_GLOBAL const struct trial_row *row;
    SHARED_GLOBAL const word64 *table;
};

SHARED_INLINE word64 stretch_smaller(word64 a, word64 b) {
    return a < b ? a : b;
}

SHARED_INLINE word32 stretch_count(const struct trial_run *run, SHARED_GLOBAL const struct trial_row *row) {
    return (word32)((row->pulses + run->block_pulses - 1) / run->block_pulses) * run->stretches_a_block;
}

SHARED_INLINE struct segment_stretch stretch_at(const struct trial_run *run, const struct stretch_map *map,
                                                struct stretch_place place) {
    struct segment_stretch out;
    SHARED_GLOBAL const struct trial_row *row = map->rows + place.row;
    word32 block = place.stretch / run->stretches_a_block;
    word64 start = block * run->block_pulses;
    word64 begin = start + place.stretch % run->stretches_a_block * run->stretch_pulses;
    word64 end = stretch_smaller(stretch_smaller(begin + run->stretch_pulses, start + run->block_pulses), row->pulses);
    out.begin = row->first_pulse + stretch_smaller(begin, end);
    out.end = row->first_pulse + end;
    out.number = (word64)row->first_block * run->stretches_a_block + place.stretch;
    out.block = map->blocks[row->first_block + block];
    out.row = row;
    out.table = map->tables + (word64)out.block.table * run->table_words;
    return out;
}

SHARED_INLINE word64 stretch_begin(const struct trial_run *run, const struct stretch_map *map,
                                   struct stretch_place place) {
    struct segment_stretch stretch = stretch_at(run, map, place);
    return stretch.begin;
}

/** One stretch back, over the rows' edges. @return 0 where there is none */
SHARED_INLINE word32 stretch_back(const struct trial_run *run, const struct stretch_map *map,
                                  struct stretch_place *place) {
    if (place->stretch > 0u) {
        --place->stretch;
        return 1u;
    }
    while (place->row > 0u) {
        --place->row;
        word32 count = stretch_count(run, map->rows + place->row);
        if (count > 0u) {
            place->stretch = count - 1;
            return 1u;
        }
    }
    return 0u;
}

/** One stretch on, over the rows' edges; the caller knows that there is one. */
SHARED_INLINE void stretch_forth(const struct trial_run *run, const struct stretch_map *map,
                                 struct stretch_place *place) {
    ++place->stretch;
    while (place->stretch >= stretch_count(run, map->rows + place->row)) {
        ++place->row;
        place->stretch = 0;
    }
}

#endif
