/* SPDX-License-Identifier: MIT */
#include "report/spread.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/number.h"

static void take(double value, double flights, double *mean, double *squares) {
    double before = value - *mean;
    *mean += before / flights;
    *squares += before * (value - *mean);
}

void spread_add(struct spread_row *row, double sifted_bits, double error_bits) {
    row->flights += 1;
    take(sifted_bits, row->flights, &row->sifted_mean, &row->sifted_squares);
    take(error_bits, row->flights, &row->error_mean, &row->error_squares);
}

enum satqkd_status spread_csv(const struct spread_row *rows, size_t count, char **out, struct satqkd_error *error) {
    static const char header[] = "t_s,sifted_mean,sifted_sd,error_mean,error_sd\n";
    enum { ROW_TEXT = 5 * NUMBER_TEXT + 2 };
    char *text = malloc(sizeof header + count * ROW_TEXT);
    *out = text;
    if (!text) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the spread of %zu rows", count);
    }
    strcpy(text, header);
    char *to = text + sizeof header - 1;
    for (size_t i = 0; i < count; ++i) {
        const struct spread_row *row = &rows[i];
        double degrees = fmax(row->flights - 1, 1);
        to += snprintf(to, ROW_TEXT, "%s,%s,%s,%s,%s\n", number_text(row->t_s).text, number_text(row->sifted_mean).text,
                       number_text(sqrt(row->sifted_squares / degrees)).text, number_text(row->error_mean).text,
                       number_text(sqrt(row->error_squares / degrees)).text);
    }
    return SATQKD_OK;
}
