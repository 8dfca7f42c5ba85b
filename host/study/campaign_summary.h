/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_SUMMARY_H
#define SATQKD_STUDY_CAMPAIGN_SUMMARY_H

#include "study/campaign_draws.h"

/** All that is known of a campaign when it is written. */
struct campaign_summary_source {
    const struct campaign *campaign;
    const struct campaign_result *result;
    struct campaign_draws draws;
};

/**
 * summary.json, and what a terminal shows; the numbers of every draw are sorted by it.
 *
 * @param json, terminal  owned by the caller, free(), also after a failure; NULL before
 */
enum satqkd_status campaign_summary_text(const struct campaign_summary_source *source, char **json, char **terminal,
                                         struct satqkd_error *error);

#endif
