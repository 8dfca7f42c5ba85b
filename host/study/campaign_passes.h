/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_PASSES_H
#define SATQKD_STUDY_CAMPAIGN_PASSES_H

#include <stddef.h>

#include "orbit/pass.h"
#include "scenario/campaign.h"

/** One pass of a campaign: the part of a satellite's stay over a station that may be flown. */
struct campaign_pass {
    size_t satellite, station;
    size_t link; /* number of satellite and station together, below link_count */
    struct pass pass;
    int night;           /* number of the station's days from local mean noon to noon, since 1970 */
    int month;           /* 12 × year + month, January 0; of the pass's start, UTC */
    double clear_chance; /* of the station's sky in that month; 1 without weather */
};

/** Passes in order of start, satellite and station. */
struct campaign_passes {
    struct campaign_pass *passes; /* owned */
    size_t count;
    size_t link_count; /* satellites and stations that have a pass */
};

/**
 * All passes of all satellites over all stations, cut by the mask, the greatest range and the light rule, and at the station's local mean
 * noons, so that each belongs to one night or day.
 *
 * @param orbits   one a satellite
 * @param threads  at work at a time
 * @param out      campaign_passes_release; zero-initialised by the call
 */
enum satqkd_status campaign_passes_find(const struct campaign *campaign, struct orbit *const *orbits, int threads,
                                        struct campaign_passes *out, struct satqkd_error *error);

/** Releases what it owns; {0} is fine. */
void campaign_passes_release(struct campaign_passes *passes);

#endif
