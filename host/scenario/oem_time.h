/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_OEM_TIME_H
#define SATQKD_SCENARIO_OEM_TIME_H

#include <stdbool.h>

/** The clocks of an ephemeris file. */
enum oem_clock { OEM_UTC, OEM_TAI, OEM_TT, OEM_GPS, OEM_CLOCKS };

/** Name of a clock in the file: "UTC". */
const char *oem_clock_name(enum oem_clock clock);

/**
 * Reads a CCSDS time (502.0-B-3, 7.5.10): YYYY-MM-DDThh:mm:ss[.fraction][Z], or YYYY-DDDThh:… with the day of the year.
 *
 * @param out_utc_s  POSIX seconds of UTC; untouched where the text is refused
 * @return whether it is such a time, of the years 1957 to 2100
 */
bool oem_time_parse(const char *text, enum oem_clock clock, double *out_utc_s);

#endif
