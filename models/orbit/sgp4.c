/* SPDX-License-Identifier: MIT */
#include "orbit/sgp4_theory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double DEEP_SPACE_PERIOD_MINUTES = 225.0;
static const double SIMPLE_DRAG_PERIGEE_KM = 220.0; /* simplified drag below it (STR3, section 6) */

/* 190 years: beyond any use, and bounds the time that the integration of a resonance takes. */
static const double MINUTES_MAX = 1e8;

static const double ECCENTRICITY_MIN = -0.001; /* of the mean orbit; between this and the next it counts as the next */
static const double ECCENTRICITY_FLOOR = 1e-6; /* keeps the divisions by it finite (VCHK) */
static const double KEPLER_TOLERANCE = 1e-12;  /* rad; this and the next two as in VCHK */
static const double KEPLER_STEP_MAX = 0.95;
enum { KEPLER_ITERATIONS = 10 };

static const double RETROGRADE_EQUATORIAL = 1.5e-12; /* least 1 + cos(i) that is divided by (VCHK) */
static const double SECONDS_PER_DAY = 86400.0, SECONDS_PER_MINUTE = 60.0, METRES_PER_KM = 1000.0;
static const double DAYS_1950_TO_1970 = 7306.0; /* 1949-12-31 to 1970-01-01 */

double sgp4_theory_ke(void) {
    return SECONDS_PER_MINUTE *
           sqrt(SGP4_EARTH_MU_KM3_S2 / (SGP4_EARTH_RADIUS_KM * SGP4_EARTH_RADIUS_KM * SGP4_EARTH_RADIUS_KM));
}

static double axis_of(double motion) {
    return pow(sgp4_theory_ke() / motion, 2.0 / 3.0);
}

/* Mean motion of Brouwer from that of Kozai (STR3, section 6: the first equations). */
static double brouwer_motion(const struct sgp4_elements *elements) {
    const double beta2 = 1.0 - elements->eccentricity * elements->eccentricity;
    const double theta = cos(elements->inclination_rad);
    const double oblate = 1.5 * SGP4_K2 * (3.0 * theta * theta - 1.0) / (beta2 * sqrt(beta2));
    const double axis_kozai = axis_of(elements->mean_motion_rad_min);
    const double delta1 = oblate / (axis_kozai * axis_kozai);
    const double axis = axis_kozai * (1.0 - delta1 * (1.0 / 3.0 + delta1 * (1.0 + 134.0 / 81.0 * delta1)));
    return elements->mean_motion_rad_min / (1.0 + oblate / (axis * axis));
}

/* STR3, section 6: secular effects of the geopotential. */
static struct sgp4_rates gravity_rates(const struct sgp4_mean *epoch) {
    const double n = epoch->motion, axis = axis_of(n);
    const double beta2 = 1.0 - epoch->eccentricity * epoch->eccentricity;
    const double theta = cos(epoch->inclination), theta2 = theta * theta, theta4 = theta2 * theta2;
    const double parameter2 = axis * axis * beta2 * beta2;
    const double first = 1.5 * SGP4_K2 / parameter2;
    const double second = 3.0 / 16.0 * SGP4_K2 * SGP4_K2 / (parameter2 * parameter2);
    const double fourth = 1.25 * SGP4_K4 / (parameter2 * parameter2);
    return (struct sgp4_rates){
        .anomaly =
            n * (1.0 + sqrt(beta2) * (first * (3.0 * theta2 - 1.0) + second * (13.0 - 78.0 * theta2 + 137.0 * theta4))),
        .perigee = n * (first * (5.0 * theta2 - 1.0) + second * (7.0 - 114.0 * theta2 + 395.0 * theta4) +
                        fourth * (3.0 - 36.0 * theta2 + 49.0 * theta4)),
        .node = n * theta * (-2.0 * first + 8.0 * second * (4.0 - 19.0 * theta2) + 2.0 * fourth * (3.0 - 7.0 * theta2)),
    };
}

static enum satqkd_status check_elements(const struct sgp4_elements *elements, struct satqkd_error *error) {
    const struct {
        const char *name;
        double value, low, high;
    } range[] = {
        {"eccentricity", elements->eccentricity, 0.0, 1.0},
        {"inclination (rad)", elements->inclination_rad, 0.0, 0.5 * SGP4_TWO_PI},
        {"right ascension of the node (rad)", elements->raan_rad, -SGP4_TWO_PI, SGP4_TWO_PI},
        {"argument of perigee (rad)", elements->arg_perigee_rad, -SGP4_TWO_PI, SGP4_TWO_PI},
        {"mean anomaly (rad)", elements->mean_anomaly_rad, -SGP4_TWO_PI, SGP4_TWO_PI},
    };
    for (size_t k = 0; k < sizeof range / sizeof range[0]; k++) {
        if (!(range[k].value >= range[k].low && range[k].value <= range[k].high)) {
            return satqkd_error_set(error, SATQKD_INVALID, "satellite %.7s: %s %g is not from %g to %g",
                                    elements->catalogue, range[k].name, range[k].value, range[k].low, range[k].high);
        }
    }
    double motion = brouwer_motion(elements);
    if (!(elements->eccentricity < 1.0 && elements->mean_motion_rad_min > 0.0 && isfinite(motion) && motion > 0.0)) {
        return satqkd_error_set(
            error, SATQKD_INVALID,
            "satellite %.7s: eccentricity %g and mean motion %g rad/min describe no closed orbit; the "
            "eccentricity is below 1, the mean motion above 0",
            elements->catalogue, elements->eccentricity, elements->mean_motion_rad_min);
    }
    if (!isfinite(elements->bstar) || !isfinite(elements->epoch_utc_s)) {
        return satqkd_error_set(error, SATQKD_INVALID, "satellite %.7s: B* %g and epoch %g s must be finite",
                                elements->catalogue, elements->bstar, elements->epoch_utc_s);
    }
    return SATQKD_OK;
}

enum satqkd_status sgp4_create(const struct sgp4_elements *elements, struct sgp4 **out, struct satqkd_error *error) {
    *out = NULL;
    enum satqkd_status status = check_elements(elements, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct sgp4 *sgp4 = calloc(1, sizeof *sgp4);
    if (sgp4 == NULL) {
        return satqkd_error_set(error, SATQKD_FAILURE, "satellite %.7s: no memory for the propagator (%zu bytes)",
                                elements->catalogue, sizeof *sgp4);
    }
    memcpy(sgp4->catalogue, elements->catalogue, sizeof sgp4->catalogue - 1);
    sgp4->epoch = (struct sgp4_mean){
        .motion = brouwer_motion(elements),
        .eccentricity = elements->eccentricity,
        .inclination = elements->inclination_rad,
        .node = elements->raan_rad,
        .perigee = elements->arg_perigee_rad,
        .anomaly = elements->mean_anomaly_rad,
    };
    const double perigee_height_km =
        (axis_of(sgp4->epoch.motion) * (1.0 - sgp4->epoch.eccentricity) - 1.0) * SGP4_EARTH_RADIUS_KM;
    sgp4->deep_space = SGP4_TWO_PI / sgp4->epoch.motion >= DEEP_SPACE_PERIOD_MINUTES;
    sgp4->rates = gravity_rates(&sgp4->epoch);
    sgp4_drag_init(&sgp4->epoch, elements->bstar, sgp4->deep_space || perigee_height_km < SIMPLE_DRAG_PERIGEE_KM,
                   &sgp4->drag);
    if (sgp4->deep_space) {
        sgp4_deep_init(&sgp4->epoch, &sgp4->rates, elements->epoch_utc_s / SECONDS_PER_DAY + DAYS_1950_TO_1970,
                       &sgp4->deep);
    }
    *out = sgp4;
    return SATQKD_OK;
}

void sgp4_destroy(struct sgp4 *sgp4) {
    free(sgp4);
}

static enum satqkd_status no_state(const struct sgp4 *sgp4, double minutes, int number, const char *what, double value,
                                   const char *right, struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_INVALID, "SGP4 error %d: satellite %s, %.3f min from its epoch: %s %g, %s",
                            number, sgp4->catalogue, minutes, what, value, right);
}

/* Mean elements at a time, without the periodics; axis: in Earth radii. */
static enum satqkd_status mean_elements(const struct sgp4 *sgp4, double minutes, struct sgp4_mean *mean, double *axis,
                                        struct satqkd_error *error) {
    struct sgp4_decay decay;
    *mean = sgp4->epoch;
    mean->anomaly += sgp4->rates.anomaly * minutes;
    mean->perigee += sgp4->rates.perigee * minutes;
    mean->node += sgp4->rates.node * minutes;
    sgp4_drag_secular(&sgp4->drag, minutes, mean, &decay);
    if (sgp4->deep_space) {
        sgp4_deep_secular(&sgp4->deep, minutes, mean);
    }
    if (!(mean->motion > 0.0)) {
        return no_state(sgp4, minutes, 2, "mean motion (rad/min)", mean->motion, "must be above 0", error);
    }
    *axis = axis_of(mean->motion) * decay.axis_root * decay.axis_root;
    mean->motion = sgp4_theory_ke() / (*axis * sqrt(*axis));
    mean->eccentricity -= decay.eccentricity_loss;
    if (!(mean->eccentricity >= ECCENTRICITY_MIN && mean->eccentricity < 1.0)) {
        return no_state(sgp4, minutes, 1, "mean eccentricity", mean->eccentricity,
                        "must be from 0 to below 1: the elements do not hold for this time", error);
    }
    mean->eccentricity = fmax(mean->eccentricity, ECCENTRICITY_FLOOR);
    mean->anomaly += sgp4->epoch.motion * decay.longitude;
    /* Lyddane's modification depends on the whole turns of the node: this is the reduction that VCHK prescribes. */
    mean->anomaly = fmod(mean->anomaly, SGP4_TWO_PI);
    mean->perigee = fmod(mean->perigee, SGP4_TWO_PI);
    mean->node = fmod(mean->node, SGP4_TWO_PI);
    return SATQKD_OK;
}

/* Orbit in its plane: components of the eccentricity along the node and across, mean longitude from the node. */
struct in_plane {
    double axis, along, across, longitude;
};

/* Long-period periodics of J3 (STR3, section 6). */
static struct in_plane long_period(const struct sgp4_mean *mean, double axis) {
    const double e = mean->eccentricity, parameter = axis * (1.0 - e * e);
    const double sin_i = sin(mean->inclination), cos_i = cos(mean->inclination);
    const double zonal = SGP4_A30_OVER_K2 * sin_i / parameter;
    const double divisor = fabs(1.0 + cos_i) > RETROGRADE_EQUATORIAL ? 1.0 + cos_i : RETROGRADE_EQUATORIAL;
    const double along = e * cos(mean->perigee);
    return (struct in_plane){
        .axis = axis,
        .along = along,
        .across = e * sin(mean->perigee) + 0.25 * zonal,
        .longitude = mean->anomaly + mean->perigee + 0.125 * zonal * along * (3.0 + 5.0 * cos_i) / divisor,
    };
}

/* Eccentric anomaly plus argument of perigee: E - along sin E + across cos E = longitude. */
static double kepler(const struct in_plane *orbit) {
    const double longitude = fmod(orbit->longitude, SGP4_TWO_PI);
    double anomaly = longitude;
    for (int k = 0; k < KEPLER_ITERATIONS; k++) {
        double s = sin(anomaly), c = cos(anomaly);
        double residual = longitude - anomaly + orbit->along * s - orbit->across * c;
        double step = residual / (1.0 - orbit->along * c - orbit->across * s);
        step = fmax(-KEPLER_STEP_MAX, fmin(KEPLER_STEP_MAX, step));
        anomaly += step;
        if (fabs(step) < KEPLER_TOLERANCE) {
            break;
        }
    }
    return anomaly;
}

/* Position and velocity in polar form: radius and its rate, argument of latitude and the rate across, node, inclination. */
struct polar_state {
    double radius, radial_rate, latitude, transverse_rate, node, inclination;
};

/* Kepler motion and the short-period periodics of J2 (STR3, section 6); semi_latus above 0. */
static struct polar_state short_period(const struct sgp4_mean *mean, const struct in_plane *orbit, double semi_latus) {
    const double anomaly = kepler(orbit), s = sin(anomaly), c = cos(anomaly);
    const double e_cos = orbit->along * c + orbit->across * s, e_sin = orbit->along * s - orbit->across * c;
    const double beta = sqrt(semi_latus / orbit->axis);
    const double radius = orbit->axis * (1.0 - e_cos);
    const double sin_u = orbit->axis / radius * (s - orbit->across - orbit->along * e_sin / (1.0 + beta));
    const double cos_u = orbit->axis / radius * (c - orbit->along + orbit->across * e_sin / (1.0 + beta));
    const double sin_2u = 2.0 * sin_u * cos_u, cos_2u = 1.0 - 2.0 * sin_u * sin_u;

    const double theta = cos(mean->inclination), theta2 = theta * theta;
    const double first = SGP4_K2 / semi_latus, second = first / semi_latus;
    const double rate = mean->motion / sgp4_theory_ke() * first;
    return (struct polar_state){
        .radius = radius * (1.0 - 1.5 * second * beta * (3.0 * theta2 - 1.0)) + 0.5 * first * (1.0 - theta2) * cos_2u,
        .latitude = atan2(sin_u, cos_u) - 0.25 * second * (7.0 * theta2 - 1.0) * sin_2u,
        .node = mean->node + 1.5 * second * theta * sin_2u,
        .inclination = mean->inclination + 1.5 * second * theta * sin(mean->inclination) * cos_2u,
        .radial_rate = sqrt(orbit->axis) * e_sin / radius - rate * (1.0 - theta2) * sin_2u,
        .transverse_rate = sqrt(semi_latus) / radius + rate * ((1.0 - theta2) * cos_2u + 1.5 * (3.0 * theta2 - 1.0)),
    };
}

/* Cartesian, in metres and seconds. */
static void cartesian(const struct polar_state *state, double position_m[3], double velocity_m_s[3]) {
    const double sin_u = sin(state->latitude), cos_u = cos(state->latitude);
    const double sin_node = sin(state->node), cos_node = cos(state->node);
    const double sin_i = sin(state->inclination), cos_i = cos(state->inclination);
    const double outward[3] = {cos_node * cos_u - sin_node * cos_i * sin_u, sin_node * cos_u + cos_node * cos_i * sin_u,
                               sin_i * sin_u};
    const double onward[3] = {-cos_node * sin_u - sin_node * cos_i * cos_u,
                              -sin_node * sin_u + cos_node * cos_i * cos_u, sin_i * cos_u};
    const double length = SGP4_EARTH_RADIUS_KM * METRES_PER_KM;
    const double speed = length * sgp4_theory_ke() / SECONDS_PER_MINUTE;
    for (int k = 0; k < 3; k++) {
        position_m[k] = length * state->radius * outward[k];
        velocity_m_s[k] = speed * (state->radial_rate * outward[k] + state->transverse_rate * onward[k]);
    }
}

enum satqkd_status sgp4_propagate(const struct sgp4 *sgp4, double minutes, double position_m[3], double velocity_m_s[3],
                                  struct satqkd_error *error) {
    if (!(fabs(minutes) <= MINUTES_MAX)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "satellite %s: %g min from its epoch; at most %g min either way can be propagated",
                                sgp4->catalogue, minutes, MINUTES_MAX);
    }
    struct sgp4_mean mean;
    double axis = 0.0;
    enum satqkd_status status = mean_elements(sgp4, minutes, &mean, &axis, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (sgp4->deep_space) {
        sgp4_deep_periodics(&sgp4->deep, minutes, &mean);
        if (!(mean.eccentricity >= 0.0 && mean.eccentricity <= 1.0)) {
            return no_state(sgp4, minutes, 3, "perturbed eccentricity", mean.eccentricity, "must be from 0 to 1",
                            error);
        }
    }
    const struct in_plane orbit = long_period(&mean, axis);
    const double semi_latus = axis * (1.0 - orbit.along * orbit.along - orbit.across * orbit.across);
    if (!(semi_latus > 0.0)) {
        return no_state(sgp4, minutes, 4, "semi-latus rectum (Earth radii)", semi_latus, "must be above 0", error);
    }
    const struct polar_state state = short_period(&mean, &orbit, semi_latus);
    if (!(state.radius >= 1.0)) {
        return no_state(sgp4, minutes, 6, "radius (Earth radii)", state.radius, "below 1: the satellite has decayed",
                        error);
    }
    double position[3], velocity[3], sum = 0.0;
    cartesian(&state, position, velocity);
    for (int k = 0; k < 3; k++) {
        sum += fabs(position[k]) + fabs(velocity[k]);
    }
    if (!isfinite(sum)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "satellite %s, %.3f min from its epoch: the elements give no finite state",
                                sgp4->catalogue, minutes);
    }
    memcpy(position_m, position, sizeof position);
    memcpy(velocity_m_s, velocity, sizeof velocity);
    return SATQKD_OK;
}
