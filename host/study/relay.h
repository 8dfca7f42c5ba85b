/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_RELAY_H
#define SATQKD_STUDY_RELAY_H

#include "satqkd/status.h"
#include "study/delivery.h"

/** Two stations that want a key of their own. */
struct relay_pair {
    size_t station_a, station_b;
};

/** What a satellite keeps aboard of keys that wait for the other station of a pair, and which of them it takes. */
struct relay_memory {
    double bits; /* of one satellite; INFINITY: no limit */
    enum relay_full {
        RELAY_DROP_OLDEST, /* what has waited longest makes room */
        RELAY_REFUSE       /* what does not fit is not kept */
    } when_full;
    enum relay_order {
        RELAY_OLDEST_FIRST, /* of the keys aboard that may be combined */
        RELAY_NEWEST_FIRST
    } order;
};

/** A piece of key that two stations share from time_s on. */
struct relay_row {
    double time_s; /* the end of the later pass, since the campaign's start */
    size_t satellite, station_a, station_b;
    double bits;
    double wait_s; /* since the end of the earlier pass: how long the older half lay aboard */
};

struct relay {
    struct relay_row *rows; /* by time; those of one pass in the order in which they were taken */
    size_t row_count;
    double lost_bits;   /* dropped or refused for want of memory */
    double stored_bits; /* still aboard at the end */
};

/**
 * The satellite as a trusted relay (Liao et al., Nature 549, 43, 2017, closing discussion): it says the exclusive or of a key that it
 * shares with one station and one that it shares with another, which hides either by the other as a one-time pad, and so the second
 * station learns the first's key. Every key bit is used once, so a key of n bits takes n bits from both stations. Keys are
 * combined at the end of the later pass, in the order that the memory says; whatever finds no partner waits aboard. Deliveries of stations that are in no
 * pair are not looked at.
 *
 * @param deliveries  by time; satellites and stations below RELAY_MOST
 * @param pairs       of two different stations each, no pair twice in either order
 * @param out         relay_release; zero-initialised by the call
 * @return SATQKD_INVALID for deliveries out of order, bits that are no number from 0, and pairs as above
 */
enum satqkd_status relay_combine(const struct delivery *deliveries, size_t count, const struct relay_pair *pairs,
                                 size_t pair_count, const struct relay_memory *memory, struct relay *out,
                                 struct satqkd_error *error);

enum { RELAY_MOST = 10000 };

/** Releases what it owns; {0} is fine. */
void relay_release(struct relay *relay);

/** What a pair got over a time. */
struct relay_total {
    double bits;
    double mean_wait_s;    /* over the bits; NAN without any */
    double longest_wait_s; /* NAN without any */
};

/** @param from_s, to_s  rows of from_s <= time_s < to_s count */
struct relay_total relay_between(const struct relay *relay, const struct relay_pair *pair, double from_s, double to_s);

#endif
