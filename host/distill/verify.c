/* SPDX-License-Identifier: MIT */
#include "distill/verify.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

/* What Alice says: the point (r of Poly1305), the first row and column of the matrix, and her tag. */
enum {
    POINT_BYTES = 16,
    DIGEST_BYTES = 16,
    DIGEST_BITS = 8 * DIGEST_BYTES,
    SEED_BYTES = DIGEST_BYTES + VERIFY_MOST_TAG_BITS / 8, /* DIGEST_BITS + tag_bits - 1 bits are used */
    TAG_BYTES = VERIFY_MOST_TAG_BITS / 8,
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

static unsigned bit_of(const unsigned char *bytes, int index) {
    return ((unsigned)bytes[index / 8] >> (index % 8)) & 1u;
}

/* The tag of a string under point and seed. */
static enum satqkd_status tag_of(const struct bit_string *string, const unsigned char *point, const unsigned char *seed,
                                 int tag_bits, unsigned char tag[TAG_BYTES], struct satqkd_error *error) {
    const size_t bytes = string->count / 8 + (string->count % 8 != 0);
    unsigned char key[crypto_onetimeauth_KEYBYTES] = {0}; /* the pad stays 0 */
    unsigned char digest[DIGEST_BYTES];
    unsigned char *text = sodium_malloc(bytes > 0 ? bytes : 1);
    if (!text) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for verification");
    }
    bit_string_bytes(string, text);
    memcpy(key, point, POINT_BYTES);
    crypto_onetimeauth(digest, text, bytes, key);
    memset(tag, 0, TAG_BYTES);
    for (int row = 0; row < tag_bits; ++row) {
        unsigned sum = 0;
        for (int column = 0; column < DIGEST_BITS; ++column) {
            sum ^= bit_of(seed, row + column) & bit_of(digest, column);
        }
        tag[row / 8] |= (unsigned char)(sum << (row % 8));
    }
    sodium_memzero(digest, sizeof digest);
    sodium_free(text);
    return SATQKD_OK;
}

static enum satqkd_status say_tag(struct party *alice, const struct bit_string *string, int tag_bits,
                                  struct satqkd_error *error) {
    unsigned char text[TEXT_BYTES];
    randombytes_buf(text, POINT_BYTES + SEED_BYTES);
    const enum satqkd_status status =
        tag_of(string, text, text + POINT_BYTES, tag_bits, text + POINT_BYTES + SEED_BYTES, error);
    return status == SATQKD_OK ? party_say(alice, PARTY_TAG, text, 8 * sizeof text, false, error) : status;
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
        status = tag_of(strings[CLASSICAL_BOB], message.bytes, message.bytes + POINT_BYTES, tag_bits, tag, error);
    }
    if (status == SATQKD_OK) {
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
