/* SPDX-License-Identifier: MIT */
#include "distill/correct.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

extern const struct correct_scheme correct_cascade, correct_hamming;

static const struct correct_scheme *const schemes[] = {&correct_cascade, &correct_hamming};

enum { PILOT_BITS = 1 << 12, PILOT_SHARE = 16, RATE_BITS = 32 };
static const double PILOT_RATE = 0.03;   /* taken where nothing is known: between those of good links and of bad ones */
static const double RATE_UNIT = 0x1p-32; /* in which a rate is said */

const struct correct_scheme *correct_find(const char *name) {
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; ++i) {
        if (strcmp(schemes[i]->name, name) == 0) {
            return schemes[i];
        }
    }
    return NULL;
}

const char *const *correct_names(void) {
    static const char *const names[] = {"cascade", "hamming", NULL};
    return names;
}

/* Frame f of F: every F-th bit from the f-th on. */
static size_t frame_size(size_t count, size_t frames, size_t frame) {
    return count / frames + (frame < count % frames);
}

static void frame_take(const struct bit_string *string, size_t frames, size_t frame, struct bit_string *out) {
    for (size_t i = 0, place = frame; i < out->count; ++i, place += frames) {
        out->word[i / BIT_WORD] |= (uint64_t)bit_string_get(string, place) << (i % BIT_WORD);
    }
}

/* Puts a frame back. @return how many bits it changes */
static size_t frame_put(const struct bit_string *part, size_t frames, size_t frame, struct bit_string *string) {
    size_t changed = 0;
    for (size_t i = 0, place = frame; i < part->count; ++i, place += frames) {
        if (bit_string_get(part, i) != bit_string_get(string, place)) {
            bit_string_flip(string, place);
            ++changed;
        }
    }
    return changed;
}

/* Bob, who may know an error rate, draws the seed and tells both. */
static enum satqkd_status begin(struct party *alice, struct party *bob, double *rate,
                                unsigned char seed[PERMUTATION_SEED], struct satqkd_error *error) {
    unsigned char text[PERMUTATION_SEED + RATE_BITS / 8];
    struct party_message message = {NULL, NULL, 0};
    const uint32_t units = (uint32_t)(fmin(0.5, fmax(0, *rate)) / RATE_UNIT);
    randombytes_buf(text, PERMUTATION_SEED);
    for (int i = 0; i < RATE_BITS / 8; ++i) {
        text[PERMUTATION_SEED + i] = (unsigned char)(units >> (8 * i));
    }
    enum satqkd_status status = party_say(bob, PARTY_BEGIN, text, 8 * sizeof text, true, error);
    if (status == SATQKD_OK) {
        status = party_hear_bits(alice, PARTY_BEGIN, 8 * sizeof text, &message, error);
    }
    if (status == SATQKD_OK) {
        /* What Alice heard serves both from here on: were it another, the tag that is to come would say so. */
        uint32_t heard = 0;
        for (int i = 0; i < RATE_BITS / 8; ++i) {
            heard |= (uint32_t)message.bytes[PERMUTATION_SEED + i] << (8 * i);
        }
        memcpy(seed, message.bytes, PERMUTATION_SEED);
        *rate = (double)heard * RATE_UNIT;
    }
    party_forget(&message);
    return status;
}

static enum satqkd_status correct_whole(const struct correct_scheme *scheme, struct party *alice, struct party *bob,
                                        struct bit_string *strings[CLASSICAL_ENDS], double rate,
                                        struct correct_account *account, struct satqkd_error *error) {
    unsigned char seed[PERMUTATION_SEED];
    const enum satqkd_status status = begin(alice, bob, &rate, seed, error);
    return status == SATQKD_OK ? scheme->correct(alice, bob, strings, rate, seed, account, error) : status;
}

/* Corrects one frame of many. @param changed  increased by the errors that Bob found */
static enum satqkd_status correct_frame(const struct correct_scheme *scheme, struct party *alice, struct party *bob,
                                        struct bit_string *strings[CLASSICAL_ENDS], size_t frames, size_t frame,
                                        double rate, size_t *changed, struct correct_account *account,
                                        struct satqkd_error *error) {
    struct bit_string *parts[CLASSICAL_ENDS] = {NULL, NULL};
    enum satqkd_status status = SATQKD_OK;
    for (int end = 0; end < CLASSICAL_ENDS && status == SATQKD_OK; ++end) {
        status = bit_string_create(frame_size(strings[end]->count, frames, frame), &parts[end], error);
        if (status == SATQKD_OK) {
            frame_take(strings[end], frames, frame, parts[end]);
        }
    }
    if (status == SATQKD_OK) {
        status = correct_whole(scheme, alice, bob, parts, rate, account, error);
    }
    if (status == SATQKD_OK) {
        *changed += frame_put(parts[CLASSICAL_BOB], frames, frame, strings[CLASSICAL_BOB]);
    }
    bit_string_destroy(parts[CLASSICAL_ALICE]);
    bit_string_destroy(parts[CLASSICAL_BOB]);
    return status;
}

/* An error rate where none is known: from every so many bits, corrected for it. */
static enum satqkd_status pilot(const struct correct_scheme *scheme, struct party *alice, struct party *bob,
                                struct bit_string *strings[CLASSICAL_ENDS], double *rate,
                                struct correct_account *account, struct satqkd_error *error) {
    const size_t count = strings[CLASSICAL_ALICE]->count;
    const size_t frames = count / PILOT_BITS > PILOT_SHARE ? count / PILOT_BITS : PILOT_SHARE;
    size_t changed = 0;
    *rate = PILOT_RATE;
    if (count < PILOT_BITS) {
        return SATQKD_OK;
    }
    const enum satqkd_status status =
        correct_frame(scheme, alice, bob, strings, frames, 0, PILOT_RATE, &changed, account, error);
    *rate = fmax((double)changed, 0.5) / (double)frame_size(count, frames, 0);
    return status;
}

enum satqkd_status correct_string(const struct correct_scheme *scheme, struct party *alice, struct party *bob,
                                  struct bit_string *strings[CLASSICAL_ENDS], double error_rate,
                                  struct correct_account *account, struct satqkd_error *error) {
    const size_t count = strings[CLASSICAL_ALICE]->count;
    const size_t frames = (count + scheme->most_bits - 1) / scheme->most_bits;
    size_t changed = 0;
    enum satqkd_status status = SATQKD_OK;
    if (isnan(error_rate)) {
        status = pilot(scheme, alice, bob, strings, &error_rate, account, error);
    }
    if (frames == 1 && status == SATQKD_OK) {
        return correct_whole(scheme, alice, bob, strings, error_rate, account, error);
    }
    for (size_t frame = 0; frame < frames && status == SATQKD_OK; ++frame) {
        status = correct_frame(scheme, alice, bob, strings, frames, frame, error_rate, &changed, account, error);
    }
    return status;
}
