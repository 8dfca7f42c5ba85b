/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_OPTIMIZE_CAMPAIGN_H
#define SATQKD_STUDY_OPTIMIZE_CAMPAIGN_H

#include "scenario/campaign.h"
#include "study/optimize.h"

/**
 * One setting for all passes of a campaign's schedule: what optimize_expected seeks, of expected counts, every pass as
 * often as its station's sky is clear. Put together are the passes that the campaign's own `block` puts together. The
 * schedule is made with the settings given, those of the first satellite over the first station, and stays.
 *
 * @param threads  at work at a time
 * @return SATQKD_INVALID where no pass is left, or as optimize_expected
 */
enum satqkd_status optimize_campaign(const struct campaign *campaign, int threads,
                                     const struct optimize_options *options, struct optimize_out *out,
                                     struct satqkd_error *error);

#endif
