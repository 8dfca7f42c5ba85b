/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TEXT_NEAREST_H
#define SATQKD_TEXT_NEAREST_H

#include <stddef.h>

/**
 * The candidate nearest to a misspelt word (Damerau–Levenshtein distance), for "did you mean".
 *
 * @param word                what was typed
 * @param candidates, count   what is known
 * @return one of the candidates, or NULL where none is within a third of the word's length plus one
 */
const char *nearest_word(const char *word, const char *const *candidates, size_t count);

#endif
