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

/*
 * Hankel's expansions have a smallest term of about exp(-2x), the power series loses exp(x) / (2 pi x) of a double's digits: here both are
 * good to 1e-11.
 */
static const double hankel_from = 12.0;

/* Sum over k from `first` on of (-x²/4)^k / (k! (k + order)!), times order!. */
static double alternating_series(double x, int order, int first) {
    double quarter = -0.25 * x * x;
    double term = 1.0;
    double sum = first == 0 ? 1.0 : 0.0;
    for (int k = 1; k < 60; k++) {
        term *= quarter / ((double)k * (k + order));
        sum += term;
    }
    return sum;
}

/* J of an order at a large positive x: sqrt(2 / (pi x)) (P cos chi - Q sin chi), until the terms grow. */
static double hankel(double x, int order) {
    double mu = 4.0 * order * order;
    double term = 1.0, even = 1.0, odd = 0.0;
    for (int k = 1; k < 2.0 * x && fabs(term) > DBL_EPSILON; k++) {
        double step = 2.0 * k - 1.0;
        term *= (mu - step * step) / (8.0 * k * x);
        double signed_term = k / 2 % 2 ? -term : term;
        *(k % 2 ? &odd : &even) += signed_term;
    }
    double chi = x - (0.5 * order + 0.25) * CONSTANT_PI;
    return sqrt(2.0 / (CONSTANT_PI * x)) * (even * cos(chi) - odd * sin(chi));
}

double bessel_j0_deficit(double x) {
    double size = fabs(x);
    return size < hankel_from ? -alternating_series(size, 0, 1) : 1.0 - hankel(size, 0);
}

double bessel_j1(double x) {
    double size = fabs(x);
    return copysign(1.0, x) * (size < hankel_from ? 0.5 * size * alternating_series(size, 1, 0) : hankel(size, 1));
}
