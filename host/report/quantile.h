/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_QUANTILE_H
#define SATQKD_REPORT_QUANTILE_H

#include <stddef.h>

/** Sorts numbers, the least first. */
void quantile_sort(double *values, size_t count);

/**
 * A quantile, linear between the order statistics (Hyndman and Fan, Am. Stat. 50, 361, 1996, type 7).
 *
 * @param sorted       at least one number, the least first
 * @param probability  0 to 1
 */
double quantile_of(const double *sorted, size_t count, double probability);

#endif
