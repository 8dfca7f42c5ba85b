/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_SHARE_H
#define SATQKD_STUDY_CAMPAIGN_SHARE_H

#include "study/campaign_journal.h"
#include "study/campaign_run.h"

/** One part of a campaign's work: flights of passes, shared among ranks and threads. */
struct campaign_share {
    const struct campaign *campaign;
    const struct campaign_options *options;
    struct campaign_journal *journal; /* of rank 0; NULL on all others */
    enum campaign_journal_part part;
    struct orbit *const *orbits;
    struct device *device; /* of the event engine; NULL: expectation values */
    const struct campaign_passes *passes;
    size_t repeats;               /* of each pass */
    struct campaign_flight *into; /* [pass][repeat] */
};

/**
 * Flies passes. What the journal holds is not flown again; of the rest every rank takes each so-many-th one and sends what it has to rank 0,
 * which adds it to the journal. A flight depends on nothing but its pass, so that all numbers are the same however the work was shared.
 *
 * @param order, count  passes to be flown, the same on all ranks
 * @return the same on all ranks. On success `into` is complete on rank 0, and on all ranks for expectation values; after a failure the
 *         journal holds what was flown.
 */
enum satqkd_status campaign_share_fly(const struct campaign_share *share, const size_t *order, size_t count,
                                      struct satqkd_error *error);

#endif
