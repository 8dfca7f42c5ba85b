/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_KEYS_SCHEMA_H
#define SATQKD_SCENARIO_KEYS_SCHEMA_H

#include <cjson/cJSON.h>

#include "scenario/keys.h"

/** What a JSON Schema is made from. Trees are the caller's; one that memory did not reach for lacks parts, and is not to be shown. */
struct keys_schema {
    const struct keys_table *table;
    /* What a KEYS_PART holds, or an element of a KEYS_LIST. NULL: the table has neither */
    cJSON *(*inside)(const struct keys_entry *entry);
};

/** The object at a path, "" for the outermost. */
cJSON *keys_schema_object(const struct keys_schema *of, const char *path);

/** What stands at a key of the table. */
cJSON *keys_schema_entry(const struct keys_schema *of, const char *path);

/** The path of a file, or what it would hold. @param object  taken over */
cJSON *keys_schema_path_or(cJSON *object);

#endif
