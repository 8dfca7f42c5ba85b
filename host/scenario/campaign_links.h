/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_CAMPAIGN_LINKS_H
#define SATQKD_SCENARIO_CAMPAIGN_LINKS_H

#include "scenario/campaign_settings.h"

/**
 * Makes the scenario of every payload over every station out of the campaign's document, which has been read by its own keys, and puts what
 * they were resolved to back into it.
 *
 * @param campaign  payload_count, station_count and links (of NULLs) are set
 * @param settings  those that reach scenarios are applied to them
 */
enum satqkd_status campaign_links_make(struct campaign *campaign, const struct campaign_setting *settings,
                                       size_t setting_count, struct satqkd_error *error);

#endif
