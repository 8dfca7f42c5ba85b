/* SPDX-License-Identifier: MIT */
/* An Orbit Ephemeris Message. */
#include <cjson/cJSON.h>

#include "fuzz.h"
#include "scenario/oem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cJSON *message = NULL;
    struct satqkd_error error = {0};
    const char *path = fuzz_file(data, size);
    fuzz_begin();
    const enum satqkd_status status = oem_read(path, &message, &error);
    fuzz_require(status == SATQKD_OK || error.message[0] != '\0', "a refusal without a reason");
    fuzz_require(status != SATQKD_OK || cJSON_GetArraySize(cJSON_GetObjectItem(message, "rows")) > 1,
                 "an accepted message without states");
    cJSON_Delete(message);
    fuzz_end();
    return 0;
}
