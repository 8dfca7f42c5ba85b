/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_OPTIMIZE_OUT_H
#define SATQKD_REPORT_OPTIMIZE_OUT_H

#include <stdbool.h>
#include <stdio.h>

#include "satqkd/status.h"
#include "security/key.h"

enum { OPTIMIZE_OUT_ROWS = 2 * KEY_MAX_INTENSITIES + 3, OPTIMIZE_OUT_NAME = 32, OPTIMIZE_OUT_WARNING = 256 };

/** Settings before a pass. */
struct optimize_out_settings {
    struct key_protocol protocol;
    double min_elevation_deg; /* NaN: a track that tells none */
};

/** What a tenth less and a tenth more of one setting does. */
struct optimize_out_row {
    char name[OPTIMIZE_OUT_NAME];
    bool is_free;
    double value;
    double low, high;           /* the values tried; the other probabilities make room for one of them */
    double low_bits, high_bits; /* NaN: the bound does not fit there */
};

/** All that an optimisation found out: report declares it, study fills it in. */
struct optimize_out {
    char name[128];
    size_t passes, blocks; /* blocks: where passes are put together */
    bool block_a_pass;     /* what `key` is the sum of: a block a pass; else passes are put together */
    struct optimize_out_settings given, found;
    struct key_result key_given, key;
    double other_given_bits, other_bits; /* the other way to make blocks, with the settings given and found */
    double other_best_bits;              /* the same with the settings that are best for it */
    struct optimize_out_row rows[OPTIMIZE_OUT_ROWS];
    int row_count;
    double best_cut_deg, best_cut_bits; /* the best elevation to begin at, all else as found; NaN: none is known */
    double *start_bits;                 /* owned: what each starting point came to */
    int start_count;
    long evaluations;
    double wall_s;
    char warning[OPTIMIZE_OUT_WARNING]; /* "" where there is nothing to warn of */
};

/** optimize --json. @param out  ends with a newline; owned by the caller, free() */
enum satqkd_status optimize_out_json(const struct optimize_out *found, char **out, struct satqkd_error *error);

/** The same for people. */
void optimize_out_print(const struct optimize_out *found, FILE *stream);

/** Releases what it owns. */
void optimize_out_release(struct optimize_out *found);

#endif
