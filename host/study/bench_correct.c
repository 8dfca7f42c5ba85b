/* SPDX-License-Identifier: MIT */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "distill/correct.h"
#include "study/bench_case.h"

/* Error correction of a million bits at the error rate of the Micius pass, both ends and every message of theirs. */

enum { BITS = 1000000, TAGS = 4 };
#define ERROR_RATE 0.011 /* Liao et al. 2017 */

struct correction {
    const struct correct_scheme *scheme;
    struct bit_string *strings[CLASSICAL_ENDS]; /* as measured */
    struct bit_string *corrected;               /* Bob's */
};

static void release(void *state) {
    struct correction *correction = state;
    if (correction) {
        bit_string_destroy(correction->strings[CLASSICAL_ALICE]);
        bit_string_destroy(correction->strings[CLASSICAL_BOB]);
        bit_string_destroy(correction->corrected);
    }
    free(correction);
}

static enum satqkd_status prepare(const char *scheme, void **state, struct satqkd_error *error) {
    struct correction *correction = calloc(1, sizeof *correction);
    *state = correction;
    if (!correction) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a benchmark");
    }
    correction->scheme = correct_find(scheme);
    enum satqkd_status status = bit_string_create(BITS, &correction->strings[CLASSICAL_ALICE], error);
    if (status != SATQKD_OK || (status = bit_string_create(BITS, &correction->strings[CLASSICAL_BOB], error)) ||
        (status = bit_string_create(BITS, &correction->corrected, error))) {
        return status;
    }
    struct bit_string *alice = correction->strings[CLASSICAL_ALICE], *bob = correction->strings[CLASSICAL_BOB];
    randombytes_buf(alice->word, BITS / 8);
    memcpy(bob->word, alice->word, bob->words * sizeof *bob->word);
    for (uint32_t i = 0; i < (uint32_t)(BITS * ERROR_RATE); ++i) {
        bit_string_flip(bob, randombytes_uniform(BITS));
    }
    return SATQKD_OK;
}

static enum satqkd_status run(void *state, struct bench_work *work, struct satqkd_error *error) {
    struct correction *correction = state;
    struct bit_string *bob = correction->strings[CLASSICAL_BOB];
    struct bit_string *strings[CLASSICAL_ENDS] = {correction->strings[CLASSICAL_ALICE], correction->corrected};
    const struct classical_link link = {.bits_per_s = {1, 1}};
    struct classical_channel *channel = NULL;
    struct party parties[CLASSICAL_ENDS] = {{.seal = NULL}, {.seal = NULL}};
    struct correct_account account = {0};
    memcpy(correction->corrected->word, bob->word, bob->words * sizeof *bob->word);
    work->units = BITS;
    enum satqkd_status status = classical_channel_create(&link, NULL, &channel, error);
    if (status == SATQKD_OK) {
        status = party_pair(channel, TAGS, parties, error);
    }
    if (status == SATQKD_OK) {
        status = correct_string(correction->scheme, &parties[CLASSICAL_ALICE], &parties[CLASSICAL_BOB], strings,
                                ERROR_RATE, &account, error);
    }
    party_release(&parties[CLASSICAL_ALICE]);
    party_release(&parties[CLASSICAL_BOB]);
    classical_channel_destroy(channel);
    return status;
}

static enum satqkd_status prepare_hamming(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    (void)ground;
    return prepare("hamming", state, error);
}

static enum satqkd_status prepare_cascade(const struct bench_ground *ground, void **state, struct satqkd_error *error) {
    (void)ground;
    return prepare("cascade", state, error);
}

const struct bench_case bench_hamming = {
    .name = "hamming",
    .rate_unit = "bits/s",
    .share = 1,
    .runs = BENCH_RUNS,
    .on_host = true,
    .prepare = prepare_hamming,
    .run = run,
    .release = release,
};

const struct bench_case bench_cascade = {
    .name = "cascade",
    .rate_unit = "bits/s",
    .baseline = "hamming",
    .ratio_to = "correction by Hamming's code",
    .share = 1,
    .runs = BENCH_RUNS,
    .on_host = true,
    .prepare = prepare_cascade,
    .run = run,
    .release = release,
};
