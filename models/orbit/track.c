/* SPDX-License-Identifier: MIT */
#include "orbit/track.h"

#include <erfa.h>
#include <erfam.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "orbit/frames.h"

/* No pass comes from one sample to the next this much nearer than both: only too few samples do. */
static const double sparse_share = 0.01;

struct knot {
    double t_s;
    double line_m[3]; /* station → satellite, east-north-up */
    double line_m_s[3];
    double log_efficiency; /* natural; NaN: from the geometry */
};

struct track {
    bool of_efficiencies;
    size_t count;
    struct knot knots[];
};

static enum satqkd_status check_point(const struct orbit_track_point *points, size_t i, struct satqkd_error *error) {
    const struct orbit_track_point *point = &points[i];
    bool of_efficiencies = !isnan(points[0].efficiency);
    if (!isfinite(point->t_s) || (i > 0 && !(point->t_s > points[i - 1].t_s))) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "point %zu of the track: time %g s does not come after the one before: times ascend",
                                i + 1, point->t_s);
    }
    if (isnan(point->efficiency) == of_efficiencies) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "point %zu of the track: efficiency given for some points only: for all or for none",
                                i + 1);
    }
    if (of_efficiencies) {
        if (!(point->efficiency > 0.0 && point->efficiency <= 1.0)) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "point %zu of the track: efficiency %g: above 0 and at most 1", i + 1,
                                    point->efficiency);
        }
        return SATQKD_OK;
    }
    if (!(point->slant_range_m > 0.0 && isfinite(point->slant_range_m)) || !isfinite(point->azimuth_rad) ||
        !(fabs(point->elevation_rad) <= 0.5 * ERFA_DPI)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "point %zu of the track: range %g km, elevation %g°, azimuth %g°: a range above 0 and "
                                "an elevation of -90 to 90",
                                i + 1, point->slant_range_m / 1e3, point->elevation_rad * ERFA_DR2D,
                                point->azimuth_rad * ERFA_DR2D);
    }
    return SATQKD_OK;
}

static void set_knot(const struct orbit_track_point *point, struct knot *knot) {
    knot->t_s = point->t_s;
    knot->log_efficiency = log(point->efficiency);
    if (isnan(point->efficiency)) {
        double across = point->slant_range_m * cos(point->elevation_rad);
        knot->line_m[0] = across * sin(point->azimuth_rad);
        knot->line_m[1] = across * cos(point->azimuth_rad);
        knot->line_m[2] = point->slant_range_m * sin(point->elevation_rad);
    }
}

/* Slope at knot `at` of the parabola through the three knots from `first` on. */
static double parabola_slope(const struct knot *first, size_t at, int axis) {
    double left_s = first[1].t_s - first[0].t_s;
    double right_s = first[2].t_s - first[1].t_s;
    double left = (first[1].line_m[axis] - first[0].line_m[axis]) / left_s;
    double right = (first[2].line_m[axis] - first[1].line_m[axis]) / right_s;
    double bend = (right - left) / (left_s + right_s);
    double since_middle_of_left_s = at == 0 ? -left_s : at == 1 ? left_s : left_s + 2.0 * right_s;
    return left + bend * since_middle_of_left_s;
}

static void set_slopes(struct track *track) {
    size_t last = track->count - 1;
    for (size_t i = 0; i <= last; i++) {
        for (int axis = 0; axis < 3; axis++) {
            struct knot *knots = track->knots;
            if (last == 1) {
                knots[i].line_m_s[axis] =
                    (knots[1].line_m[axis] - knots[0].line_m[axis]) / (knots[1].t_s - knots[0].t_s);
            } else {
                size_t first = i == 0 ? 0 : i == last ? last - 2 : i - 1;
                knots[i].line_m_s[axis] = parabola_slope(&knots[first], i - first, axis);
            }
        }
    }
}

enum satqkd_status track_create(const struct orbit_track_point *points, size_t count, struct track **out,
                                struct satqkd_error *error) {
    *out = NULL;
    if (count < 2) {
        return satqkd_error_set(error, SATQKD_INVALID, "a track of %zu points: it needs 2 or more", count);
    }
    for (size_t i = 0; i < count; i++) {
        enum satqkd_status status = check_point(points, i, error);
        if (status != SATQKD_OK) {
            return status;
        }
    }
    struct track *track = NULL;
    if (count < (SIZE_MAX - sizeof *track) / sizeof track->knots[0]) {
        track = calloc(1, sizeof *track + count * sizeof track->knots[0]);
    }
    if (!track) {
        return satqkd_error_set(error, SATQKD_FAILURE, "no memory for a track of %zu points", count);
    }
    track->count = count;
    track->of_efficiencies = !isnan(points[0].efficiency);
    for (size_t i = 0; i < count; i++) {
        set_knot(&points[i], &track->knots[i]);
    }
    set_slopes(track);
    *out = track;
    return SATQKD_OK;
}

void track_destroy(struct track *track) {
    free(track);
}

void track_span(const struct track *track, double *first_s, double *last_s) {
    *first_s = track->knots[0].t_s;
    *last_s = track->knots[track->count - 1].t_s;
}

/* The knot at or before a time, but never the last: the segment from it holds the time. */
static const struct knot *segment_of(const struct track *track, double t_s) {
    size_t low = 0;
    size_t high = track->count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (track->knots[middle].t_s <= t_s) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return &track->knots[low];
}

double track_to_next(const struct track *track, double t_s) {
    const struct knot *from = segment_of(track, t_s);
    double middle_s = 0.5 * (from->t_s + from[1].t_s);
    double stop_s = t_s < middle_s ? middle_s : from[1].t_s;
    return t_s < stop_s ? stop_s - t_s : INFINITY;
}

static void interpolate(const struct knot *from, double t_s, double line_m[3], double line_m_s[3]) {
    const struct knot *to = from + 1;
    double length_s = to->t_s - from->t_s;
    double s = (t_s - from->t_s) / length_s;
    double rise = s * s * (3.0 - 2.0 * s);
    double rise_rate = 6.0 * s * (1.0 - s);
    for (int axis = 0; axis < 3; axis++) {
        double chord = to->line_m[axis] - from->line_m[axis];
        double from_slope = from->line_m_s[axis];
        double to_slope = to->line_m_s[axis];
        line_m[axis] =
            from->line_m[axis] + rise * chord + length_s * s * (1.0 - s) * (from_slope * (1.0 - s) - to_slope * s);
        line_m_s[axis] =
            rise_rate * chord / length_s + from_slope * (1.0 - s) * (1.0 - 3.0 * s) + to_slope * s * (3.0 * s - 2.0);
    }
}

static double height_on_sphere(const struct orbit_station *station, const struct orbit_look *look) {
    double radius = frames_equatorial_radius();
    double station_radius = radius + station->altitude_m;
    double along_up = station_radius + look->slant_range_m * sin(look->elevation_rad);
    double across = look->slant_range_m * cos(look->elevation_rad);
    return hypot(along_up, across) - radius;
}

enum satqkd_status track_look(const struct track *track, const struct orbit_station *station, double t_s,
                              struct orbit_look *out, struct satqkd_error *error) {
    const struct knot *from = segment_of(track, t_s);
    if (track->of_efficiencies) {
        double s = (t_s - from->t_s) / (from[1].t_s - from->t_s);
        *out = (struct orbit_look){.elevation_rad = 0.5 * ERFA_DPI, .direction = {0.0, 0.0, 1.0}};
        out->efficiency = exp(from->log_efficiency * (1.0 - s) + from[1].log_efficiency * s);
    } else {
        double line_m[3];
        double line_m_s[3];
        interpolate(from, t_s, line_m, line_m_s);
        double least_m = sparse_share * fmin(eraPm((double *)from->line_m), eraPm((double *)from[1].line_m));
        if (!(eraPm(line_m) > least_m)) {
            size_t number = (size_t)(from - track->knots) + 1;
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "points %zu and %zu of the track: the path between them runs through the station: "
                                    "the samples must lie closer",
                                    number, number + 1);
        }
        frames_look(line_m, line_m_s, out);
        out->efficiency = NAN;
    }
    out->satellite_height_m = height_on_sphere(station, out);
    return SATQKD_OK;
}
