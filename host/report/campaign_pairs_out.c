/* SPDX-License-Identifier: MIT */
#include "report/campaign_pairs_out.h"

#include <stdio.h>

#include "orbit/time_utc.h"
#include "report/csv_field.h"
#include "report/csv_table.h"

static const double HOUR_S = 3600.0;

const double campaign_pairs_out_probability[CAMPAIGN_PAIRS_OUT_LEVELS] = {0.05, 0.5, 0.95};

static void put_time(FILE *stream, double utc_s, int decimals) {
    char text[TIME_UTC_TEXT];
    time_utc_format(utc_s, decimals, text, sizeof text);
    fputs(text, stream);
}

static void put_names(FILE *stream, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        fputc(',', stream);
        csv_field_text(stream, names[i]);
    }
}

static void put_numbers(FILE *stream, const double *numbers, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        csv_field_number(stream, numbers[i]);
    }
}

enum satqkd_status campaign_pairs_out_relays(const struct campaign_pairs_out_relay *rows, size_t count, char **out,
                                             struct satqkd_error *error) {
    size_t size = 0;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (stream) {
        fputs("time_utc,satellite,station_a,station_b,bits,wait_s\n", stream);
    }
    for (size_t i = 0; stream && i < count; ++i) {
        const char *const names[] = {rows[i].satellite, rows[i].station_a, rows[i].station_b};
        put_time(stream, rows[i].utc_s, 3);
        put_names(stream, names, sizeof names / sizeof *names);
        put_numbers(stream, (const double[]){rows[i].bits, rows[i].wait_s}, 2);
        fputc('\n', stream);
    }
    return csv_table_finish(stream, out, count, "rows", error);
}

enum satqkd_status campaign_pairs_out_store(const struct campaign_pairs_out_day *rows, size_t count, char **out,
                                            struct satqkd_error *error) {
    size_t size = 0;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (stream) {
        fputs("day_utc,station_a,station_b,in_bits,out_bits,thrown_bits,level_bits,oldest_h,used_age_h,dry_s,level_q05,"
              "level_q50,level_q95\n",
              stream);
    }
    for (size_t i = 0; stream && i < count; ++i) {
        const struct campaign_pairs_out_day *row = &rows[i];
        const char *const names[] = {row->station_a, row->station_b};
        const double numbers[] = {row->in_bits,    row->out_bits,          row->thrown_bits,
                                  row->level_bits, row->oldest_s / HOUR_S, row->used_age_s / HOUR_S,
                                  row->dry_s};
        put_time(stream, row->start_utc_s, 0);
        put_names(stream, names, sizeof names / sizeof *names);
        put_numbers(stream, numbers, sizeof numbers / sizeof *numbers);
        put_numbers(stream, row->level, CAMPAIGN_PAIRS_OUT_LEVELS);
        fputc('\n', stream);
    }
    return csv_table_finish(stream, out, count, "rows", error);
}
