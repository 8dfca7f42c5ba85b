/* SPDX-License-Identifier: MIT */
#include "orbit/sgp4_theory.h"

#include <math.h>

/* Density reference of the drag model (STR3, section 6): heights above the equatorial radius, km. */
static const double REFERENCE_TOP_KM = 120.0;     /* q0 */
static const double REFERENCE_BOTTOM_KM = 78.0;   /* s */
static const double REFERENCE_LOWERED_KM = 156.0; /* below this perigee s follows the perigee */
static const double REFERENCE_LOWEST_KM = 20.0;   /* and stays here, for a perigee below the next one */
static const double REFERENCE_LOWEST_PERIGEE_KM = 98.0;

static const double ECCENTRICITY_FLOOR = 1e-4; /* below it the terms divided by the eccentricity are left out (VCHK) */

/* Height s for a perigee height, both km. */
static double reference_bottom(double perigee_km) {
    if (perigee_km >= REFERENCE_LOWERED_KM) {
        return REFERENCE_BOTTOM_KM;
    }
    if (perigee_km < REFERENCE_LOWEST_PERIGEE_KM) {
        return REFERENCE_LOWEST_KM;
    }
    return perigee_km - REFERENCE_BOTTOM_KM;
}

/* STR3, D2 to D4 and the polynomial of the mean longitude. VCHK and the code of STR3 have a0^2 in D4, its text a0. */
static void higher_orders(double axis, double xi, double s, struct sgp4_drag *out) {
    double c1 = out->axis[0];
    double d2 = 4.0 * axis * xi * c1 * c1;
    double d3 = d2 * xi * c1 * (17.0 * axis + s) / 3.0;
    double d4 = d2 * xi * xi * c1 * c1 * axis * (221.0 * axis + 31.0 * s) / 6.0;
    out->axis[1] = d2;
    out->axis[2] = d3;
    out->axis[3] = d4;
    out->longitude[1] = d2 + 2.0 * c1 * c1;
    out->longitude[2] = 0.25 * (3.0 * d3 + 12.0 * c1 * d2 + 10.0 * c1 * c1 * c1);
    out->longitude[3] =
        0.2 * (3.0 * d4 + 12.0 * c1 * d3 + 6.0 * d2 * d2 + 30.0 * c1 * c1 * d2 + 15.0 * c1 * c1 * c1 * c1);
}

void sgp4_drag_init(const struct sgp4_mean *epoch, double bstar, bool simple, struct sgp4_drag *out) {
    const double e = epoch->eccentricity, n = epoch->motion;
    const double axis = pow(sgp4_theory_ke() / n, 2.0 / 3.0);
    const double theta2 = cos(epoch->inclination) * cos(epoch->inclination);
    const double beta2 = 1.0 - e * e;
    const double bottom_km = reference_bottom((axis * (1.0 - e) - 1.0) * SGP4_EARTH_RADIUS_KM);
    const double s = 1.0 + bottom_km / SGP4_EARTH_RADIUS_KM;
    const double xi = 1.0 / (axis - s);
    const double eta = axis * e * xi, eta2 = eta * eta, e_eta = e * eta;
    const double psi2 = fabs(1.0 - eta2);
    const double density = pow((REFERENCE_TOP_KM - bottom_km) / SGP4_EARTH_RADIUS_KM * xi, 4.0); /* (q0-s)^4 xi^4 */
    const double weight = density / pow(psi2, 3.5);
    const double oblate = SGP4_J2 * xi / psi2;

    *out = (struct sgp4_drag){.eta = eta};
    const double c2 = weight * n *
                      (axis * (1.0 + 1.5 * eta2 + e_eta * (4.0 + eta2)) +
                       0.375 * oblate * (3.0 * theta2 - 1.0) * (8.0 + eta2 * (24.0 + 3.0 * eta2)));
    const double c4 = 2.0 * n * weight * axis * beta2 *
                      (2.0 * eta * (1.0 + e_eta) + 0.5 * (e + eta * eta2) -
                       oblate / axis *
                           (3.0 * (1.0 - 3.0 * theta2) * (1.0 + 1.5 * eta2 - 2.0 * e_eta - 0.5 * e_eta * eta2) +
                            0.75 * (1.0 - theta2) * (2.0 * eta2 - e_eta - e_eta * eta2) * cos(2.0 * epoch->perigee)));
    const double c1 = bstar * c2;
    out->axis[0] = c1;
    out->longitude[0] = 1.5 * c1;
    out->node = -21.0 / 2.0 * SGP4_K2 * n * cos(epoch->inclination) / (axis * axis * beta2) * c1;
    out->eccentricity = bstar * c4;
    if (simple) {
        return;
    }
    const double c5 = 2.0 * weight * axis * beta2 * (1.0 + 2.75 * eta * (eta + e) + e_eta * eta2);
    out->eccentricity_sine = bstar * c5;
    if (e > ECCENTRICITY_FLOOR) {
        const double c3 = density * xi * SGP4_A30_OVER_K2 * n * sin(epoch->inclination) / e;
        out->perigee = bstar * c3 * cos(epoch->perigee);
        out->anomaly = -2.0 / 3.0 * density * bstar / e_eta;
    }
    out->epoch_cube = pow(1.0 + eta * cos(epoch->anomaly), 3.0);
    out->epoch_sine = sin(epoch->anomaly);
    higher_orders(axis, xi, s, out);
}

void sgp4_drag_secular(const struct sgp4_drag *drag, double minutes, struct sgp4_mean *mean, struct sgp4_decay *out) {
    double axis_polynomial = 0.0, longitude_polynomial = 0.0;
    for (int k = 3; k >= 0; k--) {
        axis_polynomial = (axis_polynomial + drag->axis[k]) * minutes;
        longitude_polynomial = (longitude_polynomial + drag->longitude[k]) * minutes;
    }
    double cube = pow(1.0 + drag->eta * cos(mean->anomaly), 3.0);
    double exchange = drag->perigee * minutes + drag->anomaly * (cube - drag->epoch_cube);
    mean->anomaly += exchange;
    mean->perigee -= exchange;
    mean->node += drag->node * minutes * minutes;
    *out = (struct sgp4_decay){
        .axis_root = 1.0 - axis_polynomial,
        .eccentricity_loss =
            drag->eccentricity * minutes + drag->eccentricity_sine * (sin(mean->anomaly) - drag->epoch_sine),
        .longitude = longitude_polynomial * minutes,
    };
}
