/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_CAMPAIGN_PAIRS_OUT_H
#define SATQKD_REPORT_CAMPAIGN_PAIRS_OUT_H

#include <stddef.h>

#include "satqkd/status.h"

/** A piece of key that two stations share from a time on: a row of relays.csv. Names are borrowed. */
struct campaign_pairs_out_relay {
    double utc_s; /* end of the later pass */
    const char *satellite, *station_a, *station_b;
    double bits, wait_s;
};

/** relays.csv as text: time_utc, satellite, station_a, station_b, bits, wait_s. @param out owned by the caller, free() */
enum satqkd_status campaign_pairs_out_relays(const struct campaign_pairs_out_relay *rows, size_t count, char **out,
                                             struct satqkd_error *error);

enum { CAMPAIGN_PAIRS_OUT_LEVELS = 3 };

/** At which chances levels of a store are given. */
extern const double campaign_pairs_out_probability[CAMPAIGN_PAIRS_OUT_LEVELS];

/** A pair's store on one day of the first draw: a row of key_store.csv. Names are borrowed. */
struct campaign_pairs_out_day {
    double start_utc_s;
    const char *station_a, *station_b;
    double in_bits, out_bits, thrown_bits, level_bits; /* level: at the day's end */
    double oldest_s;                                   /* NAN: nothing in store */
    double used_age_s;                                 /* mean over the bits used; NAN: none were */
    double dry_s;
    double level[CAMPAIGN_PAIRS_OUT_LEVELS]; /* quantiles over the draws */
};

/**
 * key_store.csv as text: day_utc, station_a, station_b, in_bits, out_bits, thrown_bits, level_bits, oldest_h, used_age_h, dry_s, and the
 * quantiles of the level over the draws, level_q05, level_q50, level_q95.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status campaign_pairs_out_store(const struct campaign_pairs_out_day *rows, size_t count, char **out,
                                            struct satqkd_error *error);

#endif
