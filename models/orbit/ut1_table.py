#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes ut1_table.c: UT1 - UTC as the IERS measured and predicts it, every ten days.

Usage, in this folder: python3 ut1_table.py finals2000A.all > ut1_table.c
The file: IERS Bulletin A, from 1973-01-02 to a year ahead, https://datacenter.iers.org/data/9/finals2000A.all (also
https://maia.usno.navy.mil/ser7/finals2000A.all), columns as in its readme.finals2000A: 8-15 MJD, 58 I (measured) or P
(predicted), 59-68 UT1 - UTC in seconds.

Between the rows ut1.c interpolates linearly; what that misses, tides of the Earth of two weeks and less, is said in the
table's comment.
"""
import sys
import textwrap

STEP_DAYS = 10
UNITS_PER_SECOND = 10000
MJD_1970 = 40587


def read(path):
    """(MJD, flag, UT1 - UTC) of every day that has one."""
    rows = []
    for line in open(path, encoding="ascii"):
        if line[58:68].strip():
            rows.append((int(float(line[7:15])), line[57], float(line[58:68])))
    days = [row[0] for row in rows]
    if days != list(range(days[0], days[0] + len(days))):
        sys.exit(f"{path}: a day is missing or twice")
    return rows


def unroll(rows):
    """UT1 - UTC less the leap seconds since the first row, which goes on evenly, and the days that begin after one."""
    even, leaps = [], []
    for i, (day, _, value) in enumerate(rows):
        if i and abs(value - rows[i - 1][2]) > 0.5:
            if value < rows[i - 1][2]:
                sys.exit(f"MJD {day}: a negative leap second, which ut1.c does not know")
            leaps.append(day)
        even.append(value - len(leaps))
    return even, leaps


def worst_between(even):
    """What linear interpolation between the rows of the table misses at most, in seconds."""
    worst = 0.0
    for i in range(0, len(even) - STEP_DAYS, STEP_DAYS):
        for day in range(1, STEP_DAYS):
            line = even[i] + (even[i + STEP_DAYS] - even[i]) * day / STEP_DAYS
            worst = max(worst, abs(line - even[i + day]))
    return worst


def lines(numbers):
    return textwrap.indent(textwrap.fill(", ".join(map(str, numbers)) + ",", 116), "    ")


def main():
    rows = read(sys.argv[1])
    even, leaps = unroll(rows)
    table = [round(value * UNITS_PER_SECOND) for value in even[::STEP_DAYS]]
    predicted = next((day for day, flag, _ in rows if flag == "P"), rows[-1][0] + 1)
    print(f"""/* SPDX-License-Identifier: MIT */
/*
 * Made by ut1_table.py from IERS Bulletin A, finals2000A.all; not to be edited. Measured up to MJD {predicted - 1}, predicted from
 * there on. Linear interpolation is within {1e3 * worst_between(even):.1f} ms of the daily values.
 */
#include "orbit/ut1_table.h"

/* clang-format off */
static const int32_t rows[] = {{
{lines(table)}
}};

static const int32_t leaps[] = {{
{lines(day - MJD_1970 for day in leaps)}
}};
/* clang-format on */

const struct ut1_table ut1_table = {{
    .first_day = {rows[0][0] - MJD_1970},
    .step_days = {STEP_DAYS},
    .unit_s = {1 / UNITS_PER_SECOND:g},
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .leaps = leaps,
    .leap_count = sizeof leaps / sizeof leaps[0],
}};""")


main()
