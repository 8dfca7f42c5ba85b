/* SPDX-License-Identifier: MIT */
#include "channel/adaptive_optics.h"

#include <math.h>

#include "channel/noll.h"
#include "special/bessel.h"
#include "special/constants.h"
#include "special/gauss.h"

/* Kolmogorov's structure function over (s / r0)^(5/3) (Fried 1966). */
static const double structure = 6.88;
/* Greenwood frequency over wind / r0 of a single layer (Greenwood 1977). */
static const double greenwood_of_wind = 0.427;
/* Phase, in radians, that a Gauss panel of 20 nodes follows to better than 1e-6 where frequencies go with the third power. */
static const double panel_phase = 5.0;

/* The integral of u^(-8/3) (1 - J0(u)) over all u: pi / (2^(8/3) Gamma(11/6)² sin(5 pi/6)) (Gradshteyn and Ryzhik 6.561.14). */
static double whole_integral(void) {
    double gamma = tgamma(11.0 / 6.0);
    return CONSTANT_PI / (pow(2.0, 8.0 / 3.0) * gamma * gamma * 0.5);
}

/* What is left of the aperture's phase without piston, over u^(-11/3) of its spectrum; u = pi f D. */
static double without_piston(double u) {
    if (u < 0.3) { /* 2 J1(u)/u is 1 - u²/8 + u⁴/192 - u⁶/9216 there */
        double u2 = u * u;
        double drop = u2 / 8.0 * (1.0 - u2 / 24.0 * (1.0 - u2 / 48.0));
        return drop * (2.0 - drop);
    }
    double airy = 2.0 * bessel_j1(u) / u;
    return 1.0 - airy * airy;
}

/* Tip and tilt's part, up to a factor: (J2(u)/u)². */
static double tilt(double u) {
    double j2 = u < 0.1 ? u * u / 8.0 * (1.0 - u * u / 12.0) : 2.0 * bessel_j1(u) / u - 1.0 + bessel_j0_deficit(u);
    return j2 * j2 / (u * u);
}

/* Variance, over the spectrum's factor, of the phase without piston below a frequency: what begins as u^(-2/3) is even in t, u = t³. */
static double variance_below(double u) {
    int panels = 1 + (int)(u / panel_phase);
    double sum = 0.0;
    for (int i = 0; i < panels * GAUSS_PANEL; i++) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int panel = i / GAUSS_PANEL;
        double t = (panel + node->x) / panels;
        double frequency = u * t * t * t;
        sum += node->weight / panels * without_piston(frequency) / (t * t * t * t * t * t);
    }
    return 3.0 * pow(u, -5.0 / 3.0) * sum;
}

double adaptive_optics_cutoff(int modes) {
    /* Beyond some tens of radians piston has no part in it: the rest of the spectrum is 3/5 u^(-5/3). */
    const double far = 60.0;
    double whole = variance_below(far) + 0.6 * pow(far, -5.0 / 3.0);
    double left = noll_residual(modes) / noll_residual(1) * whole;
    if (modes <= 1) {
        return 0.0;
    }
    if (left < 0.6 * pow(far, -5.0 / 3.0)) {
        return pow(left / 0.6, -3.0 / 5.0) / CONSTANT_PI;
    }
    double low = 0.0, high = far;
    for (int round = 0; round < 60; round++) {
        double middle = 0.5 * (low + high);
        *(whole - variance_below(middle) > left ? &low : &high) = middle;
    }
    return 0.5 * (low + high) / CONSTANT_PI;
}

void adaptive_optics_prepare(struct adaptive_optics *optics) {
    optics->cutoff = adaptive_optics_cutoff((int)optics->modes);
}

void adaptive_optics_leave(const struct adaptive_optics *optics, double diameter_m, const struct turbulence_path *path,
                           double fried_m, double angle_rad, struct adaptive_optics_residual *out) {
    *out = (struct adaptive_optics_residual){.fried_m = fried_m, .cutoff_per_m = optics->cutoff / diameter_m};
    if (isfinite(path->fried_m) && optics->cutoff > 0.0) {
        double wind_m_s = path->greenwood_hz * path->fried_m / greenwood_of_wind;
        out->lag_m = wind_m_s / optics->bandwidth_hz;
        out->shift_m = pow(structure, -3.0 / 5.0) * path->fried_m * angle_rad / path->isoplanatic_rad;
    }
}

/* Share of a spatial frequency that the correction takes out below its cutoff: negative where it adds more than it takes. */
static double taken(const struct adaptive_optics_residual *residual, double frequency_per_m) {
    double lag = frequency_per_m * residual->lag_m;
    double apart = residual->shift_m > 0.0
                       ? 2.0 * bessel_j0_deficit(2.0 * CONSTANT_PI * frequency_per_m * residual->shift_m)
                       : 0.0;
    return (1.0 - apart) / sqrt(1.0 + lag * lag);
}

double adaptive_optics_structure(const struct adaptive_optics_residual *residual, double separation_m) {
    double whole = structure * pow(separation_m / residual->fried_m, 5.0 / 3.0);
    double reach = 2.0 * CONSTANT_PI * residual->cutoff_per_m * separation_m; /* of 2 pi f s */
    if (!(reach > 0.0) || !(whole > 0.0)) {
        return whole;
    }
    int panels = 1 + (int)((reach + 2.0 * CONSTANT_PI * residual->cutoff_per_m * residual->shift_m) / panel_phase);
    double sum = 0.0;
    for (int i = 0; i < panels * GAUSS_PANEL; i++) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int panel = i / GAUSS_PANEL;
        double t = (panel + node->x) / panels;
        double t3 = t * t * t;
        sum += node->weight / panels * bessel_j0_deficit(reach * t3) * taken(residual, residual->cutoff_per_m * t3) /
               (t3 * t3);
    }
    /* The spectrum's factor is what makes the whole of it, without correction, the structure function. */
    double corrected = whole / whole_integral() * 3.0 * pow(reach, -5.0 / 3.0) * sum;
    return fmax(whole - corrected, 0.0);
}

double adaptive_optics_tilt_share(const struct adaptive_optics_residual *residual, double diameter_m) {
    /* Tip and tilt's spectrum has fallen to 1e-6 of its sum beyond this u = pi f D. */
    const double far = 30.0;
    enum { PANELS = 12 };
    double whole = 0.0, left = 0.0;
    if (!(residual->cutoff_per_m > 0.0)) {
        return 1.0;
    }
    for (int i = 0; i < PANELS * GAUSS_PANEL; i++) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int panel = i / GAUSS_PANEL;
        double t = (panel + node->x) / PANELS;
        double u = far * t * t * t;
        double weight = node->weight * tilt(u) / (t * t * t * t * t * t);
        whole += weight;
        left += weight * (1.0 - taken(residual, u / (CONSTANT_PI * diameter_m)));
    }
    return left / whole;
}
