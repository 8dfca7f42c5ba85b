/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_OPTIONS_H
#define SATQKD_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "satqkd/status.h"
#include "scenario/scenario.h"

/** What --set has collected, in the order of the command line. */
struct options_settings {
    struct scenario_setting *list; /* owned: free */
    size_t count;
};

/** An option of a command; a table of them ends with a name of NULL. One of the places is set, and says which kind it is. */
struct options_entry {
    const char *name;  /* without its dashes */
    bool *flag;        /* the option takes no value */
    const char **text; /* borrowed from argv, not empty */
    double *number;    /* finite */
    double *utc_s;     /* a time in UTC */
    uint64_t *count;   /* a whole number */
    int *word;         /* the index of one of words, which NULL ends */
    const char *const *words;
    int *whole; /* a whole number from least to most; a most of 0 is INT_MAX */
    int least, most;
    int without; /* with whole: its value where none is written; 0: one must be */
    struct options_settings *settings;
    /* Anything else; the message of a failure is whole. */
    enum satqkd_status (*read)(const char *text, void *into, struct satqkd_error *error);
    void *into;
};

/**
 * Reads the options of a command line.
 *
 * @param command   its name
 * @param argv      as the command gets it: argv[0] is the command, NULL ends it; operands are moved behind the options
 * @param operands  within argv: what is no option, ended by NULL
 * @return SATQKD_INVALID with a message that says which option, what is wrong and what would be right; SATQKD_FAILURE without memory
 */
enum satqkd_status options_read(const char *command, const struct options_entry *entries, int argc, char **argv,
                                char ***operands, struct satqkd_error *error);

/**
 * The one operand of a command.
 *
 * @param what  "scenario"
 * @param out   borrowed from operands
 * @return SATQKD_INVALID where there is none, or more than one
 */
enum satqkd_status options_one(const char *command, char *const *operands, const char *what, const char **out,
                               struct satqkd_error *error);

/** Adds a KEY=VALUE, borrowed, behind the others. @return SATQKD_FAILURE without memory */
enum satqkd_status options_set(struct options_settings *settings, const char *text, struct satqkd_error *error);

#endif
