/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "channel/extinction.h"
#include "channel/noll.h"
#include "channel/turbulence.h"
#include "special/constants.h"
#include "special/gauss.h"
#include "study/validate_points.h"

#define DEGREE (CONSTANT_PI / 180)

/* Hufnagel-Valley 5/7 from the station to a height; a in nm, b in km. */
static struct turbulence_path hv57(double wavelength_nm, double elevation_rad, double height_km) {
    const struct turbulence air = {TURBULENCE_HUFNAGEL_VALLEY, 1.7e-14, 21, 5, 0};
    struct turbulence_path path;
    turbulence_path(&air, TURBULENCE_DOWN, wavelength_nm * 1e-9, elevation_rad, height_km * 1e3, 0, 0, &path);
    return path;
}

static double hv_fried_cm(double nm, double km) {
    return 100 * hv57(nm, CONSTANT_PI / 2, km).fried_m;
}

static double hv_isoplanatic_urad(double nm, double km) {
    return 1e6 * hv57(nm, CONSTANT_PI / 2, km).isoplanatic_rad;
}

static double hv_rytov(double nm, double km) {
    return hv57(nm, CONSTANT_PI / 2, km).rytov_plane;
}

static double hv_slant_fried_cm(double nm, double km) {
    return 100 * hv57(nm, CONSTANT_PI / 4, km).fried_m;
}

static double hv_slant_rytov(double nm, double km) {
    return hv57(nm, CONSTANT_PI / 4, km).rytov_plane;
}

static double hv_greenwood_hz(double nm, double km) {
    return hv57(nm, CONSTANT_PI / 2, km).greenwood_hz;
}

/* Rms of the Bufton wind between 5 and 20 km. */
static double bufton_rms(double ground_m_s, double unused) {
    const struct turbulence air = {TURBULENCE_HUFNAGEL_VALLEY, 1.7e-14, 21, ground_m_s, 0};
    enum { PANELS = 30 };
    double sum = 0;
    (void)unused;
    for (int i = 0; i < PANELS * GAUSS_PANEL; ++i) {
        const struct gauss_node *node = &gauss_panel[i % GAUSS_PANEL];
        const int panel = i / GAUSS_PANEL;
        const double height_m = 5e3 + 15e3 * (panel + node->x) / PANELS;
        const double wind = turbulence_wind(&air, height_m, 0);
        sum += node->weight / PANELS * wind * wind;
    }
    return sqrt(sum);
}

static struct turbulence_path slab(enum turbulence_direction direction) {
    const struct turbulence air = {TURBULENCE_SLAB, 1e-15, 0, 5, 1000};
    struct turbulence_path path;
    turbulence_path(&air, direction, 500e-9, CONSTANT_PI / 2, 1000, 0, 0, &path);
    return path;
}

static double slab_fried_cm(double a, double b) {
    (void)a, (void)b;
    return 100 * slab(TURBULENCE_DOWN).fried_m;
}

static double slab_isoplanatic_urad(double a, double b) {
    (void)a, (void)b;
    return 1e6 * slab(TURBULENCE_DOWN).isoplanatic_rad;
}

static double slab_plane(double a, double b) {
    (void)a, (void)b;
    return slab(TURBULENCE_DOWN).rytov_plane;
}

static double slab_spherical(double a, double b) {
    (void)a, (void)b;
    return slab(TURBULENCE_UP).rytov_spherical;
}

static double noll(double modes, double unused) {
    (void)unused;
    return noll_residual((int)modes);
}

static double noll_law(double modes, double unused) {
    (void)unused;
    return noll_residual_many((int)modes);
}

static double airmass(double elevation_deg, double unused) {
    (void)unused;
    return extinction_airmass(elevation_deg * DEGREE);
}

/* Refraction in minutes of arc where the apparent elevation is a: the geometric one by bisection. */
static double refraction(double apparent_deg, double unused) {
    double low = apparent_deg - 1, high = apparent_deg;
    (void)unused;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        *(extinction_apparent_elevation(middle * DEGREE) < apparent_deg * DEGREE ? &low : &high) = middle;
    }
    return 60 * (apparent_deg - low);
}

#define ATMOPROFILE "validation table of the AtmoProfile package, with coefficients 0.423, 2.914, 2.25"

static const struct validate_model hv_model = {"Hufnagel-Valley 5/7", ATMOPROFILE, validate_points_last_digit, NULL};
static const struct validate_point hv[] = {
    {"r0, 500 nm, zenith, to 20 km", hv_fried_cm, 500, 20, 4.9624, 5e-5, "cm"},
    {"theta0, 500 nm, zenith, to 20 km", hv_isoplanatic_urad, 500, 20, 7.0109, 5e-5, "urad"},
    {"plane-wave Rytov variance, 500 nm, zenith, to 20 km", hv_rytov, 500, 20, 0.232619, 5e-7, ""},
    {"r0, 500 nm, zenith, whole air", hv_fried_cm, 500, 500, 4.9606, 5e-5, "cm"},
    {"theta0, 500 nm, zenith, whole air", hv_isoplanatic_urad, 500, 500, 6.894, 5e-4, "urad"},
    {"plane-wave Rytov variance, 500 nm, zenith, whole air", hv_rytov, 500, 500, 0.2351, 5e-5, ""},
    {"r0, 500 nm, 45 deg, to 20 km", hv_slant_fried_cm, 500, 20, 4.03076, 5e-6, "cm"},
    {"plane-wave Rytov variance, 500 nm, 45 deg, to 20 km", hv_slant_rytov, 500, 20, 0.439125, 5e-7, ""},
    {"r0, 1550 nm, zenith, to 20 km", hv_fried_cm, 1550, 20, 19.290, 5e-4, "cm"},
    {"theta0, 1550 nm, zenith, to 20 km", hv_isoplanatic_urad, 1550, 20, 27.252, 5e-4, "urad"},
    {"plane-wave Rytov variance, 1550 nm, zenith, to 20 km", hv_rytov, 1550, 20, 0.0621, 5e-5, ""},
    {"Greenwood frequency, Bufton wind of 5 m/s", hv_greenwood_hz, 500, 20, 71.87, 5e-3, "Hz"},
    {"rms of the Bufton wind of 5 m/s, 5 to 20 km", bufton_rms, 5, 0, 22.96, 5e-3, "m/s"}};

static const struct validate_model slab_model = {"Turbulent slab", ATMOPROFILE, validate_points_last_digit, NULL};
static const struct validate_point in_slab[] = {
    {"r0, Cn2 1e-15 over 1 km, 500 nm", slab_fried_cm, 0, 0, 8.0379249, 5e-8, "cm"},
    {"theta0", slab_isoplanatic_urad, 0, 0, 45.481594, 5e-7, "urad"},
    {"plane-wave Rytov variance", slab_plane, 0, 0, 0.074362262, 5e-10, ""},
    {"spherical-wave Rytov variance", slab_spherical, 0, 0, 0.030065805, 5e-10, ""}};

static const struct validate_model noll_model = {
    "Noll", "Noll 1976, J. Opt. Soc. Am. 66, 207, table IV; the law is 0.2944 J^(-sqrt(3)/2)",
    "a unit of the last digit published: the table is a sum of rounded terms, and J = 6 and J = 12 are off by just "
    "over "
    "half of one; the law: half a unit",
    NULL};
static const struct validate_point residuals[] = {
    {"residual, J = 1", noll, 1, 0, 1.0299, 1e-4, "rad2"},
    {"residual, J = 2", noll, 2, 0, 0.582, 1e-3, "rad2"},
    {"residual, J = 3", noll, 3, 0, 0.134, 1e-3, "rad2"},
    {"residual, J = 4", noll, 4, 0, 0.111, 1e-3, "rad2"},
    {"residual, J = 5", noll, 5, 0, 0.0880, 1e-4, "rad2"},
    {"residual, J = 6", noll, 6, 0, 0.0648, 1e-4, "rad2"},
    {"residual, J = 7", noll, 7, 0, 0.0587, 1e-4, "rad2"},
    {"residual, J = 8", noll, 8, 0, 0.0525, 1e-4, "rad2"},
    {"residual, J = 9", noll, 9, 0, 0.0463, 1e-4, "rad2"},
    {"residual, J = 10", noll, 10, 0, 0.0401, 1e-4, "rad2"},
    {"residual, J = 11", noll, 11, 0, 0.0377, 1e-4, "rad2"},
    {"residual, J = 12", noll, 12, 0, 0.0352, 1e-4, "rad2"},
    {"residual, J = 13", noll, 13, 0, 0.0328, 1e-4, "rad2"},
    {"residual, J = 14", noll, 14, 0, 0.0304, 1e-4, "rad2"},
    {"residual, J = 15", noll, 15, 0, 0.0279, 1e-4, "rad2"},
    {"residual, J = 16", noll, 16, 0, 0.0267, 1e-4, "rad2"},
    {"residual, J = 17", noll, 17, 0, 0.0255, 1e-4, "rad2"},
    {"residual, J = 18", noll, 18, 0, 0.0243, 1e-4, "rad2"},
    {"residual, J = 19", noll, 19, 0, 0.0232, 1e-4, "rad2"},
    {"residual, J = 20", noll, 20, 0, 0.0220, 1e-4, "rad2"},
    {"residual, J = 21", noll, 21, 0, 0.0208, 1e-4, "rad2"},
    {"law for large J, at J = 21", noll_law, 21, 0, 0.02108, 5e-6, "rad2"}};

static const struct validate_model airmass_model = {
    "Kasten-Young airmass", "Kasten and Young 1989, Applied Optics 28, 4735", validate_points_last_digit, NULL};
static const struct validate_point masses[] = {
    {"airmass at 90 deg", airmass, 90, 0, 0.9997, 5e-5, ""}, {"airmass at 60 deg", airmass, 60, 0, 1.1540, 5e-5, ""},
    {"airmass at 45 deg", airmass, 45, 0, 1.4126, 5e-5, ""}, {"airmass at 30 deg", airmass, 30, 0, 1.9943, 5e-5, ""},
    {"airmass at 20 deg", airmass, 20, 0, 2.9031, 5e-5, ""}, {"airmass at 15 deg", airmass, 15, 0, 3.8129, 5e-5, ""},
    {"airmass at 10 deg", airmass, 10, 0, 5.5860, 5e-5, ""}, {"airmass at 5 deg", airmass, 5, 0, 10.3058, 5e-5, ""},
    {"airmass at 3 deg", airmass, 3, 0, 15.1477, 5e-5, ""},  {"airmass at 1 deg", airmass, 1, 0, 26.3106, 5e-5, ""},
    {"airmass at 0 deg", airmass, 0, 0, 37.9196, 5e-5, ""}};

static const struct validate_model refraction_model = {"Refraction", "Bennett 1982, J. Navigation 35, 255",
                                                       "Saemundsson's inverse, used here, and Bennett's formula agree "
                                                       "to 0.1' (Meeus, Astronomical Algorithms, chapter 16)",
                                                       NULL};
/* cot(h + 7.31/(h + 4.4)) */
static const struct validate_point bent[] = {
    {"refraction at 0.5 deg apparent", refraction, 0.5, 0, 28.7537, 0.1, "arcmin"},
    {"refraction at 10 deg apparent", refraction, 10, 0, 5.3915, 0.1, "arcmin"},
    {"refraction at 45 deg apparent", refraction, 45, 0, 0.9948, 0.1, "arcmin"}};

enum satqkd_status validate_air(struct validation *validation, struct satqkd_error *error) {
    enum satqkd_status status = validate_points_add(&hv_model, VALIDATE_POINTS(hv), validation, error);
    if (status == SATQKD_OK) {
        status = validate_points_add(&slab_model, VALIDATE_POINTS(in_slab), validation, error);
    }
    if (status == SATQKD_OK) {
        status = validate_points_add(&noll_model, VALIDATE_POINTS(residuals), validation, error);
    }
    if (status == SATQKD_OK) {
        status = validate_points_add(&airmass_model, VALIDATE_POINTS(masses), validation, error);
    }
    return status == SATQKD_OK ? validate_points_add(&refraction_model, VALIDATE_POINTS(bent), validation, error)
                               : status;
}
