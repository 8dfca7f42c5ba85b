/* SPDX-License-Identifier: MIT */
#include "events/events.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Bits of a raw key: no core dump has them, and no swap where the system lets them be locked. All 0. */
static uint8_t *secret_column(size_t count) {
    uint8_t *column = sodium_init() < 0 ? NULL : sodium_malloc(count);
    if (column) {
        memset(column, 0, count);
    }
    return column;
}

enum satqkd_status events_create(size_t count, struct events **out, struct satqkd_error *error) {
    struct events *events = calloc(1, sizeof *events);
    const size_t room = count > 0 ? count : 1; /* so that no rows are no failure */
    *out = NULL;
    if (!events) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for events");
    }
    events->count = count;
    events->pulse = calloc(room, sizeof *events->pulse);
    events->time_s = calloc(room, sizeof *events->time_s);
    events->detector = secret_column(room);
    events->basis = calloc(room, 1);
    events->bit = secret_column(room);
    events->alice = secret_column(room);
    events->intensity = calloc(room, 1);
    if (!events->pulse || !events->time_s || !events->detector || !events->basis || !events->bit || !events->alice ||
        !events->intensity) {
        events_destroy(events);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu events", count);
    }
    *out = events;
    return SATQKD_OK;
}

void events_destroy(struct events *events) {
    if (!events) {
        return;
    }
    sodium_free(events->detector);
    sodium_free(events->bit);
    sodium_free(events->alice);
    free(events->pulse);
    free(events->time_s);
    free(events->basis);
    free(events->intensity);
    free(events);
}

static enum satqkd_status check_head(const struct events *events, const struct events_head *head,
                                     struct satqkd_error *error) {
    if (head->intensity_count < 1 || head->intensity_count > KEY_MAX_INTENSITIES) {
        return satqkd_error_set(error, SATQKD_INVALID, "intensities: %d of them; 1 to %d are possible",
                                head->intensity_count, KEY_MAX_INTENSITIES);
    }
    for (int k = 0; k < head->intensity_count; ++k) {
        if (!(head->intensities[k] >= 0 && isfinite(head->intensities[k]))) {
            return satqkd_error_set(error, SATQKD_INVALID, "intensities[%d]: %g is no mean photon number", k,
                                    head->intensities[k]);
        }
        if (!(head->probabilities[k] >= 0 && head->probabilities[k] <= 1)) {
            return satqkd_error_set(error, SATQKD_INVALID, "probabilities[%d]: %g is no probability", k,
                                    head->probabilities[k]);
        }
    }
    if (!(head->alice_x >= 0 && head->alice_x <= 1 && head->bob_x >= 0 && head->bob_x <= 1)) {
        return satqkd_error_set(error, SATQKD_INVALID, "alice_x and bob_x: %g and %g are no probabilities",
                                head->alice_x, head->bob_x);
    }
    if (head->pulses >> 53) {
        return satqkd_error_set(error, SATQKD_INVALID, "pulses: %llu; less than 2^53 are possible",
                                (unsigned long long)head->pulses);
    }
    if (head->detections != 0 && head->detections < events->count) {
        return satqkd_error_set(error, SATQKD_INVALID, "detections: %llu, but there are %zu rows; 0 where unknown",
                                (unsigned long long)head->detections, events->count);
    }
    return SATQKD_OK;
}

static enum satqkd_status check_order(const struct events *events, const struct events_head *head, size_t i,
                                      struct satqkd_error *error) {
    if (events->pulse[i] >= head->pulses || (i > 0 && events->pulse[i] <= events->pulse[i - 1])) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "pulse[%zu]: %llu; it must ascend strictly and be below the attribute pulses, %llu", i,
                                (unsigned long long)events->pulse[i], (unsigned long long)head->pulses);
    }
    if (!(events->time_s[i] >= (i > 0 ? events->time_s[i - 1] : 0) && isfinite(events->time_s[i]))) {
        return satqkd_error_set(error, SATQKD_INVALID, "time_s[%zu]: %.17g; it must be 0 or more and never go back", i,
                                events->time_s[i]);
    }
    return SATQKD_OK;
}

static enum satqkd_status check_row(const struct events *events, const struct events_head *head, size_t i,
                                    struct satqkd_error *error) {
    const unsigned detector = events->detector[i], basis = events->basis[i], bit = events->bit[i];
    if (detector >= EVENTS_DETECTORS) {
        return satqkd_error_set(error, SATQKD_INVALID, "detector[%zu]: %u; it must be 0 to 3 (H V + -)", i, detector);
    }
    if (basis != detector / 2 || bit != detector % 2) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "basis[%zu] and bit[%zu]: %u and %u; of detector %u they must be %u and %u", i, i,
                                basis, bit, detector, detector / 2, detector % 2);
    }
    if (events->alice[i] >= EVENTS_STATES || events->alice[i] / 2u != basis) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "alice[%zu]: state %u; in basis %u it must be %u or %u, because only matched bases are "
                                "listed",
                                i, events->alice[i], basis, 2 * basis, 2 * basis + 1);
    }
    if (events->intensity[i] >= head->intensity_count) {
        return satqkd_error_set(error, SATQKD_INVALID, "intensity[%zu]: %u; there are %d intensities, from 0", i,
                                events->intensity[i], head->intensity_count);
    }
    return check_order(events, head, i, error);
}

enum satqkd_status events_check(const struct events *events, const struct events_head *head,
                                struct satqkd_error *error) {
    enum satqkd_status status = check_head(events, head, error);
    for (size_t i = 0; i < events->count && status == SATQKD_OK; ++i) {
        status = check_row(events, head, i, error);
    }
    return status;
}
