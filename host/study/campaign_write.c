/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "report/campaign_out.h"
#include "report/campaign_pairs_out.h"
#include "report/directory.h"
#include "report/quantile.h"
#include "special/constants.h"
#include "study/campaign_calendar.h"
#include "study/campaign_page.h"
#include "study/campaign_summary.h"
#include "study/network_pairs.h"

/* The files, in the order in which they get their names. */
enum { CAMPAIGN, NETWORK_FILE, PASSES, CALENDAR, RELAYS, KEY_STORE, NETWORK, FIBRES, REPORT, SUMMARY, FILES };
static const char *const names[FILES] = {[CAMPAIGN] = "campaign.json", [NETWORK_FILE] = NETWORK_FILE_COPY,
                                         [PASSES] = "passes.csv",      [CALENDAR] = "calendar.csv",
                                         [RELAYS] = "relays.csv",      [KEY_STORE] = "key_store.csv",
                                         [NETWORK] = "network.csv",    [FIBRES] = "fibres.csv",
                                         [REPORT] = "report.html",     [SUMMARY] = "summary.json"};

static const double DAY_S = 86400.0;

static enum satqkd_status passes_text(const struct campaign_summary_source *w, char **out, struct satqkd_error *error) {
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

static enum satqkd_status relays_text(const struct campaign_summary_source *w, char **out, struct satqkd_error *error) {
    const struct relay *relay = &w->draws.relays.first;
    const struct campaign *campaign = w->campaign;
    struct campaign_pairs_out_relay *rows = calloc(relay->row_count + 1, sizeof *rows);
    if (!rows) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a table of %zu relayed keys",
                                relay->row_count);
    }
    for (size_t i = 0; i < relay->row_count; ++i) {
        const struct relay_row *row = &relay->rows[i];
        rows[i] = (struct campaign_pairs_out_relay){.utc_s = campaign->from_utc_s + row->time_s,
                                                    .satellite = campaign->satellites[row->satellite].name,
                                                    .station_a = campaign->stations[row->station_a].name,
                                                    .station_b = campaign->stations[row->station_b].name,
                                                    .bits = row->bits,
                                                    .wait_s = row->wait_s};
    }
    enum satqkd_status status = campaign_pairs_out_relays(rows, relay->row_count, out, error);
    free(rows);
    return status;
}

static void fill_day(const struct campaign_summary_source *w, size_t pair, size_t index,
                     struct campaign_pairs_out_day *out) {
    const struct campaign_relays_made *made = &w->draws.relays;
    const struct campaign_pair *stations = &w->campaign->relays.pairs[pair];
    const struct campaign_store_day *day = &made->days[pair * made->day_count + index];
    double *levels = &made->levels[(pair * made->day_count + index) * made->level_draws];
    *out = (struct campaign_pairs_out_day){
        .start_utc_s = w->campaign->from_utc_s + DAY_S * (double)index,
        .station_a = w->campaign->stations[stations->a].name,
        .station_b = w->campaign->stations[stations->b].name,
        .in_bits = day->in_bits,
        .out_bits = day->out_bits,
        .thrown_bits = day->thrown_bits,
        .level_bits = day->level_bits,
        .oldest_s = day->oldest_s,
        .used_age_s = day->out_bits > 0 ? day->used_age_bit_s / day->out_bits : NAN,
        .dry_s = day->dry_s,
    };
    quantile_sort(levels, made->level_draws);
    for (int q = 0; q < CAMPAIGN_PAIRS_OUT_LEVELS; ++q) {
        out->level[q] = quantile_of(levels, made->level_draws, campaign_pairs_out_probability[q]);
    }
}

static enum satqkd_status store_text(const struct campaign_summary_source *w, char **out, struct satqkd_error *error) {
    const size_t days = w->draws.relays.day_count;
    const size_t count = w->campaign->relays.pair_count * days;
    struct campaign_pairs_out_day *rows = calloc(count + 1, sizeof *rows);
    if (!rows) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a table of %zu days", count);
    }
    for (size_t i = 0; i < count; ++i) {
        fill_day(w, i / days, i % days, &rows[i]);
    }
    enum satqkd_status status = campaign_pairs_out_store(rows, count, out, error);
    free(rows);
    return status;
}

/* Names of the satellites, then of the stations. @return borrowed names in an array to be freed; NULL without memory */
static const char **all_names(const struct campaign *campaign) {
    const char **all = calloc(campaign->satellite_count + campaign->station_count, sizeof *all);
    for (size_t i = 0; all && i < campaign->satellite_count; ++i) {
        all[i] = campaign->satellites[i].name;
    }
    for (size_t i = 0; all && i < campaign->station_count; ++i) {
        all[campaign->satellite_count + i] = campaign->stations[i].name;
    }
    return all;
}

static enum satqkd_status network_texts(const struct campaign_summary_source *w, char **pairs, char **fibres,
                                        struct satqkd_error *error) {
    const struct campaign *campaign = w->campaign;
    const char **all = all_names(campaign);
    struct delivery *deliveries = NULL;
    struct network_out network = {0};
    struct network_pairs_sky sky = {.satellites = all,
                                    .satellite_count = campaign->satellite_count,
                                    .stations = all + campaign->satellite_count,
                                    .station_count = campaign->station_count,
                                    .duration_s = campaign->to_utc_s - campaign->from_utc_s};
    enum satqkd_status status =
        all ? campaign_relays_deliveries(campaign, &w->result->passes, w->draws.bits, &deliveries, &sky.delivery_count,
                                         error)
            : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the names of a network");
    if (status == SATQKD_OK) {
        sky.deliveries = deliveries;
        status = network_pairs(&campaign->network, &sky, &network, error);
    }
    if (status == SATQKD_OK) {
        status = network_out_csv(&network, pairs, error);
    }
    if (status == SATQKD_OK) {
        status = network_out_fibres_csv(&network, fibres, error);
    }
    network_out_release(&network);
    free(deliveries);
    free(all);
    return status;
}

static enum satqkd_status make_texts(const struct campaign_summary_source *w, char *texts[FILES], char **terminal,
                                     struct satqkd_error *error) {
    enum satqkd_status status = campaign_text(w->campaign, &texts[CAMPAIGN], error);
    if (status == SATQKD_OK) {
        status = passes_text(w, &texts[PASSES], error);
    }
    if (status == SATQKD_OK) {
        status = relays_text(w, &texts[RELAYS], error);
    }
    if (status == SATQKD_OK && w->campaign->store.given) {
        status = store_text(w, &texts[KEY_STORE], error);
    }
    if (status == SATQKD_OK && w->campaign->network_path[0]) {
        status = network_texts(w, &texts[NETWORK], &texts[FIBRES], error);
    }
    if (status == SATQKD_OK && w->campaign->network_path[0]) {
        status = network_file_text(&w->campaign->network, &texts[NETWORK_FILE], error);
    }
    if (status == SATQKD_OK) {
        status = campaign_calendar_csv(w->campaign, w->result, w->draws.clear, w->draws.bits, &texts[CALENDAR], error);
    }
    return status == SATQKD_OK ? campaign_summary_text(w, &texts[SUMMARY], terminal, error) : status;
}

static enum satqkd_status report_text(char *texts[FILES], struct satqkd_error *error) {
    const struct campaign_page_texts page = {.campaign = texts[CAMPAIGN],
                                             .summary = texts[SUMMARY],
                                             .calendar = texts[CALENDAR],
                                             .relays = texts[RELAYS],
                                             .key_store = texts[KEY_STORE],
                                             .network = texts[NETWORK],
                                             .fibres = texts[FIBRES],
                                             .network_file = texts[NETWORK_FILE]};
    return campaign_page_html(&page, &texts[REPORT], error);
}

enum satqkd_status campaign_write(const struct campaign *campaign, const struct campaign_result *result,
                                  const char *directory, struct campaign_shown *shown, struct satqkd_error *error) {
    struct campaign_summary_source w = {.campaign = campaign, .result = result};
    struct directory_file files[FILES];
    char *texts[FILES] = {NULL};
    *shown = (struct campaign_shown){0};
    enum satqkd_status status = campaign_draws_make(campaign, result, &w.draws, error);
    if (status == SATQKD_OK) {
        status = make_texts(&w, texts, &shown->terminal, error);
    }
    if (status == SATQKD_OK) {
        status = report_text(texts, error);
    }
    for (int i = 0; i < FILES; ++i) {
        files[i] = (struct directory_file){.name = names[i], .text = texts[i]};
    }
    if (status == SATQKD_OK) {
        status = directory_write_files(directory, files, FILES, error);
    }
    shown->json = texts[SUMMARY];
    texts[SUMMARY] = NULL;
    for (int i = 0; i < FILES; ++i) {
        free(texts[i]);
    }
    campaign_draws_release(&w.draws);
    if (status != SATQKD_OK) {
        campaign_shown_release(shown);
    }
    return status;
}

void campaign_shown_release(struct campaign_shown *shown) {
    free(shown->json);
    free(shown->terminal);
    *shown = (struct campaign_shown){0};
}
