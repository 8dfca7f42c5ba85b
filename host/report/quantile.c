/* SPDX-License-Identifier: MIT */
#include "report/quantile.h"

#include <stdlib.h>

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

void quantile_sort(double *values, size_t count) {
    qsort(values, count, sizeof *values, ascending);
}

double quantile_of(const double *sorted, size_t count, double probability) {
    double position = probability * (double)(count - 1);
    size_t below = (size_t)position;
    size_t above = below + 1 < count ? below + 1 : below;
    return sorted[below] + (position - (double)below) * (sorted[above] - sorted[below]);
}
