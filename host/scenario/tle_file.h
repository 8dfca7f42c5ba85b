/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_TLE_FILE_H
#define SATQKD_SCENARIO_TLE_FILE_H

#include <stddef.h>

#include "satqkd/status.h"
#include "scenario/omm.h"

enum { TLE_FILE_NAME = 64, TLE_FILE_MOST = 100000 };

/** One element set of a file. */
struct tle_file_set {
    char name[TLE_FILE_NAME]; /* "" in a file of two lines a set */
    char catalogue[6];        /* as in the lines, blanks as 0 */
    char line1[OMM_LINE], line2[OMM_LINE];
};

/**
 * Reads the element sets of one satellite from a file: two lines a set, three (a name before them, with or without "0 "), or a JSON array
 * or object of Orbit Mean-Elements Messages (omm.h).
 *
 * @param path   of the file
 * @param name   of the satellite: the whole name or, where none is it, a part of exactly one; capitals do not matter. NULL: any
 * @param norad  catalogue number as digits, or Alpha-5; NULL: any
 * @param out, count  owned by the caller, free(); every set of that satellite in the order of the file, each fit for sgp4_read_tle
 * @return SATQKD_INVALID with file, line and what is wrong there; where the choice fits no satellite or several, with some of their names
 */
enum satqkd_status tle_file_read(const char *path, const char *name, const char *norad, struct tle_file_set **out,
                                 size_t *count, struct satqkd_error *error);

#endif
