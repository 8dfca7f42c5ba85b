/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TEXT_NUMBER_H
#define SATQKD_TEXT_NUMBER_H

enum { NUMBER_TEXT = 40 };

/**
 * The shortest decimal text that reads back as the same double: 15, 16 or 17 digits; whole numbers below 2^53 without an exponent.
 *
 * @param value  finite; NaN and infinities give "null", which JSON has for "no number"
 * @param out    NUMBER_TEXT bytes
 * @return out
 */
const char *number_text(double value, char out[NUMBER_TEXT]);

/**
 * A whole number with a thin gap between groups of three digits, for people: "27 300 000 000".
 *
 * @param value  rounded to the nearest whole number
 * @param out    NUMBER_TEXT bytes
 * @return out
 */
const char *number_grouped(double value, char out[NUMBER_TEXT]);

#endif
