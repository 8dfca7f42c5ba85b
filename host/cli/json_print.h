/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_JSON_PRINT_H
#define SATQKD_CLI_JSON_PRINT_H

#include <cjson/cJSON.h>

#include "satqkd/status.h"

/** Prints a tree (json_out.h) to standard output. @param root  deleted in any case */
enum satqkd_status json_print(cJSON *root, struct satqkd_error *error);

#endif
