/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SPECIAL_GAMMA_H
#define SATQKD_SPECIAL_GAMMA_H

/**
 * Regularised incomplete gamma functions: the probability that a gamma variate of the given shape and scale 1 is below x, and above.
 *
 * @param shape  > 0; NaN where it is not
 * @param x      >= 0; NaN where it is not
 * @return 0..1, relative error below 1e-12 for shapes from 1e-3 to 1e9, down to 1e-290 for the smaller of the two
 * Sources: power series and Legendre's continued fraction (Abramowitz and Stegun 1964, 6.5.29 and 6.5.31) up to a shape of 400,
 * beyond it the integral of the density from x on outwards.
 */
double gamma_p(double shape, double x);
double gamma_q(double shape, double x);

/**
 * The inverse: ln(x / shape) for the x whose gamma_p(shape, x) is the normal distribution's value at a deviate. So exp of it is a
 * unit-mean gamma variate of variance 1 / shape, as a monotone map of a standard normal deviate. By way of the deviate neither tail loses
 * digits.
 *
 * @param shape    > 0, INFINITY allowed (0: the variate is its mean); NaN where it is not
 * @param deviate  -37..37; NaN beyond, where the tail has no number
 * @return error below 1e-13 (1 + 1 / shape): the relative one of the variate
 * Method: Newton's on the logarithm of the smaller tail, which is concave in ln x, from Wilson and Hilferty's (1931) cube.
 */
double gamma_log_quantile(double shape, double deviate);

#endif
