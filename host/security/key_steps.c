/* SPDX-License-Identifier: MIT */
#include "security/key_steps.h"

#include <stdio.h>
#include <stdlib.h>

static void keep(void *context, const struct key_step *step) {
    struct key_steps *steps = context;
    if (steps->count == steps->room) {
        const size_t room = steps->room ? 2 * steps->room : 64;
        struct key_steps_entry *entries = realloc(steps->entries, room * sizeof *entries);
        if (!entries) {
            steps->out_of_memory = true;
            return;
        }
        steps->entries = entries;
        steps->room = room;
    }
    struct key_steps_entry *entry = &steps->entries[steps->count++];
    snprintf(entry->symbol, sizeof entry->symbol, "%s", step->symbol);
    entry->meaning = step->meaning;
    entry->equation = step->equation;
    entry->value = step->value;
}

struct key_trace key_steps_trace(struct key_steps *steps) {
    return (struct key_trace){keep, steps};
}

void key_steps_release(struct key_steps *steps) {
    free(steps->entries);
    *steps = (struct key_steps){0};
}
