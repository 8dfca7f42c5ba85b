/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_CIRCULAR_H
#define SATQKD_ORBIT_CIRCULAR_H

#include "orbit/orbit.h"

/**
 * A circular two-body orbit, in the frame of the true equator and mean equinox (GMST 1982 turns it to the Earth). A
 * plain value.
 */
struct circular {
    double semi_major_axis_m;
    double inclination_rad;
    double raan_rad;
    double epoch_utc_s;
    double argument_of_latitude_rad; /* at the epoch */
    double mean_motion_rad_s;
};

/**
 * The orbit whose elevation over the turning Earth is greatest at the epoch, with the value asked for, as
 * orbit_create_circular says.
 *
 * Up to four orbits do that: northbound or southbound at the culmination, and passing on either side of the station.
 * Taken is the ascending (northbound) one and of its two sides the one with the lower azimuth from north over east: the
 * satellite culminates to the east of most stations. At the zenith both sides are one. Of orbits that take many hours
 * another culmination of the same revolution can be higher.
 *
 * @return SATQKD_INVALID for values out of their domain, or with the range of elevations that this inclination reaches
 *         there
 */
enum satqkd_status circular_solve(double altitude_m, double inclination_rad, double max_elevation_rad,
                                  const struct orbit_station *station, double epoch_utc_s, struct circular *out,
                                  struct satqkd_error *error);

/** @param position_m, velocity_m_s  true equator, mean equinox */
void circular_state(const struct circular *circular, double utc_s, double position_m[3], double velocity_m_s[3]);

/** @return time of one revolution by Kepler's third law, s */
double circular_period(const struct circular *circular);

#endif
