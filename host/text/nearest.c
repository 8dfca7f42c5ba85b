/* SPDX-License-Identifier: MIT */
#include "text/nearest.h"

#include <ctype.h>
#include <string.h>

enum { NEAREST_LONGEST = 127 }; /* longer words get no suggestion: nobody misspells that much text by a letter */

static int lower(char letter) {
    return tolower((unsigned char)letter);
}

static int smallest(int a, int b, int c) {
    int least = a < b ? a : b;
    return least < c ? least : c;
}

/* Restricted Damerau–Levenshtein distance (Boytsov 2011, "optimal string alignment"): a letter put in, left out, replaced, or two
   neighbours swapped cost 1 each. Case costs nothing. */
static int distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    int rows[3][NEAREST_LONGEST + 1];
    int *two_back = rows[0];
    int *back = rows[1];
    int *now = rows[2];
    for (size_t j = 0; j <= b_length; j++) {
        back[j] = (int)j;
        two_back[j] = 0;
    }
    for (size_t i = 1; i <= a_length; i++) {
        now[0] = (int)i;
        for (size_t j = 1; j <= b_length; j++) {
            int replaced = back[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            now[j] = smallest(now[j - 1] + 1, back[j] + 1, replaced);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]) &&
                two_back[j - 2] + 1 < now[j]) {
                now[j] = two_back[j - 2] + 1;
            }
        }
        int *oldest = two_back;
        two_back = back;
        back = now;
        now = oldest;
    }
    return back[b_length];
}

const char *nearest_word(const char *word, const char *const *candidates, size_t count) {
    size_t length = strlen(word);
    if (length > NEAREST_LONGEST) {
        return NULL;
    }
    const char *best = NULL;
    int best_distance = (int)(length / 3 + 1);
    for (size_t i = 0; i < count; i++) {
        size_t candidate_length = strlen(candidates[i]);
        size_t apart = candidate_length > length ? candidate_length - length : length - candidate_length;
        if (candidate_length > NEAREST_LONGEST || apart > (size_t)best_distance) {
            continue; /* the distance is as much at least */
        }
        int d = distance(word, length, candidates[i], candidate_length);
        if (d < best_distance || (d == best_distance && !best)) {
            best = candidates[i];
            best_distance = d;
        }
    }
    return best;
}
