/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_NUMBER_TEXT_H
#define SATQKD_SCENARIO_NUMBER_TEXT_H

enum { NUMBER_TEXT = 32 };

/** A number as text. */
struct number_text {
    char text[NUMBER_TEXT];
};

/**
 * The shortest of 15, 16 and 17 significant digits that reads back as the same double: a number that somebody typed with up to 15 digits
 * comes out as it was typed, and none loses a bit.
 *
 * @param value  finite
 */
struct number_text number_text(double value);

#endif
