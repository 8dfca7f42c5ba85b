/* SPDX-License-Identifier: MIT */
#include "orbit/sun.h"

#include <erfa.h>
#include <erfam.h>
#include <math.h>

#include "orbit/frames.h"
#include "orbit/time_utc.h"
#include "orbit/ut1.h"

/* TT - UTC, days. TT stands in for TDB too: they differ by less than 2 ms. */
static double terrestrial_days(double utc_days) {
    int year = 0;
    int month = 0;
    int day = 0;
    double fraction = 0.0;
    double tai_less_utc_s = 0.0;
    if (eraJd2cal(TIME_UTC_POSIX_EPOCH_JD, utc_days, &year, &month, &day, &fraction) == 0) {
        /*
         * Before 1960 ERFA knows none and gives 0; years after its table get the last one: the Sun moves 0.04" in a
         * second.
         */
        eraDat(year, month, day, fraction, &tai_less_utc_s);
    }
    return (tai_less_utc_s + ERFA_TTMTAI) / ERFA_DAYSEC;
}

/*
 * Earth-fixed vector from the Earth's centre to the Sun's, as it is seen: one light time ago, which is light time and
 * aberration in one.
 */
static void sun_from_centre(double utc_s, double fixed_m[3]) {
    double utc_days = utc_s / ERFA_DAYSEC;
    double tt_days = utc_days + terrestrial_days(utc_days);
    double ut1_days = utc_days + ut1_less_utc(utc_s) / ERFA_DAYSEC;
    double heliocentric_au[2][3];
    double barycentric_au[2][3];
    double to_fixed[3][3];
    eraEpv00(TIME_UTC_POSIX_EPOCH_JD, tt_days - ERFA_AULT / ERFA_DAYSEC, heliocentric_au, barycentric_au);
    eraC2t00b(TIME_UTC_POSIX_EPOCH_JD, tt_days, TIME_UTC_POSIX_EPOCH_JD, ut1_days, 0.0, 0.0, to_fixed);
    eraRxp(to_fixed, heliocentric_au[0], fixed_m);
    eraSxp(-ERFA_DAU, fixed_m, fixed_m);
}

void sun_direction(const struct orbit_station *station, double utc_s, double direction[3]) {
    struct frames_site site;
    double sun_m[3];
    double seen_m[3];
    double distance_m = 0.0;
    frames_place(station, &site);
    sun_from_centre(utc_s, sun_m);
    eraPmp(sun_m, site.position_m, sun_m);
    frames_turn(&site, sun_m, seen_m);
    eraPn(seen_m, &distance_m, direction);
}

double sun_elevation(const struct orbit_station *station, double utc_s) {
    double direction[3];
    sun_direction(station, utc_s, direction);
    return atan2(direction[2], hypot(direction[0], direction[1]));
}

bool sun_lights(const double position_m[3], double utc_s) {
    double position[3] = {position_m[0], position_m[1], position_m[2]};
    double to_sun_m[3];
    double distance_m = 0.0;
    double direction[3];
    double across[3];
    sun_from_centre(utc_s, to_sun_m);
    eraPmp(to_sun_m, position, to_sun_m);
    eraPn(to_sun_m, &distance_m, direction);
    if (eraPdp(position, direction) >= 0.0) {
        return true; /* on the day side of the Earth's centre */
    }
    eraPxp(position, direction, across);
    return eraPm(across) > frames_equatorial_radius();
}
