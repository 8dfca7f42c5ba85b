/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_BRACKET_H
#define SATQKD_ORBIT_BRACKET_H

#include "satqkd/status.h"

/** A continuous function of one variable that may fail. */
struct bracket_function {
    enum satqkd_status (*value)(const void *context, double x, double *out, struct satqkd_error *error);
    const void *context;
};

/**
 * A root between two arguments of different sign, by inverse quadratic interpolation or, where that is not safe,
 * bisection (Chandrupatla, Adv. Eng. Software 28, 145, 1997).
 *
 * @param inside     where the function is not negative
 * @param outside    where it is negative
 * @param tolerance  of the root, in units of x, above 0
 * @param out        an argument within the tolerance of a root at which the function is not negative: an edge found so
 *         lies inside
 * @return what the function returned where it failed, else SATQKD_OK
 */
enum satqkd_status bracket_root(const struct bracket_function *function, double inside, double outside,
                                double tolerance, double *out, struct satqkd_error *error);

#endif
