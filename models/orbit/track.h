/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_TRACK_H
#define SATQKD_ORBIT_TRACK_H

#include <stddef.h>

#include "orbit/orbit.h"

/** Samples of a pass, ready to be interpolated; immutable. */
struct track;

/**
 * Checks and copies the samples. Either all give the geometry or all give an efficiency.
 *
 * @param points, count  at least 2, t_s strictly ascending; range above 0, |elevation| at most pi/2, 0 < efficiency <=
 *         1
 * @param out            owned by the caller, track_destroy
 * @return SATQKD_INVALID with the number of the point (from 1) and what stands there; SATQKD_FAILURE without memory
 */
enum satqkd_status track_create(const struct orbit_track_point *points, size_t count, struct track **out,
                                struct satqkd_error *error);

/** @param track NULL is fine */
void track_destroy(struct track *track);

/** Times of the first and the last sample, s since the track's start. */
void track_span(const struct track *track, double *first_s, double *last_s);

/**
 * The view at a time within the span: cubic Hermite interpolation of the line of sight, whose slopes come from the
 * parabola through three neighbouring samples (exact for a motion with constant acceleration), the velocity its
 * derivative. A track of efficiencies stands still at the zenith at no distance.
 *
 * @param station  its altitude enters the satellite's height, on a sphere of the equatorial radius
 * @param out      every member set but utc_s
 * @return SATQKD_INVALID where the samples are so sparse that the path between two of them runs through the station
 */
enum satqkd_status track_look(const struct track *track, const struct orbit_station *station, double t_s,
                              struct orbit_look *out, struct satqkd_error *error);

/** @return time from t_s to the next sample or middle between two, s; INFINITY behind the last sample */
double track_to_next(const struct track *track, double t_s);

#endif
