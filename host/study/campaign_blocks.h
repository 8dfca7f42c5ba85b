/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_BLOCKS_H
#define SATQKD_STUDY_CAMPAIGN_BLOCKS_H

#include "study/campaign_run.h"

/**
 * The keys of a campaign under one weather: counts of the clear passes of the schedule, block by block of satellite and station, through
 * the key bound. A block's key is there at the end of its last pass.
 *
 * @param repeat  which flights of the passes
 * @param clear   one a pass
 * @param bits    one a pass, set: secret bits that the pass completes; 0 for those before the last of a block, and for those not flown
 */
enum satqkd_status campaign_blocks_keys(const struct campaign *campaign, const struct campaign_result *result,
                                        size_t repeat, const bool *clear, double *bits, struct satqkd_error *error);

#endif
