/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_TRACK_CSV_H
#define SATQKD_SCENARIO_TRACK_CSV_H

#include "satqkd/status.h"

struct cJSON;

/**
 * Reads a track from a CSV file: comments (#) and empty lines anywhere, a header with one of the layouts of track_layout.h, then rows of
 * numbers with ascending times.
 *
 * @param path  of the file
 * @param out   {"columns": [names], "rows": [[numbers]]}; owned by the caller, cJSON_Delete
 * @return SATQKD_INVALID with "FILE:LINE: column: what is wrong and what would be right"; SATQKD_FAILURE without memory
 */
enum satqkd_status track_csv_read(const char *path, struct cJSON **out, struct satqkd_error *error);

#endif
