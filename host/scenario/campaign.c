/* SPDX-License-Identifier: MIT */
#include "scenario/campaign.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/campaign_keys.h"
#include "scenario/campaign_links.h"
#include "scenario/campaign_pairs.h"
#include "scenario/campaign_settings.h"
#include "scenario/data_path.h"
#include "scenario/document.h"
#include "scenario/json_write.h"
#include "scenario/keys_list.h"
#include "scenario/quote.h"
#include "text/number.h"

static const char payload_list[] = "satellites";
static const char site_list[] = "stations";

/* "stations/xinglong.json" in the list of stations stands for {"station": "stations/xinglong.json"}. */
static enum satqkd_status open_sites(const struct scenario_document *document, struct satqkd_error *error) {
    cJSON *list = document_node(document, site_list);
    for (int i = 0; i < cJSON_GetArraySize(list); i++) {
        if (cJSON_IsString(cJSON_GetArrayItem(list, i))) {
            cJSON *site = cJSON_CreateObject();
            if (!site || !cJSON_AddStringToObject(site, "station", cJSON_GetArrayItem(list, i)->valuestring) ||
                !cJSON_ReplaceItemInArray(list, i, site)) {
                cJSON_Delete(site);
                return document_out_of_memory(error);
            }
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status add_satellite(struct campaign *campaign, const struct campaign_satellite *satellite,
                                        struct satqkd_error *error) {
    if (campaign->satellite_count == CAMPAIGN_MOST_SATELLITES) {
        return document_fault(campaign->document, error, "satellites", "more than %d satellites in all",
                              CAMPAIGN_MOST_SATELLITES);
    }
    struct campaign_satellite *grown =
        realloc(campaign->satellites, (campaign->satellite_count + 1) * sizeof *campaign->satellites);
    if (!grown) {
        return document_out_of_memory(error);
    }
    campaign->satellites = grown;
    grown[campaign->satellite_count++] = *satellite;
    return SATQKD_OK;
}

/* The satellites of a constellation. */
static enum satqkd_status spread(struct campaign *campaign, size_t payload, const struct campaign_payload *given,
                                 const char *name, struct satqkd_error *error) {
    char path[DOCUMENT_PATH];
    const struct scenario *first = campaign->links[payload * campaign->station_count];
    struct walker walker = {.satellites = (int)given->walker_satellites,
                            .planes = (int)given->walker_planes,
                            .phasing = (int)given->walker_phasing,
                            .node_spread_rad = given->walker_node_spread_rad,
                            .of = first->orbit.kepler};
    snprintf(path, sizeof path, "satellites[%zu].walker", payload);
    if (first->orbit.kind != SCENARIO_ORBIT_KEPLER || walker.satellites != given->walker_satellites ||
        walker.planes != given->walker_planes || walker.phasing != given->walker_phasing) {
        return document_fault(campaign->document, error, path,
                              "whole numbers, and an orbit.kepler for the first satellite");
    }
    for (int i = 0; i < walker.satellites; i++) {
        struct campaign_satellite satellite = {.payload = payload, .of_walker = true};
        enum satqkd_status status = walker_elements(&walker, i, &satellite.elements, error);
        if (status == SATQKD_INVALID) {
            document_place_error(campaign->document, error, path);
        }
        snprintf(satellite.name, sizeof satellite.name, "%.100s-%d", name, i + 1);
        if (status == SATQKD_OK) {
            status = add_satellite(campaign, &satellite, error);
        }
        if (status != SATQKD_OK) {
            return status;
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status fill_satellites(struct campaign *campaign, const struct campaign_payload *payloads,
                                          struct satqkd_error *error) {
    for (size_t p = 0; p < campaign->payload_count; p++) {
        const char *own = campaign->links[p * campaign->station_count]->satellite_name;
        const char *name = payloads[p].name[0] ? payloads[p].name : own;
        struct campaign_satellite one = {.payload = p};
        snprintf(one.name, sizeof one.name, "%s", name);
        enum satqkd_status status = payloads[p].walker_satellites > 0 ? spread(campaign, p, &payloads[p], name, error)
                                                                      : add_satellite(campaign, &one, error);
        if (status != SATQKD_OK) {
            return status;
        }
    }
    return SATQKD_OK;
}

static void fill_stations(struct campaign *campaign, const struct campaign_site *sites) {
    for (size_t s = 0; s < campaign->station_count; s++) {
        const struct scenario *link = campaign->links[s];
        struct campaign_station *station = &campaign->stations[s];
        snprintf(station->name, sizeof station->name, "%s", sites[s].name[0] ? sites[s].name : link->station_name);
        station->place = link->station;
        station->dark_sun_elevation_rad = link->dark_sun_elevation_rad;
        station->clear_sky_months = link->clear_sky_months;
        memcpy(station->clear_sky_probability, link->clear_sky_probability, sizeof station->clear_sky_probability);
    }
}

static enum satqkd_status check(const struct campaign *campaign, struct satqkd_error *error) {
    const struct scenario_document *document = campaign->document;
    for (size_t i = 0; i < campaign->satellite_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(campaign->satellites[i].name, campaign->satellites[j].name) == 0) {
                return document_fault(document, error, "satellites", "two are called \"%s\"; give one of them a name",
                                      quote_text(campaign->satellites[i].name).text);
            }
        }
    }
    for (size_t i = 0; i < campaign->station_count; i++) {
        char path[DOCUMENT_PATH];
        snprintf(path, sizeof path, "stations[%zu]", i);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(campaign->stations[i].name, campaign->stations[j].name) == 0) {
                return document_fault(document, error, path, "two are called \"%s\"; give one of them a name",
                                      quote_text(campaign->stations[i].name).text);
            }
        }
        if (campaign->weather.given && campaign->stations[i].clear_sky_months == 0) {
            return document_fault(
                document, error, path,
                "weather is drawn by station.clear_sky_probability, which is missing; give twelve chances");
        }
    }
    return SATQKD_OK;
}

static bool is_whole(double number) {
    return number == rint(number);
}

static enum satqkd_status check_root(const struct campaign *campaign, struct satqkd_error *error) {
    const struct scenario_document *document = campaign->document;
    if (!(campaign->to_utc_s > campaign->from_utc_s)) {
        return document_fault(document, error, "to", "must be after from");
    }
    if (!is_whole(campaign->repeats)) {
        return document_fault(document, error, "repeats", "%s is no whole number", number_text(campaign->repeats).text);
    }
    if (!is_whole(campaign->weather.draws)) {
        return document_fault(document, error, "weather.draws", "%s is no whole number",
                              number_text(campaign->weather.draws).text);
    }
    if (!cJSON_IsObject(document_node(document, "scenario"))) {
        return document_fault(document, error, "scenario", "must be an object, {…}");
    }
    return SATQKD_OK;
}

/* The lists, element by element, and the scenarios of all links. */
static enum satqkd_status read_lists(struct campaign *campaign, const struct campaign_setting *settings,
                                     size_t setting_count, struct satqkd_error *error) {
    struct scenario_document *document = campaign->document;
    struct campaign_payload *payloads = calloc(campaign->payload_count, sizeof *payloads);
    struct campaign_site *sites = calloc(campaign->station_count, sizeof *sites);
    campaign->links = calloc(campaign->payload_count * campaign->station_count, sizeof(struct scenario *));
    campaign->stations = calloc(campaign->station_count, sizeof *campaign->stations);
    enum satqkd_status status =
        payloads && sites && campaign->links && campaign->stations ? SATQKD_OK : document_out_of_memory(error);
    if (status == SATQKD_OK) {
        status = keys_list_read(campaign_keys_payload(), document, payload_list, payloads, sizeof *payloads, error);
    }
    if (status == SATQKD_OK) {
        status = keys_list_read(campaign_keys_site(), document, site_list, sites, sizeof *sites, error);
    }
    if (status == SATQKD_OK) {
        status = campaign_links_make(campaign, settings, setting_count, error);
    }
    if (status == SATQKD_OK) {
        fill_stations(campaign, sites);
        status = fill_satellites(campaign, payloads, error);
    }
    free(payloads);
    free(sites);
    if (status == SATQKD_OK) {
        status = check(campaign, error);
    }
    return status == SATQKD_OK ? campaign_pairs_read(campaign, error) : status;
}

static enum satqkd_status read(struct campaign *campaign, const struct scenario_setting *settings, size_t setting_count,
                               struct satqkd_error *error) {
    const struct keys_table *table = campaign_keys_root();
    struct campaign_setting *sorted = calloc(setting_count + 1, sizeof *sorted);
    enum satqkd_status status = sorted ? SATQKD_OK : document_out_of_memory(error);
    if (status == SATQKD_OK) {
        status = campaign_settings_root(campaign->document, settings, setting_count, sorted, error);
    }
    if (status == SATQKD_OK) {
        status = keys_known(table, campaign->document, error);
    }
    if (status == SATQKD_OK) {
        status = keys_read(table, campaign->document, campaign, error);
    }
    if (status == SATQKD_OK) {
        status = check_root(campaign, error);
    }
    if (status == SATQKD_OK) {
        status = open_sites(campaign->document, error);
    }
    if (status == SATQKD_OK) {
        status = campaign_settings_elements(campaign->document, sorted, setting_count, error);
    }
    if (status == SATQKD_OK) {
        campaign->payload_count = keys_list_count(campaign->document, payload_list);
        campaign->station_count = keys_list_count(campaign->document, site_list);
        campaign->weather.given = document_node(campaign->document, "weather");
        campaign->store.given = document_node(campaign->document, "key_store");
        campaign->relays.given = document_node(campaign->document, "relays");
        status = read_lists(campaign, sorted, setting_count, error);
    }
    free(sorted);
    return status;
}

enum satqkd_status campaign_load(const char *path, const struct scenario_setting *settings, size_t setting_count,
                                 struct campaign **out, struct satqkd_error *error) {
    char file[DATA_PATH_TEXT];
    struct campaign *campaign = calloc(1, sizeof *campaign);
    *out = NULL;
    if (!campaign) {
        return document_out_of_memory(error);
    }
    campaign->sun_elevation_rad = NAN;
    campaign->store.max_age_s = INFINITY;
    campaign->relays.memory_bits = INFINITY;
    enum satqkd_status status = data_path_resolve("", path, file, error);
    if (status == SATQKD_OK) {
        status = document_open(file, &campaign->document, error);
    }
    if (status == SATQKD_OK) {
        status = read(campaign, settings, setting_count, error);
    }
    if (status == SATQKD_OK) {
        *out = campaign;
    } else {
        campaign_destroy(campaign);
    }
    return status;
}

void campaign_destroy(struct campaign *campaign) {
    if (!campaign) {
        return;
    }
    for (size_t i = 0; campaign->links && i < campaign->payload_count * campaign->station_count; i++) {
        scenario_destroy(campaign->links[i]);
    }
    free(campaign->links);
    free(campaign->satellites);
    free(campaign->stations);
    free(campaign->relays.pairs);
    network_file_release(&campaign->network);
    document_destroy(campaign->document);
    free(campaign);
}

const struct scenario *campaign_link(const struct campaign *campaign, size_t satellite, size_t station) {
    return campaign->links[campaign->satellites[satellite].payload * campaign->station_count + station];
}

enum satqkd_status campaign_make_orbit(const struct campaign *campaign, size_t satellite, struct orbit **out,
                                       struct satqkd_error *error) {
    const struct campaign_satellite *given = &campaign->satellites[satellite];
    return given->of_walker ? orbit_create_kepler(&given->elements, out, error)
                            : scenario_make_orbit(campaign_link(campaign, satellite, 0), out, error);
}

enum satqkd_status campaign_text(const struct campaign *campaign, char **out, struct satqkd_error *error) {
    return json_write(campaign->document->root, out, error);
}
