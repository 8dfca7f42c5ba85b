/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_KEPLER_H
#define SATQKD_ORBIT_KEPLER_H

#include "satqkd/status.h"

/** Mean elements at an epoch, of the true equator and mean equinox (GMST 1982 turns it to the Earth). */
struct kepler_elements {
    double epoch_utc_s;
    double semi_major_axis_m;
    double eccentricity;
    double inclination_rad, raan_rad, arg_perigee_rad, mean_anomaly_rad;
};

/** Elements and the rates at which the flattened Earth turns them. A plain value; members private to kepler.c. */
struct kepler {
    struct kepler_elements elements;
    double raan_rate_rad_s, perigee_rate_rad_s, anomaly_rate_rad_s;
};

/**
 * Prepares elements with the secular rates of the flattened Earth, J2 with its square and J4 (Brouwer, Astron. J. 64, 378, 1959; in the
 * form of Hoots and Roehrich, Spacetrack Report No. 3, 1980, section 6): node, perigee and mean anomaly turn evenly, nothing else changes.
 * The elements are Brouwer's mean ones, as those of SGP4 are. What is left out: the periodic part of J2 (about 15 km in a low orbit, two
 * seconds along it), drag, Sun and Moon.
 *
 * @return SATQKD_INVALID, with the key and the value, for what is no closed orbit above the ground
 */
enum satqkd_status kepler_prepare(const struct kepler_elements *elements, struct kepler *out,
                                  struct satqkd_error *error);

/**
 * State at a time; the velocity is the derivative of the position.
 *
 * @param position_m, velocity_m_s  true equator, mean equinox
 */
void kepler_state(const struct kepler *kepler, double utc_s, double position_m[3], double velocity_m_s[3]);

/**
 * The inclination at which the node turns with the mean Sun.
 *
 * @param out_rad  above pi/2
 * @return SATQKD_INVALID for an orbit that is too high for it (about 5970 km where it is circular)
 */
enum satqkd_status kepler_sun_synchronous(double semi_major_axis_m, double eccentricity, double *out_rad,
                                          struct satqkd_error *error);

/**
 * The node that the satellite crosses northbound at a local mean solar time.
 *
 * @param local_time_s  since local mean midnight
 * @return right ascension at the time, rad, [0, 2 pi)
 */
double kepler_node_at_local_time(double utc_s, double local_time_s);

/**
 * The circular equatorial orbit that stays over a longitude: its mean longitude turns with GMST.
 *
 * @param longitude_rad  east positive
 * @param out            every member set; raan, perigee 0
 */
void kepler_geostationary(double longitude_rad, double epoch_utc_s, struct kepler_elements *out);

#endif
