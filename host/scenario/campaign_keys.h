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

/** The keys at the root. Offsets are into struct campaign. */
const struct keys_table *campaign_keys_root(void);

enum { CAMPAIGN_KEYS_ELEMENT = 8 }; /* keys of an element, at most */

/** The keys of one element of a list: every path begins with "satellites[7].", so that messages name it. */
struct campaign_keys_element {
    struct keys_table table;
    struct keys_entry entries[CAMPAIGN_KEYS_ELEMENT];
    char paths[CAMPAIGN_KEYS_ELEMENT][64];
    char self[64]; /* "satellites[7]" */
    const char *sourced[2];
};

/** @param out  for an element of "satellites"; offsets into struct campaign_payload. It points into itself: not to be copied */
void campaign_keys_payload(size_t index, struct campaign_keys_element *out);

/** @param out  for an element of "stations"; offsets into struct campaign_site */
void campaign_keys_site(size_t index, struct campaign_keys_element *out);

#endif
