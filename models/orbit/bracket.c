/* SPDX-License-Identifier: MIT */
#include "orbit/bracket.h"

#include <math.h>

struct point {
    double x, value;
};

/* Where in the bracket from a (0) to b (1) to look next; c is the point that was given up last. */
static double next_step(const struct point *a, const struct point *b, const struct point *c) {
    double xi = (a->x - b->x) / (c->x - b->x);
    double phi = (a->value - b->value) / (c->value - b->value);
    if (!(phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi)) {
        return 0.5;
    }
    return a->value / (b->value - a->value) * c->value / (b->value - c->value) +
           (c->x - a->x) / (b->x - a->x) * a->value / (c->value - a->value) * b->value / (c->value - b->value);
}

enum satqkd_status bracket_root(const struct bracket_function *function, double inside, double outside,
                                double tolerance, double *out, struct satqkd_error *error) {
    enum { MOST_STEPS = 200 }; /* bisection alone needs 60 to come to the last bit */
    struct point a = {inside, 0.0};
    struct point b = {outside, 0.0};
    enum satqkd_status status = function->value(function->context, a.x, &a.value, error);
    if (status == SATQKD_OK) {
        status = function->value(function->context, b.x, &b.value, error);
    }
    double step = 0.5;
    for (int i = 0; i < MOST_STEPS && status == SATQKD_OK && fabs(b.x - a.x) > tolerance; i++) {
        struct point middle = {a.x + step * (b.x - a.x), 0.0};
        if (middle.x == a.x || middle.x == b.x) {
            break;
        }
        status = function->value(function->context, middle.x, &middle.value, error);
        struct point given_up = a;
        if ((middle.value >= 0.0) != (a.value >= 0.0)) {
            given_up = b;
            b = a;
        }
        a = middle;
        double least = 0.5 * tolerance / fabs(b.x - a.x);
        step = fmin(fmax(next_step(&a, &b, &given_up), least), 1.0 - least);
    }
    *out = a.value >= 0.0 ? a.x : b.x;
    return status;
}
