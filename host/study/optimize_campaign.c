/* SPDX-License-Identifier: MIT */
#include "study/optimize_campaign.h"

#include <stdlib.h>
#include <string.h>

#include "stopwatch.h"
#include "study/campaign_fly.h"
#include "study/campaign_passes.h"
#include "study/campaign_schedule.h"

/* A campaign on its way into expected counts. */
struct gathering {
    const struct campaign *campaign;
    struct orbit **orbits; /* owned, one a satellite */
    struct campaign_passes passes;
    size_t *blocks; /* owned, one a pass */
    bool *chosen;   /* owned, one a pass */
    struct expected *expected;
};

static int number_of(enum campaign_block kind, const struct campaign_pass *pass) {
    return kind == CAMPAIGN_BLOCK_NIGHT ? pass->night : kind == CAMPAIGN_BLOCK_MONTH ? pass->month : 0;
}

/* Numbers the blocks: a new one where a link's night or month is another than that of its pass before. */
static enum satqkd_status number_blocks(const struct gathering *gathering, struct satqkd_error *error) {
    const struct campaign_passes *passes = &gathering->passes;
    size_t *last = calloc(passes->link_count + 1, sizeof *last); /* pass of the link, and one more; 0: none yet */
    size_t count = 0;
    if (!last) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the blocks of %zu links", passes->link_count);
    }
    for (size_t i = 0; i < passes->count; ++i) {
        const struct campaign_pass *pass = &passes->passes[i];
        const enum campaign_block kind = gathering->campaign->block;
        const size_t before = last[pass->link];
        const bool same = before && kind != CAMPAIGN_BLOCK_PASS &&
                          number_of(kind, &passes->passes[before - 1]) == number_of(kind, pass);
        gathering->blocks[i] = same ? gathering->blocks[before - 1] : count++;
        last[pass->link] = i + 1;
    }
    free(last);
    return SATQKD_OK;
}

static enum satqkd_status add_passes(struct gathering *gathering, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < gathering->passes.count && status == SATQKD_OK; ++i) {
        const struct campaign_pass *pass = &gathering->passes.passes[i];
        struct plan *plan = NULL;
        status = campaign_fly_plan(gathering->campaign, gathering->orbits[pass->satellite], pass, &plan, error);
        if (status == SATQKD_OK) {
            status =
                expected_add(gathering->expected, campaign_link(gathering->campaign, pass->satellite, pass->station),
                             plan, gathering->blocks[i], true, error);
        }
        plan_destroy(plan);
    }
    return status;
}

/* What a pass is worth to the schedule with the settings given, as campaign_run weighs it. */
static enum satqkd_status weigh(const struct gathering *gathering, const struct key_counts *counts,
                                struct campaign_schedule_pass *out, struct satqkd_error *error) {
    const struct campaign *campaign = gathering->campaign;
    for (size_t i = 0; i < gathering->passes.count; ++i) {
        const struct campaign_pass *pass = &gathering->passes.passes[i];
        const struct key_protocol *protocol = &campaign->links[0]->protocol;
        struct key_result key;
        enum satqkd_status status = key_length(protocol, &counts[i], &key, error);
        if (status != SATQKD_OK) {
            return status;
        }
        const double sifted = counts[i].detections[KEY_Z][0] + counts[i].detections[KEY_X][0];
        const double bits = campaign->schedule.weight == CAMPAIGN_SECRET_BITS ? key.secret_bits : sifted;
        out[i] = (struct campaign_schedule_pass){.start_s = pass->pass.start_utc_s - campaign->from_utc_s,
                                                 .stop_s = pass->pass.stop_utc_s - campaign->from_utc_s,
                                                 .satellite = pass->satellite,
                                                 .station = pass->station};
        out[i].weight =
            campaign->schedule.weight == CAMPAIGN_DURATION ? out[i].stop_s - out[i].start_s : bits * pass->clear_chance;
    }
    return SATQKD_OK;
}

/* Which passes are flown; the others are left out of what is expected. */
static enum satqkd_status choose_passes(struct gathering *gathering, struct satqkd_error *error) {
    const size_t count = gathering->passes.count;
    struct campaign_schedule_pass *passes = calloc(count, sizeof *passes);
    struct key_counts *counts = calloc(count, sizeof *counts);
    struct expected_blocks each = {0};
    struct campaign_schedule_result result;
    const struct campaign_schedule *schedule = &gathering->campaign->schedule;
    enum satqkd_status status;
    if (!passes || !counts) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a schedule of %zu passes", count);
        goto done;
    }
    if ((status = expected_blocks_create(gathering->expected, EXPECTED_BLOCK_A_PASS, &each, error))) {
        goto done;
    }
    expected_blocks_take(gathering->expected, 0, &each);
    expected_counts(gathering->expected, &each, &gathering->campaign->links[0]->protocol, counts);
    if ((status = weigh(gathering, counts, passes, error)) ||
        (status = campaign_schedule_choose(passes, count, schedule->method, schedule->slew_time_s, gathering->chosen,
                                           &result, error))) {
        goto done;
    }
    for (size_t i = 0; i < count; ++i) {
        expected_set_odds(gathering->expected, i, gathering->chosen[i] ? gathering->passes.passes[i].clear_chance : 0);
    }
done:
    expected_blocks_release(&each);
    free(passes);
    free(counts);
    return status;
}

static enum satqkd_status gather(struct gathering *gathering, int threads, struct satqkd_error *error) {
    const struct campaign *campaign = gathering->campaign;
    enum satqkd_status status = SATQKD_OK;
    gathering->orbits = calloc(campaign->satellite_count, sizeof(struct orbit *));
    if (!gathering->orbits) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu orbits", campaign->satellite_count);
    }
    for (size_t i = 0; i < campaign->satellite_count && status == SATQKD_OK; ++i) {
        status = campaign_make_orbit(campaign, i, &gathering->orbits[i], error);
    }
    if (status == SATQKD_OK) {
        status = campaign_passes_find(campaign, gathering->orbits, threads, &gathering->passes, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    if (gathering->passes.count == 0) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "from, to: the campaign has no pass: lengthen it, or lower the "
                                "scenario's window.min_elevation_deg");
    }
    gathering->blocks = calloc(gathering->passes.count, sizeof *gathering->blocks);
    gathering->chosen = calloc(gathering->passes.count, sizeof *gathering->chosen);
    if (!gathering->blocks || !gathering->chosen) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", gathering->passes.count);
    }
    if ((status = number_blocks(gathering, error)) ||
        (status =
             expected_create(optimize_most_intensity(&campaign->links[0]->protocol), &gathering->expected, error)) ||
        (status = add_passes(gathering, error)) || (status = expected_finish(gathering->expected, error))) {
        return status;
    }
    return choose_passes(gathering, error);
}

enum satqkd_status optimize_campaign(const struct campaign *campaign, int threads,
                                     const struct optimize_options *options, struct optimize_out *out,
                                     struct satqkd_error *error) {
    const double begin = stopwatch_seconds();
    struct gathering gathering = {.campaign = campaign};
    memset(out, 0, sizeof *out);
    enum satqkd_status status = gather(&gathering, threads, error);
    if (status == SATQKD_OK) {
        status = optimize_expected(campaign->links[0], gathering.expected, options, out, error);
        snprintf(out->name, sizeof out->name, "%s", campaign->name);
    }
    expected_destroy(gathering.expected);
    campaign_passes_release(&gathering.passes);
    for (size_t i = 0; gathering.orbits && i < campaign->satellite_count; ++i) {
        orbit_destroy(gathering.orbits[i]);
    }
    free(gathering.orbits);
    free(gathering.blocks);
    free(gathering.chosen);
    out->wall_s = stopwatch_seconds() - begin;
    return status;
}
