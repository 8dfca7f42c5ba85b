/* SPDX-License-Identifier: MIT */
#include "report/json_out.h"

#include <stdlib.h>
#include <string.h>

#include "text/number.h"

cJSON *json_out_object(cJSON *parent, const char *key) {
    return cJSON_AddObjectToObject(parent, key);
}

cJSON *json_out_array(cJSON *parent, const char *key) {
    return cJSON_AddArrayToObject(parent, key);
}

cJSON *json_out_plain_number(double value) {
    return cJSON_CreateRaw(number_text(value).text);
}

cJSON *json_out_number(cJSON *parent, const char *key, double value) {
    return cJSON_AddRawToObject(parent, key, number_text(value).text);
}

cJSON *json_out_text_item(cJSON *parent, const char *key, const char *value) {
    return cJSON_AddStringToObject(parent, key, value);
}

cJSON *json_out_numbers(cJSON *parent, const char *key, const double *values, int count) {
    cJSON *array = cJSON_AddArrayToObject(parent, key);
    for (int i = 0; array && i < count; ++i) {
        cJSON_AddItemToArray(array, json_out_plain_number(values[i]));
    }
    return array;
}

enum satqkd_status json_out_finish(cJSON *root, char **out, struct satqkd_error *error) {
    char *text = root ? cJSON_Print(root) : NULL;
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
