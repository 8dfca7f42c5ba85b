/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_NORMAL_QUANTILE_H
#define SATQKD_SECURITY_NORMAL_QUANTILE_H

/**
 * How many standard deviations a normal variable exceeds with the probability given: x with
 * erfc(x / sqrt 2) / 2 = probability.
 *
 * @param probability  1e-300 to 1
 * @return x, relative error below 1e-14; 0 from a probability of 1/2 on, where it would be negative
 */
double normal_quantile(double probability);

#endif
