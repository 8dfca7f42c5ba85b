/* SPDX-License-Identifier: MIT */
/*
 * Two lines of elements, and the propagator that they are for: near its epoch and a month away; every sixteenth a century away as well,
 * to which an orbit in resonance is integrated in 72,000 steps.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"
#include "orbit/sgp4.h"

static void propagate(const struct sgp4_elements *elements, bool far) {
    static const double minutes[] = {0, 1440, -43200, 5.2e7};
    const size_t count = sizeof minutes / sizeof *minutes - !far;
    struct satqkd_error error = {0};
    struct sgp4 *sgp4 = NULL;
    if (sgp4_create(elements, &sgp4, &error) != SATQKD_OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        double position[3], velocity[3];
        if (sgp4_propagate(sgp4, minutes[i], position, velocity, &error) == SATQKD_OK) {
            fuzz_require(isfinite(position[0] + position[1] + position[2]), "a position that is no number");
            fuzz_require(isfinite(velocity[0] + velocity[1] + velocity[2]), "a velocity that is no number");
        }
    }
    sgp4_destroy(sgp4);
}

/* The checksum of column 69, put right, or few inputs would go any further. */
static void mend_checksum(char *line) {
    enum { COLUMNS = 69 };
    if (strlen(line) < COLUMNS) {
        return;
    }
    unsigned sum = 0;
    for (int i = 0; i < COLUMNS - 1; i++) {
        sum += line[i] >= '0' && line[i] <= '9' ? (unsigned)(line[i] - '0') : line[i] == '-';
    }
    line[COLUMNS - 1] = (char)('0' + sum % 10);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { LINE = 80 };
    char lines[2][LINE] = {""};
    struct sgp4_elements elements;
    struct satqkd_error error = {0};
    const uint8_t *newline = memchr(data, '\n', size);
    const size_t first = newline ? (size_t)(newline - data) : size;
    const size_t second = newline ? size - first - 1 : 0;
    memcpy(lines[0], data, first < LINE ? first : LINE - 1);
    if (second > 0) {
        memcpy(lines[1], newline + 1, second < LINE ? second : LINE - 1);
    }
    fuzz_begin();
    if (sgp4_read_tle(lines[0], lines[1], &elements, &error) != SATQKD_OK) {
        mend_checksum(lines[0]);
        mend_checksum(lines[1]);
    }
    if (sgp4_read_tle(lines[0], lines[1], &elements, &error) == SATQKD_OK) {
        unsigned sum = 0;
        for (size_t i = 0; i < size; i++) {
            sum += data[i];
        }
        propagate(&elements, sum % 16 == 0);
    }
    fuzz_end();
    return 0;
}
