/* SPDX-License-Identifier: MIT
 *
 * What host and device must agree on about the transforms of kernels/toeplitz.cl.
 */
#ifndef SATQKD_SHARED_TRANSFORM_H
#define SATQKD_SHARED_TRANSFORM_H

#define TRANSFORM_LOG_COLUMNS 7       /* points of a tile's row: 512 bytes, for the sake of the memory's own rows */
#define TRANSFORM_LOG_LEAF 2          /* coefficients of the polynomials at which a transform stops */
#define TRANSFORM_LEVELS_UNREDUCED 21 /* that a word holds without reduction, from bits: kernels/transform_steps.h */

#endif
