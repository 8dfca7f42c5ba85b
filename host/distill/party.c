/* SPDX-License-Identifier: MIT */
#include "distill/party.h"

#include <sodium.h>
#include <stdlib.h>

#include "distill/key_pool.h"

static const char *const names[] = {
    [PARTY_ANNOUNCE] = "detections announced",
    [PARTY_MATCH] = "bases and intensities",
    [PARTY_DISCLOSE] = "disclosed bits",
    [PARTY_BEGIN] = "begin of correction",
    [PARTY_PARITIES] = "parities",
    [PARTY_MISMATCHES] = "mismatched blocks",
    [PARTY_SYNDROMES] = "syndromes",
    [PARTY_TAG] = "verification tag",
    [PARTY_VERDICT] = "verdict",
    [PARTY_ERRORS] = "error counts",
    [PARTY_SEED] = "hash seed",
    [PARTY_DONE] = "done",
};

/* One direction: both ends' halves of it from the same key. */
static enum satqkd_status direction(const unsigned char *key, size_t bytes, struct authenticate **seal,
                                    struct authenticate **open, struct satqkd_error *error) {
    struct key_pool *pool = NULL;
    enum satqkd_status status = key_pool_create(key, bytes, &pool, error);
    if (status == SATQKD_OK) {
        status = authenticate_create(pool, seal, error);
    }
    if (status == SATQKD_OK) {
        status = key_pool_create(key, bytes, &pool, error);
    }
    return status == SATQKD_OK ? authenticate_create(pool, open, error) : status;
}

enum satqkd_status party_pair(struct classical_channel *channel, size_t tags, struct party parties[CLASSICAL_ENDS],
                              struct satqkd_error *error) {
    const size_t bytes = AUTHENTICATE_POINT + tags * AUTHENTICATE_PAD;
    enum satqkd_status status = SATQKD_OK;
    unsigned char *key = sodium_init() < 0 ? NULL : sodium_malloc(bytes);
    struct party *alice = &parties[CLASSICAL_ALICE], *bob = &parties[CLASSICAL_BOB];
    *alice = (struct party){CLASSICAL_ALICE, channel, NULL, NULL};
    *bob = (struct party){CLASSICAL_BOB, channel, NULL, NULL};
    if (!key) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu bytes of authentication key", bytes);
    }
    randombytes_buf(key, bytes);
    status = direction(key, bytes, &alice->seal, &bob->open, error);
    if (status == SATQKD_OK) {
        randombytes_buf(key, bytes);
        status = direction(key, bytes, &bob->seal, &alice->open, error);
    }
    sodium_free(key);
    if (status != SATQKD_OK) {
        party_release(alice);
        party_release(bob);
    }
    return status;
}

void party_release(struct party *party) {
    authenticate_destroy(party->seal);
    authenticate_destroy(party->open);
    party->seal = NULL;
    party->open = NULL;
}

enum satqkd_status party_say(struct party *party, enum party_kind kind, const void *payload, uint64_t bits, bool joined,
                             struct satqkd_error *error) {
    unsigned char *wire;
    size_t length;
    const enum satqkd_status status =
        authenticate_seal(party->seal, (unsigned)kind, payload, bits, joined, &wire, &length, error);
    return status == SATQKD_OK ? classical_channel_send(party->channel, party->end, wire, length, error) : status;
}

enum satqkd_status party_hear(struct party *party, enum party_kind kind, struct party_message *out,
                              struct satqkd_error *error) {
    struct authenticate_payload payload;
    size_t length = 0;
    party_forget(out);
    enum satqkd_status status = classical_channel_receive(party->channel, party->end, &out->wire, &length, error);
    if (status == SATQKD_OK) {
        status = authenticate_open(party->open, out->wire, length, (unsigned)kind, names[kind], &payload, error);
    }
    if (status != SATQKD_OK) {
        satqkd_error_prefix(error, "%s hears: ", party->end == CLASSICAL_ALICE ? "Alice" : "Bob");
        party_forget(out);
        return status;
    }
    out->bytes = payload.bytes;
    out->bits = payload.bits;
    return SATQKD_OK;
}

enum satqkd_status party_hear_bits(struct party *party, enum party_kind kind, uint64_t bits, struct party_message *out,
                                   struct satqkd_error *error) {
    const enum satqkd_status status = party_hear(party, kind, out, error);
    if (status == SATQKD_OK && out->bits != bits) {
        const uint64_t heard = out->bits;
        party_forget(out);
        return satqkd_error_set(error, SATQKD_FAILURE,
                                "%s hears: %s: %llu bits where %llu were due: a message was altered; no key is made",
                                party->end == CLASSICAL_ALICE ? "Alice" : "Bob", names[kind], (unsigned long long)heard,
                                (unsigned long long)bits);
    }
    return status;
}

void party_forget(struct party_message *message) {
    free(message->wire);
    *message = (struct party_message){NULL, NULL, 0};
}

bool party_settled(const struct party *party) {
    return authenticate_settled(party->seal) && authenticate_settled(party->open);
}
