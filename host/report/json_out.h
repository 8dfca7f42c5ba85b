/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_JSON_OUT_H
#define SATQKD_REPORT_JSON_OUT_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "satqkd/status.h"

/* Adding to a cJSON object with numbers that lose no bit (cJSON itself prints 17 digits only now and then). Each returns the new item;
 * NULL without memory, which json_out_finish reports, so that a caller may add away and ask at the end. */

cJSON *json_out_object(cJSON *parent, const char *key);
cJSON *json_out_array(cJSON *parent, const char *key);
cJSON *json_out_number(cJSON *parent, const char *key, double value);
cJSON *json_out_text_item(cJSON *parent, const char *key, const char *value);
cJSON *json_out_flag(cJSON *parent, const char *key, bool value);
cJSON *json_out_numbers(cJSON *parent, const char *key, const double *values, int count);

/** A number as an item of its own, for arrays. */
cJSON *json_out_plain_number(double value);

/** Puts an item at the end of an array. @param item  taken over; NULL, for want of memory, is reported at the end too */
cJSON *json_out_item(cJSON *array, cJSON *item);

/**
 * The whole tree as indented text.
 *
 * @param root  deleted in any case
 * @param out   ends with a newline; owned by the caller, free()
 */
enum satqkd_status json_out_finish(cJSON *root, char **out, struct satqkd_error *error);

#endif
