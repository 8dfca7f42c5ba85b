/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include "text/nearest.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Every command, in the order of `satqkd help`: X(name) stands for the constant command_name in cmd_name.c. */
/* clang-format off */
#define COMMANDS(X) \
    X(run) X(passes) X(new) X(key) X(distill) X(hash) X(optimize) X(sweep) X(campaign) \
    X(fiber) X(validate) X(report) X(devices) X(bench) X(help)
/* clang-format on */

/* Of a command. */
enum { MOST_OPTIONS = 32 };

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

/* How an option was written, "--out=x" without its value, and the names that it begins. */
struct written {
    const char *text;
    size_t length;
    const char *begun[MOST_OPTIONS];
    size_t begun_count;
};

static struct written find_written(char *const *argv, const struct option *known) {
    struct written written = {.text = argv[optind - 1]};
    written.length = strcspn(written.text, "=");
    for (; known->name && strncmp(written.text, "--", 2) == 0; ++known) {
        if (strncmp(known->name, written.text + 2, written.length - 2) == 0 && written.begun_count < MOST_OPTIONS) {
            written.begun[written.begun_count++] = known->name;
        }
    }
    return written;
}

/*
 * Whether it is a short option that getopt_long stumbled over; optind has not always passed it then. optopt is its letter,
 * but also the letter that stands for a long option whose value is missing or unwanted.
 */
static bool is_short(int found, const struct written *written, const struct option *known) {
    for (; optopt && known->name; ++known) {
        if (known->val == optopt && written->begun_count > 0 && (found == ':' || written->text[written->length])) {
            return false;
        }
    }
    return optopt != 0;
}

enum satqkd_status command_bad_option(const char *command, int found, char *const *argv, const struct option *known,
                                      struct satqkd_error *error) {
    const char *names[MOST_OPTIONS];
    char name[64];
    size_t count = 0;
    struct written written = find_written(argv, known);
    if (is_short(found, &written, known)) {
        return command_misuse(command, error, "unknown option '-%c': an option is a word behind two dashes", optopt);
    }
    int length = (int)written.length;
    if (found == ':') {
        return command_misuse(command, error, "%s needs a value", written.text);
    }
    if (optopt) {
        return command_misuse(command, error, "--%s takes no value, and '%s' gives one", written.begun[0],
                              written.text);
    }
    if (written.begun_count > 1) {
        return command_misuse(command, error, "'%.*s' may mean --%s or --%s", length, written.text, written.begun[0],
                              written.begun[1]);
    }
    for (; count < MOST_OPTIONS && known[count].name; ++count) {
        names[count] = known[count].name;
    }
    snprintf(name, sizeof name, "%.*s", length - 2, written.text + 2);
    const char *nearest = nearest_word(name, names, count);
    if (nearest) {
        return command_misuse(command, error, "unknown option '%.*s'; did you mean '--%s'?", length, written.text,
                              nearest);
    }
    return command_misuse(command, error, "unknown option '%.*s'", length, written.text);
}

enum satqkd_status command_scenario(const char *command, int argc, char *const *argv, const char **out,
                                    struct satqkd_error *error) {
    if (optind >= argc || !argv[optind][0]) {
        return command_misuse(command, error, "no scenario given");
    }
    if (optind + 1 < argc) {
        return command_misuse(command, error, "unexpected argument '%s': one scenario at a time", argv[optind + 1]);
    }
    *out = argv[optind];
    return SATQKD_OK;
}
