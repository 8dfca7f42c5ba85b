/* SPDX-License-Identifier: MIT */
#include "text/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The library may be called by a program whose locale writes 0,5. */
static void point_for_comma(char *text) {
    const char *own = localeconv()->decimal_point;
    char *at = strcmp(own, ".") != 0 ? strstr(text, own) : NULL;
    if (at) {
        *at = '.';
        memmove(at + 1, at + strlen(own), strlen(at + strlen(own)) + 1);
    }
}

struct number_text number_text(double value) {
    struct number_text out = {""};
    if (!isfinite(value)) {
        strcpy(out.text, "null");
    } else if (value == rint(value) && fabs(value) < 0x1p53) {
        snprintf(out.text, sizeof out.text, "%.0f", value == 0 ? 0.0 : value);
    } else {
        int digits = 15;
        do {
            snprintf(out.text, sizeof out.text, "%.*g", digits, value);
        } while (digits++ < 17 && strtod(out.text, NULL) != value);
        point_for_comma(out.text);
    }
    return out;
}

struct number_text number_grouped(double value) {
    struct number_text out = {""};
    char digits[NUMBER_TEXT];
    if (!(fabs(value) < 1e18)) {
        return number_text(value);
    }
    int length = snprintf(digits, sizeof digits, "%.0f", value);
    char *to = out.text;
    for (int i = 0; i < length; ++i) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-') {
            *to++ = ' ';
        }
        *to++ = digits[i];
    }
    *to = '\0';
    return out;
}
