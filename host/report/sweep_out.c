/* SPDX-License-Identifier: MIT */
#include "report/sweep_out.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/csv_field.h"

enum satqkd_status sweep_out_csv(const char *const *keys, size_t key_count, const struct sweep_out_row *rows,
                                 size_t row_count, char **out, struct satqkd_error *error) {
    size_t size = 0;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (!stream) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the %zu points of a sweep", row_count);
    }
    for (size_t i = 0; i < key_count; ++i) {
        csv_field_text(stream, keys[i]);
        fputc(',', stream);
    }
    fputs("sifted_bits,qber,secret_bits,detections,duration_s,efficiency_db_at_min_range,efficiency_db_at_max_range\n",
          stream);
    for (size_t r = 0; r < row_count; ++r) {
        const struct sweep_out_row *row = &rows[r];
        const double numbers[] = {row->qber,
                                  row->secret_bits,
                                  row->detections,
                                  row->duration_s,
                                  row->efficiency_db_at_min_range,
                                  row->efficiency_db_at_max_range};
        for (size_t i = 0; i < key_count; ++i) {
            if (i > 0) {
                fputc(',', stream);
            }
            csv_field_text(stream, row->values[i]);
        }
        csv_field_number(stream, row->sifted_bits);
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; ++i) {
            csv_field_number(stream, numbers[i]);
        }
        fputc('\n', stream);
    }
    if (fclose(stream) != 0 || !*out) {
        free(*out);
        *out = NULL;
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the %zu points of a sweep", row_count);
    }
    return SATQKD_OK;
}
