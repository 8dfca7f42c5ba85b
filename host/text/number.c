/* SPDX-License-Identifier: MIT */
#include "text/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *number_text(double value, char out[NUMBER_TEXT]) {
    if (!isfinite(value)) {
        strcpy(out, "null");
    } else if (value == rint(value) && fabs(value) < 0x1p53) {
        snprintf(out, NUMBER_TEXT, "%.0f", value == 0 ? 0.0 : value);
    } else {
        int digits = 15;
        do {
            snprintf(out, NUMBER_TEXT, "%.*g", digits, value);
        } while (digits++ < 17 && strtod(out, NULL) != value);
    }
    return out;
}

const char *number_grouped(double value, char out[NUMBER_TEXT]) {
    char digits[NUMBER_TEXT];
    int length = snprintf(digits, sizeof digits, "%.0f", value);
    if (length < 0 || length > 20) {
        return number_text(value, out);
    }
    char *to = out;
    for (int i = 0; i < length; ++i) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-') {
            *to++ = ' ';
        }
        *to++ = digits[i];
    }
    *to = '\0';
    return out;
}
