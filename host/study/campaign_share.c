/* SPDX-License-Identifier: MIT */
#include "study/campaign_share.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "study/crew.h"

/* What ranks tell each other: flights, to rank 0; that one has failed, to rank 0; that all shall stop, from it. */
enum { FLIGHTS, FAILED, STOP };

static const struct timespec NAP = {0, 2000000};

static const char *const part_names[] = {
    [CAMPAIGN_JOURNAL_EXPECTED] = "expectation values", [CAMPAIGN_JOURNAL_TRIALS] = "trials"};

/* A part while it is flown. Pieces are indices into order. */
struct flying {
    const struct campaign_share *share;
    const size_t *order;
    size_t count;
    atomic_bool *done; /* [piece] flown by a thread of ours, received, or from the journal */
    bool *told;        /* [piece] in the journal, or sent to rank 0 */
    size_t *own;       /* pieces of this rank; owned */
    size_t own_count;
    char *message; /* room for one; owned */
    bool stopped;  /* by another rank */
};

static struct ranks *ranks_of(const struct flying *flying) {
    return flying->share->options->ranks;
}

static struct campaign_flight *flights_of(const struct flying *flying, size_t piece) {
    return &flying->share->into[flying->order[piece] * flying->share->repeats];
}

static size_t flights_bytes(const struct flying *flying) {
    return flying->share->repeats * sizeof(struct campaign_flight);
}

static enum satqkd_status fly_piece(void *context, size_t index, struct satqkd_error *error) {
    struct flying *flying = context;
    const struct campaign_share *share = flying->share;
    const size_t piece = flying->own[index];
    const struct campaign_pass *pass = &share->passes->passes[flying->order[piece]];
    const struct orbit *orbit = share->orbits[pass->satellite];
    struct campaign_flight *into = flights_of(flying, piece);
    enum satqkd_status status = share->device ? campaign_fly_event(share->campaign, orbit, pass, share->device, NULL,
                                                                   share->repeats, into, error)
                                              : campaign_fly_mean(share->campaign, orbit, pass, into, error);
    atomic_store(&flying->done[piece], status == SATQKD_OK);
    return status;
}

/* Puts what is new into the journal, or sends it to the rank that has one. */
static enum satqkd_status tell(struct flying *flying, struct satqkd_error *error) {
    const struct campaign_share *share = flying->share;
    const bool first = ranks_own(ranks_of(flying)) == 0;
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < flying->count && status == SATQKD_OK; ++i) {
        if (flying->told[i] || !atomic_load(&flying->done[i])) {
            continue;
        }
        flying->told[i] = true;
        if (first) {
            status = campaign_journal_add(share->journal, share->part, flying->order[i], flights_of(flying, i),
                                          share->repeats, error);
        } else {
            memcpy(flying->message, &i, sizeof i);
            memcpy(flying->message + sizeof i, flights_of(flying, i), flights_bytes(flying));
            status = ranks_send(ranks_of(flying), 0, FLIGHTS, flying->message, sizeof i + flights_bytes(flying), error);
        }
    }
    return status == SATQKD_OK && first ? campaign_journal_flush(share->journal, error) : status;
}

/* Takes what the others have sent. */
static enum satqkd_status listen(struct flying *flying, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    for (bool more = true; more && status == SATQKD_OK && !flying->stopped;) {
        struct ranks_message message;
        status = ranks_receive(ranks_of(flying), &message, error);
        more = status == SATQKD_OK && message.data;
        if (more && message.tag == FLIGHTS && message.bytes == sizeof(size_t) + flights_bytes(flying)) {
            size_t piece = 0;
            memcpy(&piece, message.data, sizeof piece);
            if (piece < flying->count) {
                memcpy(flights_of(flying, piece), (char *)message.data + sizeof piece, flights_bytes(flying));
                atomic_store(&flying->done[piece], true);
            }
        } else if (more) {
            flying->stopped = true;
        }
        free(message.data);
    }
    return status;
}

static size_t count_done(const struct flying *flying) {
    size_t done = 0;
    for (size_t i = 0; i < flying->count; ++i) {
        done += atomic_load(&flying->done[i]);
    }
    return done;
}

static enum satqkd_status meanwhile(void *context, struct satqkd_error *error) {
    struct flying *flying = context;
    const struct campaign_watch *watch = flying->share->options->watch;
    const char *part = part_names[flying->share->part];
    enum satqkd_status status = listen(flying, error);
    if (status == SATQKD_OK) {
        status = tell(flying, error);
    }
    if (status == SATQKD_OK && flying->stopped) {
        return satqkd_error_set(error, SATQKD_INTERRUPTED, "stopped by another rank");
    }
    const size_t done = count_done(flying);
    if (status == SATQKD_OK && watch && watch->go_on && !watch->go_on(watch->context, part, done, flying->count)) {
        return satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted after %zu of %zu passes (%s)", done,
                                flying->count, part);
    }
    return status;
}

/* Rank 0 has done its own and waits for what the others still fly. */
static enum satqkd_status await_others(struct flying *flying, struct satqkd_error *error) {
    enum satqkd_status status = meanwhile(flying, error);
    while (status == SATQKD_OK && count_done(flying) < flying->count) {
        nanosleep(&NAP, NULL);
        status = meanwhile(flying, error);
    }
    return status == SATQKD_OK ? tell(flying, error) : status;
}

/* Tells the others that this rank ends the work: rank 0 tells all, any other tells rank 0. */
static void call_off(struct flying *flying) {
    struct ranks *ranks = ranks_of(flying);
    struct satqkd_error ignored = {0};
    if (ranks_own(ranks) > 0) {
        ranks_send(ranks, 0, FAILED, "", 1, &ignored);
    }
    for (int other = 1; ranks_own(ranks) == 0 && other < ranks_count(ranks); ++other) {
        ranks_send(ranks, other, STOP, "", 1, &ignored);
    }
}

static enum satqkd_status work(struct flying *flying, struct satqkd_error *error) {
    const struct campaign_share *share = flying->share;
    struct ranks *ranks = ranks_of(flying);
    const struct crew_work crew = {.count = flying->own_count,
                                   .threads = share->device ? 1 : share->options->threads,
                                   .piece = fly_piece,
                                   .meanwhile = meanwhile,
                                   .context = flying};
    struct satqkd_error later = {0};
    enum satqkd_status status = crew_run(&crew, error);
    if (status == SATQKD_OK && ranks_own(ranks) == 0) {
        status = await_others(flying, error);
    }
    /* What was flown is kept whatever happened. */
    const enum satqkd_status told = tell(flying, &later);
    if (status == SATQKD_OK && told != SATQKD_OK) {
        status = told;
        *error = later;
    }
    if (status != SATQKD_OK && (ranks_own(ranks) == 0 || !flying->stopped)) {
        call_off(flying);
    }
    /* Who was stopped has nothing to say of the reason. */
    return ranks_agree(ranks, flying->stopped ? SATQKD_OK : status, error);
}

/* Which pieces are left, the same on all ranks, and which of them are this rank's. */
static enum satqkd_status divide(struct flying *flying, struct satqkd_error *error) {
    const struct campaign_share *share = flying->share;
    struct ranks *ranks = ranks_of(flying);
    bool *have = calloc(share->passes->count + 1, sizeof *have);
    size_t left = 0;
    if (!have) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", share->passes->count);
    }
    if (share->journal) {
        campaign_journal_take(share->journal, share->part, share->repeats, share->into, have);
    }
    enum satqkd_status status = ranks_share(ranks, have, share->passes->count * sizeof *have, error);
    for (size_t i = 0; i < flying->count && status == SATQKD_OK; ++i) {
        if (have[flying->order[i]]) {
            atomic_store(&flying->done[i], ranks_own(ranks) == 0);
            flying->told[i] = true;
        } else if (left++ % (size_t)ranks_count(ranks) == (size_t)ranks_own(ranks)) {
            flying->own[flying->own_count++] = i;
        }
    }
    free(have);
    return status;
}

enum satqkd_status campaign_share_fly(const struct campaign_share *share, const size_t *order, size_t count,
                                      struct satqkd_error *error) {
    struct flying flying = {.share = share, .order = order, .count = count};
    struct ranks *ranks = share->options->ranks;
    flying.done = calloc(count + 1, sizeof *flying.done);
    flying.told = calloc(count + 1, sizeof *flying.told);
    flying.own = calloc(count + 1, sizeof *flying.own);
    flying.message = malloc(sizeof(size_t) + flights_bytes(&flying));
    enum satqkd_status status = SATQKD_OK;
    if (!flying.done || !flying.told || !flying.own || !flying.message) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", count);
    }
    status = ranks_agree(ranks, status, error);
    if (status == SATQKD_OK) {
        status = ranks_agree(ranks, divide(&flying, error), error);
    }
    if (status == SATQKD_OK) {
        status = work(&flying, error);
    }
    if (status == SATQKD_OK && share->part == CAMPAIGN_JOURNAL_EXPECTED) {
        status = ranks_share(ranks, share->into, share->passes->count * flights_bytes(&flying), error);
    }
    free(flying.done);
    free(flying.told);
    free(flying.own);
    free(flying.message);
    return status;
}
