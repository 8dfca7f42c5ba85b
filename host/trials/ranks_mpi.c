/* SPDX-License-Identifier: MIT */

/* The one file that calls MPI, built as a library of its own, which ranks.c loads under mpirun alone. */
#include <mpi.h>

#include "trials/ranks_module.h"

/* MPI counts in int. */
enum { LARGEST = 1 << 30 };

static bool open_ranks(int *rank, int *count) {
    int provided = 0;
    return MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) == MPI_SUCCESS &&
           provided >= MPI_THREAD_FUNNELED && MPI_Comm_rank(MPI_COMM_WORLD, rank) == MPI_SUCCESS &&
           MPI_Comm_size(MPI_COMM_WORLD, count) == MPI_SUCCESS;
}

static void close_ranks(void) {
    MPI_Finalize();
}

static bool send_bytes(int to, int tag, const void *data, size_t bytes) {
    return bytes <= LARGEST && MPI_Send(data, (int)bytes, MPI_BYTE, to, tag, MPI_COMM_WORLD) == MPI_SUCCESS;
}

static bool probe(bool *come, int *from, int *tag, size_t *bytes) {
    MPI_Status status;
    int flag = 0;
    int count = 0;
    if (MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &flag, &status) != MPI_SUCCESS) {
        return false;
    }
    *come = flag != 0;
    if (*come) {
        *from = status.MPI_SOURCE;
        *tag = status.MPI_TAG;
        if (MPI_Get_count(&status, MPI_BYTE, &count) != MPI_SUCCESS) {
            return false;
        }
        *bytes = (size_t)count;
    }
    return true;
}

static bool receive(int from, int tag, void *data, size_t bytes) {
    return MPI_Recv(data, (int)bytes, MPI_BYTE, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE) == MPI_SUCCESS;
}

static bool share(void *data, size_t bytes) {
    char *from = data;
    for (size_t done = 0; done < bytes;) {
        const size_t some = bytes - done < LARGEST ? bytes - done : LARGEST;
        if (MPI_Bcast(from + done, (int)some, MPI_BYTE, 0, MPI_COMM_WORLD) != MPI_SUCCESS) {
            return false;
        }
        done += some;
    }
    return true;
}

extern const struct ranks_module ranks_mpi;

const struct ranks_module ranks_mpi = {
    .open = open_ranks, .close = close_ranks, .send = send_bytes, .probe = probe, .receive = receive, .share = share};
