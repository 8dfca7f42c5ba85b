/* SPDX-License-Identifier: MIT */
#include "trials/fleet.h"

#include <pthread.h>
#include <stdlib.h>

/* A device may take at most this part of its fair share of what is left, so that all end at about the same time. */
enum { PARTS = 2 };

struct member {
    struct fleet *fleet;
    struct engine *engine;
    struct tally *tally;
    uint64_t seed;
    double kernel_s;
    size_t taken; /* work-items */
    enum satqkd_status status;
    struct satqkd_error error;
};

struct fleet {
    struct member *members;
    size_t count;
    size_t items;
    pthread_mutex_t lock; /* of all below */
    bool has_lock;
    size_t next;
    bool failed; /* some member did: the others take no more */
    const struct engine_watch *watch;
};

static size_t take(void *context, size_t wanted, size_t *first) {
    struct member *member = context;
    struct fleet *fleet = member->fleet;
    pthread_mutex_lock(&fleet->lock);
    size_t left = fleet->failed ? 0 : fleet->items - fleet->next;
    /* Every device gets one at least if there are enough, also one that takes its time to begin. */
    size_t waiting = 0;
    for (size_t i = 0; i < fleet->count; ++i) {
        waiting += &fleet->members[i] != member && fleet->members[i].taken == 0;
    }
    if (left > waiting) {
        left -= waiting;
    } else {
        left = left > 0 && member->taken == 0;
    }
    size_t fair = (left + PARTS * fleet->count - 1) / (PARTS * fleet->count);
    size_t count = wanted < fair ? wanted : fair;
    *first = fleet->next;
    fleet->next += count;
    member->taken += count;
    pthread_mutex_unlock(&fleet->lock);
    return count;
}

static void progress(void *context, double done, double all, double kernel_s) {
    const struct member *member = context;
    struct fleet *fleet = member->fleet;
    (void)done; /* where this launch ended; what is told is how much all have taken */
    pthread_mutex_lock(&fleet->lock);
    if (fleet->watch && fleet->watch->progress) {
        fleet->watch->progress(fleet->watch->context, engine_pulses_before(member->engine, fleet->next), all, kernel_s);
    }
    pthread_mutex_unlock(&fleet->lock);
}

static bool stop(void *context) {
    const struct member *member = context;
    struct fleet *fleet = member->fleet;
    pthread_mutex_lock(&fleet->lock);
    bool asked = fleet->watch && fleet->watch->stop && fleet->watch->stop(fleet->watch->context);
    pthread_mutex_unlock(&fleet->lock);
    return asked;
}

static void *fly_member(void *context) {
    struct member *member = context;
    struct engine_queue queue = {.take = take, .context = member};
    struct engine_watch watch = {.progress = progress, .stop = stop, .context = member};
    member->status = engine_fly_queue(member->engine, member->seed, &queue, &watch, member->tally, &member->kernel_s,
                                      &member->error);
    if (member->status != SATQKD_OK) {
        pthread_mutex_lock(&member->fleet->lock);
        member->fleet->failed = true;
        pthread_mutex_unlock(&member->fleet->lock);
    }
    return NULL;
}

enum satqkd_status fleet_create(struct device *const *devices, size_t count, enum engine_kind kind,
                                const struct plan *plan, const struct levels *levels, const struct engine_cut *cut,
                                struct fleet **out, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    struct fleet *fleet = calloc(1, sizeof *fleet);
    *out = NULL;
    if (!fleet || !(fleet->members = calloc(count, sizeof *fleet->members))) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu devices", count);
        goto done;
    }
    fleet->count = count;
    fleet->has_lock = pthread_mutex_init(&fleet->lock, NULL) == 0;
    if (!fleet->has_lock) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "no lock for %zu devices", count);
    }
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        struct member *member = &fleet->members[i];
        member->fleet = fleet;
        status = engine_create(devices[i], kind, plan, levels, cut, &member->engine, error);
        if (status == SATQKD_OK && count > 1) {
            status = tally_create(plan, &member->tally, error);
        }
    }
done:
    if (status == SATQKD_OK) {
        fleet->items = engine_items(fleet->members[0].engine);
        *out = fleet;
    } else {
        fleet_destroy(fleet);
    }
    return status;
}

void fleet_destroy(struct fleet *fleet) {
    if (!fleet) {
        return;
    }
    for (size_t i = 0; i < fleet->count; ++i) {
        engine_destroy(fleet->members[i].engine);
        tally_destroy(fleet->members[i].tally);
    }
    if (fleet->has_lock) {
        pthread_mutex_destroy(&fleet->lock);
    }
    free(fleet->members);
    free(fleet);
}

/* What the members found, in the first one's engine and the caller's tally. */
static enum satqkd_status gather(struct fleet *fleet, struct tally *tally, double *kernel_s,
                                 struct satqkd_error *error) {
    tally_clear(tally);
    for (size_t i = 0; i < fleet->count; ++i) {
        const struct member *member = &fleet->members[i];
        if (member->status != SATQKD_OK) {
            *error = member->error;
            return member->status;
        }
        tally_add(tally, member->tally);
        if (i > 0) {
            engine_add_matched(fleet->members[0].engine, member->engine);
        }
        if (kernel_s) {
            *kernel_s += member->kernel_s;
        }
    }
    return SATQKD_OK;
}

enum satqkd_status fleet_fly(struct fleet *fleet, uint64_t seed, const struct engine_watch *watch, struct tally *tally,
                             double *kernel_s, struct satqkd_error *error) {
    pthread_t *threads = NULL;
    size_t started = 0;
    if (fleet->count == 1) {
        fleet->members[0].taken = fleet->items;
        return engine_fly(fleet->members[0].engine, seed, watch, tally, kernel_s, error);
    }
    if (!(threads = calloc(fleet->count, sizeof *threads))) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu threads", fleet->count);
    }
    fleet->next = 0;
    fleet->failed = false;
    fleet->watch = watch;
    for (size_t i = 0; i < fleet->count; ++i) {
        struct member *member = &fleet->members[i];
        member->seed = seed;
        member->kernel_s = 0;
        member->taken = 0;
    }
    for (; started < fleet->count; ++started) {
        if (pthread_create(&threads[started], NULL, fly_member, &fleet->members[started]) != 0) {
            break;
        }
    }
    if (started < fleet->count) { /* what the others find will not be used */
        pthread_mutex_lock(&fleet->lock);
        fleet->failed = true;
        pthread_mutex_unlock(&fleet->lock);
    }
    for (size_t i = 0; i < started; ++i) {
        pthread_join(threads[i], NULL);
    }
    free(threads);
    if (started < fleet->count) {
        return satqkd_error_set(error, SATQKD_FAILURE, "no thread for device %zu of %zu", started + 1, fleet->count);
    }
    return gather(fleet, tally, kernel_s, error);
}

struct engine *fleet_first(struct fleet *fleet) {
    return fleet->members[0].engine;
}

double fleet_share(const struct fleet *fleet, size_t device) {
    return (double)fleet->members[device].taken / (double)fleet->items;
}
