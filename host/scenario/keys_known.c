/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/keys.h"
#include "scenario/quote.h"

/* The key that tells where values are from. */
static const char sources_key[] = "sources";

/* Known paths are short, and an unknown name is cut by its quoting: what would not fit is no known path. */
static void join(char *out, const char *parent, const char *name) {
    struct quote shown = quote_text(name);
    snprintf(out, DOCUMENT_PATH, "%.150s%s%s", parent, parent[0] ? "." : "", shown.text);
}

static bool may_hold_sources(const struct keys_table *table, const char *path) {
    for (const char *const *sourced = table->sourced; sourced && *sourced; sourced++) {
        if (strcmp(*sourced, path) == 0) {
            return true;
        }
    }
    return false;
}

/* "sources": {"telescope.diameter_m": "where from"} of the object at `path`. */
static enum satqkd_status check_sources(const struct keys_table *table, const struct scenario_document *document,
                                        const char *path, const cJSON *sources, struct satqkd_error *error) {
    char here[DOCUMENT_PATH];
    join(here, path, sources_key);
    if (!cJSON_IsObject(sources)) {
        return document_fault(document, error, here, "must be an object that gives a text for a key of its neighbours");
    }
    const cJSON *source;
    cJSON_ArrayForEach(source, sources) {
        char named[DOCUMENT_PATH];
        char place[DOCUMENT_PATH];
        join(named, path, source->string);
        join(place, here, source->string);
        if (!keys_find(table, named)) {
            const struct keys_entry *meant = keys_suggest(table, named);
            const char *nearest = meant ? meant->path : "";
            size_t skip = path[0] && strncmp(nearest, path, strlen(path)) == 0 ? strlen(path) + 1 : 0;
            return document_fault(document, error, place, "no such key here%s%s%s", meant ? "; did you mean \"" : "",
                                  meant ? nearest + skip : "", meant ? "\"?" : "");
        }
        if (!cJSON_IsString(source) || !source->valuestring[0]) {
            return document_fault(document, error, place, "must be a text that says where the value is from");
        }
    }
    return SATQKD_OK;
}

/* "uncertainties": {"station.telescope.diameter_m": 0.01}. */
static enum satqkd_status check_uncertainties(const struct keys_table *table, const struct scenario_document *document,
                                              const cJSON *object, struct satqkd_error *error) {
    const cJSON *item;
    cJSON_ArrayForEach(item, object) {
        char place[DOCUMENT_PATH];
        char named[DOCUMENT_PATH];
        join(place, keys_uncertainties, item->string);
        snprintf(named, sizeof named, "%.*s", (int)strcspn(item->string, "["), item->string);
        const struct keys_entry *entry = keys_find(table, named);
        const struct keys_entry *meant = entry ? NULL : keys_suggest(table, named);
        if (!entry) {
            return document_fault(document, error, place, "no such key%s%s%s", meant ? "; did you mean \"" : "",
                                  meant ? meant->path : "", meant ? "\"?" : "");
        }
        if (entry->kind != KEYS_NUMBER && entry->kind != KEYS_NUMBERS && entry->kind != KEYS_NUMBER_OR_FOUR) {
            return document_fault(document, error, place, "%s is no number, so that it has no standard deviation",
                                  named);
        }
        if (!cJSON_IsNumber(item) || !(item->valuedouble > 0)) {
            return document_fault(document, error, place,
                                  "must be a standard deviation, a number above 0 in the unit of %s", named);
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status check_object(const struct keys_table *table, const struct scenario_document *document,
                                       const char *path, const cJSON *object, struct satqkd_error *error) {
    const cJSON *item;
    cJSON_ArrayForEach(item, object) {
        char child[DOCUMENT_PATH];
        join(child, path, item->string);
        bool plain_name = !strpbrk(item->string, ".["); /* "telescope.diameter_m" as one key is no path */
        const struct keys_entry *entry = plain_name ? keys_find(table, child) : NULL;
        enum satqkd_status status = SATQKD_OK;
        if (!entry && strcmp(item->string, sources_key) == 0 && may_hold_sources(table, path)) {
            status = check_sources(table, document, path, item, error);
        } else if (!plain_name) {
            status = document_fault(document, error, child, "a dot or bracket within a key; nest the objects instead");
        } else if (!entry) {
            status = keys_unknown(table, document, child, error);
        } else if (cJSON_IsObject(item) && strcmp(child, keys_uncertainties) == 0) {
            status = check_uncertainties(table, document, item, error);
        } else if (cJSON_IsObject(item) && (entry->kind == KEYS_OBJECT || entry->kind == KEYS_REFERENCE)) {
            status = check_object(table, document, child, item, error);
        }
        if (status) {
            return status;
        }
    }
    return SATQKD_OK;
}

enum satqkd_status keys_known(const struct keys_table *table, const struct scenario_document *document,
                              struct satqkd_error *error) {
    return keys_known_below(table, document, "", error);
}

enum satqkd_status keys_known_below(const struct keys_table *table, const struct scenario_document *document,
                                    const char *path, struct satqkd_error *error) {
    return check_object(table, document, path, document_node(document, path), error);
}
