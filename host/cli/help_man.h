/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_HELP_MAN_H
#define SATQKD_CLI_HELP_MAN_H

#include <stdio.h>

/** Writes the manual page satqkd(1) in man(7) macros, made from the command table. */
void help_man(FILE *out);

#endif
