/* SPDX-License-Identifier: MIT */
#include "special/marcum.h"

#include <math.h>

#include "special/bessel.h"
#include "special/gauss.h"

/* exp(-39²/2) is below the smallest double. */
static const double vanishing_distance = 39.0;
/* The series takes about 9 sqrt(ab) terms; from here on the integral is the shorter way. */
static const double series_limit = 300.0;
/* Up to here the complement may lie near 1 while a < b, and P needs a series of its own. */
static const double small_b = 2.5;

struct series {
    double tail; /* sum over m >= 1 of (u/v)^m I_m(uv) / I_0(uv) */
    double norm; /* exp(uv) / I_0(uv) = 1 + 2 sum over m >= 1 of I_m(uv) / I_0(uv) */
};

/*
 * The ratios I_m / I_(m-1) by their continued fraction, from the far end, where they vanish (Gautschi 1967). With
 * q = (u/v) I_m/I_(m-1) the fraction is q = u² / (2m + v² q'), which holds for v = 0 as well. All terms are positive.
 */
static struct series neumann(double u, double v) {
    int last = 18 + (int)(9.0 * sqrt(u * fmax(u, v)));
    double q = 0.0, tail = 0.0, half = 0.0;
    for (int m = last; m >= 1; m--) {
        double inverse = 1.0 / (2.0 * m + v * v * q);
        q = u * u * inverse;
        tail = q * (1.0 + tail);
        half = u * v * inverse * (1.0 + half);
    }
    return (struct series){tail, 1.0 + 2.0 * half};
}

/* Integral of Rice's density from b away from a, over as much as carries 1e-18 of it; a b large, so that I0 is smooth. */
static double outer_integral(double a, double b) {
    double distance = fabs(a - b);
    double side = b < a ? -1.0 : 1.0;
    double length = 84.0 / (distance + sqrt(distance * distance + 84.0));
    enum { PANELS = 2 };
    double sum = 0.0;
    for (int panel = 0; panel < PANELS; panel++) {
        for (int i = 0; i < GAUSS_PANEL; i++) {
            double t = length / PANELS * (panel + gauss_panel[i].x);
            double x = b + side * t;
            sum += gauss_panel[i].weight * x * exp(-t * (distance + 0.5 * t)) * bessel_i0_scaled(a * x);
        }
    }
    return length / PANELS * sum * exp(-0.5 * distance * distance);
}

double marcum_p(double a, double b) {
    if (!(a >= 0.0 && b >= 0.0)) {
        return NAN;
    }
    if (a - b > vanishing_distance) {
        return 0.0;
    }
    if (b - a > vanishing_distance) {
        return 1.0;
    }
    if (b >= a && (b > small_b || a * b > series_limit)) {
        return 1.0 - marcum_q(a, b);
    }
    if (a * b > series_limit) {
        return outer_integral(a, b);
    }
    struct series series = neumann(b, a);
    return exp(-0.5 * (a - b) * (a - b)) * series.tail / series.norm;
}

double marcum_q(double a, double b) {
    if (!(a >= 0.0 && b >= 0.0)) {
        return NAN;
    }
    if (b - a > vanishing_distance) {
        return 0.0;
    }
    if (b < a) {
        return 1.0 - marcum_p(a, b);
    }
    if (a * b > series_limit) {
        return outer_integral(a, b);
    }
    struct series series = neumann(a, b);
    return exp(-0.5 * (a - b) * (a - b)) * (1.0 + series.tail) / series.norm;
}
