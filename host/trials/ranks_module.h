/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_RANKS_MODULE_H
#define SATQKD_TRIALS_RANKS_MODULE_H

#include <stdbool.h>
#include <stddef.h>

/** What the module built with MPI gives to ranks.c. Every function returns false where MPI does. */
struct ranks_module {
    bool (*open)(int *rank, int *count);
    void (*close)(void);
    bool (*send)(int to, int tag, const void *data, size_t bytes);
    /* Whether a message has come, and from whom; size of it. */
    bool (*probe)(bool *come, int *from, int *tag, size_t *bytes);
    bool (*receive)(int from, int tag, void *data, size_t bytes);
    bool (*share)(void *data, size_t bytes); /* of rank 0 with all */
};

/** Name of the constant of this type in the module. */
#define RANKS_MODULE_SYMBOL "ranks_mpi"

#endif
