/* SPDX-License-Identifier: MIT */
#include "satqkd/satqkd.h"

#include "cli/cmd_help.h"
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * A stream that the caller closed is held by /dev/null, opened the wrong way round: else the first file opened would
 * take its number and receive what is meant for the stream, and so that using it is still an error.
 */
static bool hold_closed_streams(void) {
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) != descriptor) {
            return false;
        }
    }
    return true;
}

static bool asks_for_help(int argc, char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            return true;
        }
    }
    return false;
}

/* argv[0] is the program. */
static enum satqkd_status dispatch(int argc, char **argv, struct satqkd_error *error) {
    if (argc < 2) {
        cmd_help_overview(stderr);
        return SATQKD_INVALID;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("satqkd %s\n", satqkd_version());
        return SATQKD_OK;
    }
    if (strcmp(argv[1], "--help") == 0) {
        cmd_help_overview(stdout);
        return SATQKD_OK;
    }
    if (argv[1][0] == '-') {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "unknown option '%s': the command comes first (satqkd help lists them)", argv[1]);
    }
    const struct command *command = command_find(argv[1], error);
    if (!command) {
        return SATQKD_INVALID;
    }
    if (asks_for_help(argc - 1, argv + 1)) {
        cmd_help_command(command, stdout);
        return SATQKD_OK;
    }
    return command->run(argc - 1, argv + 1, error);
}

/* What was printed may still wait in a buffer: only the flush tells of a full disk or a reader that has gone. */
static enum satqkd_status flush_output(enum satqkd_status status, struct satqkd_error *error) {
    bool failed_before = ferror(stdout);
    errno = 0;
    if (fflush(stdout) == 0 && !failed_before) {
        return status;
    }
    if (status != SATQKD_OK) {
        return status;
    }
    return satqkd_error_set(error, SATQKD_FAILURE, "standard output cannot be written: %s",
                            errno ? strerror(errno) : "an earlier write failed");
}

/* One line, whatever bytes an argument or a file's name has brought into the message. */
static void print_error(const char *message) {
    fputs("satqkd: ", stderr);
    for (; *message; ++message) {
        fputc((unsigned char)*message < ' ' || *message == '\x7f' ? '?' : *message, stderr);
    }
    fputc('\n', stderr);
}

int main(int argc, char **argv) {
    if (!hold_closed_streams()) {
        return SATQKD_FAILURE;
    }
    /* A closed pipe is a failed write with a message, like a full disk, rather than a silent death. */
    signal(SIGPIPE, SIG_IGN);
    struct satqkd_error error = {0};
    enum satqkd_status status = dispatch(argc, argv, &error);
    status = flush_output(status, &error);
    if (status != SATQKD_OK && error.message[0]) {
        print_error(error.message);
    }
    return status;
}
