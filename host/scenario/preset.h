/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_PRESET_H
#define SATQKD_SCENARIO_PRESET_H

#include <stdbool.h>
#include <stddef.h>

enum { PRESET_NAME = 128, PRESETS_MOST = 256 };

/**
 * The names of the presets of a folder, in alphabetical order: the files NAME.json in the first default data that have any.
 *
 * @param below  "/configs" or a folder in it
 * @param out    PRESETS_MOST names
 * @return how many there are
 */
size_t preset_names(const char *below, char out[][PRESET_NAME]);

/**
 * The preset that a misspelt name means.
 *
 * @param below  as above
 * @param word   what was typed
 * @param out    PRESET_NAME bytes
 * @return whether one is near enough (nearest_word())
 */
bool preset_nearest(const char *below, const char *word, char *out);

#endif
