/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SPECIAL_MARCUM_H
#define SATQKD_SPECIAL_MARCUM_H

/**
 * Marcum's Q1 (Marcum 1950) and its complement, each without the other's cancellation: with R Rice distributed about a with
 * unit sigma, marcum_q is the probability of R > b and marcum_p that of R < b.
 *
 * @param a, b  >= 0; NaN where one is negative or NaN
 * @return 0..1, relative error below 1e-13 (1 + |a - b| max(a, b) / 100); 0 where |a - b| > 39 puts it below 1e-330
 * Source: Neumann series exp(-(a-b)²/2) sum of (b/a)^m exp(-ab) I_m(ab) for ab up to 300, integral of Rice's density beyond.
 */
double marcum_q(double a, double b);
double marcum_p(double a, double b);

#endif
