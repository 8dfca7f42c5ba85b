/* SPDX-License-Identifier: MIT */
#include "scenario/settings.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "scenario/data_path.h"
#include "scenario/json_member.h"
#include "scenario/json_scan.h"
#include "scenario/quote.h"
#include "scenario/scenario_oem.h"
#include "scenario/scenario_track.h"
#include "scenario/text_buffer.h"

static const char set_source[] = "set on the command line";

/* One setting, taken apart. */
struct setting {
    char path[DOCUMENT_PATH]; /* as given: "orbit.tle[0]" */
    char key[DOCUMENT_PATH];  /* without indices: "orbit.tle" */
    const char *value;
    const struct keys_entry *entry;
};

static enum satqkd_status complain(const char *path, struct satqkd_error *error, const char *message) {
    return satqkd_error_set(error, SATQKD_INVALID, "--set: %s%s%s", quote_text(path).text, path[0] ? ": " : "",
                            message);
}

/* Length of a path without the indices at its end: 9 of "orbit.tle[2][1]". */
static size_t length_without_indices(const char *path) {
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == ']') {
        size_t open = length - 1;
        while (open > 0 && isdigit((unsigned char)path[open - 1])) {
            open--;
        }
        size_t digits = length - 1 - open;
        if (digits == 0 || digits > 8 || open == 0 || path[open - 1] != '[') {
            break;
        }
        length = open - 1;
    }
    return length;
}

static enum satqkd_status take_apart(const struct keys_table *table, const struct scenario_document *document,
                                     const char *text, struct setting *out, struct satqkd_error *error) {
    static const char form[] = "want KEY=VALUE, like station.telescope.diameter_m=1.2";
    const char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        return satqkd_error_set(error, SATQKD_INVALID, "--set: \"%s\": %s", quote_text(text).text, form);
    }
    size_t length = (size_t)(equals - text);
    if (length >= sizeof out->path) {
        return complain(quote_bytes(text, length).text, error, "unknown key");
    }
    snprintf(out->path, sizeof out->path, "%.*s", (int)length, text);
    snprintf(out->key, sizeof out->key, "%.*s", (int)length_without_indices(out->path), out->path);
    out->value = equals + 1;
    out->entry = keys_find(table, out->key);
    if (!out->entry) {
        struct satqkd_error unknown = {0};
        char shown[DOCUMENT_PATH];
        snprintf(shown, sizeof shown, "%s", quote_text(out->path).text);
        struct scenario_document nowhere = *document;
        char *all[1] = {shown}; /* the place of the message is the command line */
        nowhere.set = all;
        nowhere.set_count = 1;
        keys_unknown(table, &nowhere, shown, &unknown);
        return satqkd_error_set(error, SATQKD_INVALID, "%s", unknown.message);
    }
    if (!out->value[0]) {
        return complain(out->path, error, form);
    }
    return SATQKD_OK;
}

/* Kinds whose values are texts: a bare word of digits is one too. */
static bool takes_text(enum keys_kind kind) {
    return kind == KEYS_TEXT || kind == KEYS_TIME || kind == KEYS_CHOICE || kind == KEYS_LEVEL || kind == KEYS_SEED ||
           kind == KEYS_REFERENCE || kind == KEYS_TRACK || kind == KEYS_EPHEMERIS;
}

/* The value as JSON. A seed of more than 53 bits must not pass through a double on its way. */
static enum satqkd_status parse_value(const struct setting *setting, cJSON **out, struct satqkd_error *error) {
    const char *value = setting->value;
    struct json_scan_fault fault = {0};
    enum satqkd_status status = json_scan(value, strlen(value), &fault);
    char first = value[strspn(value, " \t\r\n")];
    bool json_only = (first && strchr("{[\"", first)) || strcmp(value, "null") == 0;
    *out = NULL;
    if (status == SATQKD_INVALID && json_only) {
        return satqkd_error_set(error, SATQKD_INVALID, "--set: %s: %s (column %zu of the value)", setting->path,
                                fault.message, fault.offset + 1);
    }
    if (status == SATQKD_OK && (json_only || !takes_text(setting->entry->kind))) {
        *out = cJSON_Parse(value);
    } else if (strpbrk(value, "\"\\")) {
        return complain(setting->path, error, "a text with \" or \\ in it must be written as JSON, in quotation marks");
    } else {
        struct text_buffer quoted = {0};
        text_buffer_text(&quoted, "\"");
        text_buffer_text(&quoted, value);
        text_buffer_text(&quoted, "\"");
        status = quoted.failed ? SATQKD_FAILURE : json_scan(quoted.data, quoted.length, &fault);
        *out = status == SATQKD_OK ? cJSON_Parse(quoted.data) : NULL;
        free(quoted.data);
        if (status == SATQKD_INVALID) {
            return complain(setting->path, error, fault.message);
        }
    }
    return *out ? SATQKD_OK : document_out_of_memory(error);
}

/* Drops what a key excludes, and what the sources say of it. */
static void drop(const struct keys_table *table, struct scenario_document *document, const char *path) {
    char parent_path[DOCUMENT_PATH];
    snprintf(parent_path, sizeof parent_path, "%.*s", (int)keys_parent_length(path), path);
    cJSON *parent = document_node(document, parent_path);
    const char *name = path + strlen(parent_path) + (parent_path[0] != '\0');
    if (cJSON_IsObject(parent)) {
        cJSON_DeleteItemFromObjectCaseSensitive(parent, name);
    }
    for (const char *const *sourced = table->sourced; sourced && *sourced; sourced++) {
        size_t length = strlen(*sourced);
        cJSON *object = document_node(document, *sourced);
        if (cJSON_IsObject(object) && strncmp(path, *sourced, length) == 0 && (length == 0 || path[length] == '.')) {
            cJSON *sources = cJSON_GetObjectItemCaseSensitive(object, "sources");
            cJSON_DeleteItemFromObjectCaseSensitive(sources, path + length + (length > 0));
        }
    }
}

/* The objects above a key are made where they are missing; keys that exclude it or one of them go. */
static enum satqkd_status make_way(const struct keys_table *table, struct scenario_document *document, const char *key,
                                   struct satqkd_error *error) {
    char above[DOCUMENT_PATH];
    size_t total = strlen(key);
    for (size_t length = strcspn(key, "."); length <= total; length += 1 + strcspn(key + length + 1, ".")) {
        snprintf(above, sizeof above, "%.*s", (int)length, key);
        const struct keys_entry *entry = keys_find(table, above);
        size_t parent = keys_parent_length(above);
        for (size_t i = 0; entry && entry->alternative && i < table->count; i++) {
            const struct keys_entry *other = &table->entries[i];
            if (other != entry && other->alternative == entry->alternative &&
                keys_parent_length(other->path) == parent && strncmp(other->path, above, parent) == 0) {
                drop(table, document, other->path);
            }
        }
        if (length == total) {
            break;
        }
        cJSON *node = document_node(document, above);
        if (!node) {
            char parent_path[DOCUMENT_PATH];
            snprintf(parent_path, sizeof parent_path, "%.*s", (int)parent, above);
            node = cJSON_AddObjectToObject(document_node(document, parent_path), above + parent + (parent > 0));
            if (!node) {
                return document_out_of_memory(error);
            }
        }
        if (!cJSON_IsObject(node)) {
            return document_fault(document, error, above, "must be an object, {…}, for --set to reach into it");
        }
    }
    return SATQKD_OK;
}

/* The sources next to a value say that it was set. */
static enum satqkd_status note_source(const struct keys_table *table, struct scenario_document *document,
                                      const char *key, struct satqkd_error *error) {
    for (const char *const *sourced = table->sourced; sourced && *sourced; sourced++) {
        size_t length = strlen(*sourced);
        if (strncmp(key, *sourced, length) != 0 || (length > 0 && key[length] != '.')) {
            continue;
        }
        cJSON *sources = cJSON_GetObjectItemCaseSensitive(document_node(document, *sourced), "sources");
        const char *name = key + length + (length > 0);
        if (!cJSON_GetObjectItemCaseSensitive(sources, name)) {
            continue;
        }
        if (!json_member_put(sources, name, cJSON_CreateString(set_source))) {
            return document_out_of_memory(error);
        }
    }
    return SATQKD_OK;
}

/* Puts a value in place; it belongs to the document then. */
static enum satqkd_status place(struct scenario_document *document, const struct setting *setting, cJSON *value,
                                struct satqkd_error *error) {
    char parent_path[DOCUMENT_PATH];
    cJSON *old = document_node(document, setting->path);
    if (strcmp(setting->path, setting->key) != 0) {
        snprintf(parent_path, sizeof parent_path, "%.*s", (int)(strrchr(setting->path, '[') - setting->path),
                 setting->path);
        cJSON *array = document_node(document, parent_path);
        if (!old || !array) {
            cJSON_Delete(value);
            return satqkd_error_set(error, SATQKD_INVALID, "--set: %s: no such element; %s has %d, counted from 0",
                                    setting->path, parent_path, cJSON_IsArray(array) ? cJSON_GetArraySize(array) : 0);
        }
        cJSON_ReplaceItemViaPointer(array, old, value);
        return SATQKD_OK;
    }
    size_t length = keys_parent_length(setting->key);
    snprintf(parent_path, sizeof parent_path, "%.*s", (int)length, setting->key);
    cJSON *parent = document_node(document, parent_path);
    const char *name = setting->key + length + (length > 0);
    return json_member_put(parent, name, value) ? SATQKD_OK : document_out_of_memory(error);
}

/* Files that a setting names. */
static enum satqkd_status follow(struct scenario_document *document, const struct setting *setting,
                                 struct satqkd_error *error) {
    char folder[DATA_PATH_TEXT] = "";
    const cJSON *node = document_node(document, setting->key);
    if (cJSON_IsString(node) && access(node->valuestring, F_OK) != 0) {
        document_folder(document, folder);
    }
    if (setting->entry->kind == KEYS_REFERENCE) {
        return document_refer(document, setting->entry->path, folder, error);
    }
    if (setting->entry->kind == KEYS_EPHEMERIS) {
        return scenario_oem_inline(document, folder, error);
    }
    return setting->entry->kind == KEYS_TRACK ? scenario_track_inline(document, folder, error) : SATQKD_OK;
}

enum satqkd_status settings_apply(const struct keys_table *table, struct scenario_document *document, const char *text,
                                  struct satqkd_error *error) {
    struct setting setting;
    cJSON *value = NULL;
    enum satqkd_status status = take_apart(table, document, text, &setting, error);
    if (!status) {
        status = parse_value(&setting, &value, error);
    }
    if (status) {
        return status;
    }
    if (cJSON_IsNull(value) && strcmp(setting.path, setting.key) == 0) {
        cJSON_Delete(value);
        drop(table, document, setting.key);
        return document_mark_set(document, setting.key, error);
    }
    status = make_way(table, document, setting.key, error);
    if (status) {
        cJSON_Delete(value);
        return status;
    }
    status = place(document, &setting, value, error);
    if (!status) {
        status = document_mark_set(document, setting.path, error);
    }
    if (!status) {
        status = note_source(table, document, setting.key, error);
    }
    return status ? status : follow(document, &setting, error);
}
