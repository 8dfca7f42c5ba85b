/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_KEYS_LIST_H
#define SATQKD_SCENARIO_KEYS_LIST_H

#include "scenario/keys.h"

enum { KEYS_LIST_ENTRIES = 24 }; /* of the table of an element, at most */

/** @return the elements of the array at a path; 0 where there is none */
size_t keys_list_count(const struct scenario_document *document, const char *path);

/**
 * Reads every object of an array (KEYS_LIST) as strictly as keys_read reads a document.
 *
 * @param element  the keys of one object; its paths start there, and "" in sourced is the object itself
 * @param path     of the array, "links"
 * @param into     keys_list_count structs of `size` bytes, which the table's offsets are of
 * @return SATQKD_INVALID, the message naming the element: "links[3].length_km"
 */
enum satqkd_status keys_list_read(const struct keys_table *element, struct scenario_document *document,
                                  const char *path, void *into, size_t size, struct satqkd_error *error);

/**
 * Applies a --set that reaches into an element (settings.h).
 *
 * @param place    of the element, "links[3]"
 * @param setting  the whole of it, "links[3].length_km=10"
 */
enum satqkd_status keys_list_set(const struct keys_table *element, struct scenario_document *document,
                                 const char *place, const char *setting, struct satqkd_error *error);

#endif
