/* SPDX-License-Identifier: MIT */
#include "orbit/kepler.h"

#include <erfa.h>
#include <erfam.h>
#include <math.h>

#include "orbit/earth.h"
#include "orbit/frames.h"
#include "orbit/ut1.h"

/* Higher than this Newton's iteration for Kepler's equation loses its sure convergence, and no link is planned there. */
static const double most_eccentric = 0.95;

static double mean_motion(double semi_major_axis_m) {
    return sqrt(EARTH_GRAVITY_M3_S2 / (semi_major_axis_m * semi_major_axis_m * semi_major_axis_m));
}

/* Three halves of J2 (R/p)², which every rate has as a factor. */
static double flattening_share(double semi_major_axis_m, double eccentricity) {
    double ratio = frames_equatorial_radius() / (semi_major_axis_m * (1.0 - eccentricity * eccentricity));
    return 1.5 * EARTH_J2 * ratio * ratio;
}

static enum satqkd_status check(const struct kepler_elements *e, struct satqkd_error *error) {
    if (!(e->eccentricity >= 0.0 && e->eccentricity <= most_eccentric)) {
        return satqkd_error_set(error, SATQKD_INVALID, "orbit.kepler.eccentricity: %g: from 0 to %g", e->eccentricity,
                                most_eccentric);
    }
    double perigee_m = e->semi_major_axis_m * (1.0 - e->eccentricity) - frames_equatorial_radius();
    if (!(perigee_m > 0.0 && isfinite(e->semi_major_axis_m))) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "orbit.kepler: the perigee lies %.6g km above the equator: above 0, by a larger orbit "
                                "or a smaller eccentricity",
                                perigee_m / 1e3);
    }
    if (!(e->inclination_rad >= 0.0 && e->inclination_rad <= ERFA_DPI)) {
        return satqkd_error_set(error, SATQKD_INVALID, "orbit.kepler.inclination_deg: %g: from 0 to 180",
                                e->inclination_rad * ERFA_DR2D);
    }
    if (!isfinite(e->raan_rad) || !isfinite(e->arg_perigee_rad) || !isfinite(e->mean_anomaly_rad) ||
        !isfinite(e->epoch_utc_s)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "orbit.kepler: node %g, perigee %g, anomaly %g rad at %g s: finite numbers",
                                e->raan_rad, e->arg_perigee_rad, e->mean_anomaly_rad, e->epoch_utc_s);
    }
    return SATQKD_OK;
}

static void set_rates(struct kepler *kepler) {
    const struct kepler_elements *e = &kepler->elements;
    double n = mean_motion(e->semi_major_axis_m);
    double first = flattening_share(e->semi_major_axis_m, e->eccentricity);
    double second = first * first / 48.0; /* of J2 squared */
    double fourth = -5.0 / 24.0 * EARTH_J4 / (EARTH_J2 * EARTH_J2) * first * first;
    double flat = sqrt(1.0 - e->eccentricity * e->eccentricity);
    double c = cos(e->inclination_rad);
    double c2 = c * c;
    double c4 = c2 * c2;
    kepler->raan_rate_rad_s = n * c * (-first + 8.0 * second * (4.0 - 19.0 * c2) + 2.0 * fourth * (3.0 - 7.0 * c2));
    kepler->perigee_rate_rad_s = n * (-0.5 * first * (1.0 - 5.0 * c2) + second * (7.0 - 114.0 * c2 + 395.0 * c4) +
                                      fourth * (3.0 - 36.0 * c2 + 49.0 * c4));
    kepler->anomaly_rate_rad_s =
        n * (1.0 + flat * (-0.5 * first * (1.0 - 3.0 * c2) + second * (13.0 - 78.0 * c2 + 137.0 * c4)));
}

enum satqkd_status kepler_prepare(const struct kepler_elements *elements, struct kepler *out,
                                  struct satqkd_error *error) {
    enum satqkd_status status = check(elements, error);
    if (status == SATQKD_OK) {
        out->elements = *elements;
        set_rates(out);
    }
    return status;
}

/* The eccentric anomaly, by Newton's method from the start of Danby and Burkardt (Celest. Mech. 31, 95, 1983). */
static double eccentric_anomaly(double mean_anomaly, double eccentricity) {
    enum { MOST_STEPS = 50 };
    const double settled = 1e-14; /* rad: below a micrometre in any orbit here */
    double m = remainder(mean_anomaly, ERFA_D2PI);
    double anomaly = m + copysign(0.85 * eccentricity, m);
    for (int i = 0; i < MOST_STEPS; i++) {
        double step = (anomaly - eccentricity * sin(anomaly) - m) / (1.0 - eccentricity * cos(anomaly));
        anomaly -= step;
        if (fabs(step) <= settled) {
            break;
        }
    }
    return anomaly;
}

void kepler_state(const struct kepler *kepler, double utc_s, double position_m[3], double velocity_m_s[3]) {
    const struct kepler_elements *e = &kepler->elements;
    double since_s = utc_s - e->epoch_utc_s;
    double anomaly = eccentric_anomaly(e->mean_anomaly_rad + kepler->anomaly_rate_rad_s * since_s, e->eccentricity);
    double flat = sqrt(1.0 - e->eccentricity * e->eccentricity);
    double anomaly_rate = kepler->anomaly_rate_rad_s / (1.0 - e->eccentricity * cos(anomaly));
    /* Within the orbit's plane: towards the perigee, and 90 degrees on. */
    double plane_m[2] = {e->semi_major_axis_m * (cos(anomaly) - e->eccentricity),
                         e->semi_major_axis_m * flat * sin(anomaly)};
    double plane_m_s[2] = {-e->semi_major_axis_m * sin(anomaly) * anomaly_rate,
                           e->semi_major_axis_m * flat * cos(anomaly) * anomaly_rate};
    plane_m_s[0] -= kepler->perigee_rate_rad_s * plane_m[1];
    plane_m_s[1] += kepler->perigee_rate_rad_s * plane_m[0];
    double perigee = e->arg_perigee_rad + kepler->perigee_rate_rad_s * since_s;
    double node = e->raan_rad + kepler->raan_rate_rad_s * since_s;
    double cos_i = cos(e->inclination_rad);
    double sin_i = sin(e->inclination_rad);
    double along[3] = {cos(node), sin(node), 0.0};
    double across[3] = {-sin(node) * cos_i, cos(node) * cos_i, sin_i};
    for (int axis = 0; axis < 3; axis++) {
        double to_perigee = along[axis] * cos(perigee) + across[axis] * sin(perigee);
        double past_perigee = -along[axis] * sin(perigee) + across[axis] * cos(perigee);
        position_m[axis] = to_perigee * plane_m[0] + past_perigee * plane_m[1];
        velocity_m_s[axis] = to_perigee * plane_m_s[0] + past_perigee * plane_m_s[1];
    }
    velocity_m_s[0] -= kepler->raan_rate_rad_s * position_m[1];
    velocity_m_s[1] += kepler->raan_rate_rad_s * position_m[0];
}

enum satqkd_status kepler_sun_synchronous(double semi_major_axis_m, double eccentricity, double *out_rad,
                                          struct satqkd_error *error) {
    struct kepler trial = {.elements = {.semi_major_axis_m = semi_major_axis_m, .eccentricity = eccentricity}};
    enum satqkd_status status = check(&trial.elements, error);
    if (status != SATQKD_OK) {
        return status;
    }
    double cosine =
        -EARTH_SUN_RATE_RAD_S / (flattening_share(semi_major_axis_m, eccentricity) * mean_motion(semi_major_axis_m));
    /* The cosine of first order, then corrected by what the rate misses: each round gains three digits. */
    for (int i = 0; i < 6 && cosine >= -1.0; i++) {
        trial.elements.inclination_rad = acos(cosine);
        set_rates(&trial);
        cosine *= EARTH_SUN_RATE_RAD_S / trial.raan_rate_rad_s;
    }
    if (!(cosine >= -1.0 && cosine < 0.0)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "orbit.kepler.sun_synchronous_ltan_h: at %.6g km no inclination turns the node with "
                                "the Sun: below about 5970 km one does",
                                (semi_major_axis_m - frames_equatorial_radius()) / 1e3);
    }
    *out_rad = acos(cosine);
    return SATQKD_OK;
}

double kepler_node_at_local_time(double utc_s, double local_time_s) {
    /* Local mean solar time is UT1 and the longitude, which is the right ascension less GMST. */
    double solar_s = local_time_s - fmod(utc_s + ut1_less_utc(utc_s), ERFA_DAYSEC);
    return eraAnp(frames_sidereal_angle(utc_s) + ERFA_D2PI * solar_s / ERFA_DAYSEC);
}

void kepler_geostationary(double longitude_rad, double epoch_utc_s, struct kepler_elements *out) {
    struct kepler trial = {.elements = {.epoch_utc_s = epoch_utc_s}};
    double n = FRAMES_EARTH_RATE_RAD_S;
    for (int i = 0; i < 6; i++) { /* anomaly, perigee and node together must gain what the Earth turns */
        trial.elements.semi_major_axis_m = cbrt(EARTH_GRAVITY_M3_S2 / (n * n));
        set_rates(&trial);
        n *= FRAMES_EARTH_RATE_RAD_S / (trial.anomaly_rate_rad_s + trial.perigee_rate_rad_s + trial.raan_rate_rad_s);
    }
    *out = trial.elements;
    out->mean_anomaly_rad = eraAnp(frames_sidereal_angle(epoch_utc_s) + longitude_rad);
}
