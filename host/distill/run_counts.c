/* SPDX-License-Identifier: MIT */
#include "distill/run_counts.h"

#include <stdio.h>
#include <unistd.h>

#include "scenario/counts.h"

enum { PATH_TEXT = 4096 };

static struct key_counts count(const struct events *events) {
    struct key_counts counts = {.pulses = 0};
    for (size_t i = 0; i < events->count; ++i) {
        const int basis = events->basis[i], k = events->intensity[i];
        counts.detections[basis][k] += 1;
        counts.errors[basis][k] += events->alice[i] % 2 != events->bit[i];
    }
    return counts;
}

enum satqkd_status run_counts_check(const char *directory, const char *events_path, const struct events *events,
                                    struct satqkd_error *error) {
    char path[PATH_TEXT];
    struct key_protocol protocol;
    struct key_counts said;
    const int length = snprintf(path, sizeof path, "%s/counts.json", directory);
    if (length < 0 || length >= PATH_TEXT || access(path, F_OK) != 0) {
        return SATQKD_OK;
    }
    const enum satqkd_status status = counts_read(path, &protocol, &said, error);
    if (status != SATQKD_OK) {
        return status;
    }
    const struct key_counts found = count(events);
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
            if (found.detections[basis][k] != said.detections[basis][k] ||
                found.errors[basis][k] != said.errors[basis][k]) {
                return satqkd_error_set(
                    error, SATQKD_INVALID,
                    "%s: in basis %s at intensity %d it has %.0f detections and %.0f errors, but %s says %g and %g: "
                    "they are of two runs. satqkd run … --out %s --events %s writes both; --events %s takes the events "
                    "as they are",
                    events_path, basis == KEY_X ? "x" : "z", k, found.detections[basis][k], found.errors[basis][k],
                    path, said.detections[basis][k], said.errors[basis][k], directory, events_path, events_path);
            }
        }
    }
    return SATQKD_OK;
}
