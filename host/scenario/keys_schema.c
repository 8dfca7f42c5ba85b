/* SPDX-License-Identifier: MIT */
#include "scenario/keys_schema.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *last_part(const char *path) {
    size_t parent = keys_parent_length(path);
    return path + parent + (parent > 0);
}

/* A number in the user's unit. */
static void put_number(cJSON *schema, const struct keys_quantity *quantity) {
    cJSON_AddStringToObject(schema, "type", "number");
    if (isfinite(quantity->low)) {
        cJSON_AddNumberToObject(schema, quantity->ends & KEYS_LOW_OPEN ? "exclusiveMinimum" : "minimum", quantity->low);
    }
    if (isfinite(quantity->high)) {
        cJSON_AddNumberToObject(schema, quantity->ends & KEYS_HIGH_OPEN ? "exclusiveMaximum" : "maximum",
                                quantity->high);
    }
}

static void put_array(cJSON *schema, const struct keys_entry *entry, cJSON *items) {
    cJSON_AddStringToObject(schema, "type", "array");
    cJSON_AddItemToObject(schema, "items", items);
    cJSON_AddNumberToObject(schema, "minItems", entry->least);
    cJSON_AddNumberToObject(schema, "maxItems", entry->most);
}

static cJSON *number_schema(const struct keys_quantity *quantity) {
    cJSON *schema = cJSON_CreateObject();
    put_number(schema, quantity);
    return schema;
}

static cJSON *text_schema(size_t least, size_t most) {
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "type", "string");
    cJSON_AddNumberToObject(schema, "minLength", (double)least);
    cJSON_AddNumberToObject(schema, "maxLength", (double)most);
    return schema;
}

static void put_alternatives(cJSON *schema, cJSON *one, cJSON *other) {
    cJSON *any = cJSON_AddArrayToObject(schema, "anyOf");
    cJSON_AddItemToArray(any, one);
    cJSON_AddItemToArray(any, other);
}

static cJSON *pair_schema(const struct keys_entry *entry) {
    cJSON *pair = cJSON_CreateObject();
    cJSON_AddStringToObject(pair, "type", "array");
    cJSON *columns = cJSON_AddArrayToObject(pair, "prefixItems");
    cJSON_AddItemToArray(columns, number_schema(&entry->value));
    cJSON_AddItemToArray(columns, number_schema(&entry->second));
    cJSON_AddFalseToObject(pair, "items");
    cJSON_AddNumberToObject(pair, "minItems", 2);
    return pair;
}

static void put_seed(cJSON *schema) {
    const struct keys_quantity whole = {.low = 0, .high = 0x1p53, .ends = KEYS_HIGH_OPEN};
    cJSON *number = number_schema(&whole);
    cJSON_ReplaceItemInObjectCaseSensitive(number, "type", cJSON_CreateString("integer"));
    cJSON *digits = cJSON_CreateObject();
    cJSON_AddStringToObject(digits, "type", "string");
    cJSON_AddStringToObject(digits, "pattern", "^[0-9]{1,20}$");
    put_alternatives(schema, number, digits);
}

static void put_choices(cJSON *schema, const struct keys_entry *entry) {
    cJSON *names = cJSON_AddArrayToObject(schema, "enum");
    for (const struct keys_choice *choice = entry->choices; choice->name; choice++) {
        cJSON_AddItemToArray(names, cJSON_CreateString(choice->name));
    }
}

static void put_four(cJSON *schema, const struct keys_entry *entry) {
    cJSON *four = cJSON_CreateObject();
    put_array(four, entry, number_schema(&entry->value));
    put_alternatives(schema, number_schema(&entry->value), four);
}

static void put_text(cJSON *schema, size_t most) {
    cJSON_AddStringToObject(schema, "type", "string");
    cJSON_AddNumberToObject(schema, "minLength", 1);
    cJSON_AddNumberToObject(schema, "maxLength", (double)most);
}

/* What stands at a key that holds no others. */
static void put_value(cJSON *schema, const struct keys_entry *entry) {
    switch (entry->kind) {
    case KEYS_NUMBER:
        put_number(schema, &entry->value);
        break;
    case KEYS_SEED:
        put_seed(schema);
        break;
    case KEYS_FLAG:
        cJSON_AddStringToObject(schema, "type", "boolean");
        break;
    case KEYS_TEXT:
        put_text(schema, entry->size - 1);
        break;
    case KEYS_TIME:
        cJSON_AddStringToObject(schema, "type", "string");
        cJSON_AddStringToObject(schema, "pattern",
                                "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?Z$");
        break;
    case KEYS_CHOICE:
    case KEYS_LEVEL:
        put_choices(schema, entry);
        break;
    case KEYS_NUMBERS:
        put_array(schema, entry, number_schema(&entry->value));
        break;
    case KEYS_NUMBER_OR_FOUR:
        put_four(schema, entry);
        break;
    case KEYS_PAIRS:
        put_array(schema, entry, pair_schema(entry));
        break;
    case KEYS_LINES:
        put_array(schema, entry, text_schema(entry->line_length, 2 * entry->line_length));
        break;
    case KEYS_TRACK:
    case KEYS_EPHEMERIS: {
        cJSON *types = cJSON_AddArrayToObject(schema, "type");
        cJSON_AddItemToArray(types, cJSON_CreateString("string"));
        cJSON_AddItemToArray(types, cJSON_CreateString("object"));
        break;
    }
    case KEYS_LIST:
    case KEYS_OBJECT:
    case KEYS_REFERENCE:
    case KEYS_PART:
        break;
    }
}

static bool is_child(const struct keys_entry *entry, const char *path) {
    size_t length = keys_parent_length(entry->path);
    return strlen(path) == length && strncmp(entry->path, path, length) == 0;
}

/* Exactly one of the keys of each group where one is required, at most one else. */
static void put_rivals(const struct keys_table *table, const char *path, cJSON *schema) {
    cJSON *all = cJSON_CreateArray();
    for (size_t i = 0; i < table->count; i++) {
        const struct keys_entry *one = &table->entries[i];
        for (size_t k = i + 1; one->alternative && is_child(one, path) && k < table->count; k++) {
            const struct keys_entry *other = &table->entries[k];
            if (is_child(other, path) && other->alternative == one->alternative) {
                const char *names[] = {last_part(one->path), last_part(other->path)};
                cJSON *both = cJSON_CreateObject();
                cJSON_AddItemToObject(both, "required", cJSON_CreateStringArray(names, 2));
                cJSON *rule = cJSON_CreateObject();
                cJSON_AddItemToObject(rule, "not", both);
                cJSON_AddItemToArray(all, rule);
            }
        }
    }
    if (cJSON_GetArraySize(all) > 0) {
        cJSON_AddItemToObject(schema, "allOf", all);
    } else {
        cJSON_Delete(all);
    }
}

static bool is_sourced(const struct keys_table *table, const char *path) {
    for (const char *const *sourced = table->sourced; *sourced; sourced++) {
        if (strcmp(*sourced, path) == 0) {
            return true;
        }
    }
    return false;
}

static cJSON *entry_schema(const struct keys_schema *of, const struct keys_entry *entry) {
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "description", entry->meaning);
    if (entry->value.unit && entry->value.unit[0] && entry->kind != KEYS_LEVEL) {
        cJSON_AddStringToObject(schema, "unit", entry->value.unit);
    }
    if (entry->kind == KEYS_OBJECT) {
        cJSON *object = keys_schema_object(of, entry->path);
        cJSON_AddItemToObject(object, "description", cJSON_DetachItemFromObject(schema, "description"));
        cJSON_Delete(schema);
        return object;
    }
    if (entry->kind == KEYS_REFERENCE) {
        put_alternatives(schema, text_schema(1, 4096), keys_schema_object(of, entry->path));
        return schema;
    }
    put_value(schema, entry);
    if (entry->kind == KEYS_LIST) {
        put_array(schema, entry, of->inside(entry));
    } else if (entry->kind == KEYS_PART) {
        cJSON_AddItemToArray(cJSON_AddArrayToObject(schema, "allOf"), of->inside(entry));
    }
    if (entry->presence == KEYS_DEFAULT) {
        cJSON_AddItemToObject(schema, "default", cJSON_Parse(entry->fallback));
    }
    return schema;
}

/* What an uncertainty is, in the unit of its key. */
static const struct keys_quantity positive = {.low = 0, .high = INFINITY, .ends = KEYS_LOW_OPEN};

cJSON *keys_schema_object(const struct keys_schema *of, const char *path) {
    const struct keys_table *table = of->table;
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "type", "object");
    cJSON_AddFalseToObject(schema, "additionalProperties");
    cJSON *required = cJSON_CreateArray();
    cJSON *properties = cJSON_AddObjectToObject(schema, "properties");
    for (size_t i = 0; i < table->count; i++) {
        const struct keys_entry *entry = &table->entries[i];
        if (!is_child(entry, path)) {
            continue;
        }
        cJSON_AddItemToObject(properties, last_part(entry->path), entry_schema(of, entry));
        if (entry->presence == KEYS_REQUIRED && !entry->alternative) {
            cJSON_AddItemToArray(required, cJSON_CreateString(last_part(entry->path)));
        }
    }
    /* Paths as keys, of any number that the scenario has: the program checks them (keys_known.c). */
    cJSON *open = cJSON_GetObjectItemCaseSensitive(properties, keys_uncertainties);
    if (path[0] == '\0' && open) {
        cJSON_ReplaceItemInObjectCaseSensitive(open, "additionalProperties", number_schema(&positive));
    }
    if (is_sourced(table, path)) {
        cJSON *sources = cJSON_AddObjectToObject(properties, "sources");
        cJSON_AddStringToObject(sources, "type", "object");
        cJSON_AddStringToObject(sources, "description", "where values of this object are from, by key");
        cJSON_AddItemToObject(sources, "additionalProperties", text_schema(1, 1 << 16));
    }
    cJSON_AddItemToObject(schema, "required", required);
    put_rivals(table, path, schema);
    return schema;
}

cJSON *keys_schema_entry(const struct keys_schema *of, const char *path) {
    return entry_schema(of, keys_find(of->table, path));
}

cJSON *keys_schema_path_or(cJSON *object) {
    cJSON *schema = cJSON_CreateObject();
    put_alternatives(schema, text_schema(1, 4096), object);
    return schema;
}
