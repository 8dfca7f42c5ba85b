/* SPDX-License-Identifier: MIT */
#include "orbit/frames.h"

#include <erfa.h>
#include <erfam.h>
#include <math.h>

#include "orbit/time_utc.h"
#include "orbit/ut1.h"

double frames_equatorial_radius(void) {
    double radius_m = 0.0;
    double flattening = 0.0;
    eraEform(ERFA_WGS84, &radius_m, &flattening);
    return radius_m;
}

void frames_place(const struct orbit_station *station, struct frames_site *out) {
    double latitude = station->latitude_rad;
    double longitude = station->longitude_rad;
    eraGd2gc(ERFA_WGS84, longitude, latitude, station->altitude_m, out->position_m);
    double axes[3][3] = {
        {-sin(longitude), cos(longitude), 0.0},
        {-sin(latitude) * cos(longitude), -sin(latitude) * sin(longitude), cos(latitude)},
        {cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)},
    };
    eraCr(axes, out->axes);
}

double frames_sidereal_angle(double utc_s) {
    return eraGmst82(TIME_UTC_POSIX_EPOCH_JD, (utc_s + ut1_less_utc(utc_s)) / ERFA_DAYSEC);
}

static void turn_about_pole(double angle, const double in[3], double out[3]) {
    double c = cos(angle);
    double s = sin(angle);
    double x = c * in[0] + s * in[1];
    double y = -s * in[0] + c * in[1];
    out[0] = x;
    out[1] = y;
    out[2] = in[2];
}

void frames_fix(double utc_s, const double position_m[3], const double velocity_m_s[3], double fixed_position_m[3],
                double fixed_velocity_m_s[3]) {
    double angle = frames_sidereal_angle(utc_s);
    turn_about_pole(angle, position_m, fixed_position_m);
    turn_about_pole(angle, velocity_m_s, fixed_velocity_m_s);
    fixed_velocity_m_s[0] += FRAMES_EARTH_RATE_RAD_S * fixed_position_m[1];
    fixed_velocity_m_s[1] -= FRAMES_EARTH_RATE_RAD_S * fixed_position_m[0];
}

void frames_release(double utc_s, const double fixed_position_m[3], double position_m[3]) {
    turn_about_pole(-frames_sidereal_angle(utc_s), fixed_position_m, position_m);
}

static double dot(const double a[3], const double b[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

void frames_turn(const struct frames_site *site, const double fixed[3], double out[3]) {
    for (int axis = 0; axis < 3; axis++) {
        out[axis] = dot(site->axes[axis], fixed);
    }
}

void frames_look(const double line_of_sight_m[3], const double velocity_m_s[3], struct orbit_look *out) {
    double range = sqrt(dot(line_of_sight_m, line_of_sight_m));
    for (int axis = 0; axis < 3; axis++) {
        out->direction[axis] = line_of_sight_m[axis] / range;
        out->velocity[axis] = velocity_m_s[axis];
    }
    out->slant_range_m = range;
    out->elevation_rad = atan2(out->direction[2], hypot(out->direction[0], out->direction[1]));
    out->azimuth_rad = eraAnp(atan2(out->direction[0], out->direction[1]));
    out->range_rate_m_s = dot(out->direction, velocity_m_s);
    double across[3];
    for (int axis = 0; axis < 3; axis++) {
        across[axis] = velocity_m_s[axis] - out->range_rate_m_s * out->direction[axis];
    }
    out->angular_speed_rad_s = sqrt(dot(across, across)) / range;
}

double frames_height(const double fixed_position_m[3]) {
    double position[3] = {fixed_position_m[0], fixed_position_m[1], fixed_position_m[2]};
    double longitude = 0.0;
    double latitude = 0.0;
    double height_m = 0.0;
    eraGc2gd(ERFA_WGS84, position, &longitude, &latitude, &height_m);
    return height_m;
}
