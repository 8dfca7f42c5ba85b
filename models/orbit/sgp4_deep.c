/* SPDX-License-Identifier: MIT */
#include "orbit/sgp4_theory.h"

#include <math.h>

/*
 * Moon and Sun (Hujsak 1979, in STR3, section 10). Both are treated alike: with p and q, the unit vectors to the body's
 * perigee and 90 degrees on, seen in the satellite's perifocal axes, each term of an element is a quadratic form G of
 * them: G(p,p) + G(q,q) makes the secular rate, G(p,q) + G(q,p) and G(q,q) - G(p,p) the periodic amplitudes.
 */

/* STR3, section 10: lunar and solar constants. Angles at 1900 January 0.5 and rates per day. */
static const double SUN_FORCE = 2.9864797e-6, MOON_FORCE = 4.7968065e-7; /* C_s, C_m: rad/min */
static const double SUN_MOTION = 1.19459e-5, MOON_MOTION = 1.5835218e-4; /* rad/min */
static const double SUN_ECCENTRICITY = 0.01675, MOON_ECCENTRICITY = 0.05490;
static const double SUN_ANOMALY = 6.2565837, SUN_ANOMALY_RATE = 0.017201977;
static const double SUN_COS_PERIGEE = 0.1945905, SUN_SIN_PERIGEE = -0.98088458;
static const double MOON_LONGITUDE = 4.7199672, MOON_LONGITUDE_RATE = 0.22997150;
static const double MOON_PERIGEE = 5.8351514, MOON_PERIGEE_RATE = 0.0019443680; /* longitude of the perigee */
static const double MOON_NODE = 4.5236020, MOON_NODE_RATE = -9.2422029e-4;      /* on the ecliptic */
static const double ECLIPTIC_COS = 0.91744867, ECLIPTIC_SIN = 0.39785416;
static const double MOON_ECLIPTIC_COS_COS = 0.91375164; /* cos of the obliquity times cos of the lunar inclination */
static const double MOON_ECLIPTIC_SIN_SIN = 0.03568096;
static const double MOON_SIN = 0.089683511; /* sine of the lunar inclination to the ecliptic */

static const double DAYS_1900_TO_1950 = 18261.5; /* 1900 January 0.5 to 1949-12-31 00:00 */

static const double LYDDANE_INCLINATION = 0.2; /* rad; below it the periodics go by Lyddane (VCHK) */
static const double NODE_RATE_INCLINATION =
    5.2359877e-2; /* 3 degrees: nearer to 0 or 180 degrees no secular node rate */

/* Orientation of an orbit to the equator and equinox. */
struct orientation {
    double cos_node, sin_node, cos_inclination, sin_inclination, cos_perigee, sin_perigee;
};

/* Unit vectors to the perigee, 90 degrees on in the plane, and normal to it. */
static void perifocal_axes(const struct orientation *o, double axes[3][3]) {
    const double in_plane[2][2] = {{o->cos_perigee, o->sin_perigee}, {-o->sin_perigee, o->cos_perigee}};
    for (int k = 0; k < 2; k++) {
        double along = in_plane[k][0], across = in_plane[k][1];
        axes[k][0] = along * o->cos_node - across * o->cos_inclination * o->sin_node;
        axes[k][1] = along * o->sin_node + across * o->cos_inclination * o->cos_node;
        axes[k][2] = across * o->sin_inclination;
    }
    axes[2][0] = o->sin_inclination * o->sin_node;
    axes[2][1] = -o->sin_inclination * o->cos_node;
    axes[2][2] = o->cos_inclination;
}

static struct orientation orientation_of(const struct sgp4_mean *mean) {
    return (struct orientation){cos(mean->node),        sin(mean->node),    cos(mean->inclination),
                                sin(mean->inclination), cos(mean->perigee), sin(mean->perigee)};
}

/* Moon's orbit on the equator, from its node on the ecliptic (STR3, section 10). perigee: longitude of the perigee. */
static struct orientation moon_orientation(double node, double perigee) {
    struct orientation o;
    o.cos_inclination = MOON_ECLIPTIC_COS_COS - MOON_ECLIPTIC_SIN_SIN * cos(node);
    o.sin_inclination = sqrt(1.0 - o.cos_inclination * o.cos_inclination);
    o.sin_node = MOON_SIN * sin(node) / o.sin_inclination;
    o.cos_node = sqrt(1.0 - o.sin_node * o.sin_node);
    double node_on_equator = atan2(ECLIPTIC_SIN * sin(node) / o.sin_inclination,
                                   o.cos_node * cos(node) + ECLIPTIC_COS * o.sin_node * sin(node));
    double argument = perigee - node + node_on_equator;
    o.cos_perigee = cos(argument);
    o.sin_perigee = sin(argument);
    return o;
}

/* One element's quadratic form, its strength, and the part of the secular rate that needs no direction. */
struct element_form {
    double g[3][3];
    double scale, offset;
};

/* STR3, section 10, the Z and X terms, gathered as forms over the satellite's perifocal axes; force in rad/min. */
static void element_forms(const struct sgp4_mean *epoch, double force, struct element_form form[SGP4_ELEMENTS]) {
    const double e = epoch->eccentricity, e2 = e * e, beta = sqrt(1.0 - e2);
    const double along = 6.0 + 24.0 * e2, across = 6.0 - 6.0 * e2;
    const double cos_perigee = cos(epoch->perigee), sin_perigee = sin(epoch->perigee);
    const double strength = force / epoch->motion;
    const double normal = -0.5 * strength / beta, planar = strength * beta;

    form[SGP4_ECCENTRICITY] = (struct element_form){.g[0][1] = 1.0, .scale = -15.0 * e * planar};
    form[SGP4_INCLINATION] =
        (struct element_form){.g[0][2] = -along * cos_perigee, .g[1][2] = across * sin_perigee, .scale = normal};
    form[SGP4_ANOMALY] = (struct element_form){
        .g[0][0] = 18.0 + 12.0 * e2, .g[1][1] = 3.0 - 3.0 * e2, .scale = -strength, .offset = 14.0 + 6.0 * e2};
    form[SGP4_PERIGEE] = (struct element_form){.g[0][0] = 12.0, .g[1][1] = -3.0, .scale = planar, .offset = 6.0};
    form[SGP4_NODE] =
        (struct element_form){.g[0][2] = along * sin_perigee, .g[1][2] = across * cos_perigee, .scale = -normal};
}

static double bilinear(const struct element_form *form, const double u[3], const double v[3]) {
    double sum = 0.0;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            sum += form->g[i][j] * u[i] * v[j];
        }
    }
    return sum;
}

/* Fills the amplitudes of one body, whose motion is set, and adds its secular rates. */
static void body_terms(const struct sgp4_mean *epoch, const struct orientation *orbit, double force,
                       struct sgp4_body *body, double rate[SGP4_ELEMENTS]) {
    const struct orientation satellite = orientation_of(epoch);
    double satellite_axes[3][3], body_axes[3][3], seen[2][3] = {{0}};
    perifocal_axes(&satellite, satellite_axes);
    perifocal_axes(orbit, body_axes);
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                seen[k][i] += body_axes[k][j] * satellite_axes[i][j];
            }
        }
    }
    struct element_form form[SGP4_ELEMENTS];
    element_forms(epoch, force, form);
    for (int k = 0; k < SGP4_ELEMENTS; k++) {
        double pp = bilinear(&form[k], seen[0], seen[0]);
        double qq = bilinear(&form[k], seen[1], seen[1]);
        double cross = bilinear(&form[k], seen[0], seen[1]) + bilinear(&form[k], seen[1], seen[0]);
        body->cross[k] = 2.0 * form[k].scale * cross;
        body->difference[k] = 2.0 * form[k].scale * (qq - pp);
        body->sine[k] = -3.0 * form[k].scale * form[k].offset * body->eccentricity;
        rate[k] += body->motion * form[k].scale * (pp + qq - form[k].offset);
    }
}

void sgp4_deep_init(const struct sgp4_mean *epoch, const struct sgp4_rates *rates, double days_1950,
                    struct sgp4_deep *out) {
    const double day = days_1950 + DAYS_1900_TO_1950;
    const double moon_perigee = MOON_PERIGEE + MOON_PERIGEE_RATE * day;
    const struct orientation sun = {1.0, 0.0, ECLIPTIC_COS, ECLIPTIC_SIN, SUN_COS_PERIGEE, SUN_SIN_PERIGEE};
    const struct orientation moon = moon_orientation(fmod(MOON_NODE + MOON_NODE_RATE * day, SGP4_TWO_PI), moon_perigee);
    double rate[SGP4_ELEMENTS] = {0.0};

    *out = (struct sgp4_deep){
        .sun = {.anomaly = fmod(SUN_ANOMALY + SUN_ANOMALY_RATE * day, SGP4_TWO_PI),
                .motion = SUN_MOTION,
                .eccentricity = SUN_ECCENTRICITY},
        .moon = {.anomaly = fmod(MOON_LONGITUDE + MOON_LONGITUDE_RATE * day - moon_perigee, SGP4_TWO_PI),
                 .motion = MOON_MOTION,
                 .eccentricity = MOON_ECCENTRICITY},
    };
    body_terms(epoch, &sun, SUN_FORCE, &out->sun, rate);
    body_terms(epoch, &moon, MOON_FORCE, &out->moon, rate);

    const double to_pole = fmin(epoch->inclination, 0.5 * SGP4_TWO_PI - epoch->inclination);
    const double node_rate = to_pole < NODE_RATE_INCLINATION ? 0.0 : rate[SGP4_NODE] / sin(epoch->inclination);
    out->rate = (struct sgp4_mean){
        .eccentricity = rate[SGP4_ECCENTRICITY],
        .inclination = rate[SGP4_INCLINATION],
        .node = node_rate,
        .perigee = rate[SGP4_PERIGEE] - cos(epoch->inclination) * node_rate,
        .anomaly = rate[SGP4_ANOMALY],
    };
    sgp4_resonance_init(epoch, rates, &out->rate, days_1950, &out->resonance);
}

void sgp4_deep_secular(const struct sgp4_deep *deep, double minutes, struct sgp4_mean *mean) {
    mean->eccentricity += deep->rate.eccentricity * minutes;
    mean->inclination += deep->rate.inclination * minutes;
    mean->node += deep->rate.node * minutes;
    mean->perigee += deep->rate.perigee * minutes;
    mean->anomaly += deep->rate.anomaly * minutes;
    sgp4_resonance_apply(&deep->resonance, minutes, mean);
}

static void add_body(const struct sgp4_body *body, double minutes, double shift[SGP4_ELEMENTS]) {
    double mean_anomaly = body->anomaly + body->motion * minutes;
    double f = mean_anomaly + 2.0 * body->eccentricity * sin(mean_anomaly);
    double square = 0.5 * sin(f) * sin(f) - 0.25, product = -0.5 * sin(f) * cos(f);
    for (int k = 0; k < SGP4_ELEMENTS; k++) {
        shift[k] += body->cross[k] * square + body->difference[k] * product + body->sine[k] * sin(f);
    }
}

/* Lyddane 1963, as in STR3: node and inclination as one vector, so that nothing is divided by sin(i). */
static void lyddane(const double shift[SGP4_ELEMENTS], struct sgp4_mean *mean) {
    const double cos_i = cos(mean->inclination), sin_i = sin(mean->inclination);
    const double node = mean->node; /* within one turn, see mean_elements */
    const double radial = sin_i + shift[SGP4_INCLINATION] * cos_i;
    const double longitude = mean->anomaly + mean->perigee + shift[SGP4_ANOMALY] + shift[SGP4_PERIGEE] +
                             (cos_i - shift[SGP4_INCLINATION] * sin_i) * node;
    double shifted =
        atan2(radial * sin(node) + shift[SGP4_NODE] * cos(node), radial * cos(node) - shift[SGP4_NODE] * sin(node));
    /* cos(i) times the node enters the perigee, so the node must not jump by a whole turn. */
    if (fabs(node - shifted) > 0.5 * SGP4_TWO_PI) {
        shifted += shifted < node ? SGP4_TWO_PI : -SGP4_TWO_PI;
    }
    mean->node = shifted;
    mean->anomaly += shift[SGP4_ANOMALY];
    mean->perigee = longitude - mean->anomaly - cos_i * shifted;
}

void sgp4_deep_periodics(const struct sgp4_deep *deep, double minutes, struct sgp4_mean *mean) {
    double shift[SGP4_ELEMENTS] = {0.0};
    add_body(&deep->sun, minutes, shift);
    add_body(&deep->moon, minutes, shift);
    mean->eccentricity += shift[SGP4_ECCENTRICITY];
    mean->inclination += shift[SGP4_INCLINATION];
    if (mean->inclination >= LYDDANE_INCLINATION) {
        double node = shift[SGP4_NODE] / sin(mean->inclination);
        mean->node += node;
        mean->perigee += shift[SGP4_PERIGEE] - cos(mean->inclination) * node;
        mean->anomaly += shift[SGP4_ANOMALY];
    } else {
        lyddane(shift, mean);
    }
    if (mean->inclination < 0.0) {
        mean->inclination = -mean->inclination;
        mean->node += 0.5 * SGP4_TWO_PI;
        mean->perigee -= 0.5 * SGP4_TWO_PI;
    }
}
