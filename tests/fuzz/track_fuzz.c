/* SPDX-License-Identifier: MIT */
/* A track as CSV. */
#include <cjson/cJSON.h>

#include "fuzz.h"
#include "scenario/track_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cJSON *track = NULL;
    struct satqkd_error error = {0};
    const char *path = fuzz_file(data, size);
    fuzz_begin();
    const enum satqkd_status status = track_csv_read(path, &track, &error);
    fuzz_require(status == SATQKD_OK || error.message[0] != '\0', "a refusal without a reason");
    fuzz_require(status != SATQKD_OK || cJSON_GetArraySize(cJSON_GetObjectItem(track, "columns")) > 1,
                 "an accepted track without columns");
    cJSON_Delete(track);
    fuzz_end();
    return 0;
}
