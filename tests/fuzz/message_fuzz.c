/* SPDX-License-Identifier: MIT */
/*
 * The messages of the classical channel. A whole distillation of few detections runs; the input says which messages are altered, cut,
 * replaced, dropped, repeated or held. Its first byte chooses whether tags are looked at: where they are, nothing that was altered may end
 * in a key; where they are not (as if a forger had guessed them), the rest must still stand what it hears.
 */
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "distill/authenticate.h"
#include "distill/distill.h"
#include "fuzz.h"

enum { DETECTIONS = 400, OP_BYTES = 4 };

/* What the one in the middle does: the target's own state, because the stand-ins below have no other way to it. */
static const uint8_t *script;
static size_t script_left;
static unsigned message_number;
static bool tags_count, altered;

static uint8_t next_byte(void) {
    if (script_left == 0) {
        return 0;
    }
    script_left--;
    return *script++;
}

/* Random numbers that are the same each time, so that an input does the same each time. */
static uint32_t random_state;

static uint32_t random_word(void) {
    random_state = random_state * 1664525u + 1013904223u;
    return random_state ^ (random_state >> 16);
}

static void random_bytes(void *const out, const size_t count) {
    for (size_t i = 0; i < count; i++) {
        ((uint8_t *)out)[i] = (uint8_t)(random_word() >> 8);
    }
}

static const char *random_name(void) {
    return "fuzz";
}

static struct randombytes_implementation generator = {
    .implementation_name = random_name, .random = random_word, .buf = random_bytes};

int __real_crypto_verify_16(const unsigned char *x, const unsigned char *y);
int __wrap_crypto_verify_16(const unsigned char *x, const unsigned char *y);
int __wrap_crypto_verify_16(const unsigned char *x, const unsigned char *y) {
    return tags_count ? __real_crypto_verify_16(x, y) : 0;
}

/* A payload of another length, under a header that says so. */
static unsigned char *other_payload(unsigned char *wire, size_t *length, size_t bits) {
    enum { BITS_AT = 10, BITS_BYTES = 8 };
    const size_t tag = wire[1] == 0 ? AUTHENTICATE_TAG : 0, bytes = bits / 8 + (bits % 8 != 0);
    const size_t old = *length - AUTHENTICATE_HEADER - tag;
    unsigned char *made = calloc(AUTHENTICATE_HEADER + bytes + tag, 1);
    fuzz_require(made != NULL, "out of memory");
    memcpy(made, wire, AUTHENTICATE_HEADER);
    memcpy(made + AUTHENTICATE_HEADER, wire + AUTHENTICATE_HEADER, bytes < old ? bytes : old);
    for (int i = 0; i < BITS_BYTES; i++) {
        made[BITS_AT + i] = (unsigned char)((uint64_t)bits >> (8 * i));
    }
    *length = AUTHENTICATE_HEADER + bytes + tag;
    free(wire);
    return made;
}

static unsigned char *tamper(unsigned char *wire, size_t *length) {
    const size_t whole = AUTHENTICATE_HEADER + AUTHENTICATE_TAG;
    while (script_left >= OP_BYTES && *length >= whole && script[0] % 64 == message_number % 64) {
        const unsigned deed = (next_byte() / 64u) | (next_byte() % 2u ? 4u : 0u);
        const size_t number = next_byte() + 256u * next_byte();
        switch (deed) {
        case 0: /* one byte anywhere */
            wire[number % *length] ^= (unsigned char)(next_byte() | 1u);
            break;
        case 1: /* cut or lengthened */
            wire = other_payload(wire, length, number);
            break;
        case 2: { /* bytes of the payload as the input says */
            const size_t tag = wire[1] == 0 ? AUTHENTICATE_TAG : 0, room = *length - AUTHENTICATE_HEADER - tag;
            for (size_t i = 0; i < room && i < number % 64; i++) {
                wire[AUTHENTICATE_HEADER + i] = next_byte();
            }
            break;
        }
        default: /* cut short without a word */
            *length = 1 + number % *length;
            break;
        }
    }
    return wire;
}

enum satqkd_status __real_classical_channel_send(struct classical_channel *channel, enum classical_end from,
                                                 unsigned char *wire, size_t length, struct satqkd_error *error);
enum satqkd_status __wrap_classical_channel_send(struct classical_channel *channel, enum classical_end from,
                                                 unsigned char *wire, size_t length, struct satqkd_error *error);
enum satqkd_status __wrap_classical_channel_send(struct classical_channel *channel, enum classical_end from,
                                                 unsigned char *wire, size_t length, struct satqkd_error *error) {
    const size_t said = length;
    unsigned char *copy = malloc(length);
    fuzz_require(copy != NULL, "out of memory");
    memcpy(copy, wire, length);
    wire = tamper(wire, &length);
    altered = altered || length != said || memcmp(wire, copy, said) != 0;
    free(copy);
    message_number++;
    return __real_classical_channel_send(channel, from, wire, length, error);
}

/* A stand-in for the device: length and bounds are what counts here. */
static uint64_t seed_bits(void *context, uint64_t input_bits, uint64_t output_bits) {
    (void)context;
    return input_bits + output_bits - 1;
}

static enum satqkd_status hash(void *context, const unsigned char *input, uint64_t input_bits,
                               const unsigned char *seed, uint64_t output_bits, unsigned char *output,
                               struct satqkd_error *error) {
    (void)context, (void)error;
    for (uint64_t i = 0; i < (output_bits + 7) / 8; i++) {
        output[i] = (unsigned char)(input[i % ((input_bits + 7) / 8)] ^ seed[i]);
    }
    return SATQKD_OK;
}

static struct events *make_events(struct events_head *head, const struct key_protocol *protocol) {
    struct events *events = NULL;
    fuzz_require(events_create(DETECTIONS, &events, NULL) == SATQKD_OK, "out of memory");
    uint64_t pulse = 0;
    for (size_t i = 0; i < DETECTIONS; i++) {
        pulse += 1 + random_word() % 50;
        events->pulse[i] = pulse;
        events->time_s[i] = 1e-8 * (double)pulse;
        events->basis[i] = (uint8_t)(random_word() % 2);
        events->alice[i] = (uint8_t)(2 * events->basis[i] + random_word() % 2);
        events->bit[i] = (uint8_t)((events->alice[i] ^ (random_word() % 32 == 0)) & 1);
        events->detector[i] = (uint8_t)(2 * events->basis[i] + events->bit[i]);
        events->intensity[i] = (uint8_t)(random_word() % 8 ? 0 : 1 + random_word() % 2);
    }
    *head = (struct events_head){.pulses = pulse + 1, .intensity_count = protocol->intensity_count};
    memcpy(head->intensities, protocol->intensities, sizeof head->intensities);
    memcpy(head->probabilities, protocol->probabilities, sizeof head->probabilities);
    head->alice_x = head->bob_x = protocol->alice_x;
    return events;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const schemes[] = {"cascade", "hamming"};
    static const char *const bounds[] = {"asymptotic", "lim2014"};
    const struct key_protocol protocol = {.bound = "asymptotic",
                                          .intensity_count = 3,
                                          .intensities = {0.8, 0.1, 0},
                                          .probabilities = {0.5, 0.25, 0.25},
                                          .alice_x = 0.5,
                                          .bob_x = 0.5,
                                          .eps_sec = 1e-9,
                                          .eps_cor = 1e-15,
                                          .f_ec = 1.16,
                                          .leak_ec_bits = 0.0 / 1.0,
                                          .key_basis = KEY_BASIS_BOTH};
    if (size < 1) {
        return 0;
    }
    struct key_protocol of = protocol;
    struct events_head head;
    struct satqkd_error error = {0};
    struct distill_result result;
    struct distill_settings settings = {.scheme = correct_find(schemes[data[0] / 2 % 2]),
                                        .hash = {.seed_bits = seed_bits, .hash = hash},
                                        .link = {{4e6, 1e6}, 0, NULL, 0}};
    strcpy(of.bound, bounds[data[0] / 4 % 2]);
    of.key_basis = data[0] / 8 % 2 ? KEY_BASIS_BOTH : KEY_BASIS_X;
    script = data + 1;
    script_left = size - 1;
    message_number = 0;
    tags_count = data[0] % 2;
    altered = false;
    random_state = 7;
    randombytes_set_implementation(&generator);
    struct events *events = make_events(&head, &of);
    fuzz_begin();
    const enum satqkd_status status = distill_run(&of, events, &head, &settings, &result, &error);
    fuzz_require(status == SATQKD_OK || error.message[0] != '\0', "a refusal without a reason");
    fuzz_require(!(tags_count && altered && status == SATQKD_OK), "what was altered was accepted");
    fuzz_require(altered || status == SATQKD_OK, "an honest run failed");
    if (status == SATQKD_OK && !altered) {
        fuzz_require(result.verified && result.residual_errors == 0, "an honest run left errors");
    }
    distill_release(&result);
    fuzz_end();
    events_destroy(events);
    return 0;
}
