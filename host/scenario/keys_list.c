/* SPDX-License-Identifier: MIT */
#include "scenario/keys_list.h"

#include <stdio.h>

#include <cjson/cJSON.h>

#include "scenario/settings.h"

size_t keys_list_count(const struct scenario_document *document, const char *path) {
    const int count = cJSON_GetArraySize(document_node(document, path));
    return count > 0 ? (size_t)count : 0;
}

/* The table as it is for the element at a place: the same keys, below "links[3]". */
struct placed {
    struct keys_entry entries[KEYS_LIST_ENTRIES];
    char paths[KEYS_LIST_ENTRIES][DOCUMENT_PATH];
    const char *sourced[2];
    struct keys_table table;
};

static enum satqkd_status put_at(const struct keys_table *element, const struct scenario_document *document,
                                 const char *place, struct placed *out, struct satqkd_error *error) {
    if (element->count > KEYS_LIST_ENTRIES) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: a table of more than %d keys", place, KEYS_LIST_ENTRIES);
    }
    for (size_t i = 0; i < element->count; ++i) {
        snprintf(out->paths[i], sizeof out->paths[i], "%.100s.%.100s", place, element->entries[i].path);
        out->entries[i] = element->entries[i];
        out->entries[i].path = out->paths[i];
    }
    out->sourced[0] = place;
    out->sourced[1] = NULL;
    out->table = (struct keys_table){out->entries, element->count, element->sourced ? out->sourced : NULL, NULL,
                                     element->listed};
    return cJSON_IsObject(document_node(document, place))
               ? SATQKD_OK
               : document_fault(document, error, place, "must be an object, {…}");
}

static enum satqkd_status read_element(const struct keys_table *element, struct scenario_document *document,
                                       const char *place, void *into, struct satqkd_error *error) {
    struct placed placed;
    enum satqkd_status status = put_at(element, document, place, &placed, error);
    if (!status) {
        status = keys_known_below(&placed.table, document, place, error);
    }
    return status ? status : keys_read(&placed.table, document, into, error);
}

enum satqkd_status keys_list_set(const struct keys_table *element, struct scenario_document *document,
                                 const char *place, const char *setting, struct satqkd_error *error) {
    struct placed placed;
    enum satqkd_status status = put_at(element, document, place, &placed, error);
    return status ? status : settings_apply(&placed.table, document, setting, error);
}

enum satqkd_status keys_list_read(const struct keys_table *element, struct scenario_document *document,
                                  const char *path, void *into, size_t size, struct satqkd_error *error) {
    const size_t count = keys_list_count(document, path);
    for (size_t i = 0; i < count; ++i) {
        char place[DOCUMENT_PATH];
        snprintf(place, sizeof place, "%.100s[%zu]", path, i);
        const enum satqkd_status status = read_element(element, document, place, (char *)into + i * size, error);
        if (status) {
            return status;
        }
    }
    return SATQKD_OK;
}
