/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_ORBIT_H
#define SATQKD_ORBIT_ORBIT_H

#include <stddef.h>

#include "orbit/ephemeris.h"
#include "orbit/kepler.h"
#include "satqkd/status.h"

/* Times are POSIX seconds of UTC as double (86400 a day, no leap seconds; 0.24 µs of resolution in this century). */

/** A ground station on the WGS-84 ellipsoid. */
struct orbit_station {
    double latitude_rad, longitude_rad; /* geodetic, east positive */
    double altitude_m;                  /* above the ellipsoid */
};

/** One view of the satellite from the station, geometric (no refraction). */
struct orbit_look {
    double utc_s;
    double slant_range_m;
    double elevation_rad;
    double azimuth_rad;         /* from north over east, [0, 2 pi) */
    double range_rate_m_s;      /* positive: going away */
    double angular_speed_rad_s; /* of the line of sight, as the station sees it */
    double
        satellite_height_m; /* above the ellipsoid; from range and elevation on a sphere where a track gives no more */
    double direction[3];    /* unit vector station → satellite, east-north-up */
    double velocity[3];     /* of the satellite relative to the turning Earth, east-north-up, m/s */
    double efficiency;      /* given by a track of efficiencies; NaN else */
    double sun[3]; /* unit vector station → Sun, east-north-up, where somebody asked sun_direction; else zeros */
};

/** One row of a track: where the satellite is seen (or how well), at a time since the track's start. */
struct orbit_track_point {
    double t_s;
    double slant_range_m, elevation_rad, azimuth_rad; /* unused where efficiency is given */
    double efficiency;                                /* NaN: from the geometry */
};

/** A source of looks: two-line elements, a circular orbit, Keplerian elements, an ephemeris, a track, or a fixed path. Immutable once made: one serves many threads. */
struct orbit;

/**
 * An orbit by SGP4.
 *
 * @param line1, line2  see sgp4_read_tle
 * @param max_age_s     how far from the epoch orbit_observe may go
 * @param out           owned by the caller, orbit_destroy
 */
enum satqkd_status orbit_create_tle(const char *line1, const char *line2, double max_age_s, struct orbit **out,
                                    struct satqkd_error *error);

/**
 * The same of several sets, each used near its own epoch.
 *
 * @param lines      see tle_list_create
 * @param max_age_s  how far from the nearest epoch orbit_observe may go
 */
enum satqkd_status orbit_create_tles(const char *const *lines, size_t set_count, double max_age_s, struct orbit **out,
                                     struct satqkd_error *error);

/** A planned orbit for months and years: kepler_prepare. It covers 20 years before and after the epoch. */
enum satqkd_status orbit_create_kepler(const struct kepler_elements *elements, struct orbit **out,
                                       struct satqkd_error *error);

/** An ephemeris: ephemeris_create. */
enum satqkd_status orbit_create_ephemeris(const struct ephemeris_state *states, size_t count,
                                          enum ephemeris_frame frame, int degree, struct orbit **out,
                                          struct satqkd_error *error);

/**
 * One planned pass of a circular orbit (two-body motion over the turning Earth), which culminates at the station with
 * the elevation asked for, at the epoch.
 *
 * @param altitude_m         above the equatorial radius of WGS-84
 * @param inclination_rad    0..pi
 * @param max_elevation_rad  at culmination, 0 < .. <= pi/2
 * @param station            whose pass it is
 * @param epoch_utc_s        time of the culmination
 * @return SATQKD_INVALID where no node puts the culmination there (the station's latitude is out of this inclination's
 *         reach); of the orbits that do, circular_solve says which is taken (northbound, the satellite east of most
 *         stations)
 */
enum satqkd_status orbit_create_circular(double altitude_m, double inclination_rad, double max_elevation_rad,
                                         const struct orbit_station *station, double epoch_utc_s, struct orbit **out,
                                         struct satqkd_error *error);

/**
 * A track of samples; between them by cubic Hermite interpolation of the line-of-sight vector (efficiencies: linear in
 * dB).
 *
 * @param points, count  at least 2, times strictly ascending; copied
 * @param start_utc_s    time of t_s = 0
 */
enum satqkd_status orbit_create_track(const struct orbit_track_point *points, size_t count, double start_utc_s,
                                      struct orbit **out, struct satqkd_error *error);

/**
 * A path that stands still: a link between two stations, or one moment of a pass held for a while.
 *
 * @param point        range, elevation and azimuth; efficiency NaN: from the geometry, else it is the view's; t_s unused
 * @param duration_s   > 0
 * @param start_utc_s  of the path
 */
enum satqkd_status orbit_create_fixed(const struct orbit_track_point *point, double duration_s, double start_utc_s,
                                      struct orbit **out, struct satqkd_error *error);

/** @param orbit NULL is fine */
void orbit_destroy(struct orbit *orbit);

/** Epoch of the elements (of several sets the earliest); time of the culmination; start of the track or ephemeris. @return POSIX seconds */
double orbit_epoch(const struct orbit *orbit);

/**
 * The times that the source covers: a track's or an ephemeris' first and last; max_age before the first and behind the
 * last epoch of two-line elements; ± half a revolution for a circular pass.
 */
void orbit_span(const struct orbit *orbit, double *first_utc_s, double *last_utc_s);

/**
 * One view.
 *
 * @param out  every member set
 * @return SATQKD_OK; SATQKD_INVALID outside orbit_span (the message tells the age in days and the cure
 *         `orbit.max_age_days`) or where SGP4 ends
 */
enum satqkd_status orbit_observe(const struct orbit *orbit, const struct orbit_station *station, double utc_s,
                                 struct orbit_look *out, struct satqkd_error *error);

/**
 * Position in the Earth-fixed frame (GMST 1982, no polar motion); SATQKD_INVALID for a track.
 */
enum satqkd_status orbit_position(const struct orbit *orbit, double utc_s, double position_m[3],
                                  struct satqkd_error *error);

/**
 * How far a search may step from a view: elevation and range turn at most once within it. A fifth of a radian of the
 * satellite's motion as seen from the turning Earth's centre, where a revolution has one maximum and one minimum of
 * each; for a track at most half the way between two samples.
 *
 * @param look  of this orbit
 * @return s, above 0
 */
double orbit_step(const struct orbit *orbit, const struct orbit_look *look);

#endif
