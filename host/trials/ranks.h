/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_RANKS_H
#define SATQKD_TRIALS_RANKS_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"

/*
 * The processes that mpirun or srun has started together. Without them there is one rank, and every function below does what is right for
 * one. All calls come from one thread. MPI itself is in a library of its own (ranks_mpi.c), so that the program starts without it.
 */
struct ranks;

/**
 * @param out  owned by the caller, ranks_close
 * @return SATQKD_FAILURE where mpirun has started us and the module is missing or MPI fails
 */
enum satqkd_status ranks_open(struct ranks **out, struct satqkd_error *error);

/** @param ranks NULL is fine */
void ranks_close(struct ranks *ranks);

int ranks_own(const struct ranks *ranks);
int ranks_count(const struct ranks *ranks);

/** Sends bytes; waits until they are on their way. @param tag 0 to 99 */
enum satqkd_status ranks_send(struct ranks *ranks, int to, int tag, const void *data, size_t bytes,
                              struct satqkd_error *error);

/** A message that has come. */
struct ranks_message {
    int from, tag;
    void *data; /* owned by the caller, free(); NULL: none has come */
    size_t bytes;
};

/** Takes the next message, without waiting for one. */
enum satqkd_status ranks_receive(struct ranks *ranks, struct ranks_message *out, struct satqkd_error *error);

/** Gives everyone what rank 0 has; waits for all. */
enum satqkd_status ranks_share(struct ranks *ranks, void *data, size_t bytes, struct satqkd_error *error);

/**
 * Waits for all ranks and makes one outcome of theirs: that of the failing rank with the lowest number, its number before the message.
 *
 * @param status  the caller's own, with its message in error where it is no SATQKD_OK
 * @return the same on every rank
 */
enum satqkd_status ranks_agree(struct ranks *ranks, enum satqkd_status status, struct satqkd_error *error);

#endif
