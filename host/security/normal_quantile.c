/* SPDX-License-Identifier: MIT */
#include "security/normal_quantile.h"

#include <math.h>

double normal_quantile(double probability) {
    static const double sqrt_half = 0.70710678118654752;
    static const double sqrt_two_over_pi = 0.79788456080286536;
    if (probability >= 0.5) {
        return 0;
    }
    /* Newton on the logarithm of the tail, which is concave: from above it comes down and never overshoots.
     * The start is above because the tail is at most exp(-x²/2)/2. */
    double x = sqrt(-2 * log(2 * probability));
    for (int step = 0; step < 60; ++step) {
        double tail = erfc(x * sqrt_half);
        double hazard = sqrt_two_over_pi * exp(-x * x / 2) / tail; /* -d ln(tail) / dx */
        double change = log(tail / (2 * probability)) / hazard;
        x += change;
        if (!(fabs(change) > 1e-15 * x)) {
            break;
        }
    }
    return x;
}
