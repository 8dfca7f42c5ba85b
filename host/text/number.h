/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TEXT_NUMBER_H
#define SATQKD_TEXT_NUMBER_H

enum { NUMBER_TEXT = 40 };

/** A number as text: a value, so that it can stand in an argument list. */
struct number_text {
    char text[NUMBER_TEXT];
};

/**
 * The shortest of 15, 16 and 17 significant digits that reads back as the same double: a number that somebody typed with up to
 * 15 digits comes out as it was typed, and none loses a bit. Whole numbers below 2^53 have no exponent.
 *
 * @param value  NaN and infinities give "null", which is JSON for "no number"
 */
struct number_text number_text(double value);

/** A number rounded to a whole one with gaps between groups of three digits, for people: "27 300 000 000". */
struct number_text number_grouped(double value);

#endif
