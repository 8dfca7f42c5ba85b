/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_CAMPAIGN_PAIRS_H
#define SATQKD_SCENARIO_CAMPAIGN_PAIRS_H

#include "scenario/campaign.h"

/** Reads who wants keys of whom: relays.pairs and the network's file, by the names of the stations, which are set. */
enum satqkd_status campaign_pairs_read(struct campaign *campaign, struct satqkd_error *error);

#endif
