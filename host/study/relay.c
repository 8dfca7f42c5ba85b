/* SPDX-License-Identifier: MIT */
#include "study/relay.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static const size_t none = SIZE_MAX;

/* Keys that wait, by satellite and station: queues of deliveries, each linked to those before and behind it. */
struct aboard {
    const struct delivery *deliveries;
    size_t station_count;
    double *left;            /* of each delivery, what is not used yet */
    size_t *next, *previous; /* of each delivery: the newer and the older one of its queue */
    size_t *head, *tail;     /* of each queue */
    double *held;            /* of each satellite */
    bool *wanted;            /* station_count squared: whether two stations are a pair */
};

/* The first of the queues' heads, or the last of their tails. stations: which queues; NULL: all */
static size_t end_of(const struct aboard *aboard, size_t satellite, const bool *stations, enum relay_order order) {
    size_t found = none;
    for (size_t s = 0; s < aboard->station_count; ++s) {
        const size_t queue = satellite * aboard->station_count + s;
        const size_t end = order == RELAY_OLDEST_FIRST ? aboard->head[queue] : aboard->tail[queue];
        if (end != none && (!stations || stations[s]) &&
            (found == none || (order == RELAY_OLDEST_FIRST ? end < found : end > found))) {
            found = end;
        }
    }
    return found;
}

static void unlink_key(struct aboard *aboard, size_t index, size_t queue) {
    const size_t before = aboard->previous[index], behind = aboard->next[index];
    if (before == none) {
        aboard->head[queue] = behind;
    } else {
        aboard->next[before] = behind;
    }
    if (behind == none) {
        aboard->tail[queue] = before;
    } else {
        aboard->previous[behind] = before;
    }
}

/* Takes bits off a delivery at an end of its queue. */
static void take(struct aboard *aboard, size_t index, double bits) {
    const struct delivery *from = &aboard->deliveries[index];
    const size_t queue = from->satellite * aboard->station_count + from->station;
    aboard->held[from->satellite] -= bits;
    aboard->left[index] -= bits;
    if (!(aboard->left[index] > 0)) {
        unlink_key(aboard, index, queue);
    }
    if (end_of(aboard, from->satellite, NULL, RELAY_OLDEST_FIRST) == none) {
        aboard->held[from->satellite] = 0; /* no rest of rounding */
    }
}

static void keep(struct aboard *aboard, size_t index, double bits) {
    const struct delivery *from = &aboard->deliveries[index];
    const size_t queue = from->satellite * aboard->station_count + from->station;
    aboard->left[index] = bits;
    aboard->next[index] = none;
    aboard->previous[index] = aboard->tail[queue];
    if (aboard->head[queue] == none) {
        aboard->head[queue] = index;
    } else {
        aboard->next[aboard->tail[queue]] = index;
    }
    aboard->tail[queue] = index;
    aboard->held[from->satellite] += bits;
}

/* What is left of a delivery goes aboard as far as the memory allows. @return bits lost */
static double store(struct aboard *aboard, size_t index, double bits, const struct relay_memory *memory) {
    const size_t satellite = aboard->deliveries[index].satellite;
    const double kept =
        fmin(bits, memory->when_full == RELAY_REFUSE ? memory->bits - aboard->held[satellite] : memory->bits);
    double lost = kept > 0 ? bits - kept : bits;
    for (size_t old; kept > 0 && aboard->held[satellite] + kept > memory->bits &&
                     (old = end_of(aboard, satellite, NULL, RELAY_OLDEST_FIRST)) != none;) {
        const double dropped = fmin(aboard->left[old], aboard->held[satellite] + kept - memory->bits);
        take(aboard, old, dropped);
        lost += dropped;
    }
    if (kept > 0) {
        keep(aboard, index, kept);
    }
    return lost;
}

static struct relay_row row_of(const struct delivery *old, const struct delivery *now, double bits) {
    const bool ascending = old->station < now->station;
    return (struct relay_row){.time_s = now->time_s,
                              .satellite = now->satellite,
                              .station_a = ascending ? old->station : now->station,
                              .station_b = ascending ? now->station : old->station,
                              .bits = bits,
                              .wait_s = now->time_s - old->time_s};
}

/* A new delivery meets the keys of its station's partners. Every row ends the older or the newer delivery, so twice as
   many rows as deliveries are enough. */
static void combine(struct aboard *aboard, size_t index, const struct relay_memory *memory, struct relay *out) {
    const struct delivery *now = &aboard->deliveries[index];
    const bool *partners = aboard->wanted + now->station * aboard->station_count;
    double bits = now->bits;
    for (size_t old; bits > 0 && (old = end_of(aboard, now->satellite, partners, memory->order)) != none;) {
        const double used = fmin(bits, aboard->left[old]);
        out->rows[out->row_count++] = row_of(&aboard->deliveries[old], now, used);
        take(aboard, old, used);
        bits -= used;
    }
    bool paired = false;
    for (size_t s = 0; s < aboard->station_count; ++s) {
        paired = paired || partners[s];
    }
    if (paired && bits > 0) {
        out->lost_bits += store(aboard, index, bits, memory);
    }
}

static enum satqkd_status check(const struct delivery *deliveries, size_t count, const struct relay_memory *memory,
                                struct satqkd_error *error) {
    if (!(memory->bits >= 0)) {
        return satqkd_error_set(error, SATQKD_INVALID, "relay: a memory of %g bits; it must be 0 or more",
                                memory->bits);
    }
    for (size_t i = 0; i < count; ++i) {
        const struct delivery *one = &deliveries[i];
        if (!(one->bits >= 0 && isfinite(one->bits)) || !isfinite(one->time_s)) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "relay: delivery %zu of %g bits at %g s; bits must be a number from 0, the time a "
                                    "number",
                                    i, one->bits, one->time_s);
        }
        if (i > 0 && one->time_s < deliveries[i - 1].time_s) {
            return satqkd_error_set(error, SATQKD_INVALID, "relay: delivery %zu is before the one before it; sort them",
                                    i);
        }
        if (one->satellite >= RELAY_MOST || one->station >= RELAY_MOST) {
            return satqkd_error_set(error, SATQKD_INVALID, "relay: delivery %zu: more than %d satellites or stations",
                                    i, RELAY_MOST);
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status fill_pairs(struct aboard *aboard, const struct relay_pair *pairs, size_t pair_count,
                                     struct satqkd_error *error) {
    for (size_t i = 0; i < pair_count; ++i) {
        const size_t a = pairs[i].station_a, b = pairs[i].station_b;
        if (a == b || aboard->wanted[a * aboard->station_count + b]) {
            return satqkd_error_set(error, SATQKD_INVALID, "relay: pair %zu of stations %zu and %zu: %s", i, a, b,
                                    a == b ? "two different stations make a pair" : "it is there already");
        }
        aboard->wanted[a * aboard->station_count + b] = true;
        aboard->wanted[b * aboard->station_count + a] = true;
    }
    return SATQKD_OK;
}

static void release(struct aboard *aboard) {
    free(aboard->left);
    free(aboard->next);
    free(aboard->previous);
    free(aboard->head);
    free(aboard->tail);
    free(aboard->held);
    free(aboard->wanted);
}

/* Queues for every satellite and station that occurs. */
static enum satqkd_status prepare(struct aboard *aboard, size_t count, const struct relay_pair *pairs,
                                  size_t pair_count, struct satqkd_error *error) {
    size_t satellites = 1, stations = 1;
    for (size_t i = 0; i < count; ++i) {
        const struct delivery *one = &aboard->deliveries[i];
        satellites = one->satellite >= satellites ? one->satellite + 1 : satellites;
        stations = one->station >= stations ? one->station + 1 : stations;
    }
    for (size_t i = 0; i < pair_count; ++i) {
        const size_t most = pairs[i].station_a > pairs[i].station_b ? pairs[i].station_a : pairs[i].station_b;
        if (most >= RELAY_MOST) {
            return satqkd_error_set(error, SATQKD_INVALID, "relay: pair %zu: more than %d stations", i, RELAY_MOST);
        }
        stations = most >= stations ? most + 1 : stations;
    }
    aboard->station_count = stations;
    aboard->left = calloc(count + 1, sizeof *aboard->left);
    aboard->next = calloc(count + 1, sizeof *aboard->next);
    aboard->previous = calloc(count + 1, sizeof *aboard->previous);
    aboard->head = malloc(satellites * stations * sizeof *aboard->head);
    aboard->tail = malloc(satellites * stations * sizeof *aboard->tail);
    aboard->held = calloc(satellites, sizeof *aboard->held);
    aboard->wanted = calloc(stations * stations, sizeof *aboard->wanted);
    if (!aboard->left || !aboard->next || !aboard->previous || !aboard->head || !aboard->tail || !aboard->held ||
        !aboard->wanted) {
        return satqkd_error_set(error, SATQKD_FAILURE, "relay: out of memory for %zu deliveries", count);
    }
    for (size_t queue = 0; queue < satellites * stations; ++queue) {
        aboard->head[queue] = aboard->tail[queue] = none;
    }
    return fill_pairs(aboard, pairs, pair_count, error);
}

enum satqkd_status relay_combine(const struct delivery *deliveries, size_t count, const struct relay_pair *pairs,
                                 size_t pair_count, const struct relay_memory *memory, struct relay *out,
                                 struct satqkd_error *error) {
    struct aboard aboard = {.deliveries = deliveries};
    *out = (struct relay){0};
    enum satqkd_status status = check(deliveries, count, memory, error);
    if (status == SATQKD_OK) {
        status = prepare(&aboard, count, pairs, pair_count, error);
    }
    if (status == SATQKD_OK && !(out->rows = calloc(2 * count + 1, sizeof *out->rows))) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "relay: out of memory for %zu deliveries", count);
    }
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        combine(&aboard, i, memory, out);
    }
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        out->stored_bits += aboard.left[i];
    }
    release(&aboard);
    return status;
}

void relay_release(struct relay *relay) {
    free(relay->rows);
    *relay = (struct relay){0};
}

struct relay_total relay_between(const struct relay *relay, const struct relay_pair *pair, double from_s, double to_s) {
    struct relay_total total = {.longest_wait_s = NAN};
    double waited = 0;
    for (size_t i = 0; i < relay->row_count; ++i) {
        const struct relay_row *row = &relay->rows[i];
        const bool same = (row->station_a == pair->station_a && row->station_b == pair->station_b) ||
                          (row->station_a == pair->station_b && row->station_b == pair->station_a);
        if (same && row->time_s >= from_s && row->time_s < to_s) {
            total.bits += row->bits;
            waited += row->bits * row->wait_s;
            total.longest_wait_s = fmax(total.longest_wait_s, row->wait_s);
        }
    }
    total.mean_wait_s = total.bits > 0 ? waited / total.bits : NAN;
    return total;
}
