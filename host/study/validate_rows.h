/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_VALIDATE_ROWS_H
#define SATQKD_STUDY_VALIDATE_ROWS_H

#include "study/validate.h"

enum { VALIDATE_MOST_ROWS = 200 };

/** Adds a row; what does not fit any more is an error of the tables. */
enum satqkd_status validate_rows_add(struct validation *validation, const struct validation_row *row,
                                     struct satqkd_error *error);

/** The experiments' rows. */
enum satqkd_status validate_passes(const struct validate_options *options, struct validation *validation,
                                   struct satqkd_error *error);

/** The single models' rows. */
enum satqkd_status validate_models(struct validation *validation, struct satqkd_error *error);

/** The scenario that sensitivity is about. */
extern const char validate_micius[];

/** What its paper prints, in the order and the units of a band. */
extern const double validate_micius_published[];

/** From which distribution nights are drawn, in words. */
extern const char validate_nights_drawn[];

/**
 * The campaign's extremes with everything frozen, and over nights whose air, tracking and station are drawn: expectation
 * values at the closest approach.
 *
 * @param draws  nights, at least 1
 */
enum satqkd_status validate_nights(size_t draws, struct validation_night out[VALIDATION_NIGHTS],
                                   struct satqkd_error *error);

/**
 * Best key rate a pulse of Lim et al. 2014, with their model of a fibre and their parameters, over basis bias,
 * probabilities and intensities (Sbplx, Rowan 1990; NLopt).
 *
 * @param block  n_X, detections in the key basis
 * @return bits a pulse; 0 where no setting gives key
 */
double validate_lim_rate(double length_km, double block);

/** The longest fibre over which a block of n_X gives key there, to 0.1 km, followed from 50 km on; 0 where none. */
double validate_lim_reach_km(double block);

#endif
