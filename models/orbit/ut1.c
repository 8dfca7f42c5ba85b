/* SPDX-License-Identifier: MIT */
#include "orbit/ut1.h"

#include <erfam.h>

#include "orbit/ut1_table.h"

double ut1_less_utc(double utc_s) {
    const struct ut1_table *table = &ut1_table;
    double last = (double)(table->row_count - 1);
    double day = utc_s / ERFA_DAYSEC;
    double at = (day - table->first_day) / table->step_days;
    at = at > 0.0 ? at : 0.0; /* what is no number too */
    at = at < last ? at : last;
    size_t before = at < last ? (size_t)at : table->row_count - 2;
    double share = at - (double)before;
    double even = table->rows[before] + share * (table->rows[before + 1] - table->rows[before]);
    size_t leaps = table->leap_count;
    while (leaps > 0 && !(day >= table->leaps[leaps - 1])) {
        leaps--;
    }
    return even * table->unit_s + (double)leaps;
}
