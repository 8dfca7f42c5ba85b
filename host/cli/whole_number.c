/* SPDX-License-Identifier: MIT */
#include "cli/whole_number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool whole_number(const char *text, uint64_t most, uint64_t *out) {
    if (!*text || strspn(text, "0123456789") != strlen(text)) {
        return false;
    }
    errno = 0;
    unsigned long long value = strtoull(text, NULL, 10);
    if (errno == ERANGE || value > most) {
        return false;
    }
    *out = value;
    return true;
}
