/* SPDX-License-Identifier: MIT */
#include "orbit/sgp4_theory.h"

#include <erfa.h>
#include <math.h>

/*
 * Resonance of one-day and half-day orbits with the geopotential (Hujsak 1979, in STR3, section 10). Both kinds are one
 * sum of terms A sin(a omega + b lambda - phase), A = 3 n^2 b a^-l Q F(i) G(e), l the degree of the harmonic.
 */

static const double EARTH_RATE = 4.37526908801129966e-3; /* rad/min (STR3) */
static const double JD_1950 = 2433281.5;                 /* 1949-12-31 00:00 */
static const double STEP_MINUTES = 720.0;                /* of the integration (STR3) */

/* Windows of the mean motion, rad/min, and the least eccentricity of a half-day orbit in resonance (STR3). */
static const double DAY_MOTION_MIN = 0.0034906585, DAY_MOTION_MAX = 0.0052359877;
static const double HALF_DAY_MOTION_MIN = 8.26e-3, HALF_DAY_MOTION_MAX = 9.24e-3;
static const double HALF_DAY_ECCENTRICITY = 0.5;

/* Eccentricity function as a cubic up to a bound, the first piece that holds counts. */
struct eccentricity_piece {
    double bound;
    bool closed; /* the bound itself belongs to this piece */
    double coefficient[4];
};

/* A harmonic of the half-day resonance: degree, multiples of perigee and longitude, sqrt(C^2+S^2), phase, and G(e). */
struct half_day_harmonic {
    int degree, perigee_multiple, longitude_multiple;
    double potential, phase;
    struct eccentricity_piece piece[3];
};

#define POTENTIAL_22 1.7891679e-6
#define POTENTIAL_32 3.7393792e-7
#define POTENTIAL_44 7.3636953e-9
#define POTENTIAL_52 1.1428639e-7
#define POTENTIAL_54 2.1765803e-9
#define PHASE_22 5.7686396
#define PHASE_32 0.95240898
#define PHASE_44 1.8014998
#define PHASE_52 1.0508330
#define PHASE_54 4.4108898

/* STR3, section 10; in the order of the inclination functions of half_day_inclination. */
static const struct half_day_harmonic HALF_DAY[SGP4_RESONANCE_TERMS] = {
    {2, 2, 1, POTENTIAL_22, PHASE_22, {{1.0, true, {-0.306 + 0.64 * 0.44, -0.44, 0.0, 0.0}}}},
    {2,
     0,
     1,
     POTENTIAL_22,
     PHASE_22,
     {{0.65, true, {3.616, -13.2470, 16.2900, 0.0}}, {1.0, true, {-72.099, 331.819, -508.738, 266.724}}}},
    {3,
     1,
     1,
     POTENTIAL_32,
     PHASE_32,
     {{0.65, true, {-19.302, 117.3900, -228.4190, 156.5910}}, {1.0, true, {-346.844, 1582.851, -2415.925, 1246.113}}}},
    {3,
     -1,
     1,
     POTENTIAL_32,
     PHASE_32,
     {{0.65, true, {-18.9068, 109.7927, -214.6334, 146.5816}}, {1.0, true, {-342.585, 1554.908, -2366.899, 1215.972}}}},
    {4,
     2,
     2,
     POTENTIAL_44,
     PHASE_44,
     {{0.65, true, {-41.122, 242.6940, -471.0940, 313.9530}}, {1.0, true, {-1052.797, 4758.686, -7193.992, 3651.957}}}},
    {4,
     0,
     2,
     POTENTIAL_44,
     PHASE_44,
     {{0.65, true, {-146.407, 841.8800, -1629.014, 1083.4350}},
      {1.0, true, {-3581.690, 16178.110, -24462.770, 12422.520}}}},
    {5,
     1,
     1,
     POTENTIAL_52,
     PHASE_52,
     {{0.65, true, {-532.114, 3017.977, -5740.032, 3708.2760}},
      {0.715, true, {1464.74, -4664.75, 3763.64, 0.0}},
      {1.0, true, {-5149.66, 29936.92, -54087.36, 31324.56}}}},
    {5,
     -1,
     1,
     POTENTIAL_52,
     PHASE_52,
     {{0.7, false, {-853.66600, 4690.2500, -8624.7700, 5341.4}},
      {1.0, true, {-40023.880, 170470.89, -242699.48, 115605.82}}}},
    {5,
     1,
     2,
     POTENTIAL_54,
     PHASE_54,
     {{0.7, false, {-822.71072, 4568.6173, -8491.4146, 5337.524}},
      {1.0, true, {-51752.104, 218913.95, -309468.16, 146349.42}}}},
    {5,
     -1,
     2,
     POTENTIAL_54,
     PHASE_54,
     {{0.7, false, {-919.22770, 4988.6100, -9064.7700, 5542.21}},
      {1.0, true, {-37995.780, 161616.52, -229838.20, 109377.94}}}},
};

static double eccentricity_function(const struct eccentricity_piece *piece, double e) {
    while (!(e < piece->bound || (piece->closed && e <= piece->bound))) {
        piece++;
    }
    const double *c = piece->coefficient;
    return c[0] + e * (c[1] + e * (c[2] + e * c[3]));
}

/* Inclination functions F220, F221, F321, F322, F441, F442, F522, F523, F542, F543 (STR3, section 10). */
static void half_day_inclination(double inclination, double f[SGP4_RESONANCE_TERMS]) {
    const double c = cos(inclination), s = sin(inclination), c2 = c * c, s2 = s * s;
    const double third = 0.33333333; /* the digits of STR3 */
    f[0] = 0.75 * (1.0 + 2.0 * c + c2);
    f[1] = 1.5 * s2;
    f[2] = 1.875 * s * (1.0 - 2.0 * c - 3.0 * c2);
    f[3] = -1.875 * s * (1.0 + 2.0 * c - 3.0 * c2);
    f[4] = 35.0 * s2 * f[0];
    f[5] = 39.3750 * s2 * s2;
    f[6] = 9.84375 * s * (s2 * (1.0 - 2.0 * c - 5.0 * c2) + third * (-2.0 + 4.0 * c + 6.0 * c2));
    f[7] = s * (4.92187512 * s2 * (-2.0 - 4.0 * c + 10.0 * c2) + 6.56250012 * (1.0 + 2.0 * c - 3.0 * c2));
    f[8] = 29.53125 * s * (2.0 - 8.0 * c + c2 * (-12.0 + 8.0 * c + 10.0 * c2));
    f[9] = 29.53125 * s * (-2.0 - 8.0 * c + c2 * (12.0 + 8.0 * c - 10.0 * c2));
}

/* 3 n^2 b a^-l: what every amplitude has in common. */
static double amplitude_scale(double motion, int degree, int longitude_multiple) {
    double inverse_axis = pow(motion / sgp4_theory_ke(), 2.0 / 3.0);
    return 3.0 * motion * motion * longitude_multiple * pow(inverse_axis, degree);
}

static void half_day_terms(const struct sgp4_mean *epoch, struct sgp4_resonance *out) {
    double inclination_function[SGP4_RESONANCE_TERMS];
    half_day_inclination(epoch->inclination, inclination_function);
    out->term_count = SGP4_RESONANCE_TERMS;
    for (int k = 0; k < SGP4_RESONANCE_TERMS; k++) {
        const struct half_day_harmonic *h = &HALF_DAY[k];
        out->term[k] = (struct sgp4_resonance_term){
            .amplitude = amplitude_scale(epoch->motion, h->degree, h->longitude_multiple) * h->potential *
                         inclination_function[k] * eccentricity_function(h->piece, epoch->eccentricity),
            .perigee_multiple = h->perigee_multiple,
            .longitude_multiple = h->longitude_multiple,
            .phase = h->phase,
        };
    }
}

/* STR3, section 10: harmonics 31, 22 and 33. */
static void day_terms(const struct sgp4_mean *epoch, struct sgp4_resonance *out) {
    const double e2 = epoch->eccentricity * epoch->eccentricity;
    const double up = 1.0 + cos(epoch->inclination), s2 = sin(epoch->inclination) * sin(epoch->inclination);
    const struct {
        int degree;
        double potential, stable_longitude, inclination, eccentricity;
    } harmonic[] = {
        {3, 2.1460748e-6, 0.13130908, 0.9375 * s2 * (1.0 + 3.0 * cos(epoch->inclination)) - 0.75 * up, 1.0 + 2.0 * e2},
        {2, POTENTIAL_22, 2.8843198, 0.75 * up * up, 1.0 + e2 * (-2.5 + 0.8125 * e2)},
        {3, 2.2123015e-7, 0.37448087, 1.875 * up * up * up, 1.0 + e2 * (-6.0 + 6.60937 * e2)},
    };
    out->term_count = (int)(sizeof harmonic / sizeof harmonic[0]);
    for (int k = 0; k < out->term_count; k++) {
        int multiple = k + 1;
        out->term[k] = (struct sgp4_resonance_term){
            .amplitude = amplitude_scale(epoch->motion, harmonic[k].degree, multiple) * harmonic[k].potential *
                         harmonic[k].inclination * harmonic[k].eccentricity,
            .longitude_multiple = multiple,
            .phase = multiple * harmonic[k].stable_longitude,
        };
    }
}

static int revolutions_per_day(const struct sgp4_mean *epoch) {
    if (epoch->motion > DAY_MOTION_MIN && epoch->motion < DAY_MOTION_MAX) {
        return 1;
    }
    return epoch->motion >= HALF_DAY_MOTION_MIN && epoch->motion <= HALF_DAY_MOTION_MAX &&
                   epoch->eccentricity >= HALF_DAY_ECCENTRICITY
               ? 2
               : 0;
}

void sgp4_resonance_init(const struct sgp4_mean *epoch, const struct sgp4_rates *rates,
                         const struct sgp4_mean *lunar_solar, double days_1950, struct sgp4_resonance *out) {
    *out = (struct sgp4_resonance){
        .revolutions_per_day = revolutions_per_day(epoch),
        .motion = epoch->motion,
        .perigee = epoch->perigee,
        .perigee_rate = rates->perigee,
        .sidereal_angle = eraGmst82(JD_1950, days_1950),
    };
    if (out->revolutions_per_day == 0) {
        return;
    }
    const int turns = out->revolutions_per_day;
    const double node_rate = rates->node + lunar_solar->node;
    double longitude = epoch->anomaly + turns * (epoch->node - out->sidereal_angle);
    out->drift = rates->anomaly + lunar_solar->anomaly + turns * (node_rate - EARTH_RATE) - epoch->motion;
    if (turns == 1) {
        longitude += epoch->perigee;
        out->drift += rates->perigee + lunar_solar->perigee;
        day_terms(epoch, out);
    } else {
        half_day_terms(epoch, out);
    }
    out->longitude = fmod(longitude, SGP4_TWO_PI);
}

/* The state of the integration and its derivatives. */
struct resonant_motion {
    double longitude, motion;
};

struct resonant_derivatives {
    double longitude, motion, motion_second;
};

static struct resonant_derivatives derivatives(const struct sgp4_resonance *resonance,
                                               const struct resonant_motion *state, double minutes) {
    struct resonant_derivatives out = {.longitude = state->motion + resonance->drift};
    const double perigee = resonance->perigee + resonance->perigee_rate * minutes;
    for (int k = 0; k < resonance->term_count; k++) {
        const struct sgp4_resonance_term *term = &resonance->term[k];
        double angle = term->perigee_multiple * perigee + term->longitude_multiple * state->longitude - term->phase;
        out.motion += term->amplitude * sin(angle);
        out.motion_second += term->amplitude * term->longitude_multiple * cos(angle);
    }
    out.motion_second *= out.longitude;
    return out;
}

/* Taylor step of second order (STR3). */
static void advance(const struct resonant_derivatives *d, double step, struct resonant_motion *state) {
    state->longitude += step * (d->longitude + 0.5 * step * d->motion);
    state->motion += step * (d->motion + 0.5 * step * d->motion_second);
}

void sgp4_resonance_apply(const struct sgp4_resonance *resonance, double minutes, struct sgp4_mean *mean) {
    if (resonance->revolutions_per_day == 0) {
        return;
    }
    struct resonant_motion state = {resonance->longitude, resonance->motion};
    const double step = minutes > 0.0 ? STEP_MINUTES : -STEP_MINUTES;
    const long whole_steps = (long)(minutes / step);
    for (long k = 0; k < whole_steps; k++) {
        struct resonant_derivatives d = derivatives(resonance, &state, (double)k * step);
        advance(&d, step, &state);
    }
    const double reached = (double)whole_steps * step;
    const struct resonant_derivatives d = derivatives(resonance, &state, reached);
    advance(&d, minutes - reached, &state);

    const double sidereal_angle = fmod(resonance->sidereal_angle + EARTH_RATE * minutes, SGP4_TWO_PI);
    mean->motion = state.motion;
    mean->anomaly = state.longitude - resonance->revolutions_per_day * (mean->node - sidereal_angle);
    if (resonance->revolutions_per_day == 1) {
        mean->anomaly -= mean->perigee;
    }
}
