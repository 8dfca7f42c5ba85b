/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_CAMPAIGN_SETTINGS_H
#define SATQKD_SCENARIO_CAMPAIGN_SETTINGS_H

#include "scenario/campaign.h"
#include "scenario/keys.h"

enum campaign_reach {
    CAMPAIGN_SET_ROOT,
    CAMPAIGN_SET_ELEMENT,
    CAMPAIGN_SET_LINKS,
    CAMPAIGN_SET_PAYLOAD,
    CAMPAIGN_SET_SITE
};

/**
 * What a --set of a campaign reaches.
 *
 * "to=…" is a key of the campaign; "scenario.protocol.bound=…" one of the scenarios of all links; "stations[0].station.altitude_m=…"
 * and "satellites[1].orbit.kepler…=…" one of the scenarios of the links of that station or satellite; "stations[0].name=…" and
 * "relays.pairs[2].a=…" a key of the element.
 */
struct campaign_setting {
    enum campaign_reach reach;
    const char *text;               /* as given; borrowed */
    const char *inner;              /* of LINKS, PAYLOAD and SITE: the setting of a scenario, within text */
    const char *list;               /* of ELEMENT, PAYLOAD and SITE: "stations" */
    const struct keys_table *table; /* and the keys of its elements */
    size_t index;
};

/**
 * Sorts settings by what they reach, and applies those of the campaign itself.
 *
 * @param out    count of them
 * @return SATQKD_INVALID with "--set: key: what is wrong, what would be right"
 */
enum satqkd_status campaign_settings_root(struct scenario_document *document, const struct scenario_setting *settings,
                                          size_t count, struct campaign_setting *out, struct satqkd_error *error);

/** Applies those that reach into the elements of lists, and refuses what names an element that there is not. */
enum satqkd_status campaign_settings_elements(struct scenario_document *document,
                                              const struct campaign_setting *settings, size_t count,
                                              struct satqkd_error *error);

/**
 * Those of the scenario of one link.
 *
 * @param out  room for count of them; borrowed texts
 * @return how many
 */
size_t campaign_settings_link(const struct campaign_setting *settings, size_t count, size_t payload, size_t station,
                              struct scenario_setting *out);

/**
 * Has a message "--set: key: …" about a link's scenario name the key as it was given.
 *
 * @return whether it is such a message
 */
bool campaign_settings_name(const struct campaign_setting *settings, size_t count, struct satqkd_error *error);

#endif
