/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_VALIDATION_MARKUP_H
#define SATQKD_REPORT_VALIDATION_MARKUP_H

#include <stdbool.h>
#include <stdio.h>

/** A page that is being written, in HTML or in Markdown. */
struct validation_markup {
    FILE *page;
    bool html;
};

/** Text with what has a meaning in the language escaped. */
void validation_markup_text(const struct validation_markup *markup, const char *text);

/** @param level  1 to 3 */
void validation_markup_heading(const struct validation_markup *markup, int level, const char *text);

void validation_markup_paragraph(const struct validation_markup *markup, const char *text);

/** The head of a table: column titles parted by '|'. */
void validation_markup_table(const struct validation_markup *markup, const char *titles);

void validation_markup_table_end(const struct validation_markup *markup);

/** A row of a table. @param bad  shows it in another colour, where the language can */
void validation_markup_row(const struct validation_markup *markup, bool bad);

void validation_markup_row_end(const struct validation_markup *markup);

void validation_markup_cell(const struct validation_markup *markup, const char *text);

/** A number with so many digits, from 10000 on as a whole one; NaN is a dash. */
void validation_markup_number(const struct validation_markup *markup, double value, int digits);

#endif
