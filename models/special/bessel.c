/* SPDX-License-Identifier: MIT */
#include "special/bessel.h"

#include <float.h>
#include <math.h>

#include "special/constants.h"

/* From here on the asymptotic series' smallest term, about exp(-2x), lies below the rounding of a double. */
static const double asymptotic_from = 20.0;

/* Sum over k of (x²/4)^k / (k! (k + order)!), times order!: every term is positive, so nothing cancels. */
static double power_series(double x, int order) {
    double quarter = 0.25 * x * x;
    double term = 1.0;
    double sum = 1.0;
    for (int k = 1; term > 0.5 * DBL_EPSILON * sum; k++) {
        term *= quarter / ((double)k * (k + order));
        sum += term;
    }
    return sum;
}

static double asymptotic_series(double x, int order) {
    double mu = 4.0 * order * order;
    double term = 1.0;
    double sum = 1.0;
    for (int k = 1; fabs(term) > 0.5 * DBL_EPSILON * sum && k < 2.0 * asymptotic_from; k++) {
        double odd = 2.0 * k - 1.0;
        term *= (odd * odd - mu) / (8.0 * k * x);
        sum += term;
    }
    return sum / sqrt(2.0 * CONSTANT_PI * x);
}

double bessel_i0_scaled(double x) {
    double size = fabs(x);
    return size < asymptotic_from ? exp(-size) * power_series(size, 0) : asymptotic_series(size, 0);
}

double bessel_i1_scaled(double x) {
    double size = fabs(x);
    double value =
        size < asymptotic_from ? 0.5 * size * exp(-size) * power_series(size, 1) : asymptotic_series(size, 1);
    return copysign(value, x);
}
