/* SPDX-License-Identifier: MIT */
#include "orbit/tle_list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "orbit/sgp4.h"

static const double minute_s = 60.0;

struct tle_set {
    double epoch_utc_s;
    struct sgp4 *sgp4;
};

struct tle_list {
    char catalogue[sizeof((struct sgp4_elements *)0)->catalogue];
    size_t count;
    struct tle_set sets[];
};

static int by_epoch(const void *left, const void *right) {
    double a = ((const struct tle_set *)left)->epoch_utc_s;
    double b = ((const struct tle_set *)right)->epoch_utc_s;
    return (a > b) - (a < b);
}

/* Reads one more set. */
static enum satqkd_status add(struct tle_list *list, const char *line1, const char *line2, struct satqkd_error *error) {
    struct sgp4_elements elements;
    enum satqkd_status status = sgp4_read_tle(line1, line2, &elements, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (list->count == 0) {
        memcpy(list->catalogue, elements.catalogue, sizeof list->catalogue);
    } else if (strcmp(list->catalogue, elements.catalogue) != 0) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "satellite %s, where the sets before are of %s: a list is of one satellite",
                                elements.catalogue, list->catalogue);
    }
    struct tle_set *set = &list->sets[list->count];
    set->epoch_utc_s = elements.epoch_utc_s;
    status = sgp4_create(&elements, &set->sgp4, error);
    list->count += status == SATQKD_OK;
    return status;
}

enum satqkd_status tle_list_create(const char *const *lines, size_t set_count, struct tle_list **out,
                                   struct satqkd_error *error) {
    *out = NULL;
    if (set_count == 0) {
        return satqkd_error_set(error, SATQKD_INVALID, "no two-line elements: one set at least");
    }
    struct tle_list *list = NULL;
    if (set_count < (SIZE_MAX - sizeof *list) / sizeof list->sets[0]) {
        list = calloc(1, sizeof *list + set_count * sizeof list->sets[0]);
    }
    if (!list) {
        return satqkd_error_set(error, SATQKD_FAILURE, "no memory for %zu sets of two-line elements", set_count);
    }
    for (size_t i = 0; i < set_count; i++) {
        enum satqkd_status status = add(list, lines[2 * i], lines[2 * i + 1], error);
        if (status != SATQKD_OK) {
            if (set_count > 1) {
                satqkd_error_prefix(error, "set %zu of %zu: ", i + 1, set_count);
            }
            tle_list_destroy(list);
            return status;
        }
    }
    qsort(list->sets, list->count, sizeof list->sets[0], by_epoch);
    *out = list;
    return SATQKD_OK;
}

void tle_list_destroy(struct tle_list *list) {
    for (size_t i = 0; list && i < list->count; i++) {
        sgp4_destroy(list->sets[i].sgp4);
    }
    free(list);
}

void tle_list_span(const struct tle_list *list, double *first_utc_s, double *last_utc_s) {
    *first_utc_s = list->sets[0].epoch_utc_s;
    *last_utc_s = list->sets[list->count - 1].epoch_utc_s;
}

static const struct tle_set *nearest(const struct tle_list *list, double utc_s) {
    size_t low = 0;
    size_t high = list->count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        double between_utc_s = 0.5 * (list->sets[middle].epoch_utc_s + list->sets[middle + 1].epoch_utc_s);
        if (utc_s <= between_utc_s) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return &list->sets[low];
}

double tle_list_epoch(const struct tle_list *list, double utc_s) {
    return nearest(list, utc_s)->epoch_utc_s;
}

enum satqkd_status tle_list_state(const struct tle_list *list, double utc_s, double position_m[3],
                                  double velocity_m_s[3], struct satqkd_error *error) {
    const struct tle_set *set = nearest(list, utc_s);
    return sgp4_propagate(set->sgp4, (utc_s - set->epoch_utc_s) / minute_s, position_m, velocity_m_s, error);
}
