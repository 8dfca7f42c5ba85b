/* SPDX-License-Identifier: MIT */
#include "channel/field_stop.h"

#include <math.h>

#include "special/bessel.h"
#include "special/constants.h"
#include "special/gauss.h"

/* Half structure function beyond which nothing is coherent. */
static const double incoherent = 30.0;

/* Area that two discs share whose centres lie s apart. */
static double shared_area(double a, double b, double s) {
    if (s >= a + b) {
        return 0.0;
    }
    if (s <= fabs(a - b)) {
        return CONSTANT_PI * fmin(a, b) * fmin(a, b);
    }
    double from_a = (s * s + a * a - b * b) / (2.0 * s), from_b = s - from_a;
    return a * a * acos(from_a / a) + b * b * acos(from_b / b) - s * sqrt(a * a - from_a * from_a);
}

/* Autocorrelation of an annulus, 1 at 0: of the whole disc, less the hole in either. */
static double transfer(double pupil_m, double hole_m, double s) {
    double clear = CONSTANT_PI * (pupil_m - hole_m) * (pupil_m + hole_m);
    double area = shared_area(pupil_m, pupil_m, s);
    if (hole_m > 0.0) {
        area += shared_area(hole_m, hole_m, s) - 2.0 * shared_area(pupil_m, hole_m, s);
    }
    return fmax(area, 0.0) / clear;
}

/* Where the sum may end: the pupil's diameter, or where the air and the jitter have left no coherence. */
static double reach_m(double diameter_m, const struct adaptive_optics_residual *residual, double tilt) {
    double end_m = diameter_m;
    while (end_m > 1e-4 * diameter_m &&
           0.5 * adaptive_optics_structure(residual, 0.5 * end_m) + tilt * 0.25 * end_m * end_m > incoherent) {
        end_m *= 0.5;
    }
    return end_m;
}

double field_stop_share(const struct receiver *receiver, double wavelength_m,
                        const struct adaptive_optics_residual *residual, double jitter_rad) {
    double wavenumber = 2.0 * CONSTANT_PI / wavelength_m;
    double pupil_m = 0.5 * receiver->aperture_diameter_m, hole_m = pupil_m * receiver->obscuration_ratio;
    double half = 0.5 * receiver->field_of_view_rad;
    double tilt = 0.5 * wavenumber * wavenumber * jitter_rad * jitter_rad;
    double end_m = reach_m(2.0 * pupil_m, residual, tilt);
    /* A panel of 20 nodes takes half a dozen swings of J1. */
    int panels = 2 + (int)(wavenumber * half * end_m / (6.0 * CONSTANT_PI));
    double sum = 0.0;
    for (int i = 0; i < panels * GAUSS_PANEL; i++) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int panel = i / GAUSS_PANEL;
        double s = end_m * (panel + node->x) / panels;
        double coherence = exp(-0.5 * adaptive_optics_structure(residual, s) - tilt * s * s);
        sum += node->weight * transfer(pupil_m, hole_m, s) * coherence * bessel_j1(wavenumber * half * s);
    }
    return fmin(fmax(wavenumber * half * sum * end_m / panels, 0.0), 1.0);
}
