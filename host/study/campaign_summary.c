/* SPDX-License-Identifier: MIT */
#include "study/campaign_summary.h"

#include <math.h>
#include <stdlib.h>

#include "report/campaign_out.h"
#include "scenario/campaign_keys.h"

static void add_to_share(const struct campaign_summary_source *w, size_t pass, struct campaign_out_share *share) {
    const struct campaign_flight *flight = campaign_result_flight(w->result, pass, 0);
    share->passes_found += 1;
    if (w->result->chosen[pass]) {
        share->passes_scheduled += 1;
        share->clear_sifted_bits += flight->sifted_bits;
        share->clear_passes += w->draws.clear[pass];
        share->sifted_bits += w->draws.clear[pass] ? flight->sifted_bits : 0;
    }
}

static enum satqkd_status fill_shares(const struct campaign_summary_source *w, struct campaign_out_summary *summary,
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

/* Pairs of stations: what relays gave them, and what became of it. */
static enum satqkd_status fill_pairs(const struct campaign_summary_source *w, struct campaign_out_summary *summary,
                                     struct satqkd_error *error) {
    const struct campaign *campaign = w->campaign;
    const struct campaign_relays_made *made = &w->draws.relays;
    if (!campaign->relays.given) {
        return SATQKD_OK;
    }
    summary->pair_count = campaign->relays.pair_count;
    summary->pairs = calloc(summary->pair_count, sizeof *summary->pairs);
    if (!summary->pairs) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a summary");
    }
    summary->lost_bits = made->first.lost_bits;
    summary->stored_bits = made->first.stored_bits;
    summary->store = campaign->store.given;
    summary->consumption_bps = campaign->store.consumption_bps;
    for (size_t i = 0; i < summary->pair_count; ++i) {
        struct campaign_out_pair *pair = &summary->pairs[i];
        pair->station_a = campaign->stations[campaign->relays.pairs[i].a].name;
        pair->station_b = campaign->stations[campaign->relays.pairs[i].b].name;
        pair->bits = campaign_out_spread_of(made->bits + i * made->draws, made->draws);
        pair->mean_wait_s = made->totals[i].mean_wait_s;
        pair->longest_wait_s = made->totals[i].longest_wait_s;
        for (size_t d = 0; d < made->day_count; ++d) {
            const struct campaign_store_day *day = &made->days[i * made->day_count + d];
            pair->used_bits += day->out_bits;
            pair->thrown_bits += day->thrown_bits;
            pair->left_bits = day->level_bits;
            pair->used_age_s += day->used_age_bit_s;
            pair->dry_s += day->dry_s;
        }
        pair->used_age_s = pair->used_bits > 0 ? pair->used_age_s / pair->used_bits : NAN;
    }
    return SATQKD_OK;
}

enum satqkd_status campaign_summary_text(const struct campaign_summary_source *w, char **json, char **terminal,
                                         struct satqkd_error *error) {
    const struct campaign *campaign = w->campaign;
    const struct campaign_schedule_result *schedule = &w->result->schedule;
    struct campaign_out_summary summary = {
        .name = campaign->name,
        .engine = campaign_keys_word("engine", campaign->engine),
        .bound = campaign->links[0]->protocol.bound,
        .block = campaign_keys_word("block", campaign->block),
        .light = campaign_keys_word("light.rule", campaign->light),
        .method = campaign_keys_word("schedule.method", campaign->schedule.method),
        .weight = campaign_keys_word("schedule.weight", campaign->schedule.weight),
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
        .sky_unit = campaign_keys_word("weather.unit", campaign->weather.unit),
        .correlation_time_s = campaign->weather.correlation_time_s,
        .satellite_count = campaign->satellite_count,
        .station_count = campaign->station_count,
    };
    enum satqkd_status status = fill_shares(w, &summary, error);
    if (status == SATQKD_OK) {
        status = fill_pairs(w, &summary, error);
    }
    if (status == SATQKD_OK) {
        status = campaign_out_json(&summary, json, error);
    }
    if (status == SATQKD_OK) {
        status = campaign_out_terminal(&summary, terminal, error);
    }
    free(summary.pairs);
    free(summary.satellites);
    free(summary.stations);
    return status;
}
