/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_TERMINAL_PLOT_H
#define SATQKD_REPORT_TERMINAL_PLOT_H

#include <stdbool.h>
#include <stdio.h>

#include "report/timeline.h"

/** What the place where it is drawn can show. */
struct terminal_plot_style {
    bool colour;  /* ANSI escapes */
    bool unicode; /* blocks of an eighth of a line in UTF-8; else whole ones of '#' */
};

/** @return what a stream shows: colours on a terminal unless NO_COLOR is set, blocks where the locale's name says UTF-8 */
struct terminal_plot_style terminal_plot_style_of(FILE *stream);

/**
 * Draws the sifted rate over the pass in characters, 80 columns wide.
 *
 * @param rows, count  of the timeline
 * @param duration_s   of the pass
 */
void terminal_plot_rate(const struct timeline_row *rows, size_t count, double duration_s,
                        struct terminal_plot_style style, FILE *out);

#endif
