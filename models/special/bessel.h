/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SPECIAL_BESSEL_H
#define SATQKD_SPECIAL_BESSEL_H

/**
 * Modified Bessel functions of the first kind, scaled: exp(-|x|) I0(x) and exp(-|x|) I1(x).
 *
 * @param x  any real number; NaN gives NaN
 * @return relative error below 1e-14
 * Sources: power series (Abramowitz and Stegun 1964, 9.6.10) and asymptotic series (9.7.1).
 */
double bessel_i0_scaled(double x);
double bessel_i1_scaled(double x);

#endif
