/* SPDX-License-Identifier: MIT */
#include "scenario/campaign_pairs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/campaign_keys.h"
#include "scenario/data_path.h"
#include "scenario/keys_list.h"
#include "scenario/quote.h"
#include "text/nearest.h"

static const char pairs_key[] = "relays.pairs";
static const char network_key[] = "network";

/* Names of the stations. @return borrowed names in an array to be freed; NULL without memory */
static const char **station_names(const struct campaign *campaign) {
    const char **names = calloc(campaign->station_count, sizeof *names);
    for (size_t i = 0; names && i < campaign->station_count; i++) {
        names[i] = campaign->stations[i].name;
    }
    return names;
}

static enum satqkd_status find_station(const struct campaign *campaign, const char **names, const char *name,
                                       const char *path, size_t *out, struct satqkd_error *error) {
    for (*out = 0; *out < campaign->station_count; ++*out) {
        if (strcmp(names[*out], name) == 0) {
            return SATQKD_OK;
        }
    }
    const char *nearest = nearest_word(name, names, campaign->station_count);
    return document_fault(campaign->document, error, path, "no station \"%s\"%s%s%s", quote_text(name).text,
                          nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

static enum satqkd_status add_all(struct campaign_relays *relays, size_t stations, struct satqkd_error *error) {
    relays->pairs = calloc(stations * stations, sizeof *relays->pairs);
    if (!relays->pairs) {
        return document_out_of_memory(error);
    }
    for (size_t a = 0; a < stations; a++) {
        for (size_t b = a + 1; b < stations; b++) {
            relays->pairs[relays->pair_count++] = (struct campaign_pair){a, b};
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status find_pairs(struct campaign *campaign, const struct campaign_pair_names *given, size_t count,
                                     const char **names, struct satqkd_error *error) {
    struct campaign_relays *relays = &campaign->relays;
    relays->pairs = calloc(count, sizeof *relays->pairs);
    enum satqkd_status status = relays->pairs ? SATQKD_OK : document_out_of_memory(error);
    for (size_t i = 0; i < count && status == SATQKD_OK; i++) {
        struct campaign_pair *pair = &relays->pairs[i];
        char path[DOCUMENT_PATH];
        snprintf(path, sizeof path, "%s[%zu].a", pairs_key, i);
        status = find_station(campaign, names, given[i].a, path, &pair->a, error);
        path[strlen(path) - 1] = 'b';
        if (status == SATQKD_OK) {
            status = find_station(campaign, names, given[i].b, path, &pair->b, error);
        }
        bool twice = pair->a == pair->b;
        for (size_t j = 0; j < i && status == SATQKD_OK; j++) {
            const struct campaign_pair *other = &relays->pairs[j];
            twice =
                twice || (other->a == pair->a && other->b == pair->b) || (other->a == pair->b && other->b == pair->a);
        }
        if (status == SATQKD_OK && twice) {
            status = document_fault(campaign->document, error, path, "two different stations, and no pair twice");
        }
        relays->pair_count = i + 1;
    }
    return status;
}

static enum satqkd_status read_relays(struct campaign *campaign, const char **names, struct satqkd_error *error) {
    const size_t count = keys_list_count(campaign->document, pairs_key);
    if (!document_node(campaign->document, pairs_key)) {
        return campaign->station_count > 1
                   ? add_all(&campaign->relays, campaign->station_count, error)
                   : document_fault(campaign->document, error, "relays", "a relay needs two stations");
    }
    struct campaign_pair_names *given = calloc(count + 1, sizeof *given);
    enum satqkd_status status =
        given ? keys_list_read(campaign_keys_pair(), campaign->document, pairs_key, given, sizeof *given, error)
              : document_out_of_memory(error);
    if (status == SATQKD_OK) {
        status = find_pairs(campaign, given, count, names, error);
    }
    free(given);
    return status;
}

/* The resolved campaign lies in another folder than the file that names the network, and has a copy beside it. */
static enum satqkd_status refer_to_copy(struct campaign *campaign, struct satqkd_error *error) {
    return cJSON_SetValuestring(document_node(campaign->document, network_key), NETWORK_FILE_COPY)
               ? SATQKD_OK
               : document_out_of_memory(error);
}

static enum satqkd_status read_network(struct campaign *campaign, const char **names, struct satqkd_error *error) {
    char folder[DATA_PATH_TEXT];
    char path[DATA_PATH_TEXT];
    document_folder(campaign->document, folder);
    enum satqkd_status status = data_path_resolve(folder, campaign->network_path, path, error);
    if (status != SATQKD_OK) {
        document_place_error(campaign->document, error, network_key);
        return status;
    }
    status = network_file_read(path, names, campaign->station_count, &campaign->network, error);
    return status == SATQKD_OK ? refer_to_copy(campaign, error) : status;
}

enum satqkd_status campaign_pairs_read(struct campaign *campaign, struct satqkd_error *error) {
    const char **names = station_names(campaign);
    enum satqkd_status status = names ? SATQKD_OK : document_out_of_memory(error);
    if (status == SATQKD_OK && campaign->relays.given) {
        status = read_relays(campaign, names, error);
    }
    if (status == SATQKD_OK && campaign->network_path[0]) {
        status = read_network(campaign, names, error);
    }
    if (status == SATQKD_OK && campaign->store.given && !campaign->relays.given) {
        status = document_fault(campaign->document, error, "key_store",
                                "stores keep the keys of pairs of stations, which relays makes; give relays as well");
    }
    free(names);
    return status;
}
