/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

#include "study/bench_case.h"
#include "study/bench_hash.h"

/* The product of polynomials over GF(2) in which a Toeplitz hash is contained, by libgf2x (Brent, Gaudry, Thomé, Zimmermann 2008,
 * "Faster multiplication in GF(2)[x]") where it is installed: the library for it, and the measure of our own. Loaded for the
 * benchmark alone. One thread; packing its words and reading the hash out of the product are not timed. */

typedef int multiply_function(unsigned long *product, const unsigned long *a, long a_words, const unsigned long *b,
                              long b_words);

struct product {
    void *library;
    multiply_function *multiply;
    uint64_t bits;
    long x_words, seed_words;
    unsigned long *x, *seed, *out;
};

enum { WORD_BITS = 8 * sizeof(unsigned long) };

static void *open_library(void) {
    void *library = dlopen("libgf2x.so.3", RTLD_NOW | RTLD_LOCAL);
    return library ? library : dlopen("libgf2x.so", RTLD_NOW | RTLD_LOCAL);
}

static bool present(void) {
    void *library = open_library();
    if (library) {
        dlclose(library);
    }
    return library;
}

static void release(void *state) {
    struct product *product = state;
    if (product) {
        if (product->library) {
            dlclose(product->library);
        }
        free(product->x);
        free(product->seed);
        free(product->out);
    }
    free(product);
}

static unsigned long *some_words(long count) {
    unsigned long *words = malloc((size_t)count * sizeof *words);
    for (long i = 0; words && i < count; ++i) {
        words[i] = (unsigned long)(i + 1) * UINT64_C(0x9E3779B97F4A7C15); /* Weyl's sequence of the golden ratio */
    }
    return words;
}

static enum satqkd_status prepare(uint64_t n, uint64_t m, void **state, struct satqkd_error *error) {
    struct product *product = calloc(1, sizeof *product);
    *state = product;
    if (!product) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    product->library = open_library();
    if (product->library) {
        *(void **)&product->multiply = dlsym(product->library, "gf2x_mul");
    }
    if (!product->multiply) {
        return satqkd_error_set(error, SATQKD_FAILURE,
                                "nothing to compare with: libgf2x is not installed (Debian's libgf2x3)");
    }
    product->bits = n;
    product->x_words = (long)(n / WORD_BITS) + 1;
    product->seed_words = (long)((n + m - 1) / WORD_BITS) + 1;
    product->x = some_words(product->x_words);
    product->seed = some_words(product->seed_words);
    product->out = some_words(product->x_words + product->seed_words);
    return product->x && product->seed && product->out
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
}

static enum satqkd_status run(void *state, struct bench_work *work, struct satqkd_error *error) {
    const struct product *product = state;
    work->units = (double)product->bits;
    return product->multiply(product->out, product->seed, product->seed_words, product->x, product->x_words) == 0
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_FAILURE, "libgf2x: out of memory");
}

static enum satqkd_status prepare_paper(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    (void)ground;
    return prepare(BENCH_PAPER_IN, BENCH_PAPER_OUT, state, error);
}

static enum satqkd_status prepare_1e8(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    (void)ground;
    return prepare(100000000, 100000000 / BENCH_SIZES_RATIO, state, error);
}

const struct bench_case bench_libgf2x = {
    .name = "libgf2x",
    .rate_unit = "bits/s",
    .baseline = "toeplitz",
    .ratio_to = "\"toeplitz\" on the device",
    .share = 1,
    .runs = BENCH_RUNS,
    .on_host = true,
    .present = present,
    .prepare = prepare_paper,
    .run = run,
    .release = release,
};

const struct bench_case bench_libgf2x_1e8 = {
    .name = "libgf2x-1e8",
    .rate_unit = "bits/s",
    .baseline = "toeplitz-1e8",
    .ratio_to = "\"toeplitz-1e8\" on the device",
    .share = 1,
    .runs = 1, /* of a quarter of a minute */
    .on_host = true,
    .present = present,
    .prepare = prepare_1e8,
    .run = run,
    .release = release,
};
