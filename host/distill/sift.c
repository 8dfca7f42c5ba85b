/* SPDX-License-Identifier: MIT */
#include "distill/sift.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "distill/bit_stream.h"

enum { COUNT_BITS = 48, SHIFT_BITS = 6, MOST_SHIFT = 48 };
static const double LEAST_TEST_ERRORS =
    30; /* below, a disclosed error rate is worse than the correction's own measurement */

void sift_release(struct sifted *sifted) {
    for (int block = 0; block < BLOCK_MOST; ++block) {
        bit_string_destroy(sifted->block[block]);
    }
    bit_string_destroy(sifted->test);
    free(sifted->basis);
    free(sifted->intensity);
    *sifted = (struct sifted){0};
}

static enum satqkd_status no_memory(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for sifting");
}

static enum satqkd_status malformed(struct satqkd_error *error, const char *what) {
    return satqkd_error_set(error, SATQKD_FAILURE, "%s: a message was altered; no key is made", what);
}

static enum satqkd_status say(struct party *party, enum party_kind kind, struct bit_writer *writer,
                              struct satqkd_error *error) {
    const enum satqkd_status status =
        bit_writer_finish(writer) ? party_say(party, kind, writer->data, writer->bits, false, error) : no_memory(error);
    free(writer->data);
    *writer = (struct bit_writer){0};
    return status;
}

/* Room for what is known of so many detections. */
static enum satqkd_status make_room(struct sifted *sifted, size_t count, struct satqkd_error *error) {
    sifted->basis = calloc(count > 0 ? count : 1, 1);
    sifted->intensity = calloc(count > 0 ? count : 1, 1);
    return sifted->basis && sifted->intensity ? SATQKD_OK : no_memory(error);
}

/* The gaps between detections are geometric at a constant rate; the best shift for a mean gap of g is 1 + floor(log2(0.4812 g)),
 * 0.4812 the logarithm of the golden ratio (Kiely, IPN Progress Report 42-159, 2004). */
static unsigned gap_shift(const struct sift_record *bob) {
    const double golden = 0.48121182505960347;
    const double mean = bob->count > 0 ? (double)bob->pulse[bob->count - 1] / (double)bob->count : 1;
    return (unsigned)fmin(1 + floor(log2(fmax(0.5, golden * mean))), MOST_SHIFT);
}

/* Bob: count, unlisted, and for every detection the gap to the one before and the basis. */
static enum satqkd_status announce(struct party *bob, const struct sift_record *record, uint64_t unlisted,
                                   struct satqkd_error *error) {
    struct bit_writer writer = {0};
    const unsigned shift = gap_shift(record);
    uint64_t next = 0;
    bit_writer_put(&writer, record->count, COUNT_BITS);
    bit_writer_put(&writer, unlisted, COUNT_BITS);
    bit_writer_put(&writer, shift, SHIFT_BITS);
    const uint64_t head = writer.bits;
    for (size_t i = 0; i < record->count; ++i) {
        bit_writer_rice(&writer, record->pulse[i] - next, shift);
        bit_writer_put(&writer, record->basis[i], 1);
        next = record->pulse[i] + 1;
    }
    if (record->count > 0) {
        /* Twice as many detections have gaps half as long, a bit less each; then as many bits for those that are not listed. */
        const double each = (double)(writer.bits - head) / (double)record->count;
        const double all = (double)(record->count + unlisted);
        const double shorter = log2(all / (double)record->count);
        const double wanted = all * fmax(1, each - shorter) - (double)(writer.bits - head);
        bit_writer_zeros(&writer, (uint64_t)fmax(0, wanted));
    }
    return say(bob, PARTY_ANNOUNCE, &writer, error);
}

static unsigned intensity_width(int intensity_count) {
    unsigned width = 0;
    while ((1 << width) < intensity_count) {
        ++width;
    }
    return width;
}

/* Where Alice's own list has a pulse, from a place on; both lists ascend. */
static bool find_pulse(const struct sift_record *record, uint64_t pulse, size_t *at) {
    while (*at < record->count && record->pulse[*at] < pulse) {
        ++*at;
    }
    return *at < record->count && record->pulse[*at] == pulse;
}

/* Alice: reads the announcement, answers, and keeps what matches. @param bits  her bits of it, a byte each; owned by the caller */
static enum satqkd_status answer(struct party *alice, const struct sift_record *record, int intensity_count,
                                 struct sifted *sifted, uint8_t **bits, struct satqkd_error *error) {
    struct party_message message = {NULL, NULL, 0};
    struct bit_writer writer = {0};
    enum satqkd_status status = party_hear(alice, PARTY_ANNOUNCE, &message, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct bit_reader reader = {message.bytes, message.bits, 0, false};
    const uint64_t count = bit_reader_get(&reader, COUNT_BITS);
    const uint64_t unlisted = bit_reader_get(&reader, COUNT_BITS);
    const unsigned shift = (unsigned)bit_reader_get(&reader, SHIFT_BITS);
    if (reader.failed || count > message.bits || unlisted > message.bits || shift > MOST_SHIFT) {
        status = malformed(error, "Alice hears: detections announced");
        goto done;
    }
    status = make_room(sifted, count, error);
    *bits = sodium_malloc(count > 0 ? count : 1);
    if (status == SATQKD_OK && !*bits) {
        status = no_memory(error);
    }
    if (status != SATQKD_OK) {
        goto done;
    }
    uint64_t pulse = 0;
    size_t at = 0;
    for (uint64_t i = 0; i < count && !reader.failed; ++i) {
        pulse += bit_reader_rice(&reader, shift);
        const unsigned basis = (unsigned)bit_reader_get(&reader, 1);
        const bool match = find_pulse(record, pulse, &at) && record->state[at] / 2u == basis;
        bit_writer_put(&writer, match, 1);
        if (match) {
            bit_writer_put(&writer, record->intensity[at], intensity_width(intensity_count));
            sifted->basis[sifted->count] = (uint8_t)basis;
            sifted->intensity[sifted->count] = record->intensity[at];
            (*bits)[sifted->count++] = record->state[at] % 2u;
        }
        ++pulse;
    }
    bit_writer_zeros(&writer, unlisted);
    status =
        reader.failed ? malformed(error, "Alice hears: detections announced") : say(alice, PARTY_MATCH, &writer, error);
done:
    free(writer.data);
    party_forget(&message);
    return status;
}

/* Bob: keeps what matches. */
static enum satqkd_status keep(struct party *bob, const struct sift_record *record, int intensity_count,
                               struct sifted *sifted, uint8_t **bits, struct satqkd_error *error) {
    struct party_message message = {NULL, NULL, 0};
    enum satqkd_status status = make_room(sifted, record->count, error);
    *bits = sodium_malloc(record->count > 0 ? record->count : 1);
    if (status == SATQKD_OK && !*bits) {
        status = no_memory(error);
    }
    if (status == SATQKD_OK) {
        status = party_hear(bob, PARTY_MATCH, &message, error);
    }
    struct bit_reader reader = {message.bytes, message.bits, 0, false};
    for (size_t i = 0; i < record->count && status == SATQKD_OK; ++i) {
        if (!bit_reader_get(&reader, 1)) {
            continue;
        }
        const unsigned intensity = (unsigned)bit_reader_get(&reader, intensity_width(intensity_count));
        if (intensity >= (unsigned)intensity_count) {
            status = malformed(error, "Bob hears: bases and intensities");
            break;
        }
        sifted->basis[sifted->count] = record->basis[i];
        sifted->intensity[sifted->count] = (uint8_t)intensity;
        (*bits)[sifted->count++] = record->bit[i];
    }
    if (status == SATQKD_OK && reader.failed) {
        status = malformed(error, "Bob hears: bases and intensities");
    }
    party_forget(&message);
    return status;
}

/* Deals one end's bits out to the strings. */
static enum satqkd_status deal(const struct block_rule *rule, const uint8_t *bits, struct sifted *sifted,
                               struct satqkd_error *error) {
    size_t counts[BLOCK_MOST + 1] = {0}; /* the last: test */
    enum satqkd_status status = SATQKD_OK;
    struct bit_string *strings[BLOCK_MOST + 1] = {NULL};
    for (size_t i = 0; i < sifted->count; ++i) {
        const int block = rule->of[sifted->basis[i]][sifted->intensity[i]];
        ++counts[block == BLOCK_TEST ? BLOCK_MOST : block];
        sifted->detections[sifted->basis[i]][sifted->intensity[i]] += 1;
    }
    for (int block = 0; block <= BLOCK_MOST && status == SATQKD_OK; ++block) {
        status = bit_string_create(counts[block], &strings[block], error);
        counts[block] = 0;
    }
    for (size_t i = 0; i < sifted->count && status == SATQKD_OK; ++i) {
        const int of = rule->of[sifted->basis[i]][sifted->intensity[i]];
        const int block = of == BLOCK_TEST ? BLOCK_MOST : of;
        const size_t at = counts[block]++;
        strings[block]->word[at / BIT_WORD] |= (uint64_t)bits[i] << (at % BIT_WORD);
    }
    memcpy(sifted->block, strings, sizeof sifted->block);
    sifted->test = strings[BLOCK_MOST];
    return status;
}

static enum satqkd_status disclose(struct party *alice, const struct sifted *sifted, struct satqkd_error *error) {
    const size_t bytes = sifted->test->count / 8 + 1;
    unsigned char *text = malloc(bytes);
    if (!text) {
        return no_memory(error);
    }
    bit_string_bytes(sifted->test, text);
    const enum satqkd_status status = party_say(alice, PARTY_DISCLOSE, text, sifted->test->count, false, error);
    free(text); /* public by now */
    return status;
}

/* The error rate that the key strings are likely to have: of the disclosed bits with their intensities, in the other basis. Weaker
 * intensities drown in background, so that their rate says nothing of the signal's. */
static double expected_rate(const struct block_rule *rule, const struct sifted *bob, const struct sift_test *test) {
    double errors = 0, detections = 0;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
            if (rule->of[basis][k] == BLOCK_TEST && rule->of[KEY_BASES - 1 - basis][k] != BLOCK_TEST) {
                errors += test->errors[basis][k];
                detections += bob->detections[basis][k];
            }
        }
    }
    return errors >= LEAST_TEST_ERRORS ? errors / detections : NAN;
}

static enum satqkd_status compare(struct party *bob, const struct block_rule *rule, const struct sifted *sifted,
                                  struct sift_test *test, struct satqkd_error *error) {
    struct party_message message = {NULL, NULL, 0};
    const enum satqkd_status status = party_hear_bits(bob, PARTY_DISCLOSE, sifted->test->count, &message, error);
    *test = (struct sift_test){.error_rate = NAN};
    for (size_t i = 0, at = 0; i < sifted->count && status == SATQKD_OK; ++i) {
        if (rule->of[sifted->basis[i]][sifted->intensity[i]] == BLOCK_TEST) {
            const unsigned hers = ((unsigned)message.bytes[at / 8] >> (at % 8)) & 1u;
            test->errors[sifted->basis[i]][sifted->intensity[i]] += hers != bit_string_get(sifted->test, at);
            ++at;
        }
    }
    party_forget(&message);
    test->error_rate = expected_rate(rule, sifted, test);
    return status;
}

enum satqkd_status sift_run(struct party parties[CLASSICAL_ENDS], const struct sift_record records[CLASSICAL_ENDS],
                            const struct block_rule *rule, int intensity_count, uint64_t unlisted,
                            struct sifted out[CLASSICAL_ENDS], struct sift_test *test, struct satqkd_error *error) {
    struct party *alice = &parties[CLASSICAL_ALICE], *bob = &parties[CLASSICAL_BOB];
    struct sifted *hers = &out[CLASSICAL_ALICE], *his = &out[CLASSICAL_BOB];
    uint8_t *bits[CLASSICAL_ENDS] = {NULL, NULL}; /* guarded */
    memset(out, 0, CLASSICAL_ENDS * sizeof *out);
    enum satqkd_status status = announce(bob, &records[CLASSICAL_BOB], unlisted, error);
    if (status == SATQKD_OK) {
        status = answer(alice, &records[CLASSICAL_ALICE], intensity_count, hers, &bits[CLASSICAL_ALICE], error);
    }
    if (status == SATQKD_OK) {
        status = keep(bob, &records[CLASSICAL_BOB], intensity_count, his, &bits[CLASSICAL_BOB], error);
    }
    for (int end = 0; end < CLASSICAL_ENDS && status == SATQKD_OK; ++end) {
        status = deal(rule, bits[end], &out[end], error);
    }
    if (status == SATQKD_OK) {
        status = disclose(alice, hers, error);
    }
    if (status == SATQKD_OK) {
        status = compare(bob, rule, his, test, error);
    }
    sodium_free(bits[CLASSICAL_ALICE]);
    sodium_free(bits[CLASSICAL_BOB]);
    if (status != SATQKD_OK) {
        sift_release(hers);
        sift_release(his);
    }
    return status;
}
