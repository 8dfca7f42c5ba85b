/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_KEY_STEPS_H
#define SATQKD_SECURITY_KEY_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "security/key_trace.h"

/** One step as kept. */
struct key_steps_entry {
    char symbol[KEY_TRACE_SYMBOL];
    const char *meaning, *equation;
    double value;
};

/** All that a bound said. Begins as {0}. */
struct key_steps {
    struct key_steps_entry *entries; /* owned */
    size_t count, room;
    bool out_of_memory; /* some are missing */
};

/** @return a listener that keeps every step in `steps`, which must outlive it */
struct key_trace key_steps_trace(struct key_steps *steps);

/** Releases what was kept. @param steps  may be {0} */
void key_steps_release(struct key_steps *steps);

#endif
