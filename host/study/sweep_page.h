/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_SWEEP_PAGE_H
#define SATQKD_STUDY_SWEEP_PAGE_H

#include "study/sweep.h"

/**
 * The report of a sweep as HTML (report/page.h): charts of the varied keys, the points, and the scenario of the first point.
 *
 * @param options  as they were given to sweep_run
 * @param csv      what it made
 * @param out      owned by the caller, free()
 * @return SATQKD_INVALID where the points are too many for a page that opens at once
 */
enum satqkd_status sweep_page_html(const struct sweep_options *options, const char *csv, char **out,
                                   struct satqkd_error *error);

/** The scenario of a point: the settings of all points, then its own. @param values of the axes, as many as there are */
enum satqkd_status sweep_scenario(const struct sweep_options *options, const char *const *values, struct scenario **out,
                                  struct satqkd_error *error);

#endif
