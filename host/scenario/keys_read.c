/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/keys.h"
#include "scenario/keys_value.h"

/* What the readers of one document share. */
struct reading {
    const struct keys_table *table;
    struct scenario_document *document;
    char *into;
    struct satqkd_error *error;
};

/* The object that a key belongs to; NULL where it is absent, or no object (its own entry has complained then). */
static cJSON *parent_of(const struct reading *r, const struct keys_entry *entry) {
    char path[DOCUMENT_PATH];
    snprintf(path, sizeof path, "%.*s", (int)keys_parent_length(entry->path), entry->path);
    cJSON *parent = document_node(r->document, path);
    return cJSON_IsObject(parent) ? parent : NULL;
}

static const char *name_of(const struct keys_entry *entry) {
    size_t length = keys_parent_length(entry->path);
    return entry->path + length + (length > 0);
}

/* A key that excludes this one and is there all the same. */
static const struct keys_entry *rival(const struct reading *r, const struct keys_entry *entry, const cJSON *parent) {
    size_t length = keys_parent_length(entry->path);
    for (size_t i = 0; entry->alternative && i < r->table->count; i++) {
        const struct keys_entry *other = &r->table->entries[i];
        if (other != entry && other->alternative == entry->alternative && keys_parent_length(other->path) == length &&
            strncmp(other->path, entry->path, length) == 0 &&
            cJSON_GetObjectItemCaseSensitive(parent, name_of(other))) {
            return other;
        }
    }
    return NULL;
}

/* "tle, circular, track" for a key that has alternatives. */
static void list_alternatives(const struct reading *r, const struct keys_entry *entry, char *out, size_t size) {
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < r->table->count; i++) {
        const struct keys_entry *other = &r->table->entries[i];
        if (other->alternative == entry->alternative &&
            keys_parent_length(other->path) == keys_parent_length(entry->path) &&
            strncmp(other->path, entry->path, keys_parent_length(entry->path)) == 0 && used < size) {
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", name_of(other));
        }
    }
}

static enum satqkd_status complain_missing(const struct reading *r, const struct keys_entry *entry) {
    char wanted[KEYS_VALUE_WANTED];
    if (entry->alternative) {
        char parent[DOCUMENT_PATH];
        list_alternatives(r, entry, wanted, sizeof wanted);
        snprintf(parent, sizeof parent, "%.*s", (int)keys_parent_length(entry->path), entry->path);
        return document_fault(r->document, r->error, parent, "one of these is needed: %s", wanted);
    }
    keys_value_wanted(entry, wanted);
    return document_fault(r->document, r->error, entry->path, "missing; give %s (%s)", wanted, entry->meaning);
}

/* The value of a key, its default where it has one, at the end of its object so that all come into the table's order. NULL where there is
   none, with the status that this means. */
static enum satqkd_status fetch(const struct reading *r, const struct keys_entry *entry, cJSON **out) {
    cJSON *parent = parent_of(r, entry);
    *out = NULL;
    if (!parent) {
        return SATQKD_OK;
    }
    cJSON *value = cJSON_GetObjectItemCaseSensitive(parent, name_of(entry));
    const struct keys_entry *other = rival(r, entry, parent);
    if (value && other) {
        return document_fault(r->document, r->error, entry->path,
                              "excludes %s, which is given as well; keep one of the two", other->path);
    }
    if (value) {
        cJSON_AddItemToArray(parent, cJSON_DetachItemViaPointer(parent, value));
        *out = value;
        return SATQKD_OK;
    }
    if (other || entry->presence == KEYS_OPTIONAL) {
        return SATQKD_OK;
    }
    if (entry->presence == KEYS_REQUIRED) {
        return complain_missing(r, entry);
    }
    value = cJSON_Parse(entry->fallback);
    if (!value || !cJSON_AddItemToObject(parent, name_of(entry), value)) {
        cJSON_Delete(value);
        return document_out_of_memory(r->error);
    }
    *out = value;
    return SATQKD_OK;
}

/* "sources" goes behind the values that it speaks of. */
static void move_sources_last(const struct reading *r) {
    for (const char *const *path = r->table->sourced; path && *path; path++) {
        cJSON *object = document_node(r->document, *path);
        cJSON *sources = cJSON_GetObjectItemCaseSensitive(object, "sources");
        if (sources) {
            cJSON_AddItemToArray(object, cJSON_DetachItemViaPointer(object, sources));
        }
    }
}

enum satqkd_status keys_read(const struct keys_table *table, struct scenario_document *document, void *into,
                             struct satqkd_error *error) {
    struct reading r = {table, document, into, error};
    for (size_t i = 0; i < table->count; i++) {
        const struct keys_entry *entry = &table->entries[i];
        cJSON *value;
        enum satqkd_status status = fetch(&r, entry, &value);
        if (!status && value) {
            status = keys_value_store(document, entry, value, into, error);
        }
        if (status) {
            return status;
        }
    }
    move_sources_last(&r);
    return SATQKD_OK;
}
