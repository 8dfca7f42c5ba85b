/* SPDX-License-Identifier: MIT */
#include "channel/noll.h"

#include <math.h>

#include "special/constants.h"

/* Phase without piston, rad² at D = r0 (Noll 1976, table IV, first row). */
static const double without_piston = 1.0299;

/*
 * Without the normalisation: (n + 1) times the integral of J_(n+1)²(x) x^(-14/3) over x, less the factor Γ(14/3) /
 * (2^(14/3) Γ²(17/6)) that every degree has (Gradshteyn and Ryzhik 6.574.2).
 */
static double shape(double n) {
    return (n + 1) * exp(lgamma(n - 5.0 / 6) - lgamma(n + 23.0 / 6));
}

/*
 * The sum of n + 1 modes' shapes over all degrees, from the total by the structure function: with the constants of the
 * spectrum of phase and of the structure function (Fried 1966), (24 Γ(6/5)/5)^(5/6) E[s^(5/3)], s the distance of two
 * points in a disc of unit diameter, over the common factor of shape().
 */
static double all_shapes(void) {
    const double p = 5.0 / 3;
    /* Mean of s^p over pairs of points: the density is 16/pi s (acos s - s sqrt(1 - s²)). */
    const double half = 0.5 * exp(lgamma((p + 3) / 2) + lgamma(0.5) - lgamma((p + 4) / 2));
    const double three = 0.5 * exp(lgamma((p + 3) / 2) + lgamma(1.5) - lgamma((p + 6) / 2));
    const double mean_distance = 16 / CONSTANT_PI * (half / (p + 2) - three);
    /* c in the integral of c k^(-8/3) 4 pi (1 - J0(2 pi k s)) dk = 2 s^p. */
    const double spectrum =
        pow(2, 8.0 / 3) * tgamma(11.0 / 6) / (-tgamma(-5.0 / 6) * 2 * CONSTANT_PI * pow(2 * CONSTANT_PI, p));
    const double common = 2 * spectrum / CONSTANT_PI * pow(2 * CONSTANT_PI, 11.0 / 3) * pow(0.5, p) * tgamma(14.0 / 3) /
                          (pow(2, 14.0 / 3) * tgamma(17.0 / 6) * tgamma(17.0 / 6));
    return mean_distance / common;
}

double noll_variance(int radial_degree) {
    return without_piston * shape(radial_degree) / all_shapes();
}

double noll_residual(int modes) {
    if (modes < 1 || modes > NOLL_MOST_MODES) {
        return NAN;
    }
    double corrected = 0;
    int left = modes - 1;
    for (int degree = 1; left > 0; ++degree) {
        const int of_degree = left < degree + 1 ? left : degree + 1;
        corrected += of_degree * shape(degree);
        left -= of_degree;
    }
    return without_piston * (1 - corrected / all_shapes());
}

double noll_residual_many(int modes) {
    return 0.2944 * pow(modes, -0.5 * sqrt(3));
}
