/* SPDX-License-Identifier: MIT */
#include "scenario/keys.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "text/nearest.h"
#include "text/number.h"

const struct keys_entry *keys_find(const struct keys_table *table, const char *path) {
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->entries[i].path, path) == 0) {
            return &table->entries[i];
        }
    }
    return NULL;
}

size_t keys_parent_length(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot ? (size_t)(dot - path) : 0;
}

static const char *last_part(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

/* The entry whose path a text is a part of: candidates are handed out as pointers into the paths. */
static const struct keys_entry *owner(const struct keys_table *table, const char *part) {
    for (size_t i = 0; part && i < table->count; i++) {
        const char *path = table->entries[i].path;
        if (part == path || part == last_part(path)) {
            return &table->entries[i];
        }
    }
    return NULL;
}

const struct keys_entry *keys_suggest(const struct keys_table *table, const char *path) {
    const char *candidates[KEYS_MOST];
    size_t count = 0;
    size_t parent = keys_parent_length(path);
    const char *name = last_part(path);
    for (size_t i = 0; i < table->count; i++) {
        const char *known = table->entries[i].path;
        if (keys_parent_length(known) == parent && strncmp(known, path, parent) == 0) {
            candidates[count++] = last_part(known);
        }
    }
    const struct keys_entry *sibling = owner(table, nearest_word(name, candidates, count));
    if (sibling) {
        return sibling;
    }
    count = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(last_part(table->entries[i].path), name) == 0) {
            candidates[count++] = table->entries[i].path;
        }
    }
    if (count > 0) {
        const struct keys_entry *namesake = owner(table, nearest_word(path, candidates, count));
        return namesake ? namesake : owner(table, candidates[0]);
    }
    for (; count < table->count; count++) {
        candidates[count] = table->entries[count].path;
    }
    return owner(table, nearest_word(path, candidates, count));
}

/* Whether a path is a name, or ends with it behind a dot. */
static bool ends_with_name(const char *path, const char *name) {
    size_t length = strlen(path);
    size_t tail = strlen(name);
    return length >= tail && strcmp(path + length - tail, name) == 0 &&
           (length == tail || path[length - tail - 1] == '.');
}

/* Whether a key of a scenario stands in a part of another file: in "scenario" all, in "station" its own. */
static bool stands_in(const char *key, const char *part) {
    size_t length = strlen(part);
    return strcmp(part, "scenario") == 0 || (strncmp(key, part, length) == 0 && strchr(".", key[length]));
}

/*
 * "bound" in a campaign was meant as "scenario.protocol.bound": the one key of the parts that other tables check which ends so.
 *
 * @return whether there is exactly one, and no key of this table has that name
 */
static bool suggest_in_parts(const struct keys_table *table, const char *path, char out[DOCUMENT_PATH]) {
    const struct keys_table *scenario = keys_scenario(CHANNEL_DOWNLINK);
    size_t found = 0;
    for (size_t i = 0; i < table->count; i++) {
        const struct keys_entry *entry = &table->entries[i];
        size_t above = keys_parent_length(entry->path);
        size_t skip = above + (above > 0);
        if (strncmp(path, entry->path, skip) != 0) {
            continue;
        }
        if (strcmp(last_part(entry->path), last_part(path)) == 0) {
            return false;
        }
        for (size_t k = 0; entry->kind == KEYS_PART && k < scenario->count; k++) {
            const char *key = scenario->entries[k].path;
            if (stands_in(key, last_part(entry->path)) && ends_with_name(key, path + skip)) {
                const char *part = strcmp(last_part(entry->path), "scenario") == 0 ? "scenario." : "";
                snprintf(out, DOCUMENT_PATH, "%.*s%s%s", (int)skip, path, part, key);
                found++;
            }
        }
    }
    return found == 1;
}

enum satqkd_status keys_unknown(const struct keys_table *table, const struct scenario_document *document,
                                const char *path, struct satqkd_error *error) {
    for (const struct keys_later *later = table->later; later && later->path; later++) {
        size_t length = strlen(later->path);
        if (strncmp(path, later->path, length) == 0 && (path[length] == '\0' || path[length] == '.')) {
            return document_fault(document, error, path, "%s", later->instead);
        }
    }
    char inner[DOCUMENT_PATH];
    const struct keys_entry *near = keys_suggest(table, path);
    const char *meant = suggest_in_parts(table, path, inner) ? inner : near ? near->path : NULL;
    return meant ? document_fault(document, error, path, "unknown key; did you mean \"%s\"? (%s lists all)", meant,
                                  table->listed)
                 : document_fault(document, error, path, "unknown key; %s lists the known ones", table->listed);
}

int keys_in_range(const struct keys_quantity *quantity, double value) {
    bool above = quantity->ends & KEYS_LOW_OPEN ? value > quantity->low : value >= quantity->low;
    bool below = quantity->ends & KEYS_HIGH_OPEN ? value < quantity->high : value <= quantity->high;
    return above && below && isfinite(value);
}

void keys_range_text(const struct keys_quantity *quantity, char *out) {
    struct number_text low = number_text(quantity->low);
    struct number_text high = number_text(quantity->high);
    const char *unit = quantity->unit ? quantity->unit : "";
    const char *unit_gap = unit[0] ? " " : "";
    if (quantity->low >= quantity->high) {
        snprintf(out, KEYS_RANGE_TEXT, "%s", low.text);
    } else if (isinf(quantity->high)) {
        snprintf(out, KEYS_RANGE_TEXT, "a number %s %s%s%s", quantity->ends & KEYS_LOW_OPEN ? "above" : "of at least",
                 low.text, unit_gap, unit);
    } else if (quantity->ends == KEYS_CLOSED) {
        snprintf(out, KEYS_RANGE_TEXT, "a number from %s to %s%s%s", low.text, high.text, unit_gap, unit);
    } else {
        snprintf(out, KEYS_RANGE_TEXT, "a number %s %s and %s %s%s%s",
                 quantity->ends & KEYS_LOW_OPEN ? "above" : "of at least", low.text,
                 quantity->ends & KEYS_HIGH_OPEN ? "below" : "at most", high.text, unit_gap, unit);
    }
}
