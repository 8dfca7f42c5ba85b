/* SPDX-License-Identifier: MIT */
#include "scenario/json_text.h"

#include <cjson/cJSON.h>

#include "scenario/json_scan.h"

static struct json_place place_of(const struct file_text *text, size_t offset) {
    struct json_place place = {1, 1};
    for (size_t i = 0; i < offset && i < text->length; i++) {
        place.column++;
        if (text->data[i] == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

enum satqkd_status json_text_tree(const struct file_text *text, struct cJSON **out, struct satqkd_error *error) {
    struct json_scan_fault fault = {0};
    *out = NULL;
    enum satqkd_status status = json_scan(text->data, text->length, &fault);
    if (status == SATQKD_INVALID) {
        struct json_place place = place_of(text, fault.offset);
        return satqkd_error_set(error, status, "%s:%zu: %s%s%s (column %zu)", text->name, place.line, fault.path,
                                fault.path[0] ? ": " : "", fault.message, place.column);
    }
    if (status == SATQKD_OK) {
        *out = cJSON_ParseWithLength(text->data, text->length + 1);
    }
    return *out ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "%s: no memory left to read it", text->name);
}

bool json_text_find(const struct file_text *text, const char *path, struct json_place *out) {
    size_t offset;
    if (!json_scan_find(text->data, text->length, path, &offset)) {
        return false;
    }
    *out = place_of(text, offset);
    return true;
}
