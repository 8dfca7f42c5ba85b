/* SPDX-License-Identifier: MIT */
/* A counts file, and every bound on what it says. */
#include <math.h>
#include <stdio.h>

#include "fuzz.h"
#include "scenario/counts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct key_protocol protocol;
    struct key_counts counts;
    struct satqkd_error error = {0};
    const char *path = fuzz_file(data, size);
    fuzz_begin();
    if (counts_read(path, &protocol, &counts, &error) == SATQKD_OK) {
        for (const struct key_bound *const *bound = key_bounds(); *bound; bound++) {
            struct key_result key;
            snprintf(protocol.bound, sizeof protocol.bound, "%s", (*bound)->name);
            if (key_length(&protocol, &counts, &key, &error) == SATQKD_OK) {
                fuzz_require(key.secret_bits >= 0 && key.secret_bits <= key.block_bits, "more key than block");
                fuzz_require(key.secret_bits == floor(key.secret_bits), "a key that is not whole");
            }
        }
    } else {
        fuzz_require(error.message[0] != '\0', "a refusal without a reason");
    }
    fuzz_end();
    return 0;
}
