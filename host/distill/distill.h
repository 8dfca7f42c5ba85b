/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_DISTILL_H
#define SATQKD_DISTILL_DISTILL_H

#include <stdbool.h>
#include <stdint.h>

#include "distill/bit_string.h"
#include "distill/block.h"
#include "distill/classical_channel.h"
#include "distill/correct.h"
#include "events/events.h"
#include "satqkd/status.h"
#include "security/key.h"

/*
 * From clicks to two equal keys: sift, correct, verify, bound, hash. Alice's and Bob's data are apart and meet only in authenticated
 * messages over a classical channel; whatever goes wrong with a message ends the run with an error and no key.
 *
 * What correction leaks: the bound subtracts every bit that Alice tells of her string (parities, syndromes, verification tags), counted as
 * she says them. What Bob says follows from that and from where the errors are, and the positions of the errors are given to the
 * eavesdropper in the proof; that they may be is an assumption (Tupkary and Lütkenhaus, arXiv:2307.00576, on Cascade in the
 * literature's bounds). Those who do not share it subtract bob_bits too.
 */

/** How a string becomes a key; what hashes on the device is behind it. */
struct distill_hash {
    uint64_t (*seed_bits)(void *context, uint64_t input_bits, uint64_t output_bits);
    bool (*expands)(void *context, uint64_t input_bits, uint64_t output_bits); /* the seed, unproven; NULL: never */
    enum satqkd_status (*hash)(void *context, const unsigned char *input, uint64_t input_bits,
                               const unsigned char *seed, uint64_t output_bits, unsigned char *output,
                               struct satqkd_error *error);
    void *context;
};

struct distill_settings {
    const struct correct_scheme *scheme;
    struct distill_hash hash;
    struct classical_link link;
    const struct classical_tap *tap; /* NULL: nobody listens */
    const unsigned char *seed; /* of the hash functions, one string's after the other's; NULL: libsodium's generator */
    uint64_t seed_bytes;
};

/** What became of one string. */
struct distill_block {
    uint64_t bits, errors; /* errors as Bob counts them: what correction changed */
    struct correct_account account;
    uint64_t verification_bits; /* of Alice's tags */
    uint64_t leak_bits;         /* the parities, syndromes and tags that Alice said: what the bound subtracts */
    uint64_t residual_errors;   /* that the two strings still have: the simulator's view, which neither end has */
    bool verified;
    double failure;        /* probability that unequal strings pass the verification */
    struct key_result key; /* of this string alone; all 0 where not all strings were verified */
    uint64_t secret_bits;
    bool expanded; /* its hash function is drawn from a family that is not proven universal */
};

struct distill_result {
    uint64_t sifted_bits; /* matched-basis detections of the signal intensity */
    uint64_t block_bits, errors, leak_bits, bob_bits, rounds, residual_errors, secret_bits;
    double qber, efficiency_f; /* of all strings together; NaN where there is nothing */
    bool verified;             /* all strings */
    double eps_sec;            /* NaN where a hash function was expanded: no proof gives one */
    double eps_cor;
    bool expanded; /* some string's */
    int blocks;
    struct distill_block block[BLOCK_MOST];
    struct key_counts counts; /* as both ends know them at the end */
    struct classical_traffic traffic;
    uint64_t authentication_bits;     /* of the shared key, taken by one end's tags, both directions */
    double authentication_failure;    /* probability that any forged tag is accepted */
    double sift_s, correct_s, hash_s; /* of the computer; verification is with correction */
    struct bit_string
        *key[CLASSICAL_ENDS]; /* owned: distill_release; of secret_bits each, the strings' keys one behind the other */
};

/**
 * Distils a key.
 *
 * @param protocol  bound, epsilons, intensities
 * @param events, head  checked (events_read)
 * @param out       owned by the caller, distill_release
 * @return SATQKD_OK (no key is a result); SATQKD_INVALID for a protocol that does not fit the events; SATQKD_FAILURE for a message
 *         that was tampered with, no memory, or a device that failed
 */
enum satqkd_status distill_run(const struct key_protocol *protocol, const struct events *events,
                               const struct events_head *head, const struct distill_settings *settings,
                               struct distill_result *out, struct satqkd_error *error);

/** Wipes the keys; a zero-initialised result is fine. */
void distill_release(struct distill_result *result);

/**
 * Writes DIRECTORY/keys/alice.key and bob.key, or, where there is no key, sees to it that none of an earlier run lies there.
 *
 * @param directory  exists
 */
enum satqkd_status distill_write_keys(const struct distill_result *result, const char *directory,
                                      struct satqkd_error *error);

/** Removes an earlier run's keys. */
enum satqkd_status distill_remove_keys(const char *directory, struct satqkd_error *error);

#endif
