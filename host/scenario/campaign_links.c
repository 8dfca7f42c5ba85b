/* SPDX-License-Identifier: MIT */
#include "scenario/campaign_links.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "orbit/time_utc.h"
#include "scenario/document.h"
#include "scenario/json_write.h"

/* A payload over a station. */
struct link {
    struct campaign *campaign;
    size_t payload, station;
};

static cJSON *payload_node(const struct link *link) {
    return cJSON_GetArrayItem(document_node(link->campaign->document, "satellites"), (int)link->payload);
}

static cJSON *station_node(const struct link *link) {
    return cJSON_GetArrayItem(document_node(link->campaign->document, "stations"), (int)link->station);
}

static cJSON *member(const cJSON *object, const char *name) {
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* The link as the text of a scenario: what all have in common, then what is its own. */
static enum satqkd_status compose(const struct link *link, char **out, struct satqkd_error *error) {
    const struct campaign *campaign = link->campaign;
    cJSON *root = cJSON_Duplicate(document_node(campaign->document, "scenario"), true);
    const cJSON *atmosphere = member(station_node(link), "atmosphere");
    *out = NULL;
    bool made =
        root && cJSON_AddNumberToObject(root, "schema", 1) && cJSON_AddStringToObject(root, "name", campaign->name) &&
        cJSON_AddItemToObject(root, "satellite", cJSON_Duplicate(member(payload_node(link), "satellite"), true)) &&
        cJSON_AddItemToObject(root, "orbit", cJSON_Duplicate(member(payload_node(link), "orbit"), true)) &&
        cJSON_AddItemToObject(root, "station", cJSON_Duplicate(member(station_node(link), "station"), true));
    if (made && atmosphere) {
        cJSON_DeleteItemFromObjectCaseSensitive(root, "atmosphere");
        made = cJSON_AddItemToObject(root, "atmosphere", cJSON_Duplicate(atmosphere, true));
    }
    enum satqkd_status status = made ? json_write(root, out, error) : document_out_of_memory(error);
    cJSON_Delete(root);
    return status;
}

static bool begins_with(const char *path, const char *name) {
    size_t length = strlen(name);
    return strncmp(path, name, length) == 0 && strchr(".[", path[length]);
}

/* Where a key of the link's scenario stands in the campaign. */
static void place_of(const struct link *link, const char *key, char out[DOCUMENT_PATH]) {
    bool own_air = begins_with(key, "atmosphere") && member(station_node(link), "atmosphere");
    if (begins_with(key, "satellite") || begins_with(key, "orbit")) {
        snprintf(out, DOCUMENT_PATH, "satellites[%zu].%s", link->payload, key);
    } else if (begins_with(key, "station") || own_air) {
        snprintf(out, DOCUMENT_PATH, "stations[%zu].%s", link->station, key);
    } else if (strcmp(key, "name") == 0) {
        snprintf(out, DOCUMENT_PATH, "%s", key);
    } else {
        snprintf(out, DOCUMENT_PATH, "scenario%s%s", key[0] ? "." : "", key);
    }
}

/*
 * A message about the composed text, "FILE:LINE: key: what", names a line that nobody has written: it is said again of the campaign's own
 * line. One about a file that the campaign refers to is right as it is.
 */
static enum satqkd_status refer_to_campaign(const struct link *link, enum satqkd_status status,
                                            const struct campaign_setting *settings, size_t setting_count,
                                            struct satqkd_error *error) {
    const struct scenario_document *document = link->campaign->document;
    const char *file = document->files[0].text.name;
    size_t length = strlen(file);
    if (!error || status != SATQKD_INVALID || campaign_settings_name(settings, setting_count, error)) {
        return status;
    }
    if (strncmp(error->message, file, length) != 0 || error->message[length] != ':') {
        satqkd_error_prefix(error, "satellites[%zu] over stations[%zu]: ", link->payload, link->station);
        return status;
    }
    char key[DOCUMENT_PATH];
    char path[DOCUMENT_PATH];
    char message[sizeof error->message];
    const char *rest = error->message + length + 1;
    rest += strspn(rest, "0123456789");
    rest += strspn(rest, ": ");
    size_t end = strcspn(rest, ": ");
    bool has_key = rest[end] == ':';
    snprintf(key, sizeof key, "%.*s", has_key ? (int)end : 0, rest);
    snprintf(message, sizeof message, "%s", has_key ? rest + end + 2 : rest);
    place_of(link, key, path);
    return document_fault(document, error, path, "%s", message);
}

/* What a campaign cannot use of a scenario. */
static enum satqkd_status check(const struct link *link, const struct scenario *scenario, struct satqkd_error *error) {
    const struct scenario_document *document = link->campaign->document;
    char path[DOCUMENT_PATH];
    enum scenario_orbit_kind kind = scenario->orbit.kind;
    if (scenario->window.has_times || scenario->window.pass > 0) {
        return document_fault(document, error, "scenario.window",
                              "start, stop and pass name one pass; a campaign has from and to");
    }
    if (kind != SCENARIO_ORBIT_TLE && kind != SCENARIO_ORBIT_KEPLER && kind != SCENARIO_ORBIT_OEM) {
        place_of(link, "orbit", path);
        return document_fault(document, error, path,
                              "one pass, or the path over one station; a campaign flies tle, kepler or oem");
    }
    if (link->station > 0) {
        return SATQKD_OK; /* the orbit is the payload's, and has been tried over its first station */
    }
    struct orbit *orbit = NULL;
    struct orbit_look look;
    enum satqkd_status status = scenario_make_orbit(scenario, &orbit, error);
    if (status == SATQKD_OK) {
        status = orbit_observe(orbit, &scenario->station, link->campaign->from_utc_s, &look, error);
    }
    if (status == SATQKD_OK) {
        status = orbit_observe(orbit, &scenario->station, link->campaign->to_utc_s, &look, error);
    }
    orbit_destroy(orbit);
    if (status == SATQKD_INVALID) {
        char message[sizeof error->message];
        snprintf(message, sizeof message, "%s", error ? error->message : "");
        place_of(link, "orbit", path);
        return document_fault(document, error, path, "%s%s", message,
                              kind == SCENARIO_ORBIT_TLE ? ", or a list of them, or orbit.kepler for months and years"
                                                         : "");
    }
    return status;
}

/* Puts a part of the resolved scenario into an object of the campaign. */
static bool put_back(const struct scenario *scenario, const char *part, cJSON *into) {
    cJSON *copy = cJSON_Duplicate(document_node(scenario->document, part), true);
    return copy && (member(into, part) ? cJSON_ReplaceItemInObjectCaseSensitive(into, part, copy)
                                       : cJSON_AddItemToObject(into, part, copy));
}

/* What all links share: everything but what is the link's own. */
static bool put_back_shared(const struct scenario *scenario, bool with_atmosphere, cJSON *into) {
    static const char *const own[] = {"schema", "name", "satellite", "orbit", "station"};
    const cJSON *item;
    cJSON_ArrayForEach(item, scenario->document->root) {
        bool shared = with_atmosphere || strcmp(item->string, "atmosphere") != 0;
        for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
            shared = shared && strcmp(item->string, own[i]) != 0;
        }
        if (shared && !put_back(scenario, item->string, into)) {
            return false;
        }
    }
    return true;
}

static enum satqkd_status write_back(struct campaign *campaign, struct satqkd_error *error) {
    cJSON *shared = document_node(campaign->document, "scenario");
    bool put = true;
    for (size_t p = 0; put && p < campaign->payload_count; p++) {
        struct link link = {campaign, p, 0};
        const struct scenario *scenario = campaign->links[p * campaign->station_count];
        put = put_back(scenario, "satellite", payload_node(&link)) && put_back(scenario, "orbit", payload_node(&link));
    }
    for (size_t s = 0; put && s < campaign->station_count; s++) {
        struct link link = {campaign, 0, s};
        bool own_air = member(station_node(&link), "atmosphere");
        put = put_back(campaign->links[s], "station", station_node(&link)) &&
              put_back_shared(campaign->links[s], !own_air, shared) &&
              (!own_air || put_back(campaign->links[s], "atmosphere", station_node(&link)));
    }
    return put ? SATQKD_OK : document_out_of_memory(error);
}

enum satqkd_status campaign_links_make(struct campaign *campaign, const struct campaign_setting *settings,
                                       size_t setting_count, struct satqkd_error *error) {
    const char *file = campaign->document->files[0].text.name;
    struct scenario_setting *own = calloc(setting_count + 1, sizeof *own);
    enum satqkd_status status = own ? SATQKD_OK : document_out_of_memory(error);
    for (size_t i = 0; status == SATQKD_OK && i < campaign->payload_count * campaign->station_count; i++) {
        struct link link = {campaign, i / campaign->station_count, i % campaign->station_count};
        char *text = NULL;
        status = compose(&link, &text, error);
        if (status == SATQKD_OK) {
            const size_t count = campaign_settings_link(settings, setting_count, link.payload, link.station, own);
            status = scenario_parse(file, text, own, count, &campaign->links[i], error);
            status = refer_to_campaign(&link, status, settings, setting_count, error);
        }
        free(text);
        if (status == SATQKD_OK) {
            status = check(&link, campaign->links[i], error);
        }
    }
    free(own);
    return status == SATQKD_OK ? write_back(campaign, error) : status;
}
