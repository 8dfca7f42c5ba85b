/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_KEYS_VALUE_H
#define SATQKD_SCENARIO_KEYS_VALUE_H

#include "scenario/keys.h"

struct cJSON;

enum { KEYS_VALUE_WANTED = 384 };

/** What a key takes, in words: "a number from 0 to 90 deg", "one of tube, nasmyth, coude". @param out KEYS_VALUE_WANTED bytes */
void keys_value_wanted(const struct keys_entry *entry, char *out);

/**
 * Checks one value by its entry and stores it, in SI, where the entry says.
 *
 * @param value  of the document, at entry->path
 * @param into   the struct that the entry's offsets are of
 * @return SATQKD_INVALID with place, path, what is wrong and what would be right
 */
enum satqkd_status keys_value_store(const struct scenario_document *document, const struct keys_entry *entry,
                                    const struct cJSON *value, void *into, struct satqkd_error *error);

#endif
