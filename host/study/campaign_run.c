/* SPDX-License-Identifier: MIT */
#include "study/campaign_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/campaign_share.h"

/* Expectation values of all passes. */
static enum satqkd_status fly_expected(struct campaign_share share, struct campaign_result *out,
                                       struct satqkd_error *error) {
    size_t *order = calloc(out->passes.count + 1, sizeof *order);
    out->expected = calloc(out->passes.count + 1, sizeof *out->expected);
    enum satqkd_status status = SATQKD_OK;
    if (!order || !out->expected) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", out->passes.count);
    }
    for (size_t i = 0; i < out->passes.count && status == SATQKD_OK; ++i) {
        order[i] = i;
    }
    share.part = CAMPAIGN_JOURNAL_EXPECTED;
    share.into = out->expected;
    share.repeats = 1;
    status = ranks_agree(share.options->ranks, status, error);
    if (status == SATQKD_OK) {
        status = campaign_share_fly(&share, order, out->passes.count, error);
    }
    free(order);
    return status;
}

/* Random trials of the passes that the schedule has chosen. */
static enum satqkd_status fly_events(struct campaign_share share, struct campaign_result *out,
                                     struct satqkd_error *error) {
    size_t *order = calloc(out->passes.count + 1, sizeof *order);
    size_t count = 0;
    enum satqkd_status status = SATQKD_OK;
    out->repeats = (size_t)share.campaign->repeats;
    out->flights = calloc(out->passes.count * out->repeats + 1, sizeof *out->flights);
    if (!order || !out->flights) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu flights of %zu passes", out->repeats,
                                  out->passes.count);
    }
    for (size_t i = 0; i < out->passes.count && status == SATQKD_OK; ++i) {
        if (out->chosen[i]) {
            order[count++] = i;
        }
    }
    share.part = CAMPAIGN_JOURNAL_TRIALS;
    share.into = out->flights;
    share.repeats = out->repeats;
    if (status == SATQKD_OK) {
        status = device_open(share.options->device, &share.device, error);
    }
    status = ranks_agree(share.options->ranks, status, error);
    if (status == SATQKD_OK) {
        status = campaign_share_fly(&share, order, count, error);
    }
    device_close(share.device);
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

/* Before anything is flown: orbits, passes, and on rank 0 the journal. */
static enum satqkd_status prepare(struct campaign_share *share, struct orbit **orbits, struct campaign_result *out,
                                  struct satqkd_error *error) {
    const struct campaign *campaign = share->campaign;
    const struct campaign_options *options = share->options;
    enum satqkd_status status = make_orbits(campaign, orbits, error);
    if (status == SATQKD_OK) {
        status = campaign_passes_find(campaign, orbits, options->threads, &out->passes, error);
    }
    if (status == SATQKD_OK && ranks_own(options->ranks) == 0) {
        status = campaign_journal_open(campaign, options->directory, options->resume, out->passes.count,
                                       (size_t)campaign->repeats, &share->journal, error);
    }
    return ranks_agree(options->ranks, status, error);
}

enum satqkd_status campaign_run(const struct campaign *campaign, const struct campaign_options *options,
                                struct campaign_result *out, struct satqkd_error *error) {
    struct orbit **orbits = calloc(campaign->satellite_count, sizeof(struct orbit *));
    *out = (struct campaign_result){.repeats = 1};
    if (!orbits) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu orbits", campaign->satellite_count);
    }
    struct campaign_share share = {.campaign = campaign, .options = options, .orbits = orbits, .passes = &out->passes};
    enum satqkd_status status = prepare(&share, orbits, out, error);
    const bool begun = status == SATQKD_OK;
    if (status == SATQKD_OK) {
        status = fly_expected(share, out, error);
    }
    if (status == SATQKD_OK) {
        status = ranks_agree(options->ranks, make_schedule(campaign, out, error), error);
    }
    if (status == SATQKD_OK && campaign->engine == CAMPAIGN_EVENT) {
        status = fly_events(share, out, error);
    }
    campaign_journal_close(share.journal);
    for (size_t i = 0; i < campaign->satellite_count; ++i) {
        orbit_destroy(orbits[i]);
    }
    free(orbits);
    if (status != SATQKD_OK && begun) {
        const size_t length = error ? strlen(error->message) : 0;
        if (error) {
            snprintf(error->message + length, sizeof error->message - length,
                     "; what was flown is kept in %s/journal: the same command with --resume goes on from there",
                     options->directory);
        }
    }
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

void campaign_run_finish(const char *directory) {
    campaign_journal_remove(directory);
}
