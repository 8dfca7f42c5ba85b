/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include "text/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Every command, in the order of `satqkd help`: X(name) stands for the constant command_name in cmd_name.c. */
/* clang-format off */
#define COMMANDS(X) \
    X(run) X(passes) X(new) X(key) X(distill) X(hash) X(optimize) X(sweep) X(campaign) \
    X(fiber) X(validate) X(report) X(devices) X(bench) X(help)
/* clang-format on */

#define DECLARE(name) extern const struct command command_##name;
COMMANDS(DECLARE)

const struct command *const *command_table(void) {
#define ENTRY(name) &command_##name,
    static const struct command *const table[] = {COMMANDS(ENTRY) NULL};
    return table;
}

const struct command *command_find(const char *name, struct satqkd_error *error) {
#define NAME(name) #name,
    static const char *const names[] = {COMMANDS(NAME)};
    for (const struct command *const *command = command_table(); *command; command++) {
        if (strcmp((*command)->name, name) == 0) {
            return *command;
        }
    }
    const char *nearest = nearest_word(name, names, sizeof names / sizeof *names);
    if (nearest) {
        satqkd_error_set(error, SATQKD_INVALID, "unknown command '%s'; did you mean '%s'? (satqkd help lists them)",
                         name, nearest);
    } else {
        satqkd_error_set(error, SATQKD_INVALID, "unknown command '%s' (satqkd help lists them)", name);
    }
    return NULL;
}

enum satqkd_status command_misuse(const char *command, struct satqkd_error *error, const char *format, ...) {
    char what[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return satqkd_error_set(error, SATQKD_INVALID, "%s: %s (satqkd help %s tells more)", command, what, command);
}
