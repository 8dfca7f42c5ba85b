/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_SWEEP_OUT_H
#define SATQKD_REPORT_SWEEP_OUT_H

#include <stddef.h>

#include "satqkd/status.h"

/** One point of a sweep. */
struct sweep_out_row {
    const char **values; /* of the varied keys, as text; borrowed */
    double sifted_bits, qber, secret_bits, detections, duration_s, efficiency_db_at_min_range,
        efficiency_db_at_max_range;
};

/**
 * The points as CSV: a header; the varied keys first, in the order given. A number that there is none of (the error rate of
 * nothing) is an empty field.
 *
 * @param keys, key_count  of the varied keys
 * @param out              owned by the caller, free()
 */
enum satqkd_status sweep_out_csv(const char *const *keys, size_t key_count, const struct sweep_out_row *rows,
                                 size_t row_count, char **out, struct satqkd_error *error);

/** The same as a JSON array of one object a point; null where there is no number. */
enum satqkd_status sweep_out_json(const char *const *keys, size_t key_count, const struct sweep_out_row *rows,
                                  size_t row_count, char **out, struct satqkd_error *error);

#endif
