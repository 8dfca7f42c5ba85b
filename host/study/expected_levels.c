/* SPDX-License-Identifier: MIT */
#include "study/expected_levels.h"

#include <math.h>

#include "special/constants.h"

static const double tolerance = 1e-12; /* of what an interpolation may leave out, relative to the largest value */

/* Chebyshev point i of n, within -1 and 1. */
static double point_of(int i, int n) {
    return cos((2 * i + 1) * CONSTANT_PI / (2 * n));
}

double expected_levels_at(double low, double high, int i, int n) {
    return n == 1 ? 0.5 * (low + high) : low + 0.5 * (high - low) * (1 + point_of(i, n));
}

void expected_levels_add(double x, double weight, int n, double moments[]) {
    double before = weight * x, now = weight;
    for (int k = 0; k < n; ++k) {
        const double next = 2 * x * now - before;
        moments[k] += now;
        before = now;
        now = next;
    }
}

void expected_levels_weights(const double moments[], int n, double weights[]) {
    for (int i = 0; i < n; ++i) {
        const double x = point_of(i, n);
        double before = x, now = 1, sum = -0.5 * moments[0];
        for (int k = 0; k < n; ++k) {
            const double next = 2 * x * now - before;
            sum += moments[k] * now;
            before = now;
            now = next;
        }
        weights[i] = 2 * sum / n;
    }
}

int expected_levels_for_light(double x, int most) {
    double term = 4;
    int n = 0;
    while (n <= most && !(term <= tolerance * fmin(1, x))) {
        term *= x / 4 / ++n;
    }
    return n > 2 ? n : 2;
}

int expected_levels_for_memory(double a, double b, int most) {
    const double pole = 1 + 2 * (1 + a) / b;
    const double points = log(tolerance) / -log(pole + sqrt(pole * pole - 1));
    return b > 0 ? (int)fmin(most, ceil(points)) : 2;
}
