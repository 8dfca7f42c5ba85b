/* SPDX-License-Identifier: MIT */
#include "cli/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

/* The one variable of the program that outlives a call: a signal handler can reach nothing else. */
static volatile sig_atomic_t interrupted;

static void note_interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
}

enum satqkd_status interrupt_watch(struct satqkd_error *error) {
    /*
     * SA_RESETHAND: the second SIGINT finds the default action. SA_RESTART: an OpenCL driver in the middle of a system
     * call never sees EINTR. Set even where the caller ignores SIGINT, as a shell does for `satqkd … &`: a script that
     * sends it to such a run means it.
     */
    struct sigaction action = {.sa_handler = note_interrupt, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, NULL) != 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "SIGINT cannot be watched: %s", strerror(errno));
    }
    return SATQKD_OK;
}

bool interrupt_pending(void) {
    return interrupted != 0;
}

enum satqkd_status interrupt_check(struct satqkd_error *error) {
    if (!interrupt_pending()) {
        return SATQKD_OK;
    }
    return satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted");
}
