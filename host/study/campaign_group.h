/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_GROUP_H
#define SATQKD_STUDY_CAMPAIGN_GROUP_H

#include "study/campaign_schedule.h"

/** Whether only one of two passes can be flown. @param a, b  a starts no later than b */
bool campaign_group_conflict(const struct campaign_schedule_pass *a, const struct campaign_schedule_pass *b,
                             double slew_time_s);

/**
 * The best choice among the passes of one group: campaign_schedule_choose tells how.
 *
 * @param members, count  indices into passes, ascending
 * @param chosen          of all passes; those of members are set
 * @param exact           whether no state was dropped; where false, the choice is a valid one
 */
enum satqkd_status campaign_group_solve(const struct campaign_schedule_pass *passes, const size_t *members,
                                        size_t count, double slew_time_s, bool *chosen, bool *exact,
                                        struct satqkd_error *error);

#endif
