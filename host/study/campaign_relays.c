/* SPDX-License-Identifier: MIT */
#include "study/campaign_relays.h"

#include <math.h>
#include <stdlib.h>

static const double DAY_S = 86400.0;

static int by_time(const void *a, const void *b) {
    const struct delivery *x = a, *y = b;
    if (x->time_s != y->time_s) {
        return x->time_s < y->time_s ? -1 : 1;
    }
    if (x->satellite != y->satellite) {
        return x->satellite < y->satellite ? -1 : 1;
    }
    return (x->station > y->station) - (x->station < y->station);
}

enum satqkd_status campaign_relays_deliveries(const struct campaign *campaign, const struct campaign_passes *passes,
                                              const double *bits, struct delivery **out, size_t *count,
                                              struct satqkd_error *error) {
    *count = 0;
    *out = calloc(passes->count + 1, sizeof **out);
    if (!*out) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the keys of %zu passes", passes->count);
    }
    for (size_t i = 0; i < passes->count; ++i) {
        const struct campaign_pass *pass = &passes->passes[i];
        if (bits[i] > 0) {
            (*out)[(*count)++] = (struct delivery){.time_s = pass->pass.stop_utc_s - campaign->from_utc_s,
                                                   .satellite = pass->satellite,
                                                   .station = pass->station,
                                                   .bits = bits[i]};
        }
    }
    qsort(*out, *count, sizeof **out, by_time);
    return SATQKD_OK;
}

static enum satqkd_status make_room(const struct campaign *campaign, size_t draws, struct campaign_relays_made *made,
                                    struct satqkd_error *error) {
    const size_t pairs = campaign->relays.pair_count;
    made->draws = draws;
    made->totals = calloc(pairs, sizeof *made->totals);
    made->bits = calloc(pairs * draws, sizeof *made->bits);
    bool enough = made->totals && made->bits;
    if (campaign->store.given) {
        made->level_draws = draws < CAMPAIGN_RELAYS_LEVEL_DRAWS ? draws : CAMPAIGN_RELAYS_LEVEL_DRAWS;
        made->day_count = (size_t)ceil((campaign->to_utc_s - campaign->from_utc_s) / DAY_S);
        made->days = calloc(pairs * made->day_count, sizeof *made->days);
        made->levels = calloc(pairs * made->day_count * made->level_draws, sizeof *made->levels);
        enough = enough && made->days && made->levels;
    }
    return enough ? SATQKD_OK
                  : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu pairs under %zu weathers", pairs,
                                     draws);
}

static enum satqkd_status combine(const struct campaign *campaign, const struct campaign_passes *passes,
                                  const double *bits, struct relay *out, struct satqkd_error *error) {
    const struct campaign_relays *relays = &campaign->relays;
    const struct relay_memory memory = {
        relays->memory_bits, relays->when_full == CAMPAIGN_REFUSE ? RELAY_REFUSE : RELAY_DROP_OLDEST,
        relays->order == CAMPAIGN_NEWEST_FIRST ? RELAY_NEWEST_FIRST : RELAY_OLDEST_FIRST};
    struct relay_pair *pairs = calloc(relays->pair_count, sizeof *pairs);
    struct delivery *deliveries = NULL;
    size_t count = 0;
    *out = (struct relay){0};
    enum satqkd_status status =
        pairs ? campaign_relays_deliveries(campaign, passes, bits, &deliveries, &count, error)
              : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu pairs", relays->pair_count);
    for (size_t i = 0; i < relays->pair_count && status == SATQKD_OK; ++i) {
        pairs[i] = (struct relay_pair){relays->pairs[i].a, relays->pairs[i].b};
    }
    if (status == SATQKD_OK) {
        status = relay_combine(deliveries, count, pairs, relays->pair_count, &memory, out, error);
    }
    free(deliveries);
    free(pairs);
    return status;
}

/* The store of one pair. `days` is filled, and its levels too where there is room for this draw. */
static enum satqkd_status follow(const struct campaign *campaign, const struct relay *relay, size_t pair, size_t draw,
                                 struct campaign_store_day *days, struct campaign_relays_made *made,
                                 struct satqkd_error *error) {
    const struct campaign_pair *stations = &campaign->relays.pairs[pair];
    struct campaign_store_piece *pieces = calloc(relay->row_count + 1, sizeof *pieces);
    size_t count = 0;
    if (!pieces) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a store of %zu keys", relay->row_count);
    }
    for (size_t i = 0; i < relay->row_count; ++i) {
        const struct relay_row *row = &relay->rows[i];
        if ((row->station_a == stations->a && row->station_b == stations->b) ||
            (row->station_a == stations->b && row->station_b == stations->a)) {
            pieces[count++] = (struct campaign_store_piece){row->time_s, row->bits};
        }
    }
    enum satqkd_status status =
        campaign_store_follow(pieces, count, campaign->store.consumption_bps, campaign->store.max_age_s, DAY_S,
                              campaign->to_utc_s - campaign->from_utc_s, days, made->day_count, error);
    for (size_t day = 0; day < made->day_count && status == SATQKD_OK && draw < made->level_draws; ++day) {
        made->levels[(pair * made->day_count + day) * made->level_draws + draw] = days[day].level_bits;
    }
    free(pieces);
    return status;
}

static enum satqkd_status follow_all(const struct campaign *campaign, const struct relay *relay, size_t draw,
                                     struct campaign_relays_made *made, struct satqkd_error *error) {
    struct campaign_store_day *other = calloc(made->day_count + 1, sizeof *other);
    enum satqkd_status status =
        other ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu days", made->day_count);
    for (size_t i = 0; i < campaign->relays.pair_count && status == SATQKD_OK; ++i) {
        status = follow(campaign, relay, i, draw, draw == 0 ? made->days + i * made->day_count : other, made, error);
    }
    free(other);
    return status;
}

enum satqkd_status campaign_relays_add(const struct campaign *campaign, const struct campaign_passes *passes,
                                       const double *bits, size_t draw, size_t draws, struct campaign_relays_made *made,
                                       struct satqkd_error *error) {
    const double end_s = campaign->to_utc_s - campaign->from_utc_s;
    struct relay relay = {0};
    enum satqkd_status status = made->bits ? SATQKD_OK : make_room(campaign, draws, made, error);
    if (status == SATQKD_OK) {
        status = combine(campaign, passes, bits, &relay, error);
    }
    for (size_t i = 0; i < campaign->relays.pair_count && status == SATQKD_OK; ++i) {
        const struct relay_pair pair = {campaign->relays.pairs[i].a, campaign->relays.pairs[i].b};
        const struct relay_total total = relay_between(&relay, &pair, 0, nextafter(end_s, INFINITY));
        made->bits[i * draws + draw] = total.bits;
        if (draw == 0) {
            made->totals[i] = total;
        }
    }
    if (status == SATQKD_OK && campaign->store.given && (draw == 0 || draw < made->level_draws)) {
        status = follow_all(campaign, &relay, draw, made, error);
    }
    if (draw == 0 && status == SATQKD_OK) {
        made->first = relay;
    } else {
        relay_release(&relay);
    }
    return status;
}

void campaign_relays_release(struct campaign_relays_made *made) {
    relay_release(&made->first);
    free(made->totals);
    free(made->bits);
    free(made->days);
    free(made->levels);
    *made = (struct campaign_relays_made){0};
}
