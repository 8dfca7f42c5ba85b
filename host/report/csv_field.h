/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_CSV_FIELD_H
#define SATQKD_REPORT_CSV_FIELD_H

#include <stdio.h>

/** A text as a field of CSV (RFC 4180): in quotes where it holds a comma, a quote or a line's end. */
void csv_field_text(FILE *stream, const char *text);

/** A comma and a number that loses no bit; nothing behind the comma for NAN, and inf as pandas reads it. */
void csv_field_number(FILE *stream, double value);

#endif
