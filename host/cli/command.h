/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_COMMAND_H
#define SATQKD_CLI_COMMAND_H

#include "satqkd/status.h"

/** One command of the program; a new one is a file cmd_NAME.c with such a constant and its name in command.c. */
struct command {
    const char *name;
    const char *usage;   /* "run SCENARIO [--out DIR] …" */
    const char *summary; /* one line for `satqkd help` */
    const char *help;    /* the options, a paragraph or two, an example: `satqkd help NAME` */
    /* argv[0] is the command's own name. Returns the exit status; on failure the message is in error and main prints it. */
    enum satqkd_status (*run)(int argc, char **argv, struct satqkd_error *error);
};

/** @return the table, ended by a NULL */
const struct command *const *command_table(void);

/**
 * The command of that name.
 *
 * @param name   as typed
 * @param error  where there is none: names the nearest known one
 * @return the command, or NULL (SATQKD_INVALID in error)
 */
const struct command *command_find(const char *name, struct satqkd_error *error);

/**
 * Refusal of a wrong command line: the message is the format's, followed by how to get help on the command.
 * @return SATQKD_INVALID
 */
enum satqkd_status command_misuse(const char *command, struct satqkd_error *error, const char *format, ...)
    SATQKD_PRINTF(3, 4);

#endif
