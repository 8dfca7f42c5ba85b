/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "security/key.h"

static const double log2_of_e = 1.4426950408889634; /* 1 / ln 2 */

double key_entropy(double probability) {
    if (probability <= 0) {
        return 0;
    }
    if (!(probability < 0.5)) { /* NaN too: nothing known is everything lost */
        return 1;
    }
    return -probability * log2(probability) - (1 - probability) * log1p(-probability) * log2_of_e;
}
