/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_CSV_H
#define SATQKD_REPORT_CSV_H

#include <stdio.h>

/** Writes a field as RFC 4180 has it: in quotes where it holds a comma, a quote or a line's end. */
void csv_text(FILE *stream, const char *text);

/** Writes a number that loses no bit; NaN is an empty field, infinities are as pandas reads them. */
void csv_number(FILE *stream, double value);

#endif
