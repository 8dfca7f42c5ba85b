/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SPECIAL_GAUSS_H
#define SATQKD_SPECIAL_GAUSS_H

enum { GAUSS_MAX = 128, GAUSS_PANEL = 20 };

/**
 * The Gauss–Legendre rule of GAUSS_PANEL points on 0..1, for composite integration in inner loops; weights sum to 1.
 */
struct gauss_node {
    double x, weight;
};
extern const struct gauss_node gauss_panel[GAUSS_PANEL];

/**
 * Gauss rule of a measure whose monic orthogonal polynomials obey p[k+1] = (x - diagonal[k]) p[k] - squared[k] p[k-1].
 *
 * The nodes are the eigenvalues of the Jacobi matrix (Golub and Welsch 1969): isolated by Sturm counts and refined by Newton's
 * method; the weights are the Christoffel numbers.
 *
 * @param count     number of nodes, 1..GAUSS_MAX
 * @param diagonal  array of count
 * @param squared   array of count, > 0 (squared[0] is not used)
 * @param moment    integral of the measure: the sum of the weights
 * @param x, weight arrays of count; x ascending
 */
void gauss_rule(int count, const double *diagonal, const double *squared, double moment, double *x, double *weight);

/**
 * The classical rules: Legendre (weight 1 on -1..1), Hermite (exp(-x²) on the whole line), Laguerre (exp(-x) from 0 on).
 *
 * @param count      1..GAUSS_MAX
 * @param x, weight  arrays of count; x ascending
 * Source of the recurrences: Abramowitz and Stegun 1964, table 22.7.
 */
void gauss_legendre(int count, double *x, double *weight);
void gauss_hermite(int count, double *x, double *weight);
void gauss_laguerre(int count, double *x, double *weight);

#endif
