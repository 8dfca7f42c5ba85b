/* SPDX-License-Identifier: MIT */
#include "channel/single_mode.h"

#include <math.h>
#include <stdlib.h>

#include "special/constants.h"
#include "special/gauss.h"

/* A pupil of radius 1, with a hole, and a mode exp(-b² r²) in it. */
struct pupil {
    double hole, ratio;
};

/* The slope of the logarithm of the overlap, up to a positive factor: falls through 0 at the best ratio. */
static double overlap_slope(double hole, double ratio) {
    double b2 = ratio * ratio, g2 = hole * hole;
    double inner = exp(-g2 * b2), outer = exp(-b2);
    return 2.0 * b2 * (outer - g2 * inner) - (inner - outer);
}

static double best_ratio(double hole) {
    double low = 0.1, high = 1.5; /* the best is 1.12 for an open pupil and falls towards 1/sqrt(2) for a thin ring */
    for (int round = 0; round < 60; round++) {
        double middle = 0.5 * (low + high);
        *(overlap_slope(hole, middle) > 0.0 ? &low : &high) = middle;
    }
    return 0.5 * (low + high);
}

/*
 * Of the circle of radius r about the midpoint of two points s apart, the angle over which both points lie in the pupil: |cos| must stay
 * below both limits. (Its measure below a limit c is 4 asin c.)
 */
static double angle_inside(double hole, double r, double s) {
    double outer = (1.0 - r * r - 0.25 * s * s) / (r * s);
    double inner = (r * r + 0.25 * s * s - hole * hole) / (r * s);
    double limit = hole > 0.0 ? fmin(outer, inner) : outer;
    return limit <= 0.0 ? 0.0 : 4.0 * asin(fmin(limit, 1.0));
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Autocorrelation of the mode over the pupil: the integral is smooth but for the radii where a circle touches one of the four edges. */
static double autocorrelation(const struct pupil *pupil, double s) {
    double g = pupil->hole, b2 = pupil->ratio * pupil->ratio;
    double end2 = 1.0 - 0.25 * s * s;
    double edges[] = {0.0,
                      1.0 - 0.5 * s,
                      fabs(g - 0.5 * s),
                      g + 0.5 * s,
                      sqrt(fmax(g * g - 0.25 * s * s, 0.0)),
                      sqrt(fmax(0.5 * (1.0 + g * g) - 0.25 * s * s, 0.0)),
                      sqrt(end2)};
    enum { EDGES = sizeof edges / sizeof edges[0] };
    double sum = 0.0;
    qsort(edges, EDGES, sizeof edges[0], ascending);
    for (int e = 1; e < EDGES; e++) {
        double from = edges[e - 1], width = fmin(edges[e], sqrt(end2)) - from;
        for (int i = 0; width > 0.0 && i < GAUSS_PANEL; i++) {
            /* at either end the angle may begin like a square root: x² (3 - 2 x) is flat there */
            double x = gauss_panel[i].x;
            double r = from + width * x * x * (3.0 - 2.0 * x);
            double weight = gauss_panel[i].weight * width * 6.0 * x * (1.0 - x);
            sum += weight * r * exp(-2.0 * b2 * r * r) * angle_inside(g, r, s);
        }
    }
    return sum * exp(-0.5 * b2 * s * s);
}

void single_mode_make(double obscuration_ratio, struct single_mode *out) {
    struct pupil pupil = {.hole = obscuration_ratio, .ratio = best_ratio(obscuration_ratio)};
    double b2 = pupil.ratio * pupil.ratio, g2 = pupil.hole * pupil.hole;
    double amplitude = exp(-g2 * b2) - exp(-b2);
    double norm = 2.0 * b2 / (CONSTANT_PI * CONSTANT_PI * (1.0 - g2)); /* of mode and wave, radius 1 */
    *out = (struct single_mode){.ratio = pupil.ratio,
                                .efficiency = 2.0 * amplitude * amplitude / (b2 * (1.0 - g2)),
                                .through = exp(-2.0 * g2 * b2) - exp(-2.0 * b2)};
    double sum = 0.0;
    for (int i = 0; i < SINGLE_MODE_PAIRS; i++) {
        /* Short distances matter most where the air is bad: they go with the third power. */
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int panel = i / GAUSS_PANEL;
        double t = 0.5 * (panel + node->x);
        double s = 2.0 * t * t * t;
        out->separation[i] = 0.5 * s;
        out->weight[i] = norm * 2.0 * CONSTANT_PI * s * autocorrelation(&pupil, s) * 6.0 * t * t * 0.5 * node->weight;
        sum += out->weight[i];
    }
    /* An obscured pupil's autocorrelation has edges that cost the rule up to 3e-3. */
    for (int i = 0; i < SINGLE_MODE_PAIRS; i++) {
        out->weight[i] *= out->efficiency / sum;
    }
}
