/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_CMD_HELP_H
#define SATQKD_CLI_CMD_HELP_H

#include <stdio.h>

struct command;

/** Writes what the program is and a line on each command. */
void cmd_help_overview(FILE *out);

/** Writes usage, summary and options of one command. */
void cmd_help_command(const struct command *command, FILE *out);

#endif
