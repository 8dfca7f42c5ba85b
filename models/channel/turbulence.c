/* SPDX-License-Identifier: MIT */
#include "channel/turbulence.h"

#include <math.h>

#include "special/constants.h"
#include "special/gauss.h"

/* Above this neither profile has turbulence worth a digit. */
static const double top_of_air_m = 40e3;
/* Coefficient of the plane-wave Rytov variance (Andrews and Phillips 2005, chapter 12). */
static const double rytov_coefficient = 2.25;
/* Rytov variance up to which weak-fluctuation theory stands alone, and from which the extended theory does. */
static const double weak_up_to = 0.3, strong_from = 1.0;

/* One line of sight, and the running integrals over height along it. */
struct sight {
    enum turbulence_direction direction;
    double wavenumber, secant, satellite_m, slew_rad_s;
    double aperture_m;                                           /* receiver diameter */
    double averaging_m;                                          /* k D² cos(zenith) / 16 */
    double cn2, h53, h56, spherical, flux, wind53, rate, weight; /* integrals of Cn² times …, see add_height */
};

double turbulence_cn2(const struct turbulence *turbulence, double height_m) {
    switch (turbulence->profile) {
    case TURBULENCE_NONE:
        break;
    case TURBULENCE_HUFNAGEL_VALLEY: {
        /* Hufnagel 1974, with Valley 1980 (Applied Optics 19, 574); Andrews and Phillips 2005, chapter 12. */
        double wind = turbulence->upper_wind_m_s / 27.0;
        return 0.00594 * wind * wind * pow(1e-5 * height_m, 10.0) * exp(-height_m / 1000.0) +
               2.7e-16 * exp(-height_m / 1500.0) + turbulence->ground_cn2 * exp(-height_m / 100.0);
    }
    case TURBULENCE_SLAB:
        return height_m <= turbulence->slab_height_m ? turbulence->ground_cn2 : 0.0;
    }
    return 0.0;
}

double turbulence_wind(const struct turbulence *turbulence, double height_m, double slew_rad_s) {
    double layer = (height_m - 9400.0) / 4800.0;
    return slew_rad_s * height_m + turbulence->ground_wind_m_s + 30.0 * exp(-layer * layer);
}

/*
 * Re[(p + ih)^(5/6)] - p^(5/6), p the averaging length: a layer's weight in the flux variance, h its distance from the receiver (Andrews
 * and Phillips 2005, chapter 12, the weak-fluctuation flux variance of a downlink). For a wide aperture the two powers nearly cancel.
 */
static double aperture_weight(double p, double h) {
    double power = pow(p, 5.0 / 6.0);
    if (p <= h) {
        return pow(p * p + h * h, 5.0 / 12.0) * cos(5.0 / 6.0 * atan2(h, p)) - power;
    }
    double ratio = h / p;
    double growth = expm1(5.0 / 12.0 * log1p(ratio * ratio));
    double half_sine = sin(5.0 / 12.0 * atan(ratio));
    return power * (growth - 2.0 * (1.0 + growth) * half_sine * half_sine);
}

/*
 * What a layer does to the intensity. Downwards from the stars the wave is plane: only the distance h to the receiver counts. A spherical
 * wave from the ground arrives as if it were plane with h (1 - h/H) for the distance, and with all that is in the layer magnified by H/h,
 * so that the layer sees the aperture that much smaller (Andrews and Phillips 2005, chapters 8 and 12).
 */
static void add_scintillation(struct sight *sight, double height_m, double h56, double cn2, double wind) {
    double above = fmax(1.0 - height_m / sight->satellite_m, 0.0);
    double spherical = h56 * pow(above, 5.0 / 6.0);
    double reach = height_m, shadow = 1.0, weight = h56;
    if (sight->direction == TURBULENCE_UP) {
        reach = height_m * above;
        shadow = height_m / sight->satellite_m;
        weight = spherical;
    }
    double aperture_m = sight->aperture_m * shadow;
    double size = sqrt(0.25 * aperture_m * aperture_m + reach * sight->secant / sight->wavenumber);
    sight->spherical += cn2 * spherical;
    sight->flux += cn2 * aperture_weight(sight->averaging_m * shadow * shadow, reach);
    sight->rate += cn2 * weight * wind / (2.0 * CONSTANT_PI * size);
    sight->weight += cn2 * weight;
}

static void add_height(struct sight *sight, const struct turbulence *turbulence, double height_m, double width_m) {
    double cn2 = turbulence_cn2(turbulence, height_m) * width_m;
    double h56 = pow(height_m, 5.0 / 6.0);
    /* the slew sweeps at the distance along the line of sight */
    double wind = fabs(turbulence_wind(turbulence, height_m, sight->slew_rad_s * sight->secant));
    sight->cn2 += cn2;
    sight->h53 += cn2 * h56 * h56;
    sight->h56 += cn2 * h56;
    sight->wind53 += cn2 * wind * cbrt(wind * wind);
    add_scintillation(sight, height_m, h56, cn2, wind);
}

/* The top of what there is to integrate; 0: nothing. */
static double top_height(const struct turbulence *turbulence, double satellite_height_m) {
    double top_m = fmin(top_of_air_m, satellite_height_m);
    switch (turbulence->profile) {
    case TURBULENCE_NONE:
        return 0.0;
    case TURBULENCE_HUFNAGEL_VALLEY:
        return top_m;
    case TURBULENCE_SLAB:
        return fmin(top_m, turbulence->slab_height_m);
    }
    return 0.0;
}

/*
 * Integrates in panels. The first begins with h^(5/6) and the last may end with (1 - h/H)^(5/6), which no polynomial follows:
 * cubic steps from these ends make them smooth.
 */
int turbulence_heights(const struct turbulence *turbulence, double satellite_height_m, double *height_m,
                       double *weight_m) {
    static const double hufnagel_valley_edges[] = {1500.0, 6000.0, 14000.0, 24000.0};
    enum { EDGES = sizeof hufnagel_valley_edges / sizeof hufnagel_valley_edges[0] };
    _Static_assert((int)((EDGES + 1) * GAUSS_PANEL) <= (int)TURBULENCE_HEIGHTS, "TURBULENCE_HEIGHTS");
    double top_m = top_height(turbulence, satellite_height_m);
    double bounds[EDGES + 2] = {0.0};
    int panels = 0;
    if (!(top_m > 0.0)) {
        return 0;
    }
    if (turbulence->profile == TURBULENCE_HUFNAGEL_VALLEY) {
        while (panels < EDGES && hufnagel_valley_edges[panels] < top_m) {
            bounds[panels + 1] = hufnagel_valley_edges[panels];
            panels++;
        }
    }
    if (panels == 0) {
        bounds[++panels] = 0.5 * top_m;
    }
    bounds[++panels] = top_m;
    for (int i = 0; i < panels * GAUSS_PANEL; i++) {
        int panel = i / GAUSS_PANEL;
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        double width = bounds[panel + 1] - bounds[panel];
        double up = node->x, down = 1.0 - up;
        weight_m[i] = width * node->weight;
        height_m[i] = bounds[panel] + width * up;
        if (panel == 0) {
            height_m[i] = width * up * up * up;
            weight_m[i] *= 3.0 * up * up;
        } else if (panel == panels - 1) {
            height_m[i] = bounds[panel + 1] - width * down * down * down;
            weight_m[i] *= 3.0 * down * down;
        }
    }
    return panels * GAUSS_PANEL;
}

/*
 * How d² and s^(6/5) enter the large scales of a plane and of a spherical wave, without inner scale (Andrews and Phillips 2005, section
 * 10.3).
 */
struct extended_theory {
    double aperture, rytov;
};
static const struct extended_theory plane_wave = {0.65, 1.11}, spherical_wave = {0.18, 0.56};

/* Weak limit of the extended theory's aperture averaging, y = d² = k D² / (4 L) of a path with all turbulence alike. */
static double weak_averaging(const struct extended_theory *theory, double y) {
    return 0.49 * pow(1.0 + theory->aperture * y, -7.0 / 6.0) + 0.51 / (1.0 + 0.90 * y);
}

/*
 * The d² at which weak_averaging is a given factor: the size of aperture, in Fresnel zones of a uniform path, that averages as
 * much as this one does over its slant profile. The function falls and is convex: Newton's method from below never overshoots.
 */
static double equivalent_aperture(const struct extended_theory *theory, double factor) {
    double y = fmax((0.51 / factor - 1.0) / 0.90, 0.0);
    double rise = theory->aperture;
    for (int round = 0; round < 50; round++) {
        double large = pow(1.0 + rise * y, -7.0 / 6.0), small = 1.0 / (1.0 + 0.90 * y);
        double slope = -0.49 * 7.0 / 6.0 * rise * large / (1.0 + rise * y) - 0.51 * 0.90 * small * small;
        double step = (weak_averaging(theory, y) - factor) / -slope;
        y = fmax(y + step, 0.0);
        if (!(fabs(step) > 1e-13 * (1.0 + y))) {
            break;
        }
    }
    return y;
}

/* Log-variances of large and small scales with aperture averaging, for Rytov variance s and y = d². */
struct log_variances {
    double large, small;
};

static struct log_variances log_variances(const struct extended_theory *theory, double s, double y) {
    double s65 = pow(s, 6.0 / 5.0);
    return (struct log_variances){.large = 0.49 * s * pow(1.0 + theory->aperture * y + theory->rytov * s65, -7.0 / 6.0),
                                  .small =
                                      0.51 * s * pow(1.0 + 0.69 * s65, -5.0 / 6.0) / (1.0 + 0.90 * y + 0.62 * y * s65)};
}

/*
 * The weak flux variance up to a Rytov variance of 0.3, the extended theory from 1 on, a smooth passage between. The scales share the
 * index's log-variance as the extended theory has it.
 */
static void set_scintillation(const struct extended_theory *theory, double rytov, double weak,
                              struct turbulence_path *out) {
    struct log_variances scales = log_variances(theory, rytov, equivalent_aperture(theory, weak / rytov));
    double sum = scales.large + scales.small;
    out->rytov = rytov;
    out->scintillation_index = weak;
    if (rytov > weak_up_to) {
        double t = fmin((rytov - weak_up_to) / (strong_from - weak_up_to), 1.0);
        double share = t * t * (3.0 - 2.0 * t);
        out->scintillation_index = weak + share * (expm1(sum) - weak);
    }
    out->log_variance_large = log1p(out->scintillation_index) * (scales.large / sum);
    out->log_variance_small = log1p(out->scintillation_index) * (scales.small / sum);
}

void turbulence_path(const struct turbulence *turbulence, enum turbulence_direction direction, double wavelength_m,
                     double elevation_rad, double satellite_height_m, double receiver_diameter_m, double slew_rad_s,
                     struct turbulence_path *out) {
    struct sight sight = {.direction = direction,
                          .wavenumber = 2.0 * CONSTANT_PI / wavelength_m,
                          .secant = 1.0 / sin(elevation_rad),
                          .satellite_m = satellite_height_m,
                          .slew_rad_s = slew_rad_s,
                          .aperture_m = receiver_diameter_m};
    sight.averaging_m = sight.wavenumber * receiver_diameter_m * receiver_diameter_m / (16.0 * sight.secant);
    double height_m[TURBULENCE_HEIGHTS], weight_m[TURBULENCE_HEIGHTS];
    int count = turbulence_heights(turbulence, satellite_height_m, height_m, weight_m);
    for (int i = 0; i < count; i++) {
        add_height(&sight, turbulence, height_m[i], weight_m[i]);
    }
    *out = (struct turbulence_path){.fried_m = INFINITY};
    if (!(sight.cn2 > 0.0)) {
        return;
    }
    double k2 = sight.wavenumber * sight.wavenumber;
    double k76 = pow(sight.wavenumber, 7.0 / 6.0);
    double secant116 = pow(sight.secant, 11.0 / 6.0);
    out->fried_m = pow(0.423 * k2 * sight.secant * sight.cn2, -3.0 / 5.0);
    out->isoplanatic_rad = pow(2.914 * k2 * pow(sight.secant, 8.0 / 3.0) * sight.h53, -3.0 / 5.0);
    out->rytov_plane = rytov_coefficient * k76 * secant116 * sight.h56;
    out->rytov_spherical = rytov_coefficient * k76 * secant116 * sight.spherical;
    out->greenwood_hz = pow(0.102 * k2 * sight.secant * sight.wind53, 3.0 / 5.0);
    /* The book's 8.70 is 2.25 / cos(75°), rounded: the limit of no aperture is the Rytov variance. */
    double flux_coefficient = rytov_coefficient / cos(5.0 / 12.0 * CONSTANT_PI);
    double weak = flux_coefficient * k76 * secant116 * sight.flux;
    if (direction == TURBULENCE_UP) {
        set_scintillation(&spherical_wave, out->rytov_spherical, weak, out);
    } else {
        set_scintillation(&plane_wave, out->rytov_plane, weak, out);
    }
    out->scintillation_hz = sight.rate / sight.weight;
}
