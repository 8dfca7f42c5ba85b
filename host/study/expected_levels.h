/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_EXPECTED_LEVELS_H
#define SATQKD_STUDY_EXPECTED_LEVELS_H

/* Polynomial interpolation at the Chebyshev points of a range (Trefethen, Approximation Theory and Approximation Practice,
 * 2013), for distributions: what is kept of one are weights of the points, whose sum with a function's values there is
 * the function's expectation, for any polynomial of a degree below their number. */

/** @return point i of n in a range; the middle for n 1 */
double expected_levels_at(double low, double high, int i, int n);

/** Adds weight T_k(x) to moments[k], k from 0 to n - 1. @param x  within -1 and 1 */
void expected_levels_add(double x, double weight, int n, double moments[]);

/** Weights of the n points of -1 to 1 of a distribution with these moments. */
void expected_levels_weights(const double moments[], int n, double weights[]);

/** @return how many points exp(-x u) needs, u from 0 to 1, by the size of its Chebyshev coefficients 2 exp(-x/2) I_n(x/2); most + 1
 *  where these are not enough */
int expected_levels_for_light(double x, int most);

/** @return how many points 1 / (1 + a + b u) needs, u from 0 to 1, by the Bernstein ellipse through its pole; at most `most` */
int expected_levels_for_memory(double a, double b, int most);

#endif
