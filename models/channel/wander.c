/* SPDX-License-Identifier: MIT */
#include "channel/wander.h"

#include <math.h>

#include "special/constants.h"
#include "special/gauss.h"

/* Of <r_c²> (Andrews and Phillips 2005, chapter 12): (2 pi)² 0.033 Gamma(1/6), with two of its three digits. */
static const double wander_coefficient = 7.25;
/* Half of Kolmogorov's wave structure function over (rho / r0)^(5/3): 6.88 / 2 (Fried 1966). */
static const double half_structure = 3.44;
/* Shift, in beam radii, at which 1F1(1/6; 1; -s²/4) is one half. */
static const double half_correlation_shift = 11.1551;

/* Integrals of Cn² along the path: for r0, for the wander, and for the wander times wind over radius. */
struct sums {
    double fried, wander, rate;
};

static struct sums integrate(const struct turbulence *turbulence, const struct beam *beam, double wavelength_m,
                             double secant, double satellite_height_m, double slew_rad_s) {
    double height_m[TURBULENCE_HEIGHTS], weight_m[TURBULENCE_HEIGHTS];
    int count = turbulence_heights(turbulence, satellite_height_m, height_m, weight_m);
    struct sums sums = {0};
    for (int i = 0; i < count; i++) {
        double cn2 = turbulence_cn2(turbulence, height_m[i]) * weight_m[i] * secant;
        double left = fmax(1.0 - height_m[i] / satellite_height_m, 0.0);
        double radius_m = beam_radius(beam, wavelength_m, height_m[i] * secant);
        double wander = cn2 * left * left / cbrt(radius_m);
        double wind = fabs(turbulence_wind(turbulence, height_m[i], slew_rad_s * secant));
        sums.fried += cn2 * left * cbrt(left * left);
        sums.wander += wander;
        sums.rate += wander * wind / radius_m;
    }
    return sums;
}

/*
 * The integral of u exp(-u²/2 - c u^(5/3)) over u: 1 at c = 0. With u = t³ the integrand is smooth; it ends where either term is
 * exp(-45).
 */
static double mean_axis(double c) {
    enum { PANELS = 3 };
    double end = pow(90.0, 1.0 / 6.0);
    if (c > 0.0) {
        end = fmin(end, pow(45.0 / c, 1.0 / 5.0));
    }
    double sum = 0.0;
    for (int i = 0; i < PANELS * GAUSS_PANEL; i++) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int panel = i / GAUSS_PANEL;
        double t = end * (panel + node->x) / PANELS;
        double t5 = t * t * t * t * t;
        sum += node->weight * t5 * exp(-t5 * (0.5 * t + c));
    }
    return 3.0 * sum * end / PANELS;
}

/* Never narrower than without air, even for a divergence below the aperture's diffraction, which no beam has. */
static void set_short_term(double vacuum_m, double range_m, struct wander *out) {
    double wandered_m = 2.0 * out->sigma_rad * range_m;
    out->short_term_m =
        sqrt(fmax((out->long_term_m - wandered_m) * (out->long_term_m + wandered_m), vacuum_m * vacuum_m));
}

void wander_make(const struct turbulence *turbulence, const struct beam *beam, double wavelength_m,
                 double elevation_rad, double satellite_height_m, double range_m, double slew_rad_s,
                 struct wander *out) {
    double wavenumber = 2.0 * CONSTANT_PI / wavelength_m;
    double secant = 1.0 / sin(elevation_rad);
    double vacuum_m = beam_radius(beam, wavelength_m, range_m);
    struct sums sums = integrate(turbulence, beam, wavelength_m, secant, satellite_height_m, slew_rad_s);
    *out = (struct wander){.fried_m = INFINITY, .long_term_m = vacuum_m, .short_term_m = vacuum_m};
    if (!(sums.wander > 0.0)) {
        return;
    }
    out->fried_m = pow(0.423 * wavenumber * wavenumber * sums.fried, -3.0 / 5.0);
    out->sigma_rad = 0.5 * sqrt(wander_coefficient * sums.wander);
    out->bandwidth_hz = log(2.0) / (2.0 * CONSTANT_PI * half_correlation_shift) * sums.rate / sums.wander;
    double coherence_m = 2.0 * range_m / (wavenumber * vacuum_m);
    out->long_term_m = vacuum_m / sqrt(mean_axis(half_structure * pow(coherence_m / out->fried_m, 5.0 / 3.0)));
    set_short_term(vacuum_m, range_m, out);
}

/* The integral of u exp(-u²/2 - D(coherence u)/2) over u, for what is left of the phase. */
static double corrected_axis(const struct adaptive_optics_residual *residual, double coherence_m) {
    enum { PANELS = 6 };
    const double end = pow(90.0, 1.0 / 6.0);
    double sum = 0.0;
    for (int i = 0; i < PANELS * GAUSS_PANEL; i++) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        int panel = i / GAUSS_PANEL;
        double t = end * (panel + node->x) / PANELS;
        double u = t * t * t;
        sum += node->weight * t * t * u * exp(-0.5 * (u * u + adaptive_optics_structure(residual, coherence_m * u)));
    }
    return 3.0 * sum * end / PANELS;
}

void wander_correct(const struct adaptive_optics *optics, const struct beam *beam, double wavelength_m, double range_m,
                    const struct turbulence_path *path, double angle_rad, struct wander *out) {
    struct adaptive_optics_residual residual;
    double vacuum_m = beam_radius(beam, wavelength_m, range_m);
    if (!isfinite(out->fried_m) || !(optics->cutoff > 0.0)) {
        return;
    }
    adaptive_optics_leave(optics, beam->aperture_diameter_m, path, out->fried_m, angle_rad, &residual);
    double coherence_m = range_m * wavelength_m / (CONSTANT_PI * vacuum_m);
    out->long_term_m = vacuum_m / sqrt(corrected_axis(&residual, coherence_m));
    out->sigma_rad *= sqrt(adaptive_optics_tilt_share(&residual, beam->aperture_diameter_m));
    set_short_term(vacuum_m, range_m, out);
}

double wander_point_ahead(double transverse_m_s) {
    return 2.0 * transverse_m_s / CONSTANT_LIGHT_SPEED;
}
