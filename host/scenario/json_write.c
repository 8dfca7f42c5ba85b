/* SPDX-License-Identifier: MIT */
#include "scenario/json_write.h"

#include <stdbool.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

#include "scenario/text_buffer.h"
#include "text/number.h"

static void write_text(struct text_buffer *out, const char *text) {
    text_buffer_text(out, "\"");
    for (const char *c = text; *c; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte == '"' || byte == '\\') {
            text_buffer_print(out, "\\%c", *c);
        } else if (byte < 0x20) {
            text_buffer_print(out, "\\u%04x", byte);
        } else {
            text_buffer_append(out, c, 1);
        }
    }
    text_buffer_text(out, "\"");
}

static void new_line(struct text_buffer *out, int depth) {
    text_buffer_print(out, "\n%*s", 2 * depth, "");
}

/* Whether an array holds neither arrays nor objects: a line of its own suffices. */
static bool is_plain(const cJSON *array) {
    const cJSON *item;
    cJSON_ArrayForEach(item, array) {
        if (cJSON_IsArray(item) || cJSON_IsObject(item)) {
            return false;
        }
    }
    return true;
}

static void write_value(struct text_buffer *out, const cJSON *value, int depth);

static void write_members(struct text_buffer *out, const cJSON *parent, int depth) {
    bool object = cJSON_IsObject(parent);
    bool one_line = !object && is_plain(parent);
    const cJSON *item;
    text_buffer_text(out, object ? "{" : "[");
    cJSON_ArrayForEach(item, parent) {
        if (item != parent->child) {
            text_buffer_text(out, one_line ? ", " : ",");
        }
        if (!one_line) {
            new_line(out, depth + 1);
        }
        if (object) {
            write_text(out, item->string);
            text_buffer_text(out, ": ");
        }
        write_value(out, item, depth + 1);
    }
    if (!one_line && parent->child) {
        new_line(out, depth);
    }
    text_buffer_text(out, object ? "}" : "]");
}

static void write_value(struct text_buffer *out, const cJSON *value, int depth) {
    if (cJSON_IsNumber(value)) {
        text_buffer_text(out, number_text(value->valuedouble).text);
    } else if (cJSON_IsString(value)) {
        write_text(out, value->valuestring);
    } else if (cJSON_IsBool(value)) {
        text_buffer_text(out, cJSON_IsTrue(value) ? "true" : "false");
    } else if (cJSON_IsArray(value) || cJSON_IsObject(value)) {
        write_members(out, value, depth);
    } else {
        text_buffer_text(out, "null");
    }
}

enum satqkd_status json_write(const struct cJSON *tree, char **out, struct satqkd_error *error) {
    struct text_buffer text = {0};
    *out = NULL;
    write_value(&text, tree, 0);
    text_buffer_text(&text, "\n");
    if (text.failed) {
        free(text.data);
        return satqkd_error_set(error, SATQKD_FAILURE, "no memory left to write a JSON text");
    }
    *out = text.data;
    return SATQKD_OK;
}
