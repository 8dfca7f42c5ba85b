/* SPDX-License-Identifier: MIT */
#include "scenario/keys_list.h"

#include <stdio.h>

#include <cjson/cJSON.h>

size_t keys_list_count(const struct scenario_document *document, const char *path) {
    const int count = cJSON_GetArraySize(document_node(document, path));
    return count > 0 ? (size_t)count : 0;
}

/* The table as it is for the element at a place: the same keys, below "links[3]". */
static enum satqkd_status read_element(const struct keys_table *element, struct scenario_document *document,
                                       const char *place, void *into, struct satqkd_error *error) {
    struct keys_entry entries[KEYS_LIST_ENTRIES];
    char paths[KEYS_LIST_ENTRIES][DOCUMENT_PATH];
    const char *const sourced[] = {place, NULL};
    const struct keys_table table = {entries, element->count, element->sourced ? sourced : NULL, NULL, element->listed};
    for (size_t i = 0; i < element->count; ++i) {
        snprintf(paths[i], sizeof paths[i], "%.100s.%.100s", place, element->entries[i].path);
        entries[i] = element->entries[i];
        entries[i].path = paths[i];
    }
    if (!cJSON_IsObject(document_node(document, place))) {
        return document_fault(document, error, place, "must be an object, {…}");
    }
    enum satqkd_status status = keys_known_below(&table, document, place, error);
    return status ? status : keys_read(&table, document, into, error);
}

enum satqkd_status keys_list_read(const struct keys_table *element, struct scenario_document *document,
                                  const char *path, void *into, size_t size, struct satqkd_error *error) {
    const size_t count = keys_list_count(document, path);
    if (element->count > KEYS_LIST_ENTRIES) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: a table of more than %d keys", path, KEYS_LIST_ENTRIES);
    }
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
