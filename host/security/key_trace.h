/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_KEY_TRACE_H
#define SATQKD_SECURITY_KEY_TRACE_H

#include "satqkd/status.h"

enum { KEY_TRACE_SYMBOL = 48 };

/** One number on the way to a key length. */
struct key_step {
    const char *symbol;   /* as in the source, in plain letters: "n-_X,1" */
    const char *meaning;  /* in words */
    const char *equation; /* author, year, number */
    double value;
};

/** Who listens to a bound at work: the bounds say their intermediates while they compute the one length there is. */
struct key_trace {
    /* The step and its symbol are gone after the call; meaning and equation are constants. */
    void (*step)(void *context, const struct key_step *step);
    void *context;
};

/**
 * Says one intermediate.
 *
 * @param trace            NULL: nobody listens
 * @param symbol_format, … printf's; cut at KEY_TRACE_SYMBOL
 */
void key_trace_step(const struct key_trace *trace, double value, const char *equation, const char *meaning,
                    const char *symbol_format, ...) SATQKD_PRINTF(5, 6);

/** The letter of a basis, 'X' or 'Z'. */
char key_trace_basis(int basis);

#endif
