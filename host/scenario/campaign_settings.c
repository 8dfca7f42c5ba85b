/* SPDX-License-Identifier: MIT */
#include "scenario/campaign_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/campaign_keys.h"
#include "scenario/document.h"
#include "scenario/keys_list.h"
#include "scenario/settings.h"

static const char air[] = "atmosphere";
static const char shared[] = "scenario";
static const char option[] = "--set: ";

static size_t length_of_key(const char *setting) {
    return strcspn(setting, "=");
}

/* Whether the first part of a path has this name. */
static bool begins_with(const char *path, const char *name) {
    size_t length = strlen(name);
    return strncmp(path, name, length) == 0 && strchr(".[=", path[length]);
}

static enum satqkd_status complain(const char *setting, struct satqkd_error *error, const char *message) {
    return satqkd_error_set(error, SATQKD_INVALID, "%s%.*s: %s", option, (int)length_of_key(setting), setting, message);
}

/* What is reached behind "stations[0].", and how the index reads. */
static enum satqkd_status reach_element(struct campaign_setting *setting, enum campaign_reach of_scenario,
                                        struct satqkd_error *error) {
    const char *open = setting->text + strlen(setting->list);
    char *close = NULL;
    if (*open == '.') {
        char message[128];
        snprintf(message, sizeof message, "an element of this list is written %s[0]", setting->list);
        return complain(setting->text, error, message);
    }
    if (*open != '[' || strcspn(open + 1, "0123456789") > 0) {
        return SATQKD_OK;
    }
    setting->index = strtoul(open + 1, &close, 10);
    if (close[0] != ']' || close[1] != '.') {
        return SATQKD_OK; /* the whole element, or nothing that is known */
    }
    char part[DOCUMENT_PATH];
    const char *inner = close + 2;
    snprintf(part, sizeof part, "%.*s", (int)strcspn(inner, ".[="), inner);
    const struct keys_entry *entry = keys_find(setting->table, part);
    const bool is_part = entry && entry->kind == KEYS_PART;
    setting->reach = is_part ? of_scenario : CAMPAIGN_SET_ELEMENT;
    setting->inner = is_part ? inner : NULL;
    return SATQKD_OK;
}

static enum satqkd_status sort(const char *text, struct campaign_setting *out, struct satqkd_error *error) {
    const struct {
        const char *list;
        const struct keys_table *table;
        enum campaign_reach of_scenario;
    } lists[] = {{"satellites", campaign_keys_payload(), CAMPAIGN_SET_PAYLOAD},
                 {"stations", campaign_keys_site(), CAMPAIGN_SET_SITE},
                 {"relays.pairs", campaign_keys_pair(), CAMPAIGN_SET_ELEMENT}};
    *out = (struct campaign_setting){.reach = CAMPAIGN_SET_ROOT, .text = text};
    if (begins_with(text, shared) && text[sizeof shared - 1] == '.') {
        out->reach = CAMPAIGN_SET_LINKS;
        out->inner = text + sizeof shared;
        return SATQKD_OK;
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (begins_with(text, lists[i].list)) {
            out->list = lists[i].list;
            out->table = lists[i].table;
            return reach_element(out, lists[i].of_scenario, error);
        }
    }
    return SATQKD_OK;
}

enum satqkd_status campaign_settings_root(struct scenario_document *document, const struct scenario_setting *settings,
                                          size_t count, struct campaign_setting *out, struct satqkd_error *error) {
    for (size_t i = 0; i < count; i++) {
        enum satqkd_status status = sort(settings[i].text, &out[i], error);
        if (status == SATQKD_OK && out[i].reach == CAMPAIGN_SET_ROOT) {
            status = settings_apply(campaign_keys_root(), document, settings[i].text, error);
        }
        if (status != SATQKD_OK) {
            return status;
        }
    }
    return SATQKD_OK;
}

/* A station whose air is set has its own from there on: a copy of what it shared. */
static enum satqkd_status give_air(const struct scenario_document *document, cJSON *site, struct satqkd_error *error) {
    const cJSON *common = cJSON_GetObjectItemCaseSensitive(document_node(document, shared), air);
    if (cJSON_GetObjectItemCaseSensitive(site, air)) {
        return SATQKD_OK;
    }
    cJSON *own = common ? cJSON_Duplicate(common, true) : cJSON_CreateObject();
    if (!cJSON_AddItemToObject(site, air, own)) {
        cJSON_Delete(own);
        return document_out_of_memory(error);
    }
    return SATQKD_OK;
}

enum satqkd_status campaign_settings_elements(struct scenario_document *document,
                                              const struct campaign_setting *settings, size_t count,
                                              struct satqkd_error *error) {
    for (size_t i = 0; i < count; i++) {
        const struct campaign_setting *setting = &settings[i];
        enum satqkd_status status = SATQKD_OK;
        if (setting->reach == CAMPAIGN_SET_ROOT || setting->reach == CAMPAIGN_SET_LINKS) {
            continue;
        }
        char place[DOCUMENT_PATH];
        snprintf(place, sizeof place, "%s[%zu]", setting->list, setting->index);
        if (setting->index >= keys_list_count(document, setting->list)) {
            char message[128];
            snprintf(message, sizeof message, "no such element; %s has %zu, counted from 0", setting->list,
                     keys_list_count(document, setting->list));
            return complain(setting->text, error, message);
        }
        if (setting->reach == CAMPAIGN_SET_ELEMENT) {
            status = keys_list_set(setting->table, document, place, setting->text, error);
        } else if (begins_with(setting->inner, air)) {
            status = give_air(document, document_node(document, place), error);
        }
        if (status != SATQKD_OK) {
            return status;
        }
    }
    return SATQKD_OK;
}

size_t campaign_settings_link(const struct campaign_setting *settings, size_t count, size_t payload, size_t station,
                              struct scenario_setting *out) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        enum campaign_reach reach = settings[i].reach;
        if (reach == CAMPAIGN_SET_LINKS || (reach == CAMPAIGN_SET_PAYLOAD && settings[i].index == payload) ||
            (reach == CAMPAIGN_SET_SITE && settings[i].index == station)) {
            out[used++].text = settings[i].inner;
        }
    }
    return used;
}

bool campaign_settings_name(const struct campaign_setting *settings, size_t count, struct satqkd_error *error) {
    static const char question[] = "unknown key; did you mean \"";
    struct satqkd_error old = *error;
    const char *key = old.message + strlen(option);
    if (strncmp(old.message, option, strlen(option)) != 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *inner = settings[i].inner;
        if (inner && strncmp(key, inner, length_of_key(inner)) == 0) {
            const int way = (int)(inner - settings[i].text);
            const char *meant = strstr(key, question);
            const size_t until = meant ? (size_t)(meant - key) + strlen(question) : strlen(key);
            satqkd_error_set(error, SATQKD_INVALID, "%s%.*s%.*s%.*s%s", option, way, settings[i].text, (int)until, key,
                             meant ? way : 0, settings[i].text, key + until);
            return true;
        }
    }
    return false;
}
