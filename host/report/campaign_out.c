/* SPDX-License-Identifier: MIT */
#include "report/campaign_out.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "orbit/time_utc.h"
#include "report/csv_field.h"
#include "report/csv_table.h"
#include "report/json_out.h"
#include "report/quantile.h"

static const double DAY_S = 86400.0;
static const double HOUR_S = 3600.0;

const double campaign_out_probability[CAMPAIGN_OUT_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

static void put_time(FILE *stream, double utc_s) {
    char text[TIME_UTC_TEXT];
    time_utc_format(utc_s, 3, text, sizeof text);
    fputs(text, stream);
}

static void put_row(FILE *stream, const struct campaign_out_pass *pass) {
    const double before[] = {pass->min_range_km, pass->max_elevation_deg, pass->sifted_bits,
                             pass->sifted_bits > 0 ? pass->error_bits / pass->sifted_bits : NAN, pass->secret_bits};
    const double after[] = {pass->clear_chance, pass->clear_sifted_bits, pass->clear_secret_bits};
    put_time(stream, pass->start_utc_s);
    fputc(',', stream);
    csv_field_text(stream, pass->satellite);
    fputc(',', stream);
    csv_field_text(stream, pass->station);
    for (size_t i = 0; i < sizeof before / sizeof *before; ++i) {
        csv_field_number(stream, before[i]);
    }
    fprintf(stream, ",%d,", pass->clear ? 1 : 0);
    put_time(stream, pass->stop_utc_s);
    for (size_t i = 0; i < sizeof after / sizeof *after; ++i) {
        csv_field_number(stream, after[i]);
    }
    fputc('\n', stream);
}

enum satqkd_status campaign_out_passes(const struct campaign_out_pass *passes, size_t count, char **out,
                                       struct satqkd_error *error) {
    size_t size = 0;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (stream) {
        fputs("start_utc,satellite,station,min_range_km,max_elevation_deg,sifted_bits,qber,secret_bits,clear,stop_utc,"
              "clear_chance,clear_sifted_bits,clear_secret_bits\n",
              stream);
        for (size_t i = 0; i < count; ++i) {
            put_row(stream, &passes[i]);
        }
    }
    return csv_table_finish(stream, out, count, "passes", error);
}

struct campaign_out_spread campaign_out_spread_of(double *values, size_t count) {
    struct campaign_out_spread spread = {.first = values[0]};
    const double n = (double)count;
    double squares = 0;
    for (size_t i = 0; i < count; ++i) {
        spread.mean += values[i] / n;
    }
    for (size_t i = 0; i < count; ++i) {
        squares += (values[i] - spread.mean) * (values[i] - spread.mean);
    }
    spread.sd = count > 1 ? sqrt(squares / (n - 1)) : NAN;
    quantile_sort(values, count);
    for (int q = 0; q < CAMPAIGN_OUT_QUANTILES; ++q) {
        spread.quantile[q] = quantile_of(values, count, campaign_out_probability[q]);
    }
    return spread;
}

static void add_spread(cJSON *parent, const char *key, const struct campaign_out_spread *spread) {
    cJSON *object = json_out_object(parent, key);
    json_out_number(object, "first", spread->first);
    json_out_number(object, "mean", spread->mean);
    json_out_number(object, "sd", spread->sd);
    json_out_numbers(object, "quantiles", spread->quantile, CAMPAIGN_OUT_QUANTILES);
}

static void add_share(cJSON *object, const struct campaign_out_share *share) {
    json_out_number(object, "passes_found", share->passes_found);
    json_out_number(object, "passes_scheduled", share->passes_scheduled);
    json_out_number(object, "clear_passes", share->clear_passes);
    json_out_number(object, "sifted_bits", share->sifted_bits);
    json_out_number(object, "clear_sifted_bits", share->clear_sifted_bits);
    json_out_number(object, "secret_bits", share->secret_bits.first);
    add_spread(object, "secret_bits_draws", &share->secret_bits);
}

static void add_shares(cJSON *root, const char *key, const struct campaign_out_share *shares, size_t count) {
    cJSON *array = json_out_array(root, key);
    for (size_t i = 0; array && i < count; ++i) {
        cJSON *object = cJSON_CreateObject();
        json_out_text_item(object, "name", shares[i].name);
        add_share(object, &shares[i]);
        cJSON_AddItemToArray(array, object);
    }
}

static void add_seed(cJSON *parent, const char *key, uint64_t seed) {
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, seed);
    json_out_text_item(parent, key, digits);
}

static void add_time(cJSON *parent, const char *key, double utc_s) {
    char text[TIME_UTC_TEXT];
    time_utc_format(utc_s, 0, text, sizeof text);
    json_out_text_item(parent, key, text);
}

static void add_schedule(cJSON *root, const struct campaign_out_summary *summary) {
    cJSON *schedule = json_out_object(root, "schedule");
    json_out_text_item(schedule, "method", summary->method);
    json_out_text_item(schedule, "weight_of", summary->weight);
    json_out_number(schedule, "slew_time_s", summary->slew_time_s);
    json_out_number(schedule, "weight", summary->schedule_weight);
    json_out_number(schedule, "weight_bound", summary->schedule_bound);
    json_out_number(schedule, "groups", summary->schedule_groups);
    json_out_number(schedule, "groups_solved_exactly", summary->schedule_exact_groups);
    json_out_number(schedule, "largest_group", summary->schedule_largest_group);
}

static void add_weather(cJSON *root, const struct campaign_out_summary *summary) {
    cJSON *weather = json_out_object(root, "weather");
    json_out_number(weather, "draws", summary->draws);
    add_seed(weather, "seed", summary->weather_seed);
    json_out_text_item(weather, "unit", summary->sky_unit);
    json_out_number(weather, "correlation_time_h", summary->correlation_time_s / HOUR_S);
    json_out_numbers(weather, "probabilities", campaign_out_probability, CAMPAIGN_OUT_QUANTILES);
}

static void add_pair(cJSON *array, const struct campaign_out_summary *summary, const struct campaign_out_pair *pair,
                     double days) {
    cJSON *object = cJSON_CreateObject();
    json_out_text_item(object, "station_a", pair->station_a);
    json_out_text_item(object, "station_b", pair->station_b);
    json_out_number(object, "bits", pair->bits.first);
    json_out_number(object, "bits_a_day", pair->bits.first / days);
    json_out_number(object, "mean_wait_h", pair->mean_wait_s / HOUR_S);
    json_out_number(object, "longest_wait_h", pair->longest_wait_s / HOUR_S);
    add_spread(object, "bits_draws", &pair->bits);
    if (summary->store) {
        cJSON *store = json_out_object(object, "key_store");
        json_out_number(store, "used_bits", pair->used_bits);
        json_out_number(store, "thrown_bits", pair->thrown_bits);
        json_out_number(store, "left_bits", pair->left_bits);
        json_out_number(store, "used_age_h", pair->used_age_s / HOUR_S);
        json_out_number(store, "dry_share", pair->dry_s / (days * DAY_S));
    }
    cJSON_AddItemToArray(array, object);
}

static void add_relays(cJSON *root, const struct campaign_out_summary *summary, double days) {
    cJSON *relays = json_out_object(root, "relays");
    json_out_number(relays, "lost_bits", summary->lost_bits);
    json_out_number(relays, "aboard_bits", summary->stored_bits);
    if (summary->store) {
        json_out_number(relays, "consumption_bps", summary->consumption_bps);
    }
    cJSON *array = json_out_array(relays, "pairs");
    for (size_t i = 0; array && i < summary->pair_count; ++i) {
        add_pair(array, summary, &summary->pairs[i], days);
    }
}

enum satqkd_status campaign_out_json(const struct campaign_out_summary *summary, char **out,
                                     struct satqkd_error *error) {
    cJSON *root = cJSON_CreateObject();
    const double days = (summary->to_utc_s - summary->from_utc_s) / DAY_S;
    json_out_text_item(root, "name", summary->name);
    json_out_text_item(root, "engine", summary->engine);
    add_seed(root, "seed", summary->seed);
    json_out_number(root, "repeats", summary->repeats);
    add_time(root, "from", summary->from_utc_s);
    add_time(root, "to", summary->to_utc_s);
    json_out_number(root, "days", days);
    json_out_text_item(root, "light", summary->light);
    json_out_text_item(root, "bound", summary->bound);
    json_out_text_item(root, "block", summary->block);
    add_share(root, &summary->all);
    json_out_number(root, "secret_bits_a_day", summary->all.secret_bits.first / days);
    add_schedule(root, summary);
    if (summary->weather) {
        add_weather(root, summary);
    }
    add_shares(root, "satellites", summary->satellites, summary->satellite_count);
    add_shares(root, "stations", summary->stations, summary->station_count);
    if (summary->pair_count > 0) {
        add_relays(root, summary, days);
    }
    return json_out_finish(root, out, error);
}
