/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_TIMELINE_H
#define SATQKD_REPORT_TIMELINE_H

#include <stddef.h>

#include "satqkd/status.h"

/** One row of timeline.csv: times are of its start, the geometry and the link of its middle. */
struct timeline_row {
    double utc_s, t_s;
    double range_km, elevation_deg, azimuth_deg;
    double loss_db, efficiency; /* transmitter's aperture to before the detectors, mean over the fades */
    double diffraction_db, pointing_db, atmosphere_db, optics_db;
    double scintillation_index, rotation_deg;
    double coupling_db;                      /* into the receiver's fibre or field stop; 0 in free space */
    double sky_hz;                           /* background photons before the detectors */
    double sun_elevation_deg, sun_angle_deg; /* the latter from the line of sight; NaN where sunlight is not counted */
    double pulses, detections, matched, sifted_bits, error_bits;
};

/** @return the name of a column's numbers, from 0; NULL behind the last. The first, utc_s, is the file's time_utc. */
const char *timeline_column(size_t index);

/** @return a row's number in a column that there is; NaN for the qber of a row where nothing was sifted */
double timeline_value(const struct timeline_row *row, size_t column);

/**
 * timeline.csv as text: a header, then a row a second; qber is empty where nothing was sifted.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status timeline_csv(const struct timeline_row *rows, size_t count, char **out, struct satqkd_error *error);

#endif
