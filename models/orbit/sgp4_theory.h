/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_SGP4_THEORY_H
#define SATQKD_ORBIT_SGP4_THEORY_H

/*
 * What the files of the propagator share; private to sgp4*.c. Inside, the theory's units: Earth radii, minutes, radians.
 * STR3 is Hoots and Roehrich, Spacetrack Report No. 3 (1980); VCHK is Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753.
 */
#include <stdbool.h>

#include "orbit/sgp4.h"

/* WGS-72 as the published element sets assume it (VCHK, table of constants). */
#define SGP4_EARTH_RADIUS_KM 6378.135
#define SGP4_EARTH_MU_KM3_S2 398600.8
#define SGP4_J2 0.001082616
#define SGP4_J3 (-0.00000253881)
#define SGP4_J4 (-0.00000165597)
#define SGP4_K2 (0.5 * SGP4_J2)                     /* STR3, k2, Earth radius 1 */
#define SGP4_K4 (-0.375 * SGP4_J4)                  /* STR3, k4 */
#define SGP4_A30_OVER_K2 (-2.0 * SGP4_J3 / SGP4_J2) /* STR3, A30 = -J3 */

#define SGP4_TWO_PI 6.283185307179586476925287

/** Square root of the gravitational parameter in Earth radii^1.5 per minute (STR3, k_e). */
double sgp4_theory_ke(void);

/** Mean elements in the sense of Brouwer: rad, rad/min. */
struct sgp4_mean {
    double motion;
    double eccentricity, inclination, node, perigee, anomaly;
};

/** Secular rates of the geopotential (STR3, section 6), rad/min. */
struct sgp4_rates {
    double anomaly, perigee, node;
};

/** Drag as polynomials of time. In the simplified drag (deep space, perigee below 220 km) the terms beyond the first are 0. */
struct sgp4_drag {
    double axis[4];           /* C1, D2, D3, D4: of t, t^2, t^3, t^4 in sqrt(a0/a) */
    double longitude[4];      /* of t^2, t^3, t^4, t^5 in the mean longitude, times the mean motion */
    double node;              /* of t^2, rad/min^2 */
    double perigee;           /* B* C3 cos(omega0), rad/min */
    double anomaly;           /* of (1 + eta cos M)^3 less its value at the epoch, rad */
    double eccentricity;      /* B* C4, 1/min */
    double eccentricity_sine; /* B* C5 */
    double eta, epoch_cube, epoch_sine;
};

/** What drag does to the mean elements, beyond the angles that it shifts directly. */
struct sgp4_decay {
    double axis_root; /* sqrt(a/a0) */
    double eccentricity_loss;
    double longitude; /* min: times the mean motion gives the shift of the mean anomaly */
};

/** The element that a lunar or solar term changes. */
enum sgp4_element {
    SGP4_ECCENTRICITY,
    SGP4_INCLINATION,
    SGP4_ANOMALY,
    SGP4_PERIGEE, /* shift of the perigee + cos(i) times shift of the node, free of a singularity at i = 0 */
    SGP4_NODE,    /* sin(i) times shift of the node */
    SGP4_ELEMENTS
};

/** Moon or Sun: its motion and the amplitudes that it forces, by enum sgp4_element. */
struct sgp4_body {
    double anomaly, motion, eccentricity; /* mean anomaly at the epoch, rad; rad/min */
    double cross[SGP4_ELEMENTS];          /* of sin^2(f)/2 - 1/4, f the body's true anomaly */
    double difference[SGP4_ELEMENTS];     /* of -sin(f) cos(f)/2 */
    double sine[SGP4_ELEMENTS];           /* of sin(f) */
};

enum { SGP4_RESONANCE_TERMS = 10 };

/** One harmonic of the geopotential in resonance with the orbit: amplitude sin(a omega + b lambda - phase). */
struct sgp4_resonance_term {
    double amplitude; /* rad/min^2 */
    int perigee_multiple, longitude_multiple;
    double phase;
};

/** Motion in resonance with the Earth's rotation. */
struct sgp4_resonance {
    int revolutions_per_day; /* 1 or 2; 0: no resonance */
    int term_count;
    struct sgp4_resonance_term term[SGP4_RESONANCE_TERMS];
    double longitude;      /* resonant longitude at the epoch, rad */
    double drift;          /* its rate less the mean motion, rad/min */
    double motion;         /* mean motion at the epoch, rad/min */
    double perigee;        /* at the epoch, rad */
    double perigee_rate;   /* rad/min */
    double sidereal_angle; /* of Greenwich at the epoch, rad */
};

/** What deep space adds. */
struct sgp4_deep {
    struct sgp4_body sun, moon;
    struct sgp4_mean rate; /* secular lunar-solar rates, 1/min, rad/min; motion stays 0 */
    struct sgp4_resonance resonance;
};

struct sgp4 {
    char catalogue[8];
    struct sgp4_mean epoch;
    struct sgp4_rates rates;
    struct sgp4_drag drag;
    bool deep_space;
    struct sgp4_deep deep;
};

/**
 * @param epoch   mean elements at the epoch
 * @param rates   secular rates of the geopotential
 * @param bstar   1/Earth radii
 * @param simple  whether the terms beyond the first are left out
 */
void sgp4_drag_init(const struct sgp4_mean *epoch, double bstar, bool simple, struct sgp4_drag *out);

/** Shifts the angles that drag moves (mean: with the geopotential's rates applied) and says how far the orbit has decayed. */
void sgp4_drag_secular(const struct sgp4_drag *drag, double minutes, struct sgp4_mean *mean, struct sgp4_decay *out);

/** @param days_1950  of the epoch since 1949-12-31 00:00 UT */
void sgp4_deep_init(const struct sgp4_mean *epoch, const struct sgp4_rates *rates, double days_1950,
                    struct sgp4_deep *out);

/** Adds the lunar-solar secular rates and the resonances. */
void sgp4_deep_secular(const struct sgp4_deep *deep, double minutes, struct sgp4_mean *mean);

/** Adds the lunar-solar periodics; with Lyddane's modification for low inclinations. */
void sgp4_deep_periodics(const struct sgp4_deep *deep, double minutes, struct sgp4_mean *mean);

/** Finds the resonance, if any, and its amplitudes; lunar_solar: the secular rates. */
void sgp4_resonance_init(const struct sgp4_mean *epoch, const struct sgp4_rates *rates,
                         const struct sgp4_mean *lunar_solar, double days_1950, struct sgp4_resonance *out);

/** Integrates from the epoch and replaces the mean motion and mean anomaly; leaves them where there is no resonance. */
void sgp4_resonance_apply(const struct sgp4_resonance *resonance, double minutes, struct sgp4_mean *mean);

#endif
