/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_STORE_H
#define SATQKD_STUDY_CAMPAIGN_STORE_H

#include <stddef.h>

#include "satqkd/status.h"

/** Key that comes in. */
struct campaign_store_piece {
    double time_s, bits;
};

/** What happened in one interval. */
struct campaign_store_day {
    double in_bits, out_bits, thrown_bits; /* thrown: too old */
    double level_bits;                     /* at its end */
    double oldest_s;                       /* age of the oldest key at its end; NAN: there is none */
    double used_age_bit_s;                 /* sum over the bits used of their age */
    double dry_s;                          /* time in which key was wanted and there was none */
};

/**
 * A store of keys from which somebody draws evenly, the oldest key first: exact, as everything is linear between two events.
 *
 * @param pieces, count    by time, from 0
 * @param consumption_bps  wanted all the time
 * @param max_age_s        older key is thrown away; INFINITY: never
 * @param day_s            length of an interval; the first begins at 0
 * @param days, day_count  set; the last may reach beyond the last piece
 * @param end_s            of the last interval, which may be shorter
 */
enum satqkd_status campaign_store_follow(const struct campaign_store_piece *pieces, size_t count,
                                         double consumption_bps, double max_age_s, double day_s, double end_s,
                                         struct campaign_store_day *days, size_t day_count, struct satqkd_error *error);

#endif
