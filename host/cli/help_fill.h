/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_HELP_FILL_H
#define SATQKD_CLI_HELP_FILL_H

#include <stdio.h>

/**
 * Prints the text of a command's help in lines of 80 columns: paragraphs and the descriptions of options are filled anew, what stands
 * below "Examples:" is kept as it is.
 *
 * @param text  lines; behind an indentation, a gap of two spaces or more begins a description
 */
void help_fill(const char *text, FILE *out);

#endif
