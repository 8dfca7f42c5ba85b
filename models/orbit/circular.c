/* SPDX-License-Identifier: MIT */
#include "orbit/circular.h"

#include <erfa.h>
#include <erfam.h>
#include <math.h>
#include <stdbool.h>

#include "orbit/bracket.h"
#include "orbit/earth.h"
#include "orbit/frames.h"

static const double azimuth_tolerance_rad = 1e-14; /* of the culmination: rounding alone */

/* The culmination that is sought: everything but the azimuth at which the satellite stands then. */
struct culmination {
    double semi_major_axis_m;
    double mean_motion_rad_s;
    double inclination_rad;
    double elevation_rad;
    double utc_s;
    struct frames_site site;
};

void circular_state(const struct circular *circular, double utc_s, double position_m[3], double velocity_m_s[3]) {
    double u = circular->argument_of_latitude_rad + circular->mean_motion_rad_s * (utc_s - circular->epoch_utc_s);
    double radius = circular->semi_major_axis_m;
    double speed = radius * circular->mean_motion_rad_s;
    double cos_raan = cos(circular->raan_rad);
    double sin_raan = sin(circular->raan_rad);
    double cos_i = cos(circular->inclination_rad);
    double sin_i = sin(circular->inclination_rad);
    double along[3] = {cos_raan, sin_raan, 0.0}; /* to the ascending node */
    double across[3] = {-sin_raan * cos_i, cos_raan * cos_i, sin_i};
    for (int axis = 0; axis < 3; axis++) {
        position_m[axis] = radius * (along[axis] * cos(u) + across[axis] * sin(u));
        velocity_m_s[axis] = speed * (-along[axis] * sin(u) + across[axis] * cos(u));
    }
}

double circular_period(const struct circular *circular) {
    return ERFA_D2PI / circular->mean_motion_rad_s;
}

/*
 * Earth-fixed position of a satellite at the orbit's radius, seen from the site at an azimuth and the wanted elevation.
 */
static void satellite_at(const struct culmination *wanted, double azimuth, double fixed_m[3]) {
    double direction[3] = {0.0, 0.0, 0.0};
    double seen[3] = {cos(wanted->elevation_rad) * sin(azimuth), cos(wanted->elevation_rad) * cos(azimuth),
                      sin(wanted->elevation_rad)};
    const double *site = wanted->site.position_m;
    double along = 0.0;
    double site_squared = 0.0;
    for (int axis = 0; axis < 3; axis++) {
        for (int own = 0; own < 3; own++) {
            direction[axis] += seen[own] * wanted->site.axes[own][axis];
        }
        along += site[axis] * direction[axis];
        site_squared += site[axis] * site[axis];
    }
    double radius = wanted->semi_major_axis_m;
    double range = sqrt(along * along + radius * radius - site_squared) - along;
    for (int axis = 0; axis < 3; axis++) {
        fixed_m[axis] = site[axis] + range * direction[axis];
    }
}

static double sin_latitude(const struct culmination *wanted, double azimuth) {
    double fixed_m[3];
    satellite_at(wanted, azimuth, fixed_m);
    return fixed_m[2] / wanted->semi_major_axis_m;
}

/*
 * How far the satellite's latitude is inside the orbit's reach; negative: no orbit of this inclination stands at this
 * azimuth.
 */
static double reach_margin(const struct culmination *wanted, double azimuth) {
    double slack = 1e-12; /* lets the orbit's highest latitude itself count, where rounding would decide */
    return sin(wanted->inclination_rad) + slack - fabs(sin_latitude(wanted, azimuth));
}

/* The northbound orbit through the satellite's place at an azimuth within reach. */
static void orbit_through(const struct culmination *wanted, double azimuth, struct circular *out) {
    double fixed_m[3];
    double position_m[3];
    satellite_at(wanted, azimuth, fixed_m);
    frames_release(wanted->utc_s, fixed_m, position_m);
    double sin_i = sin(wanted->inclination_rad);
    double sin_u = sin_i > 0.0 ? fmax(-1.0, fmin(1.0, position_m[2] / wanted->semi_major_axis_m / sin_i)) : 0.0;
    double u = asin(sin_u);
    out->semi_major_axis_m = wanted->semi_major_axis_m;
    out->inclination_rad = wanted->inclination_rad;
    out->epoch_utc_s = wanted->utc_s;
    out->mean_motion_rad_s = wanted->mean_motion_rad_s;
    out->argument_of_latitude_rad = u;
    /* Right ascension of the satellite less its way from the node, projected on the equator. */
    out->raan_rad = eraAnp(atan2(position_m[1], position_m[0]) - atan2(sin_u * cos(wanted->inclination_rad), cos(u)));
}

/*
 * Rate of the sine of the elevation, times the range: zero at a culmination, smooth through the zenith where the
 * elevation's own is not.
 */
static double climb_of(const struct culmination *wanted, const struct circular *orbit, double utc_s) {
    double position_m[3];
    double velocity_m_s[3];
    double fixed_m[3];
    double fixed_m_s[3];
    double line_m[3];
    double line_m_s[3];
    struct orbit_look look;
    circular_state(orbit, utc_s, position_m, velocity_m_s);
    frames_fix(utc_s, position_m, velocity_m_s, fixed_m, fixed_m_s);
    for (int axis = 0; axis < 3; axis++) {
        fixed_m[axis] -= wanted->site.position_m[axis];
    }
    frames_turn(&wanted->site, fixed_m, line_m);
    frames_turn(&wanted->site, fixed_m_s, line_m_s);
    frames_look(line_m, line_m_s, &look);
    return look.velocity[2] - look.range_rate_m_s * look.direction[2];
}

static enum satqkd_status latitude_at(const void *context, double azimuth, double *out, struct satqkd_error *error) {
    (void)error;
    *out = sin_latitude(context, azimuth);
    return SATQKD_OK;
}

static enum satqkd_status margin_at(const void *context, double azimuth, double *out, struct satqkd_error *error) {
    (void)error;
    *out = reach_margin(context, azimuth);
    return SATQKD_OK;
}

static enum satqkd_status climb_at(const void *context, double azimuth, double *out, struct satqkd_error *error) {
    (void)error;
    const struct culmination *wanted = context;
    struct circular orbit;
    orbit_through(wanted, azimuth, &orbit);
    *out = climb_of(wanted, &orbit, wanted->utc_s);
    return SATQKD_OK;
}

/* Whether the elevation has its maximum, not its minimum, at the epoch: it climbs before and sinks after. */
static bool is_highest(const struct culmination *wanted, const struct circular *orbit) {
    double around_s = 1e-4 * circular_period(orbit);
    return climb_of(wanted, orbit, wanted->utc_s - around_s) > 0.0 &&
           climb_of(wanted, orbit, wanted->utc_s + around_s) < 0.0;
}

/* Searches the azimuths of one side, all within reach, from the first on. */
static bool search_side(const struct culmination *wanted, double first, double last, struct circular *out) {
    enum { STEPS = 64 };
    struct bracket_function climb = {climb_at, wanted};
    double before = 0.0;
    double azimuth_before = first;
    for (int i = 0; i <= STEPS; i++) {
        double azimuth = first + (last - first) * i / STEPS;
        double here = 0.0;
        climb_at(wanted, azimuth, &here, NULL);
        double root = azimuth;
        /* So slow a climb is the culmination itself to a microsecond; at the zenith it is 0 at every azimuth. */
        bool found = fabs(here) <= 1e-9 * wanted->semi_major_axis_m * wanted->mean_motion_rad_s;
        if (!found && i > 0 && (here >= 0.0) != (before >= 0.0)) {
            bracket_root(&climb, here >= 0.0 ? azimuth : azimuth_before, here >= 0.0 ? azimuth_before : azimuth,
                         azimuth_tolerance_rad, &root, NULL);
            found = true;
        }
        if (found) {
            orbit_through(wanted, root, out);
            if (is_highest(wanted, out)) {
                return true;
            }
        }
        before = here;
        azimuth_before = azimuth;
    }
    return false;
}

/*
 * The satellite's latitude falls steadily from azimuth 0 to pi and is the same on both sides of the meridian, so that
 * what lies within reach of the inclination is one piece of azimuths a side, around the place nearest to the equator.
 */
static bool reachable_azimuths(const struct culmination *wanted, double *out_first, double *out_last) {
    struct bracket_function margin = {margin_at, wanted};
    struct bracket_function latitude = {latitude_at, wanted};
    double north = 0.0;
    double south = ERFA_DPI;
    double nearest = sin_latitude(wanted, north) < 0.0 ? north : south;
    if (sin_latitude(wanted, north) >= 0.0 && sin_latitude(wanted, south) < 0.0) {
        bracket_root(&latitude, north, south, azimuth_tolerance_rad, &nearest, NULL);
    }
    if (reach_margin(wanted, nearest) < 0.0) {
        return false;
    }
    *out_first = north;
    *out_last = south;
    if (reach_margin(wanted, north) < 0.0) {
        bracket_root(&margin, nearest, north, azimuth_tolerance_rad, out_first, NULL);
    }
    if (reach_margin(wanted, south) < 0.0) {
        bracket_root(&margin, nearest, south, azimuth_tolerance_rad, out_last, NULL);
    }
    return true;
}

/*
 * Elevation of the satellite where it stands in the station's meridian, at an angle from the equator counted over the
 * station's pole.
 */
static double meridian_elevation(const struct culmination *wanted, double latitude_rad, double angle) {
    const double *site = wanted->site.position_m;
    double outward_m = wanted->semi_major_axis_m * cos(angle) - hypot(site[0], site[1]);
    double poleward_m = wanted->semi_major_axis_m * sin(angle) - fabs(site[2]);
    double up_m = outward_m * cos(latitude_rad) + poleward_m * sin(latitude_rad);
    double level_m = poleward_m * cos(latitude_rad) - outward_m * sin(latitude_rad);
    return atan2(up_m, fabs(level_m));
}

/*
 * Says which elevations the inclination does reach: it comes nearest and least near to a station where it turns back
 * from a pole.
 */
static enum satqkd_status out_of_reach(const struct culmination *wanted, const struct orbit_station *station,
                                       struct satqkd_error *error) {
    double latitude = fabs(station->latitude_rad);
    double tilt = fmin(wanted->inclination_rad, ERFA_DPI - wanted->inclination_rad);
    double other_turn = latitude + tilt < 0.5 * ERFA_DPI ? -tilt : ERFA_DPI - tilt;
    double nearest = meridian_elevation(wanted, latitude, tilt);
    double highest = latitude <= tilt ? 0.5 * ERFA_DPI : nearest;
    double lowest = fmax(fmin(nearest, meridian_elevation(wanted, latitude, other_turn)), 0.0);
    double inclination_deg = wanted->inclination_rad * ERFA_DR2D;
    double latitude_deg = station->latitude_rad * ERFA_DR2D;
    if (highest <= 0.0) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "max_elevation_deg: an orbit inclined by %.4g° never rises over latitude %.4g°: "
                                "an inclination nearer to 90° would",
                                inclination_deg, latitude_deg);
    }
    return satqkd_error_set(error, SATQKD_INVALID,
                            "max_elevation_deg: no orbit inclined by %.4g° culminates at %.6g° over latitude %.4g°: "
                            "it does between about %.1f° and %.1f°; another inclination reaches others",
                            inclination_deg, wanted->elevation_rad * ERFA_DR2D, latitude_deg, lowest * ERFA_DR2D,
                            highest * ERFA_DR2D);
}

static enum satqkd_status check_request(double altitude_m, double inclination_rad, double max_elevation_rad,
                                        const struct orbit_station *station, double epoch_utc_s,
                                        struct satqkd_error *error) {
    if (!(altitude_m > 0.0 && isfinite(altitude_m))) {
        return satqkd_error_set(error, SATQKD_INVALID, "altitude_km: %g km is no altitude of an orbit: above 0",
                                altitude_m / 1e3);
    }
    if (!(inclination_rad >= 0.0 && inclination_rad <= ERFA_DPI)) {
        return satqkd_error_set(error, SATQKD_INVALID, "inclination_deg: %g° is no inclination: 0 to 180",
                                inclination_rad * ERFA_DR2D);
    }
    if (!(max_elevation_rad > 0.0 && max_elevation_rad <= 0.5 * ERFA_DPI)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "max_elevation_deg: %g° is no culmination: above 0 and at most 90",
                                max_elevation_rad * ERFA_DR2D);
    }
    if (!(fabs(station->latitude_rad) <= 0.5 * ERFA_DPI) || !isfinite(station->longitude_rad) ||
        !isfinite(station->altitude_m) || !isfinite(epoch_utc_s)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "station or epoch: latitude %g°, longitude %g°, altitude %g m, time %g s: "
                                "finite numbers, and a latitude of -90 to 90",
                                station->latitude_rad * ERFA_DR2D, station->longitude_rad * ERFA_DR2D,
                                station->altitude_m, epoch_utc_s);
    }
    return SATQKD_OK;
}

enum satqkd_status circular_solve(double altitude_m, double inclination_rad, double max_elevation_rad,
                                  const struct orbit_station *station, double epoch_utc_s, struct circular *out,
                                  struct satqkd_error *error) {
    enum satqkd_status status =
        check_request(altitude_m, inclination_rad, max_elevation_rad, station, epoch_utc_s, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct culmination wanted = {.semi_major_axis_m = frames_equatorial_radius() + altitude_m,
                                 .inclination_rad = inclination_rad,
                                 .elevation_rad = max_elevation_rad,
                                 .utc_s = epoch_utc_s};
    wanted.mean_motion_rad_s = sqrt(EARTH_GRAVITY_M3_S2 / pow(wanted.semi_major_axis_m, 3.0));
    frames_place(station, &wanted.site);
    if (!(eraPm(wanted.site.position_m) < wanted.semi_major_axis_m)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "altitude_km: an orbit of %g km lies below the station (%g m): it must lie above",
                                altitude_m / 1e3, station->altitude_m);
    }
    double first = 0.0;
    double last = 0.0;
    if (reachable_azimuths(&wanted, &first, &last) &&
        (search_side(&wanted, first, last, out) || search_side(&wanted, ERFA_D2PI - last, ERFA_D2PI - first, out))) {
        return SATQKD_OK;
    }
    return out_of_reach(&wanted, station, error);
}
