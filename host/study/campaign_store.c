/* SPDX-License-Identifier: MIT */
#include "study/campaign_store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The pieces in store are those from `head` up to `end`, which has not come yet. */
struct store {
    struct campaign_store_piece *pieces; /* what is left of each; owned */
    size_t head, end;
    double rate_bps, max_age_s;
};

static void throw_out(struct store *store, double now_s, struct campaign_store_day *day) {
    while (store->head < store->end && store->pieces[store->head].time_s + store->max_age_s <= now_s) {
        day->thrown_bits += store->pieces[store->head++].bits;
    }
}

/* Up to a time at which nothing comes in before: from one end of a piece, by use or by age, to the next. */
static void advance(struct store *store, double from_s, double to_s, struct campaign_store_day *day) {
    double now_s = from_s;
    while (now_s < to_s) {
        throw_out(store, now_s, day);
        if (store->head == store->end) {
            day->dry_s += store->rate_bps > 0 ? to_s - now_s : 0;
            return;
        }
        struct campaign_store_piece *piece = &store->pieces[store->head];
        const double used_up_s = store->rate_bps > 0 ? now_s + piece->bits / store->rate_bps : INFINITY;
        const double next_s = fmin(to_s, fmin(used_up_s, piece->time_s + store->max_age_s));
        const double bits = used_up_s <= next_s ? piece->bits : store->rate_bps * (next_s - now_s);
        day->out_bits += bits;
        day->used_age_bit_s += bits * (0.5 * (now_s + next_s) - piece->time_s);
        piece->bits -= bits;
        store->head += used_up_s <= next_s;
        now_s = next_s;
    }
    throw_out(store, to_s, day);
}

static void close_day(const struct store *store, double now_s, struct campaign_store_day *day) {
    day->oldest_s = store->head < store->end ? now_s - store->pieces[store->head].time_s : NAN;
    for (size_t i = store->head; i < store->end; ++i) {
        day->level_bits += store->pieces[i].bits;
    }
}

enum satqkd_status campaign_store_follow(const struct campaign_store_piece *pieces, size_t count,
                                         double consumption_bps, double max_age_s, double day_s, double end_s,
                                         struct campaign_store_day *days, size_t day_count,
                                         struct satqkd_error *error) {
    struct store store = {calloc(count + 1, sizeof *store.pieces), 0, 0, consumption_bps, max_age_s};
    double now_s = 0;
    if (!store.pieces) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a store of %zu keys", count);
    }
    if (count > 0) {
        memcpy(store.pieces, pieces, count * sizeof *pieces);
    }
    for (size_t i = 0; i < day_count; ++i) {
        struct campaign_store_day *day = &days[i];
        const double stop_s = fmin(day_s * (double)(i + 1), end_s);
        *day = (struct campaign_store_day){0};
        while (store.end < count && store.pieces[store.end].time_s <= stop_s) {
            const double time_s = store.pieces[store.end].time_s;
            advance(&store, now_s, time_s, day);
            now_s = fmax(now_s, time_s);
            day->in_bits += store.pieces[store.end++].bits;
        }
        advance(&store, now_s, stop_s, day);
        now_s = stop_s;
        close_day(&store, now_s, day);
    }
    free(store.pieces);
    return SATQKD_OK;
}
