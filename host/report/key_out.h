/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_KEY_OUT_H
#define SATQKD_REPORT_KEY_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "satqkd/status.h"
#include "security/key.h"
#include "security/key_steps.h"

/** A counts file's own key, where several make one block. */
struct key_out_part {
    const char *file;
    double secret_bits;
};

/** One bound's answer. */
struct key_out {
    struct key_result result;
    struct key_steps steps;           /* empty: not explained */
    const struct key_out_part *parts; /* under the same bound; borrowed */
    size_t part_count;                /* 0: one counts file */
};

/**
 * The answers as JSON: the contract's keys, with steps an array "explain" of {symbol, meaning, equation, value}, with
 * several files "parts" and what they would give each on its own, "secret_bits_apart".
 *
 * @param all  an array, of whatever length; else the one object
 * @param out  ends with a newline; owned by the caller, free()
 */
enum satqkd_status key_out_json(const struct key_out *answers, size_t count, bool all, char **out,
                                struct satqkd_error *error);

/** The answers side by side for people, then their steps. */
void key_out_print(const struct key_out *answers, size_t count, FILE *stream);

#endif
