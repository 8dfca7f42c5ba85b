/* SPDX-License-Identifier: MIT */
#include "special/gamma.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "special/constants.h"
#include "special/gauss.h"

/* Series and fraction take about 9 sqrt(shape) terms; from here on the integral is the shorter way. */
static const double series_limit = 400.0;
/* Stirling's series has its digits from here on; tgamma is good up to 171. */
static const double stirling_from = 20.0;
/* Here erfc still has a normal number. */
static const double farthest_deviate = 37.0;

enum { MOST_TERMS = 100000 };

/* exp(v) - 1 - v, without the cancellation at small v: with v = ln(x / a), a times it is the exponent of the density at x. */
static double exponent(double v) {
    if (fabs(v) > 0.5) {
        return expm1(v) - v;
    }
    double term = 0.5 * v * v, sum = 0.0;
    for (int k = 3; fabs(term) > DBL_EPSILON * 0.01 * sum; k++) {
        sum += term;
        term *= v / k;
    }
    return sum;
}

/* ln of a^a exp(-a) / Gamma(a + 1): the density's height where v = 0. Stirling's series: Abramowitz and Stegun 1964, 6.1.41. */
static double log_height(double a) {
    if (a < stirling_from) {
        return a * log(a) - a - log(tgamma(a + 1.0));
    }
    double s = 1.0 / (a * a);
    double correction = (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s / 1188.0)))) / a;
    return -0.5 * log(2.0 * CONSTANT_PI * a) - correction;
}

/* P over x^a exp(-x) / Gamma(a): all terms positive, as many as count. */
static double lower_series(double a, double x) {
    double term = 1.0 / a, sum = 0.0;
    for (int k = 1; term > 0.1 * DBL_EPSILON * sum && k < MOST_TERMS; k++) {
        sum += term;
        term *= x / (a + k);
    }
    return sum;
}

/* Q over the same, by the even part of Legendre's fraction, from the front (modified Lentz; Thompson and Barnett 1986). */
static double upper_fraction(double a, double x) {
    double b = x + 1.0 - a;
    double c = 1.0 / DBL_MIN, d = 1.0 / b, value = d;
    for (int k = 1; k < MOST_TERMS; k++) {
        double numerator = k * (a - k);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        value *= c * d;
        if (fabs(c * d - 1.0) < DBL_EPSILON) {
            break;
        }
    }
    return value;
}

/* The tail on the far side of v from the mean, over the same: the density's integral over what carries 1e-18 of it. */
static double outer_integral(double a, double v) {
    enum { PANELS = 3 };
    double side = v < 0.0 ? -1.0 : 1.0;
    double length = 1.3 * 84.0 / a / (fabs(v) + sqrt(v * v + 84.0 / a));
    double here = exponent(v), sum = 0.0;
    for (int i = 0; i < PANELS * GAUSS_PANEL; i++) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int panel = i / GAUSS_PANEL;
        double t = length / PANELS * (panel + node->x);
        sum += node->weight * exp(-a * (exponent(v + side * t) - here));
    }
    return length / PANELS * sum;
}

/* One tail at x = a exp(v). */
struct tail {
    double log_value;
    double over_slope; /* tail over its derivative with respect to v, positive */
};

static struct tail tail_at(double a, double v, bool upper) {
    double x = a * exp(v);
    double log_slope = log_height(a) + log(a) - a * exponent(v);
    bool given_upper = a > series_limit ? v >= 0.0 : x >= a + 1.0;
    double over_slope = a > series_limit ? outer_integral(a, v)
                        : given_upper    ? upper_fraction(a, x)
                                         : lower_series(a, x);
    if (given_upper == upper) {
        return (struct tail){log(over_slope) + log_slope, over_slope};
    }
    double complement = 1.0 - over_slope * exp(log_slope);
    return (struct tail){log(complement), complement * exp(-log_slope)};
}

static double regularised(double shape, double x, bool upper) {
    if (!(shape > 0.0 && x >= 0.0)) {
        return NAN;
    }
    if (x == 0.0 || isinf(x)) {
        return (x == 0.0) == upper ? 1.0 : 0.0;
    }
    double excess = (x - shape) / shape;
    double v = fabs(excess) < 0.5 ? log1p(excess) : log(x / shape);
    return fmin(exp(tail_at(shape, v, upper).log_value), 1.0);
}

double gamma_p(double shape, double x) {
    return regularised(shape, x, false);
}

double gamma_q(double shape, double x) {
    return regularised(shape, x, true);
}

/* Where to begin: Wilson and Hilferty's cube; far below the mean the first term of the series, which is never above the root. */
static double first_guess(double a, double deviate, double log_tail) {
    double cube_root = 1.0 - 1.0 / (9.0 * a) + deviate / (3.0 * sqrt(a));
    if (deviate > 0.0 || cube_root > 0.3) {
        return 3.0 * log(fmax(cube_root, 0.3));
    }
    return (log_tail - log_height(a)) / a - 1.0;
}

double gamma_log_quantile(double shape, double deviate) {
    if (!(shape > 0.0 && fabs(deviate) <= farthest_deviate)) {
        return NAN;
    }
    if (isinf(shape)) {
        return 0.0;
    }
    bool upper = deviate > 0.0;
    double log_tail = log(0.5 * erfc(fabs(deviate) / sqrt(2.0)));
    double v = first_guess(shape, deviate, log_tail);
    for (int round = 0; round < 100; round++) {
        struct tail here = tail_at(shape, v, upper);
        double step = (here.log_value - log_tail) * here.over_slope * (upper ? 1.0 : -1.0);
        v += step;
        if (!(fabs(step) * sqrt(shape) > 1e-8 * (1.0 + fabs(v)))) { /* the next step would be its square */
            break;
        }
    }
    return v;
}
