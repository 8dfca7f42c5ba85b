/* SPDX-License-Identifier: MIT */
#include "study/run_events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events/events.h"
#include "orbit/time_utc.h"

static void fill_head(const struct scenario *scenario, const struct plan *plan, const struct tally *tally,
                      struct events_head *head) {
    memset(head, 0, sizeof *head);
    snprintf(head->name, sizeof head->name, "%s", scenario->name);
    time_utc_format(plan->start_utc_s, 6, head->start_utc, sizeof head->start_utc);
    head->seed = scenario->seed;
    head->pulses = plan->pulses;
    head->detections = (uint64_t)tally_sum(tally, 0, tally->row_count).detections;
    head->intensity_count = plan->intensity_count;
    memcpy(head->intensities, plan->intensities, sizeof head->intensities);
    memcpy(head->probabilities, plan->probabilities, sizeof head->probabilities);
    head->alice_x = scenario->protocol.alice_x;
    head->bob_x = scenario->protocol.bob_x;
}

enum satqkd_status run_events_write(const struct scenario *scenario, const struct plan *plan, struct engine *engine,
                                    const struct tally *tally, const char *path, double *kernel_s,
                                    struct satqkd_error *error) {
    struct trial_event *clicks = NULL;
    struct events *events = NULL;
    struct events_head head;
    size_t count = 0;
    enum satqkd_status status = engine_events(engine, scenario->seed, NULL, &clicks, &count, kernel_s, error);
    if (status == SATQKD_OK) {
        status = events_create(count, &events, error);
    }
    for (size_t i = 0; status == SATQKD_OK && i < count; ++i) {
        events->pulse[i] = clicks[i].pulse;
        events->time_s[i] = (double)clicks[i].pulse / plan->repetition_rate_hz;
        events->detector[i] = (uint8_t)clicks[i].detector;
        events->basis[i] = (uint8_t)(clicks[i].detector / 2);
        events->bit[i] = (uint8_t)(clicks[i].detector % 2);
        events->alice[i] = (uint8_t)(clicks[i].cell % TRIAL_STATES);
        events->intensity[i] = (uint8_t)(clicks[i].cell / TRIAL_STATES);
    }
    if (status == SATQKD_OK) {
        fill_head(scenario, plan, tally, &head);
        status = events_write(path, events, &head, error);
    }
    events_destroy(events);
    free(clicks);
    return status;
}
