/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_CAMPAIGN_OUT_H
#define SATQKD_REPORT_CAMPAIGN_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "satqkd/status.h"

/** A pass of the schedule under the first drawn weather: a row of passes.csv. */
struct campaign_out_pass {
    double start_utc_s, stop_utc_s;
    const char *satellite, *station; /* borrowed */
    double min_range_km, max_elevation_deg;
    double sifted_bits, error_bits, secret_bits; /* of the drawn sky: 0 where it is cloudy */
    bool clear;
    double clear_chance;
    double clear_sifted_bits, clear_secret_bits; /* had the sky been clear; the key of the pass as a block of its own */
};

/**
 * passes.csv as text: start_utc, satellite, station, min_range_km, max_elevation_deg, sifted_bits, qber, secret_bits, clear (1 or 0), and
 * more. Secret bits are those that the pass completes: of a block of several passes they stand in the row of its last.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status campaign_out_passes(const struct campaign_out_pass *passes, size_t count, char **out,
                                       struct satqkd_error *error);

enum { CAMPAIGN_OUT_QUANTILES = 5 };

/** At which chances quantiles are given. */
extern const double campaign_out_probability[CAMPAIGN_OUT_QUANTILES];

/** A number that differs from draw to draw. */
struct campaign_out_spread {
    double first;    /* of the first draw, as in the tables */
    double mean, sd; /* sd: NAN of one draw */
    double quantile[CAMPAIGN_OUT_QUANTILES];
};

/** @param values, count  at least one, a draw each; sorted by the call */
struct campaign_out_spread campaign_out_spread_of(double *values, size_t count);

/** What one satellite, one station, or all of them together came to. */
struct campaign_out_share {
    const char *name; /* borrowed */
    double passes_found, passes_scheduled;
    double clear_passes, sifted_bits;       /* of the first draw */
    double clear_sifted_bits;               /* of the schedule, had every sky been clear */
    struct campaign_out_spread secret_bits; /* over the draws */
};

/** Two stations and the key that relays gave them. Names are borrowed. */
struct campaign_out_pair {
    const char *station_a, *station_b;
    struct campaign_out_spread bits;                             /* over the draws */
    double mean_wait_s, longest_wait_s;                          /* of the first draw; NAN without a key */
    double used_bits, thrown_bits, left_bits, used_age_s, dry_s; /* of its store in the first draw */
};

/** summary.json. */
struct campaign_out_summary {
    const char *name, *engine, *bound, *block, *light, *method, *weight; /* borrowed */
    double from_utc_s, to_utc_s;
    uint64_t seed;
    double repeats;
    double schedule_weight, schedule_bound, schedule_groups, schedule_exact_groups, schedule_largest_group;
    double slew_time_s;
    bool weather;
    double draws;
    uint64_t weather_seed;
    const char *sky_unit;
    double correlation_time_s;
    struct campaign_out_share all;
    struct campaign_out_share *satellites, *stations; /* borrowed */
    size_t satellite_count, station_count;
    struct campaign_out_pair *pairs; /* borrowed */
    size_t pair_count;
    double lost_bits, stored_bits; /* aboard, in the first draw */
    bool store;
    double consumption_bps;
};

/** @param out  owned by the caller, free() */
enum satqkd_status campaign_out_json(const struct campaign_out_summary *summary, char **out,
                                     struct satqkd_error *error);

/** The summary for a terminal, a dozen lines. @param out  owned by the caller, free() */
enum satqkd_status campaign_out_terminal(const struct campaign_out_summary *summary, char **out,
                                         struct satqkd_error *error);

#endif
