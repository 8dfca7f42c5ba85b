/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_OMM_H
#define SATQKD_SCENARIO_OMM_H

#include "satqkd/status.h"

struct cJSON;

enum { OMM_LINE = 70 }; /* bytes of a line of elements with its NUL */

/**
 * Mean elements of an Orbit Mean-Elements Message (CCSDS 502.0-B-3) in JSON, with the keys of CelesTrak and Space-Track, as two lines. Both
 * forms hold the same digits but for the epoch, which two lines round to 1e-8 days (3 m along a low orbit).
 *
 * @param message  an object: EPOCH (UTC), MEAN_MOTION (revolutions a day), ECCENTRICITY, INCLINATION, RA_OF_ASC_NODE, ARG_OF_PERICENTER,
 *                 MEAN_ANOMALY (degrees), NORAD_CAT_ID up to 339999, BSTAR; the others may be missing; numbers, or texts of them
 * @param line1, line2  OMM_LINE bytes
 * @return SATQKD_INVALID with the key and what would be right
 */
enum satqkd_status omm_lines(const struct cJSON *message, char *line1, char *line2, struct satqkd_error *error);

#endif
