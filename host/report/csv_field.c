/* SPDX-License-Identifier: MIT */
#include "report/csv_field.h"

#include <math.h>
#include <string.h>

#include "text/number.h"

void csv_field_text(FILE *stream, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    for (; *text; ++text) {
        if (*text == '"') {
            fputc('"', stream);
        }
        fputc(*text, stream);
    }
    fputc('"', stream);
}

void csv_field_number(FILE *stream, double value) {
    fputc(',', stream);
    if (isinf(value)) {
        fputs(value > 0 ? "inf" : "-inf", stream);
    } else if (!isnan(value)) {
        fputs(number_text(value).text, stream);
    }
}
