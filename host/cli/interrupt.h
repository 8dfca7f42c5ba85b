/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_INTERRUPT_H
#define SATQKD_CLI_INTERRUPT_H

#include "satqkd/status.h"

#include <stdbool.h>

/**
 * From now on the first SIGINT is only noted, so that a command can end cleanly at its next poll; a second one ends the
 * program at once.
 *
 * @return SATQKD_OK, or SATQKD_FAILURE where the system refuses
 */
enum satqkd_status interrupt_watch(struct satqkd_error *error);

/** The same for SIGTERM too, which batch systems and mpirun send before they end a process. */
enum satqkd_status interrupt_watch_terminate(struct satqkd_error *error);

/**
 * What the first signal prints on standard error, at once: who is ended a second later has no time to come to its next poll.
 *
 * @param text  a line, borrowed until the next call; NULL: nothing
 */
void interrupt_say(const char *text);

/** @return whether SIGINT has come since interrupt_watch */
bool interrupt_pending(void);

/** For a loop: @return SATQKD_OK, or SATQKD_INTERRUPTED with its message once SIGINT has come */
enum satqkd_status interrupt_check(struct satqkd_error *error);

#endif
