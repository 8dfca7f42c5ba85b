/* SPDX-License-Identifier: MIT */
#include "study/crew.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

/* How long the calling thread sleeps at most. */
static const long WATCH_NS = 20000000;

/* The lock guards all below it. */
struct crew {
    const struct crew_work *work;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next;
    int running;
    bool stop;
    size_t failed; /* the lowest failing piece; count: none */
    enum satqkd_status status;
    struct satqkd_error error;
};

static void *work_on(void *context) {
    struct crew *crew = context;
    pthread_mutex_lock(&crew->lock);
    while (!crew->stop && crew->next < crew->work->count) {
        const size_t index = crew->next++;
        struct satqkd_error error = {0};
        pthread_mutex_unlock(&crew->lock);
        const enum satqkd_status status = crew->work->piece(crew->work->context, index, &error);
        pthread_mutex_lock(&crew->lock);
        if (status != SATQKD_OK && index < crew->failed) {
            crew->failed = index;
            crew->status = status;
            crew->error = error;
            crew->stop = true;
        }
        pthread_cond_signal(&crew->changed);
    }
    --crew->running;
    pthread_cond_signal(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

static void sleep_a_little(struct crew *crew) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += WATCH_NS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&crew->changed, &crew->lock, &until);
}

/* Until all threads have ended. */
static void watch(struct crew *crew) {
    const struct crew_work *work = crew->work;
    pthread_mutex_lock(&crew->lock);
    while (crew->running > 0) {
        sleep_a_little(crew);
        if (!work->meanwhile || crew->stop) {
            continue;
        }
        struct satqkd_error error = {0};
        pthread_mutex_unlock(&crew->lock);
        const enum satqkd_status status = work->meanwhile(work->context, &error);
        pthread_mutex_lock(&crew->lock);
        if (status != SATQKD_OK && !crew->stop) {
            crew->stop = true;
            crew->status = status;
            crew->error = error;
        }
    }
    pthread_mutex_unlock(&crew->lock);
}

int crew_threads(void) {
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > CREW_MOST ? CREW_MOST : (int)cores;
}

enum satqkd_status crew_run(const struct crew_work *work, struct satqkd_error *error) {
    struct crew crew = {
        .work = work, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .failed = work->count};
    pthread_t threads[CREW_MOST];
    int wanted = work->threads < 1 ? 1 : work->threads > CREW_MOST ? CREW_MOST : work->threads;
    wanted = (size_t)wanted > work->count ? (int)work->count : wanted;
    int started = 0;
    crew.running = wanted;
    while (started < wanted && pthread_create(&threads[started], NULL, work_on, &crew) == 0) {
        ++started;
    }
    if (wanted > 0 && started == 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "the system gives no thread");
    }
    pthread_mutex_lock(&crew.lock);
    crew.running -= wanted - started;
    pthread_mutex_unlock(&crew.lock);
    watch(&crew);
    for (int i = 0; i < started; ++i) {
        pthread_join(threads[i], NULL);
    }
    if (crew.status != SATQKD_OK && error) {
        *error = crew.error;
    }
    return crew.status;
}
