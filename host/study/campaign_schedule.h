/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_SCHEDULE_H
#define SATQKD_STUDY_CAMPAIGN_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/campaign.h"

/** What the schedule knows of a pass. */
struct campaign_schedule_pass {
    double start_s, stop_s;
    size_t satellite, station;
    double weight; /* from 0 */
};

/** What came of it. */
struct campaign_schedule_result {
    double weight;       /* of the chosen passes */
    double bound;        /* no schedule weighs more */
    size_t chosen;       /* passes */
    size_t groups;       /* of passes that stand in each other's way, directly or by others */
    size_t exact_groups; /* of those: solved exactly */
    size_t largest_group;
};

/**
 * Chooses passes so that every satellite serves one station at a time and every station one satellite, with the slew time between two.
 * Passes are taken whole or not at all.
 *
 * `greedy`: the heaviest pass that is still free, again and again (of equal ones the earlier in the list).
 * `optimal`: passes in conflict make groups, which have nothing to do with each other. In each, the passes are gone through in order of
 * start; a state is the set of chosen passes that are not over yet, with the greatest weight by which it can be reached and the
 * choice that did it. That is exact, and quick where few passes overlap at a time. Where a group has more than
 * CAMPAIGN_SCHEDULE_STATES states, or more than 64 passes at a time, only the heaviest states are kept: then the result is a valid schedule
 * no worse than greedy's, and `bound` tells how far it can be from the best: the sum of the best schedules of all satellites, as if
 * stations served any number at once, or of all stations, as if satellites did, whichever is less.
 *
 * What is free then and weighs nothing is chosen as well, in order: it costs nobody anything.
 *
 * @param passes, count  in order of start_s
 * @param chosen         count entries, set
 */
enum satqkd_status campaign_schedule_choose(const struct campaign_schedule_pass *passes, size_t count,
                                            enum campaign_method method, double slew_time_s, bool *chosen,
                                            struct campaign_schedule_result *out, struct satqkd_error *error);

enum { CAMPAIGN_SCHEDULE_STATES = 4096 };

#endif
