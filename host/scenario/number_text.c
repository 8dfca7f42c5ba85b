/* SPDX-License-Identifier: MIT */
#include "scenario/number_text.h"

#include <stdio.h>
#include <stdlib.h>

struct number_text number_text(double value) {
    struct number_text out;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out.text, sizeof out.text, "%.*g", digits, value);
        if (strtod(out.text, NULL) == value) {
            break;
        }
    }
    return out;
}
