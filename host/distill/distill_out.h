/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_DISTILL_OUT_H
#define SATQKD_DISTILL_DISTILL_OUT_H

#include <stdio.h>

#include "distill/distill.h"
#include "satqkd/status.h"

/** What a distillation says of itself besides its result. */
struct distill_about {
    const char *events; /* the file's path */
    const char *scheme, *family, *bound;
    const char *seed_from; /* "generator" or "file" */
    enum classical_end satellite;
    double wall_s; /* of the whole command */
};

/**
 * distill.json of the run directory; nothing secret is in it.
 *
 * @param out  ends with a newline; owned by the caller, free()
 */
enum satqkd_status distill_json(const struct distill_result *result, const struct distill_about *about, char **out,
                                struct satqkd_error *error);

/** The same for people, within 80 columns, beside the paper's pass. */
void distill_print(const struct distill_result *result, const struct distill_about *about, FILE *stream);

#endif
