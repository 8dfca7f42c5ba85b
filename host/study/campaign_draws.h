/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_DRAWS_H
#define SATQKD_STUDY_CAMPAIGN_DRAWS_H

#include "study/campaign_relays.h"
#include "study/campaign_run.h"

/** What all drawn weathers make of a campaign. */
struct campaign_draws {
    size_t count;                       /* of draws; 1 without weather, or as many as repeats */
    bool *clear;                        /* [pass] of the first draw */
    double *bits;                       /* [pass] secret bits that a pass of the first draw completes */
    double *all_bits;                   /* [draw] */
    double *satellite_bits;             /* [satellite][draw] */
    double *station_bits;               /* [station][draw] */
    struct campaign_relays_made relays; /* {0} where the campaign has none */
};

/**
 * Draws every weather and makes its keys. Draw i takes flight i of every pass, counted round, so that several flights enter the spread as
 * well.
 *
 * @param out  campaign_draws_release; zero-initialised by the call
 */
enum satqkd_status campaign_draws_make(const struct campaign *campaign, const struct campaign_result *result,
                                       struct campaign_draws *out, struct satqkd_error *error);

/** Releases what it owns; {0} is fine. */
void campaign_draws_release(struct campaign_draws *draws);

#endif
