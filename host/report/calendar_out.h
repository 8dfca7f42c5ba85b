/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_CALENDAR_OUT_H
#define SATQKD_REPORT_CALENDAR_OUT_H

#include <stddef.h>

#include "satqkd/status.h"

/** What a station got in a day or an hour. */
struct calendar_out_cell {
    double passes, clear_passes, sifted_bits, secret_bits;
};

/** Cells of equal length, station by station. */
struct calendar_out {
    double from_utc_s, cell_s;
    size_t cell_count;           /* of a station */
    const char *const *stations; /* names; borrowed */
    size_t station_count;
    const struct calendar_out_cell *cells; /* [station][cell]; borrowed */
};

/**
 * calendar.csv: start_utc, hours, station, passes, clear_passes, sifted_bits, secret_bits, by time; cells without a pass are left
 * out.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status calendar_out_csv(const struct calendar_out *calendar, char **out, struct satqkd_error *error);

#endif
