/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_DATA_PATH_H
#define SATQKD_SCENARIO_DATA_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"

enum { DATA_PATH_TEXT = 4096 };

/**
 * A folder of the default data (it has configs/ in it). In order: $SATQKD_DATA_DIR, the installed one beside the running program
 * (<its folder>/../share/satqkd), the tree that the program was built from.
 *
 * @param index  from 0
 * @param out    DATA_PATH_TEXT bytes; the folder need not exist
 * @return false where there are no more
 */
bool data_path_folder(size_t index, char *out);

/**
 * A file of the default data: DATA/configs/NAME, DATA/configs/NAME.json or DATA/NAME, in each folder in turn.
 *
 * @param name  "micius-xinglong-2016-12-19", "satellites/micius.json"
 * @param out   DATA_PATH_TEXT bytes
 * @return whether there is such a file
 */
bool data_path_find(const char *name, char *out);

/**
 * The file that a reference means: an absolute path as it is; else below `folder`; else the default data.
 *
 * @param folder  of the file that holds the reference, "" for the working folder
 * @param out     DATA_PATH_TEXT bytes
 * @param error   SATQKD_INVALID with all the places where it was looked for
 */
enum satqkd_status data_path_resolve(const char *folder, const char *name, char *out, struct satqkd_error *error);

#endif
