/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_AUTHENTICATE_H
#define SATQKD_DISTILL_AUTHENTICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "satqkd/status.h"

/*
 * Messages with a proof of origin that no computer can forge (Wegman and Carter, J. Comput. Syst. Sci. 22, 265, 1981): the tag is
 * Poly1305 with a point r that one direction keeps, and a one-time pad s of its own for each tag, all from a pool of shared key.
 * A forged tag is accepted with a probability of at most 8 ceil(L/16) / 2^106 for L bytes (Bernstein, FSE 2005, theorem 3.3), whatever
 * the forger can compute.
 *
 * A tag may cover several messages: those marked `joined` are fed to the tag that follows. So a dialogue of a thousand short messages
 * costs no thousand tags; nothing may leave an end while such a chain is open (authenticate_settled).
 *
 * On the wire: kind (1 byte), joined (1), number of the message (8, little-endian), bits of the payload (8), payload (ceil(bits/8)),
 * and, unless joined, the tag (16), which covers everything since the tag before.
 */

enum { AUTHENTICATE_HEADER = 18, AUTHENTICATE_TAG = 16, AUTHENTICATE_POINT = 16, AUTHENTICATE_PAD = 16 };

/** One direction at one end: the sender has one to seal with, the receiver one to open with, both from the same key. */
struct authenticate;
struct key_pool;

/**
 * @param pool  of this direction; at least AUTHENTICATE_POINT bytes; taken over, destroyed with it
 * @param out   owned by the caller, authenticate_destroy
 */
enum satqkd_status authenticate_create(struct key_pool *pool, struct authenticate **out, struct satqkd_error *error);

/** @param authenticate NULL is fine */
void authenticate_destroy(struct authenticate *authenticate);

/** A payload as it came. */
struct authenticate_payload {
    const unsigned char *bytes; /* within the wire's */
    uint64_t bits;
};

/**
 * Makes the message for the wire.
 *
 * @param kind     what the message is, at most 255
 * @param payload, bits  bits in ceil(bits / 8) bytes
 * @param joined   its tag comes with a later message
 * @param wire, length  owned by the caller, free()
 */
enum satqkd_status authenticate_seal(struct authenticate *authenticate, unsigned kind, const unsigned char *payload,
                                     uint64_t bits, bool joined, unsigned char **wire, size_t *length,
                                     struct satqkd_error *error);

/**
 * Checks a message: form, number, kind, and where it has one the tag.
 *
 * @param wire, length  as received
 * @param kind, name    expected
 * @return SATQKD_FAILURE: what was altered, lost, repeated or out of order; from then on the direction refuses everything
 */
enum satqkd_status authenticate_open(struct authenticate *authenticate, const unsigned char *wire, size_t length,
                                     unsigned kind, const char *name, struct authenticate_payload *out,
                                     struct satqkd_error *error);

/** @return whether all messages so far are covered by a tag, and none was refused */
bool authenticate_settled(const struct authenticate *authenticate);

/** What a direction cost and what it is worth. */
struct authenticate_account {
    uint64_t messages, tags;
    uint64_t key_bits;        /* taken from the pool */
    double forge_probability; /* of any of its tags, by the bound above */
};

struct authenticate_account authenticate_account(const struct authenticate *authenticate);

#endif
