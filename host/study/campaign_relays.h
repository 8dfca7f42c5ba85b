/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_RELAYS_H
#define SATQKD_STUDY_CAMPAIGN_RELAYS_H

#include "study/campaign_run.h"
#include "study/campaign_store.h"
#include "study/delivery.h"
#include "study/relay.h"

/** What passes leave behind: their keys, by time. @param out *count of them; owned by the caller, free() */
enum satqkd_status campaign_relays_deliveries(const struct campaign *campaign, const struct campaign_passes *passes,
                                              const double *bits, struct delivery **out, size_t *count,
                                              struct satqkd_error *error);

enum { CAMPAIGN_RELAYS_LEVEL_DRAWS = 1000 }; /* as many draws make the quantiles of the stores' levels */

/** Relays and stores of all pairs under all weathers. */
struct campaign_relays_made {
    size_t draws, level_draws;
    struct relay first;              /* of the first draw */
    struct relay_total *totals;      /* [pair] of the first draw */
    double *bits;                    /* [pair][draw] */
    size_t day_count;                /* of the campaign, the last one cut; 0 without stores */
    struct campaign_store_day *days; /* [pair][day] of the first draw */
    double *levels;                  /* [pair][day][level draw] */
};

/**
 * Takes in one draw; the first is the one that the tables show.
 *
 * @param made  zero-initialised before the first; campaign_relays_release
 * @param draw  its number; draws are given in any order, below `draws`
 */
enum satqkd_status campaign_relays_add(const struct campaign *campaign, const struct campaign_passes *passes,
                                       const double *bits, size_t draw, size_t draws, struct campaign_relays_made *made,
                                       struct satqkd_error *error);

/** Releases what it owns; {0} is fine. */
void campaign_relays_release(struct campaign_relays_made *made);

#endif
