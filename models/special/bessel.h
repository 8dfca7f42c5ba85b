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

/**
 * Bessel functions of the first kind: 1 - J0(x), which keeps its digits where J0 is nearly 1, and J1(x).
 *
 * @param x  any real number; NaN gives NaN
 * @return absolute error below 1e-10, below 1e-13 of the value itself for |x| < 1
 * Sources: power series (Abramowitz and Stegun 1964, 9.1.10) and Hankel's asymptotic expansions (9.2.5 to 9.2.10).
 */
double bessel_j0_deficit(double x);
double bessel_j1(double x);

#endif
