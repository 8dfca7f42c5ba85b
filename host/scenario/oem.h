/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_OEM_H
#define SATQKD_SCENARIO_OEM_H

#include "satqkd/status.h"

struct cJSON;

enum { OEM_MOST_STATES = 1000000 };

/**
 * Reads an Orbit Ephemeris Message (CCSDS 502.0-B-3, 2023) in its keyword form: one segment about the Earth, REF_FRAME an ITRF, TEME, or
 * EME2000, GCRF, ICRF; TIME_SYSTEM UTC, TAI, TT or GPS. States outside USEABLE_START_TIME to USEABLE_STOP_TIME are left out, accelerations
 * and covariances read over. Strict: an unknown keyword, a missing one, a state out of order or outside START_TIME to STOP_TIME is refused.
 *
 * @param path  of the file
 * @param out   {"frame", "degree", "start_utc", "rows": [[t_s, x_km, y_km, z_km, vx_km_s, vy_km_s, vz_km_s]]}; degree: of the Hermite
 *              interpolation, INTERPOLATION_DEGREE made odd, else 7; owned by the caller, cJSON_Delete
 * @return SATQKD_INVALID with "FILE:LINE: what is wrong and what would be right"; SATQKD_FAILURE without memory
 */
enum satqkd_status oem_read(const char *path, struct cJSON **out, struct satqkd_error *error);

#endif
