/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "security/key.h"

/* A new bound: its file with a `const struct key_bound key_bound_NAME`, and its line here. */
#define REGISTRY(BOUND)                                                                                                \
    BOUND(asymptotic)                                                                                                  \
    BOUND(liao2017)                                                                                                    \
    BOUND(lim2014)                                                                                                     \
    BOUND(chernoff)                                                                                                    \
    BOUND(rusca2018)

#define DECLARATION(name) extern const struct key_bound key_bound_##name;
#define ADDRESS(name) &key_bound_##name,

REGISTRY(DECLARATION)

const struct key_bound *const *key_bounds(void) {
    static const struct key_bound *const bounds[] = {REGISTRY(ADDRESS) NULL};
    return bounds;
}

const struct key_bound *key_bound_find(const char *name) {
    for (const struct key_bound *const *bound = key_bounds(); *bound; ++bound) {
        if (strcmp((*bound)->name, name) == 0) {
            return *bound;
        }
    }
    return NULL;
}

const char *key_bound_names(char out[KEY_BOUND_NAMES_TEXT]) {
    size_t used = 0;
    out[0] = '\0';
    for (const struct key_bound *const *bound = key_bounds(); *bound && used < KEY_BOUND_NAMES_TEXT; ++bound) {
        int written = snprintf(out + used, KEY_BOUND_NAMES_TEXT - used, "%s%s", used ? ", " : "", (*bound)->name);
        used += written > 0 ? (size_t)written : 0;
    }
    return out;
}
