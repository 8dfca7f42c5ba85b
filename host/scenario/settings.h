/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_SETTINGS_H
#define SATQKD_SCENARIO_SETTINGS_H

#include "scenario/document.h"
#include "scenario/keys.h"

/**
 * Applies one --set KEY=VALUE to a document whose references are resolved.
 *
 * KEY is any key of the table, an element of an array too ("protocol.intensities[1]"). VALUE is JSON, or a bare word taken as a text;
 * null takes the key away. A key that excludes others takes their place. Paths of files start from the working folder or, where there is
 * none of that name, from the document's. Where "sources" spoke of the value, it says now that it was set.
 *
 * @return SATQKD_INVALID with "--set: key: what is wrong, what would be right"
 */
enum satqkd_status settings_apply(const struct keys_table *table, struct scenario_document *document, const char *text,
                                  struct satqkd_error *error);

#endif
