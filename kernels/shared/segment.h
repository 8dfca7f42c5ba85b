/* SPDX-License-Identifier: MIT
 *
 * A work-item's way through its segments, the same for every engine: whoever includes this has defined before
 *
 *     static void fly_stretch(const struct trial_run *run, const struct segment_stretch *stretch, struct detect_state *state,
 *                             struct detect_sink *sink);
 *
 * which hands the stretch's candidates to detect_candidate in ascending order (struct segment_stretch is in stretch.h).
 */
#ifndef SATQKD_SHARED_SEGMENT_H
#define SATQKD_SHARED_SEGMENT_H

#include "shared/stretch.h"

SHARED_INLINE void segment_fly(const struct trial_run *run, const struct stretch_map *map, word32 row,
                               word32 first_stretch, word32 stretches, struct detect_state *state,
                               struct detect_sink *sink) {
    struct stretch_place place = {row, first_stretch};
    struct stretch_place first = place;
    struct segment_stretch stretch;
    sink->counted_from = stretch_begin(run, map, place);
    for (word64 covered = 0; covered < run->warm_up_pulses && stretch_back(run, map, &first);) {
        stretch = stretch_at(run, map, first);
        covered += stretch.end - stretch.begin;
    }
    detect_reset(state, stretch_begin(run, map, first));
    while (first.row != place.row || first.stretch != place.stretch) {
        stretch = stretch_at(run, map, first);
        fly_stretch(run, &stretch, state, sink);
        detect_flush(run, state, sink, stretch.table, stretch.row->photon_x, stretch.end);
        stretch_forth(run, map, &first);
    }
    if (run->warm_up_pulses && sink->counted_from > run->warm_up_pulses && !state->rested &&
        sink->counted_from - state->last_event <= run->pause_pulses) {
        sink->extra[TRIAL_RESTLESS] += 1;
    }
    for (word32 i = 0; i < stretches; ++i, ++place.stretch) {
        stretch = stretch_at(run, map, place);
        fly_stretch(run, &stretch, state, sink);
        detect_flush(run, state, sink, stretch.table, stretch.row->photon_x, stretch.end);
    }
}

/** All segments of a work-item. */
SHARED_INLINE void segment_fly_item(const struct trial_run *run, const struct stretch_map *map,
                                    const struct trial_item *item, struct detect_state *state,
                                    struct detect_sink *sink) {
    for (word32 done = 0; done < item->stretches; done += run->segment_stretches) {
        word32 left = item->stretches - done;
        segment_fly(run, map, item->row, item->first_stretch + done,
                    left < run->segment_stretches ? left : run->segment_stretches, state, sink);
    }
}

#endif
