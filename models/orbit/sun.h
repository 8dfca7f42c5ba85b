/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_SUN_H
#define SATQKD_ORBIT_SUN_H

#include <stdbool.h>

#include "orbit/orbit.h"

/**
 * Geometric elevation of the Sun's centre at a station (ERFA's Earth ephemeris; no refraction).
 *
 * @param utc_s  POSIX seconds
 * @return rad
 */
double sun_elevation(const struct orbit_station *station, double utc_s);

/**
 * Where the Sun's centre is seen from a station, as sun_elevation has it.
 *
 * @param direction  unit vector, east-north-up
 */
void sun_direction(const struct orbit_station *station, double utc_s, double direction[3]);

/**
 * Whether the Sun's centre is seen from a position: not behind the Earth (a sphere's cylinder and cone agree within
 * seconds; the umbra of a sphere of the WGS-84 equatorial radius and the Sun's finite distance).
 *
 * @param position_m  Earth-fixed
 */
bool sun_lights(const double position_m[3], double utc_s);

#endif
