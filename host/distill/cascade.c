/* SPDX-License-Identifier: MIT */
#include "distill/cascade.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double FIRST_BLOCK_ERRORS = 0.8; /* expected in a block of the first pass, to the nearest power of two */
enum { LATER_BLOCKS = 8, PASSES = 3, CHECKS = 16, SMALLEST_BLOCK = 4 };

struct cascade_schedule cascade_schedule(double error_rate) {
    struct cascade_schedule schedule = {.passes = PASSES, .checks = CHECKS};
    const double wanted = error_rate > 0 ? FIRST_BLOCK_ERRORS / error_rate : INFINITY;
    size_t block = SMALLEST_BLOCK;
    while (block < CASCADE_MOST_BITS && 2 * (double)block * (double)block < wanted * wanted) {
        block *= 2;
    }
    for (int pass = 0; pass < PASSES; ++pass) {
        schedule.block[pass] = block;
        block = block < CASCADE_MOST_BITS ? LATER_BLOCKS * block : block;
    }
    return schedule;
}

/* A string in one order, with the parity of everything before each word: any range's parity in two steps. Of a random half there is
 * seldom more than one range to say; it is taken from the string. */
struct shown {
    struct bit_string *bits;   /* NULL: of a half */
    struct bit_string *before; /* bit i: parity of words 0 … i - 1 */
};

enum { MOST_VIEWS = CASCADE_PASSES + CASCADE_MOST_CHECKS };

/* What one end needs; both work alike. */
struct end {
    struct party *party;
    const struct bit_string *string;
    struct cascade_decoder *decoder;
    struct shown shown[MOST_VIEWS];
    int views;
    const struct cascade_query *queries;
    size_t count;
    unsigned char *parities; /* what it said, and then how it differs from what it heard: bit i mod 8 of byte i / 8 */
    size_t room;
};

static void end_release(struct end *end) {
    for (int i = 0; i < end->views; ++i) {
        bit_string_destroy(end->shown[i].bits);
        bit_string_destroy(end->shown[i].before);
    }
    cascade_decoder_destroy(end->decoder);
    free(end->parities); /* public by now */
}

static enum satqkd_status show(struct end *end, struct satqkd_error *error) {
    const struct cascade_view *view = cascade_decoder_view(end->decoder, end->views);
    struct shown *shown = &end->shown[end->views++];
    if (!view->order) {
        return SATQKD_OK;
    }
    enum satqkd_status status = bit_string_create(view->slots, &shown->bits, error);
    if (status == SATQKD_OK) {
        status = bit_string_create(view->slots / BIT_WORD + 1, &shown->before, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    permutation_apply(view->order, end->string, shown->bits->word);
    unsigned parity = 0;
    for (size_t i = 0; i <= shown->bits->words; ++i) {
        shown->before->word[i / BIT_WORD] |= (uint64_t)parity << (i % BIT_WORD);
        parity ^= i < shown->bits->words ? bit_parity(shown->bits->word[i]) : 0;
    }
    return SATQKD_OK;
}

static unsigned parity_before(const struct shown *shown, size_t slot) {
    const size_t word = slot / BIT_WORD;
    const uint64_t rest = slot % BIT_WORD ? shown->bits->word[word] & ((UINT64_C(1) << (slot % BIT_WORD)) - 1) : 0;
    return bit_string_get(shown->before, word) ^ bit_parity(rest);
}

static unsigned parity_of(const struct end *end, const struct cascade_query *query) {
    const struct shown *shown = &end->shown[query->view];
    return shown->bits ? parity_before(shown, query->first) ^ parity_before(shown, query->last)
                       : bit_masked_parity(end->string->word, cascade_decoder_view(end->decoder, query->view)->mask,
                                           query->first, query->last);
}

/* Bytes for the parities that are due, all 0. */
static enum satqkd_status make_room(struct end *end, struct satqkd_error *error) {
    const size_t bytes = end->count / 8 + 1;
    if (bytes > end->room) {
        free(end->parities);
        end->parities = malloc(2 * bytes);
        end->room = end->parities ? 2 * bytes : 0;
    }
    if (!end->parities) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for parities");
    }
    memset(end->parities, 0, bytes);
    return SATQKD_OK;
}

/* Says the parities that are due, if any are. */
static enum satqkd_status speak(struct end *end, struct satqkd_error *error) {
    enum satqkd_status status = cascade_decoder_ask(end->decoder, &end->queries, &end->count, error);
    while (status == SATQKD_OK && end->views < cascade_decoder_views(end->decoder)) {
        status = show(end, error);
    }
    if (status != SATQKD_OK || end->count == 0) {
        return status;
    }
    status = make_room(end, error);
    for (size_t i = 0; i < end->count && status == SATQKD_OK; ++i) {
        end->parities[i / 8] |= (unsigned char)(parity_of(end, &end->queries[i]) << (i % 8));
    }
    return status == SATQKD_OK ? party_say(end->party, PARTY_PARITIES, end->parities, end->count, true, error) : status;
}

/* Hears the other end's, and learns from the difference. */
static enum satqkd_status listen(struct end *end, struct satqkd_error *error) {
    struct party_message message = {NULL, NULL, 0};
    enum satqkd_status status = party_hear_bits(end->party, PARTY_PARITIES, end->count, &message, error);
    if (status == SATQKD_OK) {
        for (size_t i = 0; i < (end->count + 7) / 8; ++i) {
            end->parities[i] ^= message.bytes[i];
        }
        status = cascade_decoder_answer(end->decoder, end->parities, error);
    }
    party_forget(&message);
    return status;
}

static void correct_errors(const struct cascade_decoder *decoder, struct bit_string *string) {
    size_t weight;
    const uint64_t *errors = cascade_decoder_errors(decoder, &weight);
    for (size_t i = 0; i < string->words; ++i) {
        string->word[i] ^= errors[i];
    }
}

enum satqkd_status cascade_correct(struct party *alice, struct party *bob, struct bit_string *strings[CLASSICAL_ENDS],
                                   double error_rate, const unsigned char seed[PERMUTATION_SEED],
                                   struct correct_account *account, struct satqkd_error *error) {
    const struct cascade_schedule schedule = cascade_schedule(error_rate);
    struct end ends[CLASSICAL_ENDS] = {{.party = alice, .string = strings[CLASSICAL_ALICE]},
                                       {.party = bob, .string = strings[CLASSICAL_BOB]}};
    struct end *const hers = &ends[CLASSICAL_ALICE], *const his = &ends[CLASSICAL_BOB];
    enum satqkd_status status = SATQKD_OK;
    for (int i = 0; i < CLASSICAL_ENDS && status == SATQKD_OK; ++i) {
        status = cascade_decoder_create(ends[i].string->count, &schedule, seed, &ends[i].decoder, error);
    }
    while (status == SATQKD_OK) {
        status = speak(hers, error);
        if (status == SATQKD_OK) {
            status = speak(his, error);
        }
        if (status != SATQKD_OK || (hers->count == 0 && his->count == 0)) {
            break;
        }
        account->leak_bits += hers->count;
        account->bob_bits += his->count;
        ++account->rounds;
        status = listen(hers, error);
        if (status == SATQKD_OK) {
            status = listen(his, error);
        }
    }
    if (status == SATQKD_OK) {
        correct_errors(his->decoder, strings[CLASSICAL_BOB]);
    }
    end_release(hers);
    end_release(his);
    return status;
}

const struct correct_scheme correct_cascade = {
    .name = "cascade",
    .most_bits = CASCADE_MOST_BITS / 8,
    .correct = cascade_correct,
};
