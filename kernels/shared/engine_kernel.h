/* SPDX-License-Identifier: MIT
 *
 * The kernel of an engine, named by ENGINE_KERNEL: one work-item an entry of items. tallies holds intensities × 4 ×
 * TRIAL_OUTCOMES counters and TRIAL_EXTRA_COUNTERS more an item, set by this work-item alone. Where event_offsets is of use
 * (want_events), matched-basis clicks go to events from event_offsets[item] on.
 *
 * One program holds the fades and the self-test's words too: what a compiler needs to begin is half of what it needs for all.
 */
#include "fades.cl"
#include "random.cl"
#include "shared/segment.h"

__kernel void ENGINE_KERNEL(__global const struct trial_run *run_in, ulong seed,
                            __global const struct trial_item *items, __global const struct trial_block *blocks,
                            __global const struct trial_row *rows, __global const ulong *tables, uint first_item,
                            uint item_count, __global uint *tallies, uint want_events,
                            __global const uint *event_offsets, __global struct trial_event *events) {
    uint id = (uint)get_global_id(0);
    if (id >= item_count) {
        return;
    }
    struct trial_run run = *run_in;
    run.seed = seed;
    struct trial_item item = items[first_item + id];
    struct stretch_map map;
    map.rows = rows;
    map.blocks = blocks;
    map.tables = tables;
    uint cells = run.intensities * TRIAL_STATES * TRIAL_OUTCOMES;
    struct detect_state state;
    struct detect_sink sink;
    sink.counted_from = 0;
    sink.tally = tallies + (ulong)id * (cells + TRIAL_EXTRA_COUNTERS);
    sink.extra = sink.tally + cells;
    sink.events = want_events ? events + event_offsets[id] : 0;
    sink.event_count = 0;
    for (uint i = 0; i < cells + TRIAL_EXTRA_COUNTERS; ++i) {
        sink.tally[i] = 0;
    }
    segment_fly_item(&run, &map, &item, &state, &sink);
}
