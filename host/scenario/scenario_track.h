/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_SCENARIO_TRACK_H
#define SATQKD_SCENARIO_SCENARIO_TRACK_H

#include "scenario/document.h"
#include "scenario/keys.h"
#include "scenario/scenario.h"

/** Key path of the track. */
extern const char scenario_track_key[];

/**
 * Where orbit.track names a CSV file: replaces the name by the file's columns and rows, so that the scenario refers to no other file.
 *
 * @param folder  where a relative path starts from; then the default data
 */
enum satqkd_status scenario_track_inline(struct scenario_document *document, const char *folder,
                                         struct satqkd_error *error);

/** Writes orbit.track_start_utc into a document that has a track without it: window.start, or the key's fallback. */
enum satqkd_status scenario_track_start(const struct keys_table *table, struct scenario_document *document,
                                        struct satqkd_error *error);

/**
 * Reads orbit.track's columns and rows.
 *
 * @param orbit  points and point_count are set; the points are owned by it
 */
enum satqkd_status scenario_track_points(const struct scenario_document *document, struct scenario_orbit *orbit,
                                         struct satqkd_error *error);

#endif
