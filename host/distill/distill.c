/* SPDX-License-Identifier: MIT */
#include "distill/distill.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "distill/bits.h"
#include "distill/party.h"
#include "distill/sift.h"
#include "distill/verify.h"
#include "stopwatch.h"

enum { ATTEMPTS = 3, MOST_TAGS = 64, COUNT_BITS = 64 };

/* Everything of one run. */
struct run {
    const struct key_protocol *protocol;
    const struct events_head *head;
    const struct distill_settings *settings;
    struct classical_channel *channel;
    struct party parties[CLASSICAL_ENDS];
    struct block_rule rule;
    struct sifted sifted[CLASSICAL_ENDS];
    struct sift_test test;                    /* Bob's */
    struct bit_string *before[BLOCK_MOST];    /* Bob's strings as measured: to count what correction changed */
    struct key_counts counts[CLASSICAL_ENDS]; /* what each end knows */
    uint64_t seed_used;                       /* bytes of the given hash seed */
    struct distill_result *out;
};

static struct party *alice_of(struct run *run) {
    return &run->parties[CLASSICAL_ALICE];
}

static struct party *bob_of(struct run *run) {
    return &run->parties[CLASSICAL_BOB];
}

/* The protocol speaks of the same intensities as the events. */
static enum satqkd_status check_pairing(const struct key_protocol *protocol, const struct events_head *head,
                                        struct satqkd_error *error) {
    bool same = protocol->intensity_count == head->intensity_count;
    for (int k = 0; same && k < head->intensity_count; ++k) {
        same = fabs(protocol->intensities[k] - head->intensities[k]) <= 1e-9 &&
               fabs(protocol->probabilities[k] - head->probabilities[k]) <= 1e-9;
    }
    if (!same) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "intensities and probabilities of the events are not those of protocol.intensities and "
                                "protocol.probabilities; they must be, for the bound");
    }
    if (fabs(protocol->alice_x - head->alice_x) > 1e-9 || fabs(protocol->bob_x - head->bob_x) > 1e-9) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "alice_x and bob_x of the events are %g and %g, of protocol.basis_probabilities %g and "
                                "%g; they must be the same",
                                head->alice_x, head->bob_x, protocol->alice_x, protocol->bob_x);
    }
    return SATQKD_OK;
}

static enum satqkd_status sift(struct run *run, const struct events *events, struct satqkd_error *error) {
    const uint64_t listed = events->count;
    const uint64_t unlisted = run->head->detections > listed ? run->head->detections - listed : 0;
    const struct sift_record records[CLASSICAL_ENDS] = {
        {.count = listed, .pulse = events->pulse, .state = events->alice, .intensity = events->intensity},
        {.count = listed, .pulse = events->pulse, .basis = events->basis, .bit = events->bit}};
    const double begin = stopwatch_seconds();
    const enum satqkd_status status = sift_run(run->parties, records, &run->rule, run->head->intensity_count, unlisted,
                                               run->sifted, &run->test, error);
    run->out->sift_s = stopwatch_seconds() - begin;
    for (int basis = 0; basis < KEY_BASES && status == SATQKD_OK; ++basis) {
        run->out->sifted_bits += (uint64_t)run->sifted[CLASSICAL_BOB].detections[basis][0];
    }
    return status;
}

static enum satqkd_status copy_string(const struct bit_string *string, struct bit_string **out,
                                      struct satqkd_error *error) {
    const enum satqkd_status status = bit_string_create(string->count, out, error);
    if (status == SATQKD_OK) {
        memcpy((*out)->word, string->word, string->words * sizeof *string->word);
    }
    return status;
}

/* Corrects one string and verifies it; where it fails, once more, with the few errors that are left. */
static enum satqkd_status correct(struct run *run, int number, struct satqkd_error *error) {
    struct distill_block *block = &run->out->block[number];
    struct bit_string *strings[CLASSICAL_ENDS] = {run->sifted[CLASSICAL_ALICE].block[number],
                                                  run->sifted[CLASSICAL_BOB].block[number]};
    const uint64_t bits = strings[CLASSICAL_ALICE]->count;
    const double allowed = run->protocol->eps_cor / run->rule.blocks / ATTEMPTS;
    const int tag_bits = verify_tag_bits(bits, allowed);
    if (strings[CLASSICAL_BOB]->count != bits) {
        return satqkd_error_set(error, SATQKD_FAILURE,
                                "the two ends keep %llu and %llu bits: a message was altered; no key is made",
                                (unsigned long long)bits, (unsigned long long)strings[CLASSICAL_BOB]->count);
    }
    enum satqkd_status status = copy_string(strings[CLASSICAL_BOB], &run->before[number], error);
    block->bits = bits;
    if (status == SATQKD_OK && tag_bits == 0) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "protocol.eps_cor: %g is more than verification can promise of %llu bits; %.1g can be",
                                run->protocol->eps_cor, (unsigned long long)bits,
                                ATTEMPTS * run->rule.blocks * verify_failure(bits, VERIFY_MOST_TAG_BITS));
    }
    for (int attempt = 0; attempt < ATTEMPTS && !block->verified && bits > 0 && status == SATQKD_OK; ++attempt) {
        const double rate = attempt == 0 ? run->test.error_rate : 1 / (double)bits;
        status =
            correct_string(run->settings->scheme, alice_of(run), bob_of(run), strings, rate, &block->account, error);
        if (status == SATQKD_OK) {
            status = verify_strings(alice_of(run), bob_of(run), strings, tag_bits, &block->verified, error);
        }
        block->verification_bits += (uint64_t)tag_bits;
        block->failure += verify_failure(bits, tag_bits);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    block->leak_bits = block->account.leak_bits + block->verification_bits;
    block->errors = bit_string_distance(run->before[number], strings[CLASSICAL_BOB]);
    block->residual_errors = bit_string_distance(strings[CLASSICAL_ALICE], strings[CLASSICAL_BOB]);
    return SATQKD_OK;
}

/* Bob: errors by basis and intensity, disclosed ones as he compared them, those of the strings as correction changed them. */
static void count_errors(const struct run *run, double errors[KEY_BASES][KEY_MAX_INTENSITIES]) {
    const struct sifted *bob = &run->sifted[CLASSICAL_BOB];
    size_t at[BLOCK_MOST] = {0};
    memcpy(errors, run->test.errors, sizeof run->test.errors);
    for (size_t i = 0; i < bob->count; ++i) {
        const int block = run->rule.of[bob->basis[i]][bob->intensity[i]];
        if (block != BLOCK_TEST) {
            const size_t place = at[block]++;
            errors[bob->basis[i]][bob->intensity[i]] +=
                bit_string_get(bob->block[block], place) != bit_string_get(run->before[block], place);
        }
    }
}

/* Bob tells Alice the errors; from then on both have all counts. */
static enum satqkd_status share_errors(struct run *run, struct satqkd_error *error) {
    enum { BYTES = COUNT_BITS / 8 * KEY_BASES * KEY_MAX_INTENSITIES };
    double errors[KEY_BASES][KEY_MAX_INTENSITIES];
    unsigned char text[BYTES];
    struct party_message message = {NULL, NULL, 0};
    count_errors(run, errors);
    for (int i = 0; i < BYTES; ++i) {
        const int cell = i / (COUNT_BITS / 8);
        text[i] = (unsigned char)((uint64_t)errors[cell / KEY_MAX_INTENSITIES][cell % KEY_MAX_INTENSITIES] >>
                                  (8 * (i % (COUNT_BITS / 8))));
    }
    enum satqkd_status status = party_say(bob_of(run), PARTY_ERRORS, text, 8 * sizeof text, false, error);
    if (status == SATQKD_OK) {
        status = party_hear_bits(alice_of(run), PARTY_ERRORS, 8 * sizeof text, &message, error);
    }
    for (int end = 0; end < CLASSICAL_ENDS && status == SATQKD_OK; ++end) {
        struct key_counts *counts = &run->counts[end];
        counts->pulses = (double)run->head->pulses;
        memcpy(counts->detections, run->sifted[end].detections, sizeof counts->detections);
        for (int cell = 0; cell < KEY_BASES * KEY_MAX_INTENSITIES; ++cell) {
            const int basis = cell / KEY_MAX_INTENSITIES, k = cell % KEY_MAX_INTENSITIES;
            uint64_t heard = 0;
            for (int i = 0; i < COUNT_BITS / 8; ++i) {
                heard |= (uint64_t)message.bytes[cell * (COUNT_BITS / 8) + i] << (8 * i);
            }
            counts->errors[basis][k] = end == CLASSICAL_ALICE ? (double)heard : errors[basis][k];
        }
    }
    party_forget(&message);
    return status;
}

/* Both ends' bounds, each from its own counts; they agree, or something is wrong. */
static enum satqkd_status bound(struct run *run, int number, struct satqkd_error *error) {
    struct distill_block *block = &run->out->block[number];
    struct key_result his;
    enum satqkd_status status = block_key(run->protocol, &run->counts[CLASSICAL_ALICE], number, (double)block->bits,
                                          (double)block->leak_bits, &block->key, error);
    if (status == SATQKD_OK) {
        status = block_key(run->protocol, &run->counts[CLASSICAL_BOB], number, (double)block->bits,
                           (double)block->leak_bits, &his, error);
    }
    if (status == SATQKD_OK && block->key.secret_bits != his.secret_bits) {
        return satqkd_error_set(error, SATQKD_FAILURE, "the two ends reckon with different counts; no key is made");
    }
    block->secret_bits = status == SATQKD_OK ? (uint64_t)block->key.secret_bits : 0;
    return status;
}

/* What the strings are worth. A string's phase errors may be those of another one, whose errors are what correction changed: known
 * only where that one was verified. So no string makes key unless all were. */
static enum satqkd_status bound_all(struct run *run, struct satqkd_error *error) {
    const int blocks = run->rule.blocks;
    struct distill_block *block = run->out->block;
    double owed = blocks > 1 ? ceil(run->protocol->authentication_bits) : 0; /* for one string the bound subtracts it */
    bool sound = true;
    enum satqkd_status status = SATQKD_OK;
    for (int number = 0; number < blocks; ++number) {
        sound = sound && block[number].verified;
    }
    for (int number = 0; number < blocks && sound && status == SATQKD_OK; ++number) {
        status = bound(run, number, error);
    }
    for (int number = 0; number < blocks && status == SATQKD_OK; ++number) {
        sound = sound && !block[number].key.contradictory;
    }
    for (int number = 0; number < blocks && status == SATQKD_OK; ++number) {
        const double paid = fmin(owed, (double)block[number].secret_bits);
        owed -= paid;
        block[number].secret_bits = sound ? block[number].secret_bits - (uint64_t)paid : 0;
    }
    return status;
}

/* Alice draws the seed of the hash function, or takes the user's, and tells Bob. @param seed  Bob's copy; owned by the caller */
static enum satqkd_status share_seed(struct run *run, uint64_t bits, unsigned char *hers, struct party_message *his,
                                     struct satqkd_error *error) {
    const struct distill_settings *settings = run->settings;
    const uint64_t bytes = bits_bytes(bits);
    if (settings->seed) {
        if (bytes > settings->seed_bytes - run->seed_used) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "the hash seed has %llu bytes; the hash functions of this key need %llu more than "
                                    "that many",
                                    (unsigned long long)settings->seed_bytes,
                                    (unsigned long long)(bytes - (settings->seed_bytes - run->seed_used)));
        }
        memcpy(hers, settings->seed + run->seed_used, bytes);
        run->seed_used += bytes;
    } else {
        randombytes_buf(hers, bytes);
    }
    if (bits % 8) {
        hers[bytes - 1] &= (unsigned char)((1u << (bits % 8)) - 1);
    }
    const enum satqkd_status status = party_say(alice_of(run), PARTY_SEED, hers, bits, false, error);
    return status == SATQKD_OK ? party_hear_bits(bob_of(run), PARTY_SEED, bits, his, error) : status;
}

/* One end's key of one string, put behind what it has. */
static enum satqkd_status hash_string(const struct run *run, const struct bit_string *string, const unsigned char *seed,
                                      uint64_t output_bits, uint64_t first, struct bit_string *key,
                                      struct satqkd_error *error) {
    unsigned char *input = sodium_malloc(bits_bytes(string->count));
    unsigned char *output = sodium_malloc(bits_bytes(output_bits));
    enum satqkd_status status = SATQKD_OK;
    if (!input || !output) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for hashing");
        goto done;
    }
    bit_string_bytes(string, input);
    status =
        run->settings->hash.hash(run->settings->hash.context, input, string->count, seed, output_bits, output, error);
    for (uint64_t i = 0; i < output_bits && status == SATQKD_OK; ++i) {
        const uint64_t at = first + i;
        key->word[at / BIT_WORD] |= (uint64_t)((output[i / 8] >> (i % 8)) & 1u) << (at % BIT_WORD);
    }
done:
    sodium_free(input);
    sodium_free(output);
    return status;
}

static enum satqkd_status amplify(struct run *run, int number, uint64_t first, struct satqkd_error *error) {
    struct distill_block *block = &run->out->block[number];
    const struct distill_hash *hash = &run->settings->hash;
    const uint64_t bits = hash->seed_bits(hash->context, block->bits, block->secret_bits);
    struct party_message message = {NULL, NULL, 0};
    unsigned char *seed = malloc(bits / 8 + 1); /* public */
    block->expanded = hash->expands && hash->expands(hash->context, block->bits, block->secret_bits);
    enum satqkd_status status = seed ? share_seed(run, bits, seed, &message, error)
                                     : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a seed of %llu bits",
                                                        (unsigned long long)bits);
    const unsigned char *seeds[CLASSICAL_ENDS] = {seed, message.bytes};
    for (int end = 0; end < CLASSICAL_ENDS && status == SATQKD_OK; ++end) {
        status = hash_string(run, run->sifted[end].block[number], seeds[end], block->secret_bits, first,
                             run->out->key[end], error);
    }
    party_forget(&message);
    free(seed);
    return status;
}

/* Bob has the last word; with it every message of either end is covered by a tag. */
static enum satqkd_status close(struct run *run, struct satqkd_error *error) {
    struct party_message message = {NULL, NULL, 0};
    enum satqkd_status status = party_say(bob_of(run), PARTY_DONE, NULL, 0, false, error);
    if (status == SATQKD_OK) {
        status = party_hear_bits(alice_of(run), PARTY_DONE, 0, &message, error);
    }
    party_forget(&message);
    if (status == SATQKD_OK && classical_channel_pending(run->channel)) {
        status =
            satqkd_error_set(error, SATQKD_FAILURE, "a message came that was not due: it was repeated; no key is made");
    }
    if (status == SATQKD_OK && !(party_settled(alice_of(run)) && party_settled(bob_of(run)))) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "messages without a tag are left; no key is made");
    }
    return status;
}

static enum satqkd_status make_keys(struct run *run, struct satqkd_error *error) {
    struct distill_result *out = run->out;
    uint64_t bits = 0;
    enum satqkd_status status = SATQKD_OK;
    const double begin = stopwatch_seconds();
    for (int number = 0; number < run->rule.blocks; ++number) {
        bits += out->block[number].secret_bits;
    }
    for (int end = 0; end < CLASSICAL_ENDS && status == SATQKD_OK && bits > 0; ++end) {
        status = bit_string_create(bits, &out->key[end], error);
    }
    bits = 0;
    for (int number = 0; number < run->rule.blocks && status == SATQKD_OK; ++number) {
        if (out->block[number].secret_bits > 0) {
            status = amplify(run, number, bits, error);
        }
        bits += out->block[number].secret_bits;
    }
    if (status == SATQKD_OK) {
        status = close(run, error);
    }
    out->secret_bits = bits;
    out->hash_s = stopwatch_seconds() - begin;
    return status;
}

static void sum_up(const struct run *run) {
    struct distill_result *out = run->out;
    double least = 0;
    out->blocks = run->rule.blocks;
    out->verified = true;
    for (int number = 0; number < out->blocks; ++number) {
        const struct distill_block *block = &out->block[number];
        const double bits = (double)block->bits;
        out->block_bits += block->bits;
        out->errors += block->errors;
        out->leak_bits += block->leak_bits;
        out->bob_bits += block->account.bob_bits;
        out->rounds += block->account.rounds;
        out->residual_errors += block->residual_errors;
        out->verified = out->verified && block->verified;
        out->expanded = out->expanded || block->expanded;
        least += block->bits > 0 ? bits * key_entropy((double)block->errors / bits) : 0;
    }
    out->qber = out->block_bits > 0 ? (double)out->errors / (double)out->block_bits : NAN;
    out->efficiency_f = least > 0 ? (double)out->leak_bits / least : NAN;
    out->eps_sec = out->expanded ? NAN : run->protocol->eps_sec;
    out->eps_cor = run->protocol->eps_cor;
    out->counts = run->counts[CLASSICAL_BOB];
    out->traffic = classical_channel_traffic(run->channel);
    for (int end = 0; end < CLASSICAL_ENDS; ++end) {
        const struct authenticate_account account = authenticate_account(run->parties[end].seal);
        out->authentication_bits += account.key_bits;
        out->authentication_failure += account.forge_probability;
    }
}

static enum satqkd_status run_all(struct run *run, const struct events *events, struct satqkd_error *error) {
    enum satqkd_status status = sift(run, events, error);
    const double begin = stopwatch_seconds();
    for (int number = 0; number < run->rule.blocks && status == SATQKD_OK; ++number) {
        status = correct(run, number, error);
    }
    run->out->correct_s = stopwatch_seconds() - begin;
    if (status == SATQKD_OK) {
        status = share_errors(run, error);
    }
    if (status == SATQKD_OK) {
        status = bound_all(run, error);
    }
    return status == SATQKD_OK ? make_keys(run, error) : status;
}

enum satqkd_status distill_run(const struct key_protocol *protocol, const struct events *events,
                               const struct events_head *head, const struct distill_settings *settings,
                               struct distill_result *out, struct satqkd_error *error) {
    struct run run = {.protocol = protocol, .head = head, .settings = settings, .out = out};
    *out = (struct distill_result){0};
    enum satqkd_status status = check_pairing(protocol, head, error);
    if (status == SATQKD_OK) {
        status = block_rule(protocol, &run.rule, error);
    }
    if (status == SATQKD_OK) {
        status = classical_channel_create(&settings->link, settings->tap, &run.channel, error);
    }
    if (status == SATQKD_OK) {
        status = party_pair(run.channel, MOST_TAGS, run.parties, error);
    }
    if (status == SATQKD_OK) {
        status = run_all(&run, events, error);
    }
    if (status == SATQKD_OK) {
        sum_up(&run);
    } else {
        distill_release(out);
    }
    for (int end = 0; end < CLASSICAL_ENDS; ++end) {
        sift_release(&run.sifted[end]);
        party_release(&run.parties[end]);
    }
    for (int number = 0; number < BLOCK_MOST; ++number) {
        bit_string_destroy(run.before[number]);
    }
    classical_channel_destroy(run.channel);
    return status;
}

void distill_release(struct distill_result *result) {
    for (int end = 0; end < CLASSICAL_ENDS; ++end) {
        bit_string_destroy(result->key[end]);
        result->key[end] = NULL;
    }
}
