/* SPDX-License-Identifier: MIT */
#include "cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The variables of the program that outlive a call: the thread that waits for signals can reach nothing else. */
static atomic_bool interrupted;
static pthread_mutex_t farewell_lock = PTHREAD_MUTEX_INITIALIZER;
static const char *farewell; /* under the lock; borrowed */

static const int interrupts[] = {SIGINT};
static const int all_ends[] = {SIGINT, SIGTERM};

/* What is waited for. */
struct awaited {
    const int *signals;
    size_t count;
};

static const struct awaited interrupt_alone = {interrupts, sizeof interrupts / sizeof *interrupts};
static const struct awaited any_end = {all_ends, sizeof all_ends / sizeof *all_ends};

static void fill_set(const struct awaited *awaited, sigset_t *set) {
    sigemptyset(set);
    for (size_t i = 0; i < awaited->count; ++i) {
        sigaddset(set, awaited->signals[i]);
    }
}

/*
 * SIGINT is blocked everywhere and awaited here, because a handler of ours would not last: the compiler inside an OpenCL driver
 * (LLVM's) sets its own while it works, which deletes the files that it is writing, and its linker is a child that would die.
 */
static void *await_interrupts(void *context) {
    sigset_t set;
    int number = 0;
    fill_set(context, &set);
    while (sigwait(&set, &number) != 0) {
    }
    atomic_store(&interrupted, true);
    pthread_mutex_lock(&farewell_lock);
    if (farewell) {
        fputs(farewell, stderr);
    }
    pthread_mutex_unlock(&farewell_lock);
    while (sigwait(&set, &number) != 0) {
    }
    signal(number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
    return NULL;
}

static enum satqkd_status watch(const struct awaited *awaited, struct satqkd_error *error) {
    sigset_t set;
    pthread_t thread;
    struct awaited *context = (struct awaited *)awaited; /* pthread_create takes no constant; it is only read */
    fill_set(awaited, &set);
    /* Also where the caller ignores SIGINT, as a shell does for `satqkd … &`: a script that sends it to such a run means it. */
    if (signal(SIGINT, SIG_DFL) == SIG_ERR) {
        return satqkd_error_set(error, SATQKD_FAILURE, "SIGINT cannot be watched");
    }
    int code = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (code == 0) {
        code = pthread_create(&thread, NULL, await_interrupts, context);
    }
    if (code == 0) {
        code = pthread_detach(thread);
    }
    return code == 0 ? SATQKD_OK
                     : satqkd_error_set(error, SATQKD_FAILURE, "SIGINT cannot be watched: %s", strerror(code));
}

enum satqkd_status interrupt_watch(struct satqkd_error *error) {
    return watch(&interrupt_alone, error);
}

enum satqkd_status interrupt_watch_terminate(struct satqkd_error *error) {
    return watch(&any_end, error);
}

void interrupt_say(const char *text) {
    pthread_mutex_lock(&farewell_lock);
    farewell = text;
    pthread_mutex_unlock(&farewell_lock);
}

bool interrupt_pending(void) {
    return atomic_load(&interrupted);
}

enum satqkd_status interrupt_check(struct satqkd_error *error) {
    if (!interrupt_pending()) {
        return SATQKD_OK;
    }
    return satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted");
}
