/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_UT1_TABLE_H
#define SATQKD_ORBIT_UT1_TABLE_H

#include <stddef.h>
#include <stdint.h>

/** UT1 - UTC less the leap seconds since the first row: it runs on evenly where UTC steps. Days are counted from 1970-01-01. */
struct ut1_table {
    int32_t first_day; /* of the first row, 0h UTC */
    int32_t step_days; /* from row to row */
    double unit_s;     /* of a row */
    const int32_t *rows;
    size_t row_count;
    const int32_t *leaps; /* days that begin after a leap second, ascending */
    size_t leap_count;
};

extern const struct ut1_table ut1_table;

#endif
