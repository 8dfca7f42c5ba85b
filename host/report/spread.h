/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_SPREAD_H
#define SATQKD_REPORT_SPREAD_H

#include <stddef.h>

#include "report/timeline.h"

/** A second of the pass over several flights: a row of spread.csv. */
struct spread_row {
    double t_s;
    double flights;
    double sifted_mean, sifted_squares; /* squares: of the deviations from the mean, summed (Welford 1962) */
    double error_mean, error_squares;
};

/** Takes in one more flight. @param row zero-initialised before the first */
void spread_add(struct spread_row *row, double sifted_bits, double error_bits);

/**
 * spread.csv as text: a header, then a row a second: t_s, and mean and standard deviation (of the sample) of sifted and error bits.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status spread_csv(const struct spread_row *rows, size_t count, char **out, struct satqkd_error *error);

#endif
