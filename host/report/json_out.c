/* SPDX-License-Identifier: MIT */
#include "report/json_out.h"

#include <stdlib.h>
#include <string.h>

#include "text/number.h"

/* What a container that lost an item has for a number, of which it makes no other use. */
enum { LOST = -1 };

static cJSON *kept(cJSON *parent, cJSON *item) {
    if (parent && !item) {
        parent->valueint = LOST;
    }
    return item;
}

static bool lost(const cJSON *item) {
    bool any = (cJSON_IsObject(item) || cJSON_IsArray(item)) && item->valueint == LOST;
    for (const cJSON *child = item->child; child && !any; child = child->next) {
        any = lost(child);
    }
    return any;
}

cJSON *json_out_object(cJSON *parent, const char *key) {
    return kept(parent, cJSON_AddObjectToObject(parent, key));
}

cJSON *json_out_array(cJSON *parent, const char *key) {
    return kept(parent, cJSON_AddArrayToObject(parent, key));
}

cJSON *json_out_plain_number(double value) {
    return cJSON_CreateRaw(number_text(value).text);
}

cJSON *json_out_number(cJSON *parent, const char *key, double value) {
    return kept(parent, cJSON_AddRawToObject(parent, key, number_text(value).text));
}

cJSON *json_out_text_item(cJSON *parent, const char *key, const char *value) {
    return kept(parent, cJSON_AddStringToObject(parent, key, value));
}

cJSON *json_out_flag(cJSON *parent, const char *key, bool value) {
    return kept(parent, cJSON_AddBoolToObject(parent, key, value));
}

cJSON *json_out_item(cJSON *array, cJSON *item) {
    if (item && !cJSON_AddItemToArray(array, item)) {
        cJSON_Delete(item);
        item = NULL;
    }
    return kept(array, item);
}

cJSON *json_out_numbers(cJSON *parent, const char *key, const double *values, int count) {
    cJSON *array = json_out_array(parent, key);
    for (int i = 0; array && i < count; ++i) {
        json_out_item(array, json_out_plain_number(values[i]));
    }
    return array;
}

enum satqkd_status json_out_finish(cJSON *root, char **out, struct satqkd_error *error) {
    char *text = root && !lost(root) ? cJSON_Print(root) : NULL;
    size_t length = text ? strlen(text) : 0;
    *out = text ? malloc(length + 2) : NULL;
    if (*out) {
        memcpy(*out, text, length);
        memcpy(*out + length, "\n", 2);
    }
    cJSON_free(text);
    cJSON_Delete(root);
    return *out ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for JSON text");
}
