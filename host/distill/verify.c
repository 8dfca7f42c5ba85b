/* SPDX-License-Identifier: MIT */
#include "distill/verify.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#include "distill/bits.h"

/* What Alice says: the point (r of Poly1305), the first row and column of the matrix, and her tag. */
enum {
    POINT_BYTES = 16,
    DIGEST_BYTES = 16,
    DIGEST_BITS = 8 * DIGEST_BYTES,
    SEED_BYTES = DIGEST_BYTES + VERIFY_MOST_TAG_BITS / 8, /* DIGEST_BITS + tag_bits - 1 bits are used */
    TAG_BYTES = VERIFY_MOST_TAG_BITS / 8,
    PIECE_WORDS = 512,
    TEXT_BYTES = POINT_BYTES + SEED_BYTES + TAG_BYTES
};

double verify_failure(uint64_t bits, int tag_bits) {
    const double bytes = ceil((double)bits / 8);
    return ldexp(1, -tag_bits) + 8 * ceil(bytes / POINT_BYTES) * 0x1p-106;
}

int verify_tag_bits(uint64_t bits, double failure) {
    for (int tag_bits = VERIFY_TAG_BITS; tag_bits <= VERIFY_MOST_TAG_BITS; tag_bits += 8) {
        if (verify_failure(bits, tag_bits) <= failure) {
            return tag_bits;
        }
    }
    return 0;
}

static uint64_t word_at(const unsigned char *bytes) {
    uint64_t word = 0;
    for (int i = 0; i < 8; ++i) {
        word |= (uint64_t)bytes[i] << (8 * i);
    }
    return word;
}

/* Poly1305 of the string's bytes under a point, the pad 0. */
static void digest_of(const struct bit_string *string, const unsigned char *point, unsigned char digest[DIGEST_BYTES]) {
    unsigned char key[crypto_onetimeauth_KEYBYTES] = {0};
    unsigned char piece[PIECE_WORDS * sizeof(uint64_t)];
    crypto_onetimeauth_state state;
    const size_t bytes = bits_bytes(string->count);
    memcpy(key, point, POINT_BYTES);
    crypto_onetimeauth_init(&state, key);
    for (size_t done = 0; done < bytes;) {
        const size_t length = bytes - done < sizeof piece ? bytes - done : sizeof piece;
        for (size_t i = 0; i < length; ++i) {
            const size_t at = done + i;
            piece[i] = (unsigned char)(string->word[at / sizeof(uint64_t)] >> (8 * (at % sizeof(uint64_t))));
        }
        crypto_onetimeauth_update(&state, piece, length);
        done += length;
    }
    crypto_onetimeauth_final(&state, digest);
    sodium_memzero(piece, sizeof piece);
}

/* The tag of a string under point and matrix. */
static void tag_of(const struct bit_string *string, const unsigned char *point, const unsigned char *seed, int tag_bits,
                   unsigned char tag[TAG_BYTES]) {
    unsigned char digest[DIGEST_BYTES];
    digest_of(string, point, digest);
    memset(tag, 0, TAG_BYTES);
    for (int row = 0; row < tag_bits; ++row) {
        /* Row r of the matrix is bits r … r + 127 of the seed: nine bytes hold a word of it. */
        uint64_t sum = 0;
        for (int half = 0; half < DIGEST_BYTES; half += 8) {
            const unsigned char *from = seed + half + row / 8;
            const int shift = row % 8;
            const uint64_t high = shift ? (uint64_t)from[8] << (64 - shift) : 0;
            sum ^= (word_at(from) >> shift | high) & word_at(digest + half);
        }
        tag[row / 8] |= (unsigned char)(bit_parity(sum) << (row % 8));
    }
    sodium_memzero(digest, sizeof digest);
}

static enum satqkd_status say_tag(struct party *alice, const struct bit_string *string, int tag_bits,
                                  struct satqkd_error *error) {
    unsigned char text[TEXT_BYTES];
    randombytes_buf(text, POINT_BYTES + SEED_BYTES);
    tag_of(string, text, text + POINT_BYTES, tag_bits, text + POINT_BYTES + SEED_BYTES);
    return party_say(alice, PARTY_TAG, text, 8 * sizeof text, false, error);
}

enum satqkd_status verify_strings(struct party *alice, struct party *bob,
                                  struct bit_string *const strings[CLASSICAL_ENDS], int tag_bits, bool *agree,
                                  struct satqkd_error *error) {
    unsigned char tag[TAG_BYTES];
    unsigned char verdict = 0;
    struct party_message message = {NULL, NULL, 0};
    *agree = false;
    enum satqkd_status status = say_tag(alice, strings[CLASSICAL_ALICE], tag_bits, error);
    if (status == SATQKD_OK) {
        status = party_hear_bits(bob, PARTY_TAG, 8 * TEXT_BYTES, &message, error);
    }
    if (status == SATQKD_OK) {
        tag_of(strings[CLASSICAL_BOB], message.bytes, message.bytes + POINT_BYTES, tag_bits, tag);
        verdict = sodium_memcmp(tag, message.bytes + POINT_BYTES + SEED_BYTES, TAG_BYTES) == 0;
        status = party_say(bob, PARTY_VERDICT, &verdict, 1, false, error);
    }
    if (status == SATQKD_OK) {
        status = party_hear_bits(alice, PARTY_VERDICT, 1, &message, error);
    }
    if (status == SATQKD_OK) {
        *agree = message.bytes[0] & 1u;
    }
    party_forget(&message);
    return status;
}
