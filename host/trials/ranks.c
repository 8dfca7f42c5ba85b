/* SPDX-License-Identifier: MIT */
#include "trials/ranks.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "trials/ranks_module.h"

enum { PATH_TEXT = 4096, OUTCOME = 100 }; /* a tag that no caller uses */

/* How long a rank that waits for a message sleeps before it looks again. */
static const struct timespec NAP = {0, 2000000};

struct ranks {
    const struct ranks_module *module; /* NULL: one rank */
    void *library;
    int own, count;
    struct satqkd_error *outcomes; /* [rank] on rank 0: what has come for the next ranks_agree; owned */
    bool *come;                    /* [rank] whether it has */
};

/* What mpirun (Open MPI, MPICH), srun and PMIx set for the processes that they start. */
static bool started_together(void) {
    static const char *const signs[] = {"OMPI_COMM_WORLD_SIZE", "PMI_RANK", "PMIX_RANK"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; ++i) {
        if (getenv(signs[i])) {
            return true;
        }
    }
    return false;
}

/* From the build tree, or installed: beside the program's own folder. */
static void *open_library(void) {
    static const char *const places[] = {"../lib/libsatqkd_mpi.so", "../" SATQKD_MODULE_SUBDIR "/libsatqkd_mpi.so"};
    char program[PATH_TEXT];
    char path[2 * PATH_TEXT];
    void *library = NULL;
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(program, '/');
    for (size_t i = 0; slash && !library && i < sizeof places / sizeof *places; ++i) {
        snprintf(path, sizeof path, "%.*s/%s", (int)(slash - program), program, places[i]);
        library = dlopen(path, RTLD_NOW | RTLD_GLOBAL); /* MPI loads plugins of its own, which look for its symbols */
    }
    return library;
}

enum satqkd_status ranks_open(struct ranks **out, struct satqkd_error *error) {
    struct ranks *ranks = calloc(1, sizeof *ranks);
    *out = NULL;
    if (!ranks) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a rank");
    }
    ranks->count = 1;
    if (started_together()) {
        ranks->library = open_library();
        ranks->module = ranks->library ? dlsym(ranks->library, RANKS_MODULE_SYMBOL) : NULL;
        if (!ranks->module) {
            const char *reason = dlerror();
            satqkd_error_set(error, SATQKD_FAILURE,
                             "started by mpirun, but this program has no MPI (%s): build it where libopenmpi-dev is "
                             "installed, or start it alone",
                             reason ? reason : "libsatqkd_mpi.so is missing");
            free(ranks);
            return SATQKD_FAILURE;
        }
        if (!ranks->module->open(&ranks->own, &ranks->count)) {
            free(ranks);
            return satqkd_error_set(error, SATQKD_FAILURE, "MPI does not start, or not for a program with threads");
        }
    }
    ranks->outcomes = calloc((size_t)ranks->count, sizeof *ranks->outcomes);
    ranks->come = calloc((size_t)ranks->count, sizeof *ranks->come);
    if (!ranks->outcomes || !ranks->come) {
        ranks_close(ranks);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a rank");
    }
    *out = ranks;
    return SATQKD_OK;
}

void ranks_close(struct ranks *ranks) {
    if (ranks && ranks->module) {
        ranks->module->close();
    }
    if (ranks) {
        free(ranks->outcomes);
        free(ranks->come);
    }
    free(ranks);
}

int ranks_own(const struct ranks *ranks) {
    return ranks->own;
}

int ranks_count(const struct ranks *ranks) {
    return ranks->count;
}

static enum satqkd_status failed(const char *what, struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "MPI: %s failed", what);
}

enum satqkd_status ranks_send(struct ranks *ranks, int to, int tag, const void *data, size_t bytes,
                              struct satqkd_error *error) {
    return ranks->module->send(to, tag, data, bytes) ? SATQKD_OK : failed("a message", error);
}

/* One message, whatever it is. */
static enum satqkd_status take(struct ranks *ranks, struct ranks_message *out, struct satqkd_error *error) {
    bool come = false;
    *out = (struct ranks_message){0};
    if (!ranks->module->probe(&come, &out->from, &out->tag, &out->bytes)) {
        return failed("looking for a message", error);
    }
    if (!come) {
        return SATQKD_OK;
    }
    out->data = malloc(out->bytes + 1);
    if (!out->data) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a message of %zu bytes", out->bytes);
    }
    if (!ranks->module->receive(out->from, out->tag, out->data, out->bytes)) {
        free(out->data);
        out->data = NULL;
        return failed("taking a message", error);
    }
    return SATQKD_OK;
}

/* An outcome may come while rank 0 still waits for other messages: it is laid aside for ranks_agree. */
enum satqkd_status ranks_receive(struct ranks *ranks, struct ranks_message *out, struct satqkd_error *error) {
    *out = (struct ranks_message){0};
    while (ranks->module) {
        const enum satqkd_status status = take(ranks, out, error);
        if (status != SATQKD_OK || !out->data || out->tag != OUTCOME) {
            return status;
        }
        if (out->bytes == sizeof *ranks->outcomes) {
            memcpy(&ranks->outcomes[out->from], out->data, out->bytes);
            ranks->come[out->from] = true;
        }
        free(out->data);
        *out = (struct ranks_message){0};
    }
    return SATQKD_OK;
}

enum satqkd_status ranks_share(struct ranks *ranks, void *data, size_t bytes, struct satqkd_error *error) {
    return !ranks->module || ranks->module->share(data, bytes) ? SATQKD_OK : failed("sharing", error);
}

static bool all_come(const struct ranks *ranks) {
    for (int rank = 1; rank < ranks->count; ++rank) {
        if (!ranks->come[rank]) {
            return false;
        }
    }
    return true;
}

/* The outcomes of all others come to rank 0, which keeps that of the failing rank with the lowest number. */
static enum satqkd_status collect(struct ranks *ranks, struct satqkd_error *outcome, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    while (status == SATQKD_OK && !all_come(ranks)) {
        struct ranks_message message;
        status = ranks_receive(ranks, &message, error);
        if (status == SATQKD_OK && !message.data) {
            nanosleep(&NAP, NULL);
        }
        free(message.data); /* of a work that has ended */
    }
    for (int rank = 1; rank < ranks->count; ++rank) {
        if (outcome->status == SATQKD_OK && ranks->outcomes[rank].status != SATQKD_OK) {
            *outcome = ranks->outcomes[rank];
            satqkd_error_prefix(outcome, "rank %d: ", rank);
        }
        ranks->come[rank] = false;
    }
    return status;
}

enum satqkd_status ranks_agree(struct ranks *ranks, enum satqkd_status status, struct satqkd_error *error) {
    struct satqkd_error outcome = {.status = SATQKD_OK};
    if (status != SATQKD_OK) {
        outcome = *error;
        outcome.status = status;
    }
    if (!ranks->module || ranks->count == 1) {
        return status;
    }
    struct satqkd_error trouble = {0};
    enum satqkd_status sent = ranks->own == 0 ? collect(ranks, &outcome, &trouble)
                                              : ranks_send(ranks, 0, OUTCOME, &outcome, sizeof outcome, &trouble);
    if (sent == SATQKD_OK) {
        sent = ranks_share(ranks, &outcome, sizeof outcome, &trouble);
    }
    if (sent != SATQKD_OK || outcome.status != SATQKD_OK) {
        *error = sent != SATQKD_OK ? trouble : outcome;
    }
    return sent != SATQKD_OK ? sent : outcome.status;
}
