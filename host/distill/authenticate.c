/* SPDX-License-Identifier: MIT */
#include "distill/authenticate.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "distill/bits.h"
#include "distill/key_pool.h"

enum { KIND = 0, JOINED = 1, NUMBER = 2, BITS = 10, NUMBER_BYTES = 8 };

/* Secrets live in it, so it is in guarded memory as a whole. */
struct authenticate {
    struct key_pool *pool;
    unsigned char key[crypto_onetimeauth_KEYBYTES]; /* r, s */
    crypto_onetimeauth_state state;
    bool open;    /* a chain has begun */
    bool refused; /* for good */
    uint64_t number;
    uint64_t covered; /* bytes under the next tag */
    uint64_t tags;
    double forge_probability;
};

enum satqkd_status authenticate_create(struct key_pool *pool, struct authenticate **out, struct satqkd_error *error) {
    struct authenticate *made = sodium_init() < 0 ? NULL : sodium_malloc(sizeof *made);
    *out = NULL;
    if (!made) {
        key_pool_destroy(pool);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for authentication");
    }
    memset(made, 0, sizeof *made);
    made->pool = pool;
    const enum satqkd_status status = key_pool_take(pool, AUTHENTICATE_POINT, made->key, error);
    if (status != SATQKD_OK) {
        authenticate_destroy(made);
        return status;
    }
    *out = made;
    return SATQKD_OK;
}

void authenticate_destroy(struct authenticate *authenticate) {
    if (authenticate) {
        key_pool_destroy(authenticate->pool);
    }
    sodium_free(authenticate);
}

static void put(unsigned char *at, uint64_t value) {
    for (int i = 0; i < NUMBER_BYTES; ++i) {
        at[i] = (unsigned char)(value >> (8 * i));
    }
}

static uint64_t get(const unsigned char *at) {
    uint64_t value = 0;
    for (int i = 0; i < NUMBER_BYTES; ++i) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    return value;
}

/* Feeds a message to the tag, beginning one where none is under way. */
static enum satqkd_status cover(struct authenticate *of, const unsigned char *wire, size_t length,
                                struct satqkd_error *error) {
    if (!of->open) {
        const enum satqkd_status status =
            key_pool_take(of->pool, AUTHENTICATE_PAD, of->key + AUTHENTICATE_POINT, error);
        if (status != SATQKD_OK) {
            of->refused = true;
            return status;
        }
        crypto_onetimeauth_init(&of->state, of->key);
        sodium_memzero(of->key + AUTHENTICATE_POINT, AUTHENTICATE_PAD);
        of->open = true;
        of->covered = 0;
    }
    crypto_onetimeauth_update(&of->state, wire, length);
    of->covered += length;
    return SATQKD_OK;
}

static void finish(struct authenticate *of, unsigned char tag[AUTHENTICATE_TAG]) {
    crypto_onetimeauth_final(&of->state, tag);
    of->open = false;
    ++of->tags;
    of->forge_probability += 8 * ceil((double)of->covered / AUTHENTICATE_TAG) * 0x1p-106;
}

enum satqkd_status authenticate_seal(struct authenticate *authenticate, unsigned kind, const unsigned char *payload,
                                     uint64_t bits, bool joined, unsigned char **wire, size_t *length,
                                     struct satqkd_error *error) {
    const size_t bytes = bits_bytes(bits);
    const size_t covered = AUTHENTICATE_HEADER + bytes;
    unsigned char *made = malloc(covered + AUTHENTICATE_TAG);
    *wire = NULL;
    if (!made) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a message of %zu bytes", bytes);
    }
    made[KIND] = (unsigned char)kind;
    made[JOINED] = joined;
    put(made + NUMBER, authenticate->number++);
    put(made + BITS, bits);
    if (bytes > 0) {
        memcpy(made + AUTHENTICATE_HEADER, payload, bytes);
    }
    const enum satqkd_status status = cover(authenticate, made, covered, error);
    if (status != SATQKD_OK) {
        free(made);
        return status;
    }
    if (!joined) {
        finish(authenticate, made + covered);
    }
    *wire = made;
    *length = covered + (joined ? 0 : AUTHENTICATE_TAG);
    return SATQKD_OK;
}

static enum satqkd_status refuse(struct authenticate *of, struct satqkd_error *error, const char *name,
                                 const char *what) {
    of->refused = true;
    return satqkd_error_set(error, SATQKD_FAILURE, "message %llu (%s): %s; no key is made",
                            (unsigned long long)of->number, name, what);
}

static bool well_formed(const unsigned char *wire, size_t length) {
    if (length < AUTHENTICATE_HEADER || wire[JOINED] > 1) {
        return false;
    }
    const size_t payload = length - AUTHENTICATE_HEADER, tag = wire[JOINED] ? 0 : AUTHENTICATE_TAG;
    const uint64_t bits = get(wire + BITS), bytes = bits_bytes(bits);
    return payload >= tag && bytes == payload - tag;
}

enum satqkd_status authenticate_open(struct authenticate *authenticate, const unsigned char *wire, size_t length,
                                     unsigned kind, const char *name, struct authenticate_payload *out,
                                     struct satqkd_error *error) {
    unsigned char tag[AUTHENTICATE_TAG];
    if (authenticate->refused) {
        return refuse(authenticate, error, name, "an earlier message was refused");
    }
    if (!well_formed(wire, length)) {
        return refuse(authenticate, error, name, "its length or header is not that of a message: it was altered");
    }
    const uint64_t number = get(wire + NUMBER);
    if (number != authenticate->number) {
        return refuse(authenticate, error, name,
                      number < authenticate->number
                          ? "a message with an earlier number came in its place: repeated or out of order"
                          : "a message with a later number came in its place: one was lost, or they are out of order");
    }
    const size_t covered = length - (wire[JOINED] ? 0 : AUTHENTICATE_TAG);
    const enum satqkd_status status = cover(authenticate, wire, covered, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (!wire[JOINED]) {
        finish(authenticate, tag);
        const bool good = crypto_verify_16(tag, wire + covered) == 0;
        sodium_memzero(tag, sizeof tag);
        if (!good) {
            return refuse(authenticate, error, name, "its tag is wrong: it, or one since the last tag, was altered");
        }
    }
    if (wire[KIND] != kind) {
        return refuse(authenticate, error, name, "a message of another kind came in its place");
    }
    ++authenticate->number;
    out->bytes = wire + AUTHENTICATE_HEADER;
    out->bits = get(wire + BITS);
    return SATQKD_OK;
}

bool authenticate_settled(const struct authenticate *authenticate) {
    return !authenticate->open && !authenticate->refused;
}

struct authenticate_account authenticate_account(const struct authenticate *authenticate) {
    return (struct authenticate_account){
        .messages = authenticate->number,
        .tags = authenticate->tags,
        .key_bits = 8 * (uint64_t)key_pool_taken(authenticate->pool),
        .forge_probability = authenticate->forge_probability,
    };
}
