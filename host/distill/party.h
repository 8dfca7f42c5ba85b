/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_PARTY_H
#define SATQKD_DISTILL_PARTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "distill/authenticate.h"
#include "distill/classical_channel.h"
#include "satqkd/status.h"

/* What messages are. */
enum party_kind {
    PARTY_ANNOUNCE = 1, /* Bob: pulses that he detected, bases */
    PARTY_MATCH,        /* Alice: which of them match, intensities */
    PARTY_DISCLOSE,     /* Alice: her bits outside the key blocks */
    PARTY_BEGIN,        /* Bob: seed and expected error rate of the correction */
    PARTY_PARITIES,     /* both: of the correction */
    PARTY_MISMATCHES,   /* Bob: blocks whose parity differs */
    PARTY_SYNDROMES,    /* Alice: of those blocks */
    PARTY_TAG,          /* Alice: hash of her string */
    PARTY_VERDICT,      /* Bob: whether his agrees */
    PARTY_ERRORS,       /* Bob: counts of errors, by basis and intensity */
    PARTY_SEED,         /* Alice: of the hash function */
    PARTY_DONE          /* Bob: has understood */
};

/** One end of the link: it meets the other only through its channel. */
struct party {
    enum classical_end end;
    struct classical_channel *channel; /* borrowed */
    struct authenticate *seal, *open;  /* owned: what it says, what it hears */
};

/**
 * Two ends that share fresh random key for authentication.
 *
 * @param channel    both ends'; borrowed
 * @param tags       messages with a tag that each direction may carry; 16 bytes of shared key each
 * @param parties    [CLASSICAL_ALICE], [CLASSICAL_BOB]; owned by the caller, party_release each
 */
enum satqkd_status party_pair(struct classical_channel *channel, size_t tags, struct party parties[CLASSICAL_ENDS],
                              struct satqkd_error *error);

/** Wipes and frees what it owns; a zero-initialised one is fine. */
void party_release(struct party *party);

/**
 * Says something to the other end.
 *
 * @param payload, bits  bits in ceil(bits / 8) bytes
 * @param joined         its tag comes with a later message (authenticate.h)
 */
enum satqkd_status party_say(struct party *party, enum party_kind kind, const void *payload, uint64_t bits, bool joined,
                             struct satqkd_error *error);

/** A message heard. */
struct party_message {
    unsigned char *wire; /* owned: free() */
    const unsigned char *bytes;
    uint64_t bits;
};

/**
 * Hears the next message.
 *
 * @param out  owned by the caller, party_forget; zero-initialise it
 * @return SATQKD_FAILURE where it did not come as it was sent (authenticate_open, classical_channel_receive)
 */
enum satqkd_status party_hear(struct party *party, enum party_kind kind, struct party_message *out,
                              struct satqkd_error *error);

/** The same for a message whose length both ends know. */
enum satqkd_status party_hear_bits(struct party *party, enum party_kind kind, uint64_t bits, struct party_message *out,
                                   struct satqkd_error *error);

/** Frees a message; one never heard is fine. */
void party_forget(struct party_message *message);

/** @return whether everything heard and said is covered by tags */
bool party_settled(const struct party *party);

#endif
