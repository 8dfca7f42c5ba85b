/* SPDX-License-Identifier: MIT */
#include "special/gauss.h"

#include <float.h>
#include <math.h>

#include "special/constants.h"

/* Nodes and weights of -1..1 to 20 digits, computed with 40; halved here. The tests compute them anew. */
#define MIRRORED(node, weight)                                                                                         \
    {0.5 - 0.5 * (node), 0.5 * (weight)}, {                                                                            \
        0.5 + 0.5 * (node), 0.5 * (weight)                                                                             \
    }
const struct gauss_node gauss_panel[GAUSS_PANEL] = {
    MIRRORED(0.076526521133497333755, 0.1527533871307258507),
    MIRRORED(0.22778585114164507808, 0.14917298647260374679),
    MIRRORED(0.37370608871541956067, 0.14209610931838205133),
    MIRRORED(0.510867001950827098, 0.1316886384491766269),
    MIRRORED(0.63605368072651502545, 0.11819453196151841731),
    MIRRORED(0.74633190646015079261, 0.10193011981724043504),
    MIRRORED(0.83911697182221882339, 0.083276741576704748725),
    MIRRORED(0.91223442825132590587, 0.06267204833410906357),
    MIRRORED(0.96397192727791379127, 0.040601429800386941331),
    MIRRORED(0.99312859918509492479, 0.017614007139152118312),
};

struct jacobi {
    int count;
    const double *diagonal, *squared;
    double link[GAUSS_MAX], inverse_link[GAUSS_MAX]; /* [k] joins k and k + 1; the last is 1, a free factor */
};

/* At x: the orthonormal polynomial of degree count and its slope, up to a common factor, and the squares of the lower ones. */
struct evaluation {
    double value, slope, squares;
};

static struct evaluation evaluate(const struct jacobi *jacobi, double x) {
    double before = 0.0, slope_before = 0.0;
    double value = 1.0, slope = 0.0;
    double squares = 0.0;
    double link_before = 0.0;
    for (int k = 0; k < jacobi->count; k++) {
        squares += value * value;
        double inverse = jacobi->inverse_link[k];
        double shifted = x - jacobi->diagonal[k];
        double next = (shifted * value - link_before * before) * inverse;
        double slope_next = (value + shifted * slope - link_before * slope_before) * inverse;
        before = value;
        slope_before = slope;
        value = next;
        slope = slope_next;
        link_before = jacobi->link[k];
    }
    return (struct evaluation){value, slope, squares};
}

/* Number of eigenvalues below x: negative pivots of the shifted matrix (Sylvester's law of inertia). */
static int count_below(const struct jacobi *jacobi, double x) {
    int below = 0;
    double pivot = 1.0;
    for (int k = 0; k < jacobi->count; k++) {
        pivot = jacobi->diagonal[k] - x - (k > 0 ? jacobi->squared[k] / pivot : 0.0);
        if (pivot == 0.0) {
            pivot = -DBL_MIN;
        }
        below += pivot < 0.0;
    }
    return below;
}

/*
 * Newton's method inside a bracket that holds one root, number `index` from below; a step that leaves the bracket is a bisection
 * instead. The sign below the root follows from the number of roots above: the bracket's end may itself be another root.
 */
static double refine(const struct jacobi *jacobi, double low, double high, int index) {
    double x = 0.5 * (low + high);
    double sign_low = (jacobi->count - index) % 2 == 0 ? 1.0 : -1.0;
    for (int round = 0; round < 100; round++) {
        struct evaluation here = evaluate(jacobi, x);
        if (here.value * sign_low > 0.0) {
            low = x;
        } else {
            high = x;
        }
        double next = x - here.value / here.slope;
        if (!(next >= low && next <= high)) {
            next = 0.5 * (low + high);
        }
        double step = fabs(next - x);
        x = next;
        if (step <= DBL_EPSILON * fabs(x)) {
            break;
        }
    }
    return x;
}

/* Splits an interval until every root has one of its own; the roots first..first+inside-1 lie in low..high. */
static void isolate(const struct jacobi *jacobi, double low, double high, int first, int inside, double *x) {
    double middle = 0.5 * (low + high);
    if (inside == 0) {
        return;
    }
    if (inside == 1) {
        x[first] = refine(jacobi, low, high, first);
        return;
    }
    if (!(middle > low && middle < high)) {
        for (int i = first; i < first + inside; i++) {
            x[i] = middle;
        }
        return;
    }
    int left = count_below(jacobi, middle) - first;
    isolate(jacobi, low, middle, first, left, x);
    isolate(jacobi, middle, high, first + left, inside - left, x);
}

void gauss_rule(int count, const double *diagonal, const double *squared, double moment, double *x, double *weight) {
    struct jacobi jacobi = {.count = count, .diagonal = diagonal, .squared = squared};
    double low = INFINITY, high = -INFINITY;
    for (int k = 0; k < count; k++) {
        jacobi.link[k] = k + 1 < count ? sqrt(squared[k + 1]) : 1.0;
        jacobi.inverse_link[k] = 1.0 / jacobi.link[k];
    }
    for (int k = 0; k < count; k++) { /* Gershgorin's circles hold every eigenvalue */
        double reach = (k > 0 ? jacobi.link[k - 1] : 0.0) + (k + 1 < count ? jacobi.link[k] : 0.0);
        reach += 1e-6 * (fabs(diagonal[k]) + reach) + DBL_MIN; /* a root on a circle's edge still lies within */
        low = fmin(low, diagonal[k] - reach);
        high = fmax(high, diagonal[k] + reach);
    }
    isolate(&jacobi, low, high, 0, count, x);
    for (int i = 0; i < count; i++) {
        weight[i] = moment / evaluate(&jacobi, x[i]).squares;
    }
}

void gauss_legendre(int count, double *x, double *weight) {
    double diagonal[GAUSS_MAX], squared[GAUSS_MAX];
    for (int k = 0; k < count; k++) {
        diagonal[k] = 0.0;
        squared[k] = (double)k * k / (4.0 * k * k - 1.0);
    }
    gauss_rule(count, diagonal, squared, 2.0, x, weight);
}

void gauss_hermite(int count, double *x, double *weight) {
    double diagonal[GAUSS_MAX], squared[GAUSS_MAX];
    for (int k = 0; k < count; k++) {
        diagonal[k] = 0.0;
        squared[k] = 0.5 * k;
    }
    gauss_rule(count, diagonal, squared, sqrt(CONSTANT_PI), x, weight);
}

void gauss_laguerre(int count, double *x, double *weight) {
    double diagonal[GAUSS_MAX], squared[GAUSS_MAX];
    for (int k = 0; k < count; k++) {
        diagonal[k] = 2.0 * k + 1.0;
        squared[k] = (double)k * k;
    }
    gauss_rule(count, diagonal, squared, 1.0, x, weight);
}
