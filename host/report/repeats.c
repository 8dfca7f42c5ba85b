/* SPDX-License-Identifier: MIT */
#include "report/repeats.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/quantile.h"
#include "text/number.h"

const double repeats_probability[REPEATS_QUANTILES] = {0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0};

static const char *const names[REPEATS_QUANTITIES] = {"detections", "matched_basis", "sifted_bits",
                                                      "error_bits", "qber",          "secret_bits"};

static double value_of(const struct repeats_row *row, int quantity) {
    const double values[REPEATS_QUANTITIES] = {row->detections, row->matched, row->sifted_bits,
                                               row->error_bits, row->qber,    row->secret_bits};
    return values[quantity];
}

enum satqkd_status repeats_spreads(const struct repeats_row *rows, size_t count,
                                   struct repeats_spread out[REPEATS_QUANTITIES], struct satqkd_error *error) {
    double *values = calloc(count ? count : 1, sizeof *values);
    if (!values) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu flights", count);
    }
    for (int quantity = 0; quantity < REPEATS_QUANTITIES; ++quantity) {
        struct repeats_spread *spread = &out[quantity];
        size_t n = 0; /* a flight that sifted nothing has no error rate */
        *spread = (struct repeats_spread){.name = names[quantity], .mean = NAN, .sd = NAN};
        double sum = 0;
        for (size_t i = 0; i < count; ++i) {
            double value = value_of(&rows[i], quantity);
            if (!isnan(value)) {
                values[n++] = value;
                sum += value;
            }
        }
        double squares = 0;
        for (size_t i = 0; i < n; ++i) {
            squares += (values[i] - sum / (double)n) * (values[i] - sum / (double)n);
        }
        quantile_sort(values, n);
        for (int q = 0; q < REPEATS_QUANTILES; ++q) {
            spread->quantile[q] = n ? quantile_of(values, n, repeats_probability[q]) : NAN;
        }
        spread->mean = n ? sum / (double)n : NAN;
        spread->sd = n > 1 ? sqrt(squares / (double)(n - 1)) : NAN;
    }
    free(values);
    return SATQKD_OK;
}

enum satqkd_status repeats_csv(const struct repeats_row *rows, size_t count, char **out, struct satqkd_error *error) {
    static const char header[] = "pass,seed,detections,matched_basis,sifted_bits,error_bits,qber,secret_bits\n";
    enum { ROW_TEXT = 9 * NUMBER_TEXT };
    char *text = malloc(sizeof header + count * ROW_TEXT);
    *out = text;
    if (!text) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu flights", count);
    }
    strcpy(text, header);
    char *to = text + sizeof header - 1;
    for (size_t i = 0; i < count; ++i) {
        to += snprintf(to, ROW_TEXT, "%zu,%" PRIu64, i + 1, rows[i].seed);
        for (int quantity = 0; quantity < REPEATS_QUANTITIES; ++quantity) {
            double value = value_of(&rows[i], quantity);
            to += snprintf(to, NUMBER_TEXT, ",%s", isnan(value) ? "" : number_text(value).text);
        }
        *to++ = '\n';
    }
    *to = '\0';
    return SATQKD_OK;
}
