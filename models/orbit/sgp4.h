/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_SGP4_H
#define SATQKD_ORBIT_SGP4_H

#include "satqkd/status.h"

/** The mean elements of a two-line element set, in the units of the propagator. */
struct sgp4_elements {
    char catalogue[8];
    double epoch_utc_s; /* POSIX seconds */
    double bstar;       /* 1/earth radii */
    double inclination_rad, raan_rad, eccentricity, arg_perigee_rad, mean_anomaly_rad;
    double mean_motion_rad_min; /* Kozai */
};

/** A propagator; a plain value, made by sgp4_create, members private to sgp4*.c. */
struct sgp4;

/**
 * Reads a two-line element set.
 *
 * Years 57 to 99 are 1957 to 1999, 00 to 56 are 2000 to 2056. Catalogue numbers may be Alpha-5 (A0000 to Z9999).
 *
 * @param line1, line2  69 columns each (trailing white space is fine); checked: line numbers, checksums, equal catalogue
 *                      numbers, every field's form and range, an ephemeris type that means SGP4; NULL is an error
 * @param out           elements, written only on success; catalogue: five characters, blanks as 0
 * @return SATQKD_OK or SATQKD_INVALID with the line, columns and what stands there
 */
enum satqkd_status sgp4_read_tle(const char *line1, const char *line2, struct sgp4_elements *out,
                                 struct satqkd_error *error);

/**
 * Prepares the propagation (near earth or, for periods of 225 min and more, deep space). Constants WGS-72, mode "improved"
 * (Hoots and Roehrich, Spacetrack Report No. 3, 1980; Vallado, Crawford, Hujsak, Kelso, AIAA 2006-6753).
 *
 * @param out  owned by the caller, sgp4_destroy
 * @return SATQKD_OK; SATQKD_INVALID for elements that describe no closed orbit or are not finite; SATQKD_FAILURE without memory
 */
enum satqkd_status sgp4_create(const struct sgp4_elements *elements, struct sgp4 **out, struct satqkd_error *error);

/** @param sgp4 NULL is fine */
void sgp4_destroy(struct sgp4 *sgp4);

/**
 * State at a time. Calls with any times in any order give the same results, and one sgp4 serves many threads.
 *
 * @param minutes       since the epoch, any sign, at most 1e8 (190 years)
 * @param position_m    TEME, m
 * @param velocity_m_s  TEME, m/s
 * @return SATQKD_OK; SATQKD_INVALID with the published error cases: (1) mean eccentricity out of range, (2) mean motion
 *         not positive, (3) perturbed eccentricity out of range, (4) semi-latus rectum not positive, (6) decayed: the
 *         message says "SGP4 error NUMBER"; or for a time out of range. The states are then left alone
 */
enum satqkd_status sgp4_propagate(const struct sgp4 *sgp4, double minutes, double position_m[3], double velocity_m_s[3],
                                  struct satqkd_error *error);

#endif
