/* SPDX-License-Identifier: MIT */
#include "cli/json_print.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/json_out.h"

enum satqkd_status json_print(cJSON *root, struct satqkd_error *error) {
    char *text = NULL;
    enum satqkd_status status = json_out_finish(root, &text, error);
    if (status == SATQKD_OK) {
        fputs(text, stdout);
    }
    free(text);
    return status;
}
