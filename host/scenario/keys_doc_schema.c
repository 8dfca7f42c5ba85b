/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/campaign_keys.h"
#include "scenario/json_write.h"
#include "scenario/keys_doc.h"
#include "scenario/keys_schema.h"
#include "scenario/network_file.h"

static cJSON *of_direction(enum channel_direction direction, const char *key) {
    const struct keys_schema scenario = {keys_scenario(direction), NULL};
    return key[0] ? keys_schema_entry(&scenario, key) : keys_schema_object(&scenario, key);
}

/* What a scenario holds at a key, of either direction. @param key  "": the scenario as far as the links of a campaign share it */
static cJSON *of_scenario(const char *key) {
    static const char *const own[] = {"schema", "name", "satellite", "orbit", "station", NULL};
    static const enum channel_direction directions[] = {CHANNEL_DOWNLINK, CHANNEL_UPLINK};
    cJSON *schema = cJSON_CreateObject();
    cJSON *any = cJSON_AddArrayToObject(schema, "anyOf");
    for (int d = 0; d < 2; ++d) {
        cJSON *one = of_direction(directions[d], key);
        for (int i = 0; !key[0] && own[i]; ++i) {
            cJSON_DeleteItemFromObjectCaseSensitive(cJSON_GetObjectItemCaseSensitive(one, "properties"), own[i]);
        }
        if (!key[0]) {
            cJSON_DeleteItemFromObjectCaseSensitive(one, "required");
        }
        cJSON_AddItemToArray(any, one);
    }
    return schema;
}

static cJSON *in_campaign(const struct keys_entry *entry) {
    if (strcmp(entry->path, "satellites") == 0) {
        return keys_schema_object(&(struct keys_schema){campaign_keys_payload(), in_campaign}, "");
    }
    if (strcmp(entry->path, "stations") == 0) {
        return keys_schema_path_or(keys_schema_object(&(struct keys_schema){campaign_keys_site(), in_campaign}, ""));
    }
    if (strcmp(entry->path, "relays.pairs") == 0) {
        return keys_schema_object(&(struct keys_schema){campaign_keys_pair(), NULL}, "");
    }
    return of_scenario(strcmp(entry->path, "scenario") == 0 ? "" : entry->path);
}

static cJSON *in_network(const struct keys_entry *entry) {
    const bool node = strcmp(entry->path, "nodes") == 0;
    return keys_schema_object(&(struct keys_schema){node ? network_file_node_keys() : network_file_fibre_keys(), NULL},
                              "");
}

static cJSON *scenario_schema(void) {
    const char *const needed[] = {"direction"};
    cJSON *schema = cJSON_CreateObject();
    cJSON *uplink = cJSON_AddObjectToObject(schema, "if");
    cJSON *direction = cJSON_AddObjectToObject(cJSON_AddObjectToObject(uplink, "properties"), needed[0]);
    cJSON_AddStringToObject(direction, "const", "uplink");
    cJSON_AddItemToObject(uplink, "required", cJSON_CreateStringArray(needed, 1));
    cJSON_AddItemToObject(schema, "then", of_direction(CHANNEL_UPLINK, ""));
    cJSON_AddItemToObject(schema, "else", of_direction(CHANNEL_DOWNLINK, ""));
    return schema;
}

static cJSON *campaign_schema(void) {
    return keys_schema_object(&(struct keys_schema){campaign_keys_root(), in_campaign}, "");
}

static cJSON *network_schema(void) {
    return keys_schema_object(&(struct keys_schema){network_file_keys(), in_network}, "");
}

enum satqkd_status keys_doc_schema(enum keys_doc_of of, char **out, struct satqkd_error *error) {
    static const struct {
        const char *title, *topic;
        cJSON *(*make)(void);
    } schemas[] = {[KEYS_DOC_SCENARIO] = {"satqkd scenario, schema 1", "config", scenario_schema},
                   [KEYS_DOC_CAMPAIGN] = {"satqkd campaign, schema 1", "campaign-config", campaign_schema},
                   [KEYS_DOC_NETWORK] = {"satqkd network, schema 1", "network-config", network_schema}};
    char description[160];
    cJSON *root = cJSON_CreateObject();
    snprintf(description, sizeof description,
             "Written by `satqkd help %s --schema` from the table by which the program checks.", schemas[of].topic);
    cJSON_AddStringToObject(root, "$schema", "https://json-schema.org/draft/2020-12/schema");
    cJSON_AddStringToObject(root, "title", schemas[of].title);
    cJSON_AddStringToObject(root, "description", description);
    cJSON *schema = schemas[of].make();
    while (schema && schema->child) {
        cJSON *item = cJSON_DetachItemViaPointer(schema, schema->child);
        cJSON_AddItemToObject(root, item->string, item);
    }
    cJSON_Delete(schema);
    enum satqkd_status status = json_write(root, out, error);
    cJSON_Delete(root);
    return status;
}
