/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_FRAMES_H
#define SATQKD_ORBIT_FRAMES_H

#include "orbit/orbit.h"

/* Rate of GMST 1982, rad per second of UT1: 1.002737909350795 turns of 86400 s (Aoki et al., A&A 105, 359, 1982). */
#define FRAMES_EARTH_RATE_RAD_S (6.283185307179586476925287 * 1.002737909350795 / 86400.0)

/** A station in the Earth-fixed frame: where it is and its own axes, rows east, north, up (unit vectors). */
struct frames_site {
    double position_m[3];
    double axes[3][3];
};

/** @return equatorial radius of WGS-84, m */
double frames_equatorial_radius(void);

/** @return GMST 1982, rad, [0, 2 pi) */
double frames_sidereal_angle(double utc_s);

/** @param out  place and axes of a station on the WGS-84 ellipsoid (NIMA TR8350.2) */
void frames_place(const struct orbit_station *station, struct frames_site *out);

/**
 * From the true equator and mean equinox (TEME) to the frame that turns with the Earth, by GMST 1982 and without polar
 * motion (Vallado et al., AIAA 2006-6753, appendix C), which moves a position by up to 20 m.
 *
 * @param position_m, velocity_m_s              TEME
 * @param fixed_position_m, fixed_velocity_m_s  Earth-fixed; the velocity is relative to the turning Earth
 */
void frames_fix(double utc_s, const double position_m[3], const double velocity_m_s[3], double fixed_position_m[3],
                double fixed_velocity_m_s[3]);

/** The inverse of frames_fix for a position alone. */
void frames_release(double utc_s, const double fixed_position_m[3], double position_m[3]);

/** @param out  components of an Earth-fixed vector along the site's east, north and up */
void frames_turn(const struct frames_site *site, const double fixed[3], double out[3]);

/**
 * The view of a moving point.
 *
 * @param line_of_sight_m  station → satellite, east-north-up
 * @param velocity_m_s     relative to the turning Earth, east-north-up
 * @param out              every member set but utc_s, satellite_height_m and efficiency
 */
void frames_look(const double line_of_sight_m[3], const double velocity_m_s[3], struct orbit_look *out);

/** @return height above the WGS-84 ellipsoid of an Earth-fixed position, m */
double frames_height(const double fixed_position_m[3]);

#endif
