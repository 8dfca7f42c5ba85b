/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_VALIDATE_POINTS_H
#define SATQKD_STUDY_VALIDATE_POINTS_H

#include <stddef.h>

#include "report/validation_out.h"
#include "satqkd/status.h"

/** One number of a model. */
struct validate_point {
    const char *quantity;
    double (*value)(double a, double b);
    double a, b;                 /* its arguments */
    double published, tolerance; /* absolute */
    const char *unit;
};

/** Where a model's numbers are published, and why its tolerances. */
struct validate_model {
    const char *name, *source, *reason;
    const char *remark; /* of a row outside; NULL: none is expected */
};

/** A reason that many models share. */
extern const char validate_points_last_digit[];

/** Adds a row for each point. */
enum satqkd_status validate_points_add(const struct validate_model *model, const struct validate_point *points,
                                       size_t count, struct validation *validation, struct satqkd_error *error);

#define VALIDATE_POINTS(array) array, sizeof(array) / sizeof *(array)

/** The rows of one field each. */
enum satqkd_status validate_air(struct validation *validation, struct satqkd_error *error);
enum satqkd_status validate_key_rates(struct validation *validation, struct satqkd_error *error);

#endif
