/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_CAMPAIGN_KEYS_H
#define SATQKD_SCENARIO_CAMPAIGN_KEYS_H

#include "scenario/campaign.h"
#include "scenario/keys.h"

/** What an element of "satellites" holds besides what its scenarios read. */
struct campaign_payload {
    char name[SCENARIO_NAME_TEXT]; /* "": the payload's own */
    double walker_satellites;      /* 0: one satellite, no constellation */
    double walker_planes, walker_phasing, walker_node_spread_rad;
};

/** What an element of "stations" holds besides what its scenarios read. */
struct campaign_site {
    char name[SCENARIO_NAME_TEXT]; /* "": the station's own */
};

/** What an element of "relays.pairs" holds. */
struct campaign_pair_names {
    char a[SCENARIO_NAME_TEXT], b[SCENARIO_NAME_TEXT];
};

/** The keys at the root. Offsets are into struct campaign. */
const struct keys_table *campaign_keys_root(void);

/** The word in the file for a choice that was read: "night" of "light.rule". @return NULL for a value that none has */
const char *campaign_keys_word(const char *key, int value);

/** The keys of an element of "satellites". Offsets are into struct campaign_payload. */
const struct keys_table *campaign_keys_payload(void);

/** The keys of an element of "stations". Offsets are into struct campaign_site. */
const struct keys_table *campaign_keys_site(void);

/** The keys of an element of "relays.pairs". Offsets are into struct campaign_pair_names. */
const struct keys_table *campaign_keys_pair(void);

#endif
