/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_KEYS_SLIP_H
#define SATQKD_SCENARIO_KEYS_SLIP_H

#include <stdbool.h>

enum { KEYS_SLIP_TEXT = 128 };

/**
 * What was probably meant by a number out of its key's range: micrometres for nanometres, feet for metres, percent or dB for a share,
 * latitude and longitude exchanged.
 *
 * @param path   of the key, "station.latitude_deg"
 * @param value  as written
 * @param out    KEYS_SLIP_TEXT bytes: "; " and the cure, or empty
 */
void keys_slip(const char *path, double value, char *out);

/**
 * A number that is allowed, but that few mean: radians for microradians, seconds for nanoseconds, hertz for megahertz.
 *
 * @param out  KEYS_SLIP_TEXT bytes: a question
 * @return whether there is one
 */
bool keys_slip_doubt(const char *path, double value, char *out);

/**
 * What a text that is no time in UTC is in UTC, where it names another zone.
 *
 * @param out  KEYS_SLIP_TEXT bytes: "; " and the cure, or empty
 */
void keys_slip_time(const char *text, char *out);

#endif
