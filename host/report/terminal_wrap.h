/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_TERMINAL_WRAP_H
#define SATQKD_REPORT_TERMINAL_WRAP_H

#include <stdio.h>

enum { TERMINAL_COLUMNS = 80 };

/**
 * Prints a text in lines of TERMINAL_COLUMNS, broken at spaces.
 *
 * @param indent  of all lines but the first, which begins with head
 * @param head    as wide as indent, or padded to it; one that is wider takes its place in the line
 */
void terminal_wrap(FILE *out, int indent, const char *head, const char *text);

#endif
