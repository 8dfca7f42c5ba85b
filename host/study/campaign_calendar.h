/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_CALENDAR_H
#define SATQKD_STUDY_CAMPAIGN_CALENDAR_H

#include "study/campaign_run.h"

/**
 * What every station got, day by day, of campaigns up to a week hour by hour: calendar.csv (report/calendar_out.h). A pass belongs where
 * it starts.
 *
 * @param clear, bits  of every pass, as drawn: whether its sky is clear, and the secret bits that it completes
 * @param out          owned by the caller, free()
 */
enum satqkd_status campaign_calendar_csv(const struct campaign *campaign, const struct campaign_result *result,
                                         const bool *clear, const double *bits, char **out, struct satqkd_error *error);

#endif
