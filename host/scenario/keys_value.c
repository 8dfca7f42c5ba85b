/* SPDX-License-Identifier: MIT */
#include "scenario/keys_value.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "orbit/time_utc.h"
#include "scenario/keys_slip.h"
#include "scenario/quote.h"
#include "text/nearest.h"
#include "text/number.h"

/* One value on its way into the struct. */
struct storing {
    const struct scenario_document *document;
    const struct keys_entry *entry;
    char *into;
    struct satqkd_error *error;
};

static void put(const struct storing *s, ptrdiff_t offset, size_t index, const void *value, size_t size) {
    if (offset != KEYS_NOWHERE) {
        memcpy(s->into + offset + (ptrdiff_t)(index * size), value, size);
    }
}

static const char *type_name(const cJSON *value) {
    if (cJSON_IsNumber(value)) {
        return "a number";
    }
    if (cJSON_IsString(value)) {
        return "a text";
    }
    if (cJSON_IsBool(value)) {
        return cJSON_IsTrue(value) ? "true" : "false";
    }
    return cJSON_IsNull(value) ? "null" : cJSON_IsArray(value) ? "an array" : "an object";
}

static void list_choices(const struct keys_entry *entry, char *out) {
    size_t used = (size_t)snprintf(out, KEYS_VALUE_WANTED, "one of ");
    for (const struct keys_choice *choice = entry->choices; choice->name && used < KEYS_VALUE_WANTED; choice++) {
        used += (size_t)snprintf(out + used, KEYS_VALUE_WANTED - used, "%s\"%s\"", choice == entry->choices ? "" : ", ",
                                 choice->name);
    }
}

void keys_value_wanted(const struct keys_entry *entry, char *out) {
    char range[KEYS_RANGE_TEXT];
    char second[KEYS_RANGE_TEXT];
    keys_range_text(&entry->value, range);
    keys_range_text(&entry->second, second);
    switch (entry->kind) {
    case KEYS_OBJECT:
        snprintf(out, KEYS_VALUE_WANTED, "an object, {…}");
        break;
    case KEYS_REFERENCE:
    case KEYS_PART:
        snprintf(out, KEYS_VALUE_WANTED, "an object, or the path of a file that holds one");
        break;
    case KEYS_NUMBER:
        snprintf(out, KEYS_VALUE_WANTED, "%s", range);
        break;
    case KEYS_SEED:
        snprintf(out, KEYS_VALUE_WANTED, "a whole number below 2^53, or decimal digits up to 2^64-1 as a text");
        break;
    case KEYS_FLAG:
        snprintf(out, KEYS_VALUE_WANTED, "true or false");
        break;
    case KEYS_TEXT:
        snprintf(out, KEYS_VALUE_WANTED, "a text of 1 to %zu bytes", entry->size - 1);
        break;
    case KEYS_TIME:
        snprintf(out, KEYS_VALUE_WANTED, "a time in UTC like \"2016-12-19T16:48:00Z\"");
        break;
    case KEYS_CHOICE:
    case KEYS_LEVEL:
        list_choices(entry, out);
        break;
    case KEYS_NUMBERS:
        if (entry->least == entry->most) {
            snprintf(out, KEYS_VALUE_WANTED, "an array of %d elements, each %s", entry->most, range);
        } else {
            snprintf(out, KEYS_VALUE_WANTED, "an array of %d to %d elements, each %s", entry->least, entry->most,
                     range);
        }
        break;
    case KEYS_NUMBER_OR_FOUR:
        snprintf(out, KEYS_VALUE_WANTED, "%s, or an array of %d of them", range, entry->most);
        break;
    case KEYS_PAIRS:
        snprintf(out, KEYS_VALUE_WANTED, "%d to %d rows [%s, %s]", entry->least, entry->most, range, second);
        break;
    case KEYS_LINES:
        snprintf(out, KEYS_VALUE_WANTED, "an array of %d texts of %zu characters, or of more such pairs", entry->least,
                 entry->line_length);
        break;
    case KEYS_LIST:
        snprintf(out, KEYS_VALUE_WANTED, "an array of %d to %d objects", entry->least, entry->most);
        break;
    case KEYS_TRACK:
        snprintf(out, KEYS_VALUE_WANTED, "the path of a CSV file, or an object of \"columns\" and \"rows\"");
        break;
    case KEYS_EPHEMERIS:
        snprintf(out, KEYS_VALUE_WANTED, "the path of a CCSDS OEM file");
        break;
    }
}

static enum satqkd_status complain_type(const struct storing *s, const cJSON *value, const char *path) {
    char wanted[KEYS_VALUE_WANTED];
    keys_value_wanted(s->entry, wanted);
    return document_fault(s->document, s->error, path, "%s stands here; give %s", type_name(value), wanted);
}

/* One number in the user's unit, at a path, into SI. */
static enum satqkd_status read_number(const struct storing *s, const struct keys_quantity *quantity, const char *path,
                                      const cJSON *value, double *out) {
    char range[KEYS_RANGE_TEXT];
    keys_range_text(quantity, range);
    if (!cJSON_IsNumber(value)) {
        return document_fault(s->document, s->error, path, "%s stands here; give %s", type_name(value), range);
    }
    if (!keys_in_range(quantity, value->valuedouble)) {
        char slip[KEYS_SLIP_TEXT];
        keys_slip(path, value->valuedouble, slip);
        return document_fault(s->document, s->error, path, "%s is out of range; give %s%s",
                              number_text(value->valuedouble).text, range, slip);
    }
    *out = value->valuedouble * quantity->scale + 0.0; /* -0 becomes 0: the resolved text does not tell them apart */
    return SATQKD_OK;
}

static enum satqkd_status store_number(const struct storing *s, const cJSON *value) {
    double number = 0;
    enum satqkd_status status = read_number(s, &s->entry->value, s->entry->path, value, &number);
    if (!status) {
        put(s, s->entry->offset, 0, &number, sizeof number);
    }
    return status;
}

/* Whole numbers that a double holds exactly end here. */
static const double exact_limit = 9007199254740992.0; /* 2^53 */

static enum satqkd_status complain_seed(const struct storing *s, const char *shown) {
    char wanted[KEYS_VALUE_WANTED];
    keys_value_wanted(s->entry, wanted);
    return document_fault(s->document, s->error, s->entry->path, "%s is no seed; give %s", shown, wanted);
}

static enum satqkd_status store_seed(const struct storing *s, const cJSON *value) {
    uint64_t seed = 0;
    if (cJSON_IsNumber(value)) {
        double number = value->valuedouble;
        if (!(number >= 0 && number < exact_limit) || number != (double)(uint64_t)number) {
            return complain_seed(s, number_text(number).text);
        }
        seed = (uint64_t)number;
    } else if (cJSON_IsString(value)) {
        const char *digits = value->valuestring;
        errno = 0;
        seed = strtoull(digits, NULL, 10);
        if (!digits[0] || digits[strspn(digits, "0123456789")] || errno) {
            return complain_seed(s, digits[0] ? quote_text(digits).text : "an empty text");
        }
    } else {
        return complain_type(s, value, s->entry->path);
    }
    put(s, s->entry->offset, 0, &seed, sizeof seed);
    return SATQKD_OK;
}

static enum satqkd_status store_text(const struct storing *s, const cJSON *value) {
    if (!cJSON_IsString(value)) {
        return complain_type(s, value, s->entry->path);
    }
    size_t length = strlen(value->valuestring);
    if (length == 0 || length >= s->entry->size) {
        char wanted[KEYS_VALUE_WANTED];
        keys_value_wanted(s->entry, wanted);
        return document_fault(s->document, s->error, s->entry->path, "a text of %zu bytes; give %s", length, wanted);
    }
    put(s, s->entry->offset, 0, value->valuestring, length + 1);
    return SATQKD_OK;
}

static enum satqkd_status store_time(const struct storing *s, const cJSON *value) {
    double utc_s;
    if (!cJSON_IsString(value)) {
        return complain_type(s, value, s->entry->path);
    }
    if (!time_utc_parse(value->valuestring, &utc_s)) {
        char wanted[KEYS_VALUE_WANTED];
        char slip[KEYS_SLIP_TEXT];
        keys_value_wanted(s->entry, wanted);
        keys_slip_time(value->valuestring, slip);
        return document_fault(s->document, s->error, s->entry->path,
                              "\"%s\" is no time of the years 1957 to 2100; give %s%s",
                              quote_text(value->valuestring).text, wanted, slip);
    }
    put(s, s->entry->offset, 0, &utc_s, sizeof utc_s);
    return SATQKD_OK;
}

static enum satqkd_status complain_choice(const struct storing *s, const char *word) {
    const char *names[KEYS_MOST];
    char wanted[KEYS_VALUE_WANTED];
    size_t count = 0;
    while (s->entry->choices[count].name) {
        names[count] = s->entry->choices[count].name;
        count++;
    }
    const char *nearest = nearest_word(word, names, count);
    list_choices(s->entry, wanted);
    return document_fault(s->document, s->error, s->entry->path, "\"%s\" is not known%s%s%s; give %s",
                          quote_text(word).text, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                          nearest ? "\"?" : "", wanted);
}

static enum satqkd_status store_choice(const struct storing *s, const cJSON *value) {
    if (!cJSON_IsString(value)) {
        return complain_type(s, value, s->entry->path);
    }
    for (const struct keys_choice *choice = s->entry->choices; choice->name; choice++) {
        if (strcmp(choice->name, value->valuestring) == 0) {
            int number = (int)choice->value;
            double level = choice->value * s->entry->value.scale;
            if (s->entry->kind == KEYS_LEVEL) {
                put(s, s->entry->offset, 0, &level, sizeof level);
            } else {
                put(s, s->entry->offset, 0, &number, sizeof number);
            }
            return SATQKD_OK;
        }
    }
    return complain_choice(s, value->valuestring);
}

static enum satqkd_status check_size(const struct storing *s, const cJSON *value, const char *what) {
    int count = cJSON_GetArraySize(value);
    if (count >= s->entry->least && count <= s->entry->most) {
        return SATQKD_OK;
    }
    char limits[KEYS_RANGE_TEXT];
    if (s->entry->least == s->entry->most) {
        snprintf(limits, sizeof limits, "%d", s->entry->most);
    } else {
        snprintf(limits, sizeof limits, "%d to %d", s->entry->least, s->entry->most);
    }
    return document_fault(s->document, s->error, s->entry->path, "%d %s; give %s", count, what, limits);
}

static enum satqkd_status store_numbers(const struct storing *s, const cJSON *value) {
    char path[DOCUMENT_PATH];
    if (!cJSON_IsArray(value)) {
        return complain_type(s, value, s->entry->path);
    }
    enum satqkd_status status = check_size(s, value, "elements");
    int count = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, value) {
        double number = 0;
        snprintf(path, sizeof path, "%s[%d]", s->entry->path, count);
        if (!status) {
            status = read_number(s, &s->entry->value, path, item, &number);
        }
        if (status) {
            return status;
        }
        put(s, s->entry->offset, (size_t)count++, &number, sizeof number);
    }
    put(s, s->entry->count_offset, 0, &count, sizeof count);
    return status;
}

static enum satqkd_status store_four(const struct storing *s, const cJSON *value) {
    if (cJSON_IsArray(value)) {
        return store_numbers(s, value);
    }
    double number = 0;
    if (!cJSON_IsNumber(value)) {
        return complain_type(s, value, s->entry->path);
    }
    enum satqkd_status status = read_number(s, &s->entry->value, s->entry->path, value, &number);
    for (int i = 0; !status && i < s->entry->most; i++) {
        put(s, s->entry->offset, (size_t)i, &number, sizeof number);
    }
    return status;
}

/* Row `index` of a table of pairs. */
static enum satqkd_status store_pair(const struct storing *s, const cJSON *row, int index, double *previous) {
    char path[DOCUMENT_PATH];
    double pair[2] = {0, 0};
    snprintf(path, sizeof path, "%s[%d]", s->entry->path, index);
    if (!cJSON_IsArray(row) || cJSON_GetArraySize(row) != 2) {
        return document_fault(s->document, s->error, path, "%s stands here; give a row of two numbers", type_name(row));
    }
    for (int column = 0; column < 2; column++) {
        const struct keys_quantity *quantity = column ? &s->entry->second : &s->entry->value;
        snprintf(path, sizeof path, "%s[%d][%d]", s->entry->path, index, column);
        enum satqkd_status status = read_number(s, quantity, path, cJSON_GetArrayItem(row, column), &pair[column]);
        if (status) {
            return status;
        }
    }
    if (index > 0 && pair[0] <= *previous) {
        snprintf(path, sizeof path, "%s[%d][0]", s->entry->path, index);
        return document_fault(s->document, s->error, path, "must be above the row before; sort the rows");
    }
    *previous = pair[0];
    put(s, s->entry->offset, (size_t)index, &pair[0], sizeof pair[0]);
    put(s, s->entry->second_offset, (size_t)index, &pair[1], sizeof pair[1]);
    return SATQKD_OK;
}

static enum satqkd_status store_pairs(const struct storing *s, const cJSON *value) {
    if (!cJSON_IsArray(value)) {
        return complain_type(s, value, s->entry->path);
    }
    enum satqkd_status status = check_size(s, value, "rows");
    int count = 0;
    double previous = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, value) {
        if (!status) {
            status = store_pair(s, row, count++, &previous);
        }
    }
    put(s, s->entry->count_offset, 0, &count, sizeof count);
    return status;
}

static enum satqkd_status store_lines(const struct storing *s, const cJSON *value) {
    size_t room = s->entry->size / (size_t)s->entry->most;
    char path[DOCUMENT_PATH];
    if (!cJSON_IsArray(value)) {
        return complain_type(s, value, s->entry->path);
    }
    enum satqkd_status status = check_size(s, value, "lines");
    int index = 0;
    const cJSON *line;
    cJSON_ArrayForEach(line, value) {
        if (status) {
            return status;
        }
        snprintf(path, sizeof path, "%s[%d]", s->entry->path, index);
        if (!cJSON_IsString(line)) {
            return document_fault(s->document, s->error, path, "%s stands here; give a text", type_name(line));
        }
        size_t length = strlen(line->valuestring);
        while (length > 0 && strchr(" \t\r\n", line->valuestring[length - 1])) {
            length--;
        }
        if (length != s->entry->line_length) {
            return document_fault(s->document, s->error, path, "%zu characters; such a line has %zu", length,
                                  s->entry->line_length);
        }
        memcpy(s->into + s->entry->offset + (ptrdiff_t)(room * (size_t)index), line->valuestring, length);
        index++;
    }
    put(s, s->entry->count_offset, 0, &index, sizeof index);
    return status;
}

enum satqkd_status keys_value_store(const struct scenario_document *document, const struct keys_entry *entry,
                                    const struct cJSON *value, void *into, struct satqkd_error *error) {
    struct storing s = {document, entry, into, error};
    switch (entry->kind) {
    case KEYS_OBJECT:
    case KEYS_REFERENCE:
        return cJSON_IsObject(value) ? SATQKD_OK : complain_type(&s, value, entry->path);
    case KEYS_NUMBER:
        return store_number(&s, value);
    case KEYS_SEED:
        return store_seed(&s, value);
    case KEYS_FLAG: {
        bool flag = cJSON_IsTrue(value);
        put(&s, entry->offset, 0, &flag, sizeof flag);
        return cJSON_IsBool(value) ? SATQKD_OK : complain_type(&s, value, entry->path);
    }
    case KEYS_TEXT:
        return store_text(&s, value);
    case KEYS_TIME:
        return store_time(&s, value);
    case KEYS_CHOICE:
    case KEYS_LEVEL:
        return store_choice(&s, value);
    case KEYS_NUMBERS:
        return store_numbers(&s, value);
    case KEYS_NUMBER_OR_FOUR:
        return store_four(&s, value);
    case KEYS_PAIRS:
        return store_pairs(&s, value);
    case KEYS_LINES:
        return store_lines(&s, value);
    case KEYS_LIST:
        return cJSON_IsArray(value) ? check_size(&s, value, "elements") : complain_type(&s, value, entry->path);
    case KEYS_TRACK:
    case KEYS_EPHEMERIS:
        return cJSON_IsObject(value) || cJSON_IsString(value) ? SATQKD_OK : complain_type(&s, value, entry->path);
    case KEYS_PART:
        break;
    }
    return SATQKD_OK;
}
