/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "report/campaign_out.h"
#include "report/directory.h"
#include "special/constants.h"
#include "study/campaign_calendar.h"
#include "study/campaign_draws.h"
#include "study/campaign_page.h"

/* The files, in the order in which they get their names. */
enum { CAMPAIGN, PASSES, CALENDAR, REPORT, SUMMARY, FILES };
static const char *const names[FILES] = {[CAMPAIGN] = "campaign.json",
                                         [PASSES] = "passes.csv",
                                         [CALENDAR] = "calendar.csv",
                                         [REPORT] = "report.html",
                                         [SUMMARY] = "summary.json"};

static const char *const engine_names[] = {[CAMPAIGN_MEAN] = "mean", [CAMPAIGN_EVENT] = "event"};
static const char *const light_names[] = {[CAMPAIGN_NIGHT] = "night", [CAMPAIGN_DAY] = "day", [CAMPAIGN_ANY] = "any"};
static const char *const method_names[] = {[CAMPAIGN_OPTIMAL] = "optimal", [CAMPAIGN_GREEDY] = "greedy"};
static const char *const weight_names[] = {
    [CAMPAIGN_SECRET_BITS] = "secret_bits", [CAMPAIGN_SIFTED_BITS] = "sifted_bits", [CAMPAIGN_DURATION] = "duration"};
static const char *const block_names[] = {[CAMPAIGN_BLOCK_PASS] = "pass",
                                          [CAMPAIGN_BLOCK_NIGHT] = "night",
                                          [CAMPAIGN_BLOCK_MONTH] = "month",
                                          [CAMPAIGN_BLOCK_ALL] = "campaign"};
static const char *const sky_names[] = {[CAMPAIGN_SKY_PASS] = "pass", [CAMPAIGN_SKY_NIGHT] = "night"};

/* What every writer needs. */
struct written {
    const struct campaign *campaign;
    const struct campaign_result *result;
    struct campaign_draws draws;
};

static enum satqkd_status passes_text(const struct written *w, char **out, struct satqkd_error *error) {
    const struct campaign_passes *passes = &w->result->passes;
    struct campaign_out_pass *rows = calloc(passes->count + 1, sizeof *rows);
    size_t count = 0;
    if (!rows) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a table of %zu passes", passes->count);
    }
    for (size_t i = 0; i < passes->count; ++i) {
        const struct campaign_pass *pass = &passes->passes[i];
        const struct campaign_flight *flight = campaign_result_flight(w->result, i, 0);
        const bool clear = w->draws.clear[i];
        if (!w->result->chosen[i]) {
            continue;
        }
        rows[count++] = (struct campaign_out_pass){.start_utc_s = pass->pass.start_utc_s,
                                                   .stop_utc_s = pass->pass.stop_utc_s,
                                                   .satellite = w->campaign->satellites[pass->satellite].name,
                                                   .station = w->campaign->stations[pass->station].name,
                                                   .min_range_km = 1e-3 * pass->pass.min_range_m,
                                                   .max_elevation_deg = CONSTANT_DEGREE * pass->pass.max_elevation_rad,
                                                   .sifted_bits = clear ? flight->sifted_bits : 0,
                                                   .error_bits = clear ? flight->error_bits : 0,
                                                   .secret_bits = w->draws.bits[i],
                                                   .clear = clear,
                                                   .clear_chance = pass->clear_chance,
                                                   .clear_sifted_bits = flight->sifted_bits,
                                                   .clear_secret_bits = flight->secret_bits};
    }
    enum satqkd_status status = campaign_out_passes(rows, count, out, error);
    free(rows);
    return status;
}

static void add_to_share(const struct written *w, size_t pass, struct campaign_out_share *share) {
    const struct campaign_flight *flight = campaign_result_flight(w->result, pass, 0);
    share->passes_found += 1;
    if (w->result->chosen[pass]) {
        share->passes_scheduled += 1;
        share->clear_sifted_bits += flight->sifted_bits;
        share->clear_passes += w->draws.clear[pass];
        share->sifted_bits += w->draws.clear[pass] ? flight->sifted_bits : 0;
    }
}

static enum satqkd_status fill_shares(struct written *w, struct campaign_out_summary *summary,
                                      struct satqkd_error *error) {
    const struct campaign *campaign = w->campaign;
    const size_t draws = w->draws.count;
    summary->satellites = calloc(campaign->satellite_count, sizeof *summary->satellites);
    summary->stations = calloc(campaign->station_count, sizeof *summary->stations);
    if (!summary->satellites || !summary->stations) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a summary");
    }
    for (size_t i = 0; i < w->result->passes.count; ++i) {
        const struct campaign_pass *pass = &w->result->passes.passes[i];
        add_to_share(w, i, &summary->all);
        add_to_share(w, i, &summary->satellites[pass->satellite]);
        add_to_share(w, i, &summary->stations[pass->station]);
    }
    summary->all.secret_bits = campaign_out_spread_of(w->draws.all_bits, draws);
    for (size_t i = 0; i < campaign->satellite_count; ++i) {
        summary->satellites[i].name = campaign->satellites[i].name;
        summary->satellites[i].secret_bits = campaign_out_spread_of(w->draws.satellite_bits + i * draws, draws);
    }
    for (size_t i = 0; i < campaign->station_count; ++i) {
        summary->stations[i].name = campaign->stations[i].name;
        summary->stations[i].secret_bits = campaign_out_spread_of(w->draws.station_bits + i * draws, draws);
    }
    return SATQKD_OK;
}

static enum satqkd_status summary_text(struct written *w, char **out, struct satqkd_error *error) {
    const struct campaign *campaign = w->campaign;
    const struct campaign_schedule_result *schedule = &w->result->schedule;
    struct campaign_out_summary summary = {
        .name = campaign->name,
        .engine = engine_names[campaign->engine],
        .bound = campaign->links[0]->protocol.bound,
        .block = block_names[campaign->block],
        .light = light_names[campaign->light],
        .method = method_names[campaign->schedule.method],
        .weight = weight_names[campaign->schedule.weight],
        .from_utc_s = campaign->from_utc_s,
        .to_utc_s = campaign->to_utc_s,
        .seed = campaign->links[0]->seed,
        .repeats = (double)w->result->repeats,
        .schedule_weight = schedule->weight,
        .schedule_bound = schedule->bound,
        .schedule_groups = (double)schedule->groups,
        .schedule_exact_groups = (double)schedule->exact_groups,
        .schedule_largest_group = (double)schedule->largest_group,
        .slew_time_s = campaign->schedule.slew_time_s,
        .weather = campaign->weather.given,
        .draws = (double)w->draws.count,
        .weather_seed = campaign->weather.seed,
        .sky_unit = sky_names[campaign->weather.unit],
        .correlation_time_s = campaign->weather.correlation_time_s,
        .satellite_count = campaign->satellite_count,
        .station_count = campaign->station_count,
    };
    enum satqkd_status status = fill_shares(w, &summary, error);
    if (status == SATQKD_OK) {
        status = campaign_out_json(&summary, out, error);
    }
    free(summary.satellites);
    free(summary.stations);
    return status;
}

enum satqkd_status campaign_write(const struct campaign *campaign, const struct campaign_result *result,
                                  const char *directory, struct satqkd_error *error) {
    struct written w = {.campaign = campaign, .result = result};
    struct directory_file files[FILES];
    char *texts[FILES] = {NULL};
    enum satqkd_status status = campaign_draws_make(campaign, result, &w.draws, error);
    if (status == SATQKD_OK) {
        status = campaign_text(campaign, &texts[CAMPAIGN], error);
    }
    if (status == SATQKD_OK) {
        status = passes_text(&w, &texts[PASSES], error);
    }
    if (status == SATQKD_OK) {
        status = campaign_calendar_csv(campaign, result, w.draws.clear, w.draws.bits, &texts[CALENDAR], error);
    }
    if (status == SATQKD_OK) {
        status = summary_text(&w, &texts[SUMMARY], error);
    }
    if (status == SATQKD_OK) {
        const struct campaign_page_texts page = {
            .campaign = texts[CAMPAIGN], .summary = texts[SUMMARY], .calendar = texts[CALENDAR]};
        status = campaign_page_html(&page, &texts[REPORT], error);
    }
    for (int i = 0; i < FILES; ++i) {
        files[i] = (struct directory_file){.name = names[i], .text = texts[i]};
    }
    if (status == SATQKD_OK) {
        status = directory_write_files(directory, files, FILES, error);
    }
    for (int i = 0; i < FILES; ++i) {
        free(texts[i]);
    }
    campaign_draws_release(&w.draws);
    return status;
}
