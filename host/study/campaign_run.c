/* SPDX-License-Identifier: MIT */
#include "study/campaign_run.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "study/crew.h"

/* What the pieces of one part of the work share. */
struct flying {
    const struct campaign *campaign;
    const struct campaign_options *options;
    const char *part;
    struct orbit **orbits;
    struct device *device;
    const struct campaign_passes *passes;
    struct campaign_flight *into;
    const size_t *order; /* passes to be flown */
    size_t count;
    size_t repeats;
    atomic_bool *done; /* one a piece; set by the thread that did it */
};

static enum satqkd_status meanwhile(void *context, struct satqkd_error *error) {
    const struct flying *flying = context;
    const struct campaign_watch *watch = flying->options->watch;
    size_t done = 0;
    for (size_t i = 0; i < flying->count; ++i) {
        done += atomic_load(&flying->done[i]);
    }
    if (watch && watch->go_on && !watch->go_on(watch->context, flying->part, done, flying->count)) {
        return satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted after %zu of %zu passes (%s)", done,
                                flying->count, flying->part);
    }
    return SATQKD_OK;
}

static enum satqkd_status fly_piece(void *context, size_t index, struct satqkd_error *error) {
    const struct flying *flying = context;
    const size_t number = flying->order[index];
    const struct campaign_pass *pass = &flying->passes->passes[number];
    const struct orbit *orbit = flying->orbits[pass->satellite];
    enum satqkd_status status =
        flying->device ? campaign_fly_event(flying->campaign, orbit, pass, flying->device, NULL, flying->repeats,
                                            &flying->into[number * flying->repeats], error)
                       : campaign_fly_mean(flying->campaign, orbit, pass, &flying->into[number], error);
    atomic_store(&flying->done[index], status == SATQKD_OK);
    return status;
}

static enum satqkd_status fly_all(struct flying *flying, struct satqkd_error *error) {
    const struct crew_work work = {.count = flying->count,
                                   .threads = flying->device ? 1 : flying->options->threads,
                                   .piece = fly_piece,
                                   .meanwhile = meanwhile,
                                   .context = flying};
    flying->done = calloc(flying->count + 1, sizeof *flying->done);
    if (!flying->done) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", flying->count);
    }
    enum satqkd_status status = crew_run(&work, error);
    free(flying->done);
    return status;
}

/* Expectation values of all passes. */
static enum satqkd_status fly_expected(struct flying flying, struct campaign_result *out, struct satqkd_error *error) {
    size_t *order = calloc(out->passes.count + 1, sizeof *order);
    out->expected = calloc(out->passes.count + 1, sizeof *out->expected);
    if (!order || !out->expected) {
        free(order);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", out->passes.count);
    }
    for (size_t i = 0; i < out->passes.count; ++i) {
        order[i] = i;
    }
    flying.part = "expectation values";
    flying.into = out->expected;
    flying.order = order;
    flying.count = out->passes.count;
    flying.repeats = 1;
    enum satqkd_status status = fly_all(&flying, error);
    free(order);
    return status;
}

/* Random trials of the passes that the schedule has chosen. */
static enum satqkd_status fly_events(struct flying flying, struct campaign_result *out, struct satqkd_error *error) {
    size_t *order = calloc(out->passes.count + 1, sizeof *order);
    out->repeats = (size_t)flying.campaign->repeats;
    out->flights = calloc(out->passes.count * out->repeats + 1, sizeof *out->flights);
    if (!order || !out->flights) {
        free(order);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu flights of %zu passes", out->repeats,
                                out->passes.count);
    }
    flying.part = "trials";
    flying.into = out->flights;
    flying.order = order;
    flying.repeats = out->repeats;
    for (size_t i = 0; i < out->passes.count; ++i) {
        if (out->chosen[i]) {
            order[flying.count++] = i;
        }
    }
    enum satqkd_status status = device_open(flying.options->device, &flying.device, error);
    if (status == SATQKD_OK) {
        status = fly_all(&flying, error);
    }
    device_close(flying.device);
    free(order);
    return status;
}

static enum satqkd_status make_schedule(const struct campaign *campaign, struct campaign_result *out,
                                        struct satqkd_error *error) {
    const size_t count = out->passes.count;
    struct campaign_schedule_pass *passes = calloc(count + 1, sizeof *passes);
    out->chosen = calloc(count + 1, sizeof *out->chosen);
    if (!passes || !out->chosen) {
        free(passes);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a schedule of %zu passes", count);
    }
    for (size_t i = 0; i < count; ++i) {
        const struct campaign_pass *pass = &out->passes.passes[i];
        const double duration_s = pass->pass.stop_utc_s - pass->pass.start_utc_s;
        const double bits = campaign->schedule.weight == CAMPAIGN_SECRET_BITS ? out->expected[i].secret_bits
                                                                              : out->expected[i].sifted_bits;
        passes[i] = (struct campaign_schedule_pass){
            .start_s = pass->pass.start_utc_s - campaign->from_utc_s,
            .stop_s = pass->pass.stop_utc_s - campaign->from_utc_s,
            .satellite = pass->satellite,
            .station = pass->station,
            .weight = campaign->schedule.weight == CAMPAIGN_DURATION ? duration_s : bits * pass->clear_chance};
    }
    enum satqkd_status status = campaign_schedule_choose(
        passes, count, campaign->schedule.method, campaign->schedule.slew_time_s, out->chosen, &out->schedule, error);
    free(passes);
    return status;
}

static enum satqkd_status make_orbits(const struct campaign *campaign, struct orbit **orbits,
                                      struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < campaign->satellite_count && status == SATQKD_OK; ++i) {
        status = campaign_make_orbit(campaign, i, &orbits[i], error);
    }
    return status;
}

enum satqkd_status campaign_run(const struct campaign *campaign, const struct campaign_options *options,
                                struct campaign_result *out, struct satqkd_error *error) {
    struct orbit **orbits = calloc(campaign->satellite_count, sizeof(struct orbit *));
    *out = (struct campaign_result){.repeats = 1};
    if (!orbits) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu orbits", campaign->satellite_count);
    }
    const struct flying flying = {.campaign = campaign, .options = options, .orbits = orbits, .passes = &out->passes};
    enum satqkd_status status = make_orbits(campaign, orbits, error);
    if (status == SATQKD_OK) {
        status = campaign_passes_find(campaign, orbits, options->threads, &out->passes, error);
    }
    if (status == SATQKD_OK) {
        status = fly_expected(flying, out, error);
    }
    if (status == SATQKD_OK) {
        status = make_schedule(campaign, out, error);
    }
    if (status == SATQKD_OK && campaign->engine == CAMPAIGN_EVENT) {
        status = fly_events(flying, out, error);
    }
    for (size_t i = 0; i < campaign->satellite_count; ++i) {
        orbit_destroy(orbits[i]);
    }
    free(orbits);
    if (status != SATQKD_OK) {
        campaign_result_release(out);
    }
    return status;
}

void campaign_result_release(struct campaign_result *result) {
    campaign_passes_release(&result->passes);
    free(result->expected);
    free(result->chosen);
    free(result->flights);
    *result = (struct campaign_result){0};
}

const struct campaign_flight *campaign_result_flight(const struct campaign_result *result, size_t pass, size_t repeat) {
    return result->flights ? &result->flights[pass * result->repeats + repeat] : &result->expected[pass];
}
