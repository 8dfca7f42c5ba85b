/* SPDX-License-Identifier: MIT */
#include "study/bench_case.h"

/* Every case, in the order of the output: X(name) stands for the constant bench_name. */
#define CASES(X)                                                                                                       \
    X(generator)                                                                                                       \
    X(loop)                                                                                                            \
    X(pulse)                                                                                                           \
    X(event)                                                                                                           \
    X(mean)                                                                                                            \
    X(key)                                                                                                             \
    X(settings)                                                                                                        \
    X(optimize)                                                                                                        \
    X(hamming)                                                                                                         \
    X(cascade)                                                                                                         \
    X(gains)                                                                                                           \
    X(gains_clblast)                                                                                                   \
    X(gains_batch_clblast)                                                                                             \
    X(keystream)                                                                                                       \
    X(random_matrix)                                                                                                   \
    X(toeplitz)                                                                                                        \
    X(toeplitz_1e4)                                                                                                    \
    X(toeplitz_1e5)                                                                                                    \
    X(toeplitz_1e6)                                                                                                    \
    X(toeplitz_1e7)                                                                                                    \
    X(toeplitz_1e8)                                                                                                    \
    X(libgf2x)                                                                                                         \
    X(libgf2x_1e8)

#define DECLARE(name) extern const struct bench_case bench_##name;
CASES(DECLARE)

const struct bench_case *const *bench_table(void) {
#define ENTRY(name) &bench_##name,
    static const struct bench_case *const table[] = {CASES(ENTRY) NULL};
    return table;
}
