/* SPDX-License-Identifier: MIT */
/* A file of element sets: two or three lines a set, or Orbit Mean-Elements Messages; by name, by number, and all. */
#include <stdlib.h>

#include "fuzz.h"
#include "orbit/sgp4.h"
#include "scenario/tle_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct {
        const char *name, *norad;
    } choices[] = {{NULL, NULL}, {"MICIUS", NULL}, {NULL, "41731"}, {NULL, "100001"}};
    const char *path = fuzz_file(data, size);
    fuzz_begin();
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        struct tle_file_set *sets = NULL;
        struct satqkd_error error = {0};
        size_t count = 0;
        if (tle_file_read(path, choices[i].name, choices[i].norad, &sets, &count, &error) == SATQKD_OK) {
            struct sgp4_elements elements;
            fuzz_require(count > 0 && sgp4_read_tle(sets[count - 1].line1, sets[count - 1].line2, &elements, &error) ==
                                          SATQKD_OK,
                         "an accepted set that the propagator refuses");
        } else {
            fuzz_require(error.message[0] != '\0', "a refusal without a reason");
        }
        free(sets);
    }
    fuzz_end();
    return 0;
}
