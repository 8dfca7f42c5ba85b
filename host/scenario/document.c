/* SPDX-License-Identifier: MIT */
#include "scenario/document.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/data_path.h"
#include "scenario/json_member.h"

enum satqkd_status document_out_of_memory(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "no memory left to read the scenario or counts");
}

/* The object in a text, which belongs to the caller together with the tree on success and is released else. */
static enum satqkd_status parse_object(struct file_text *text, cJSON **tree, struct satqkd_error *error) {
    struct json_place place = {1, 1};
    *tree = NULL;
    enum satqkd_status status = json_text_tree(text, tree, error);
    if (!status && !cJSON_IsObject(*tree)) {
        json_text_find(text, "", &place);
        status = satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: the file must hold an object, {…}", text->name,
                                  place.line);
    }
    if (status) {
        cJSON_Delete(*tree);
        *tree = NULL;
        file_text_release(text);
    }
    return status;
}

/* The object in a file. On success text and tree belong to the caller. */
static enum satqkd_status read_object(const char *path, struct file_text *text, cJSON **tree,
                                      struct satqkd_error *error) {
    *tree = NULL;
    enum satqkd_status status = file_text_read(path, text, error);
    return status ? status : parse_object(text, tree, error);
}

/* A document of a text, which it takes over. */
static enum satqkd_status create(struct file_text *text, struct scenario_document **out, struct satqkd_error *error) {
    struct scenario_document *document = calloc(1, sizeof *document);
    if (!document) {
        file_text_release(text);
        return document_out_of_memory(error);
    }
    enum satqkd_status status = parse_object(text, &document->root, error);
    if (status) {
        document_destroy(document);
        return status;
    }
    document->files[0].text = *text;
    document->files[0].prefix = "";
    document->file_count = 1;
    *out = document;
    return SATQKD_OK;
}

enum satqkd_status document_open(const char *path, struct scenario_document **out, struct satqkd_error *error) {
    struct file_text text = {0};
    *out = NULL;
    enum satqkd_status status = file_text_read(path, &text, error);
    return status ? status : create(&text, out, error);
}

enum satqkd_status document_read(const char *name, const char *text, struct scenario_document **out,
                                 struct satqkd_error *error) {
    struct file_text own = {.name = strdup(name), .data = strdup(text), .length = strlen(text)};
    *out = NULL;
    if (!own.name || !own.data) {
        file_text_release(&own);
        return document_out_of_memory(error);
    }
    return create(&own, out, error);
}

void document_destroy(struct scenario_document *document) {
    if (!document) {
        return;
    }
    cJSON_Delete(document->root);
    for (size_t i = 0; i < document->file_count; i++) {
        file_text_release(&document->files[i].text);
    }
    for (size_t i = 0; i < document->set_count; i++) {
        free(document->set[i]);
    }
    free(document->set);
    free(document);
}

struct cJSON *document_node(const struct scenario_document *document, const char *path) {
    cJSON *node = document->root;
    while (node && *path) {
        if (*path == '[') {
            char *end;
            unsigned long index = strtoul(path + 1, &end, 10);
            if (*end != ']' || index > INT_MAX || !cJSON_IsArray(node)) {
                return NULL;
            }
            node = cJSON_GetArrayItem(node, (int)index);
            path = end + 1;
            continue;
        }
        path += *path == '.';
        size_t length = strcspn(path, ".[");
        char name[DOCUMENT_PATH];
        if (length >= sizeof name || !cJSON_IsObject(node)) {
            return NULL;
        }
        memcpy(name, path, length);
        name[length] = '\0';
        node = cJSON_GetObjectItemCaseSensitive(node, name);
        path += length;
    }
    return node;
}

/* Whether a path is another one or lies below it. */
static bool is_below(const char *path, const char *above) {
    size_t length = strlen(above);
    return strncmp(path, above, length) == 0 &&
           (length == 0 || strchr(".[", path[length])); /* strchr finds the NUL as well */
}

/* Forgets what --set gave below a path: something else stands there now. */
static void unmark_set(struct scenario_document *document, const char *path) {
    size_t kept = 0;
    for (size_t i = 0; i < document->set_count; i++) {
        if (is_below(document->set[i], path)) {
            free(document->set[i]);
        } else {
            document->set[kept++] = document->set[i];
        }
    }
    document->set_count = kept;
}

enum satqkd_status document_mark_set(struct scenario_document *document, const char *path, struct satqkd_error *error) {
    unmark_set(document, path);
    char **set = realloc(document->set, (document->set_count + 1) * sizeof *set);
    if (!set) {
        return document_out_of_memory(error);
    }
    document->set = set;
    set[document->set_count] = strdup(path);
    if (!set[document->set_count]) {
        return document_out_of_memory(error);
    }
    document->set_count++;
    return SATQKD_OK;
}

/* The slot for the file below a prefix, emptied; NULL where there are too many. */
static struct document_file *file_slot(struct scenario_document *document, const char *prefix) {
    for (size_t i = 0; i < document->file_count; i++) {
        if (strcmp(document->files[i].prefix, prefix) == 0) {
            file_text_release(&document->files[i].text);
            return &document->files[i];
        }
    }
    return document->file_count < DOCUMENT_FILES ? &document->files[document->file_count++] : NULL;
}

enum satqkd_status document_refer(struct scenario_document *document, const char *prefix, const char *folder,
                                  struct satqkd_error *error) {
    cJSON *reference = document_node(document, prefix);
    if (!cJSON_IsString(reference)) {
        return SATQKD_OK;
    }
    char path[DATA_PATH_TEXT];
    enum satqkd_status status = data_path_resolve(folder, reference->valuestring, path, error);
    if (status) {
        document_place_error(document, error, prefix);
        return status;
    }
    struct file_text text = {0};
    cJSON *tree = NULL;
    status = read_object(path, &text, &tree, error);
    if (status) {
        return status;
    }
    unmark_set(document, prefix);
    struct document_file *file = file_slot(document, prefix);
    if (!file || !json_member_put(document->root, prefix, tree)) {
        file_text_release(&text);
        return document_out_of_memory(error);
    }
    file->prefix = prefix;
    file->text = text;
    return SATQKD_OK;
}

void document_folder(const struct scenario_document *document, char *out) {
    const char *name = document->files[0].text.name;
    const char *slash = strrchr(name, '/');
    size_t length = slash ? (size_t)(slash - name) : 0;
    if (slash == name) {
        length = 1; /* the root folder itself */
    }
    snprintf(out, DATA_PATH_TEXT, "%.*s", (int)length, name);
}

/* The file that a path lies in, and the path within it. */
static const struct document_file *file_of(const struct scenario_document *document, const char *path,
                                           const char **within) {
    const struct document_file *file = &document->files[0];
    for (size_t i = 1; i < document->file_count; i++) {
        if (is_below(path, document->files[i].prefix)) {
            file = &document->files[i];
        }
    }
    *within = path + strlen(file->prefix);
    *within += **within == '.';
    return file;
}

/* "FILE:LINE: " or "--set: " of a path, of the object around it where it is missing. */
static void place_of(const struct scenario_document *document, const char *path, char *out, size_t size) {
    char shorter[DOCUMENT_PATH];
    snprintf(shorter, sizeof shorter, "%s", path);
    for (;;) {
        for (size_t i = 0; i < document->set_count; i++) {
            if (is_below(shorter, document->set[i])) {
                snprintf(out, size, "--set: ");
                return;
            }
        }
        const char *within;
        const struct document_file *file = file_of(document, shorter, &within);
        struct json_place place = {1, 1};
        if (json_text_find(&file->text, within, &place) || !shorter[0]) {
            snprintf(out, size, "%s:%zu: ", file->text.name, place.line);
            return;
        }
        size_t length = strlen(shorter);
        while (length > 0 && shorter[length] != '[' && shorter[length] != '.') {
            length--;
        }
        shorter[length] = '\0';
    }
}

enum satqkd_status document_fault(const struct scenario_document *document, struct satqkd_error *error,
                                  const char *path, const char *format, ...) {
    if (!error) {
        return SATQKD_INVALID;
    }
    char place[sizeof error->message / 2];
    char message[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    place_of(document, path, place, sizeof place);
    return satqkd_error_set(error, SATQKD_INVALID, "%s%s%s%s", place, path, path[0] ? ": " : "", message);
}

void document_place_error(const struct scenario_document *document, struct satqkd_error *error, const char *path) {
    if (!error) {
        return;
    }
    char place[sizeof error->message / 2];
    char named[DOCUMENT_PATH];
    size_t length = strcspn(error->message, ": ");
    snprintf(named, sizeof named, "%.*s", (int)length, error->message);
    bool names_key = length > 0 && error->message[length] == ':' && document_node(document, named);
    place_of(document, names_key ? named : path, place, sizeof place);
    if (!names_key && path[0]) {
        satqkd_error_prefix(error, "%s: ", path);
    }
    satqkd_error_prefix(error, "%s", place);
}
