/* SPDX-License-Identifier: MIT */
#include "distill/hamming.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "security/key.h"

static const double LEFT = 0x1p-14;      /* errors expected in the string when the rounds end */
static const double ROUND_CHARGE = 1e-3; /* of the string's bits: what a round more is worth in leakage */
static const double MOST_ERRORS = 4;     /* expected in a block: beyond, parities tell nothing */
static const double LEAST_RATE = 1e-6;   /* a rate said to be lower is no better known: the first rounds cost little */
enum { LEAST_EXPONENT = 3, MOST_EXPONENT = 24, MOST_ROUNDS = 64, MOST_TERMS = 64, MANY_ODD = 100 };

/*
 * Of a block of k bits with j errors the round leaves j where j is even, j - 1 = 0 where it is 1, and where j is odd and 3 or more the
 * syndrome points at random: j + 1 nearly always. j is binomial, because the order is random, as long as there are many errors; the
 * last ones come in pairs that the round before left, and a pair stays where both fall into one block.
 */
static struct hamming_round round_of(size_t count, int exponent, double p) {
    const double k = ldexp(1, exponent), blocks = ceil((double)count / k);
    double probability = exp(k * log1p(-p)); /* of j errors */
    double left = 0, odd = 0;
    for (int j = 1; j < MOST_TERMS; ++j) {
        probability *= (k - j + 1) / j * p / (1 - p);
        odd += j % 2 ? probability : 0;
        left += j % 2 == 0 ? j * probability : j > 1 ? (j + 1) * probability : 0;
    }
    return (struct hamming_round){exponent, blocks * (1 + exponent * odd), fmax(left / k, p / blocks)};
}

struct hamming_round hamming_plan(size_t count, double error_rate) {
    struct hamming_round best = round_of(count, LEAST_EXPONENT, error_rate);
    double best_gain = -INFINITY;
    for (int exponent = LEAST_EXPONENT;
         exponent <= MOST_EXPONENT && (size_t)1 << (exponent - 1) < count && ldexp(error_rate, exponent) < MOST_ERRORS;
         ++exponent) {
        const struct hamming_round round = round_of(count, exponent, error_rate);
        const double removed = (double)count * (key_entropy(error_rate) - key_entropy(round.error_rate));
        const double gain = removed / (round.leak_bits + ROUND_CHARGE * (double)count);
        if (round.error_rate < error_rate && gain > best_gain) {
            best = round;
            best_gain = gain;
        }
    }
    return best;
}

/* The error rate before a round, as its odd blocks tell it: 1 - 2 odd / blocks = (1 - 2 p)^k; where half of them are odd, any
 * rate beyond some, and that is taken. */
static double rate_seen(size_t count, int exponent, size_t odd) {
    const double share = fmin(0.45, (double)odd / ceil(ldexp((double)count, -exponent)));
    return -expm1(log1p(-2 * share) / ldexp(1, exponent)) / 2;
}

struct end {
    struct party *party;
    struct bit_string *string;
    struct bit_string *shown; /* in the round's order */
    struct permutation *order;
    unsigned char *bits; /* of the message in the making: public once said */
    size_t *odd;         /* blocks */
    size_t odd_count;
};

static void end_release(struct end *end) {
    bit_string_destroy(end->shown);
    permutation_destroy(end->order);
    free(end->bits);
    free(end->odd);
}

/* A new order, and the string in it. */
static enum satqkd_status show(struct end *end, const unsigned char seed[PERMUTATION_SEED], uint64_t number,
                               struct satqkd_error *error) {
    permutation_destroy(end->order);
    end->order = NULL;
    enum satqkd_status status = permutation_create(end->string->count, seed, number, &end->order, error);
    if (status != SATQKD_OK) {
        return status;
    }
    const size_t slots = permutation_slots(end->order);
    if (!end->shown) {
        const size_t blocks = slots >> LEAST_EXPONENT;
        end->bits =
            malloc(slots / 8 + 1); /* the syndromes of all blocks would take less: exponent of 2^exponent bits */
        end->odd = malloc(blocks * sizeof *end->odd);
        status = bit_string_create(slots, &end->shown, error);
        if (status == SATQKD_OK && (!end->bits || !end->odd)) {
            status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for error correction");
        }
    }
    if (status == SATQKD_OK) {
        permutation_apply(end->order, end->string, end->shown->word);
    }
    return status;
}

static size_t block_count(const struct end *end, int exponent) {
    return (end->shown->count + ((size_t)1 << exponent) - 1) >> exponent;
}

static size_t block_last(const struct end *end, size_t block, int exponent) {
    const size_t last = (block + 1) << exponent;
    return last < end->shown->count ? last : end->shown->count;
}

/* The parity of every block, a bit each. */
static void block_parities(const struct end *end, int exponent, unsigned char *out) {
    const size_t blocks = block_count(end, exponent);
    memset(out, 0, blocks / 8 + 1);
    if (exponent >= 6) {
        for (size_t block = 0; block < blocks; ++block) {
            const unsigned parity =
                bit_range_parity(end->shown->word, block << exponent, block_last(end, block, exponent));
            out[block / 8] |= (unsigned char)(parity << (block % 8));
        }
        return;
    }
    size_t block = 0;
    for (size_t i = 0; i < end->shown->words; ++i) {
        uint64_t word = end->shown->word[i];
        for (int shift = 1; shift < 1 << exponent; shift *= 2) {
            word ^= word >> shift; /* the lowest bit of each block gathers its parity */
        }
        for (int bit = 0; bit < BIT_WORD; bit += 1 << exponent) {
            out[block / 8] |= (unsigned char)(((word >> bit) & 1u) << (block % 8));
            ++block;
        }
    }
}

/* Exclusive or of the places, within the block, of its ones: the syndrome of Hamming's code. */
static size_t syndrome(const struct end *end, size_t block, int exponent) {
    const size_t first = block << exponent, last = block_last(end, block, exponent);
    size_t sum = 0;
    for (size_t slot = first; slot < last; slot = (slot | (BIT_WORD - 1)) + 1) {
        uint64_t word = end->shown->word[slot / BIT_WORD] >> (slot % BIT_WORD);
        if (last - slot < BIT_WORD) {
            word &= (UINT64_C(1) << (last - slot)) - 1;
        }
        for (; word; word &= word - 1) {
            sum ^= slot - first + bit_lowest(word);
        }
    }
    return sum;
}

static void collect_odd(struct end *end, const unsigned char *bits, size_t blocks) {
    end->odd_count = 0;
    for (size_t block = 0; block < blocks; ++block) {
        if ((bits[block / 8] >> (block % 8)) & 1u) {
            end->odd[end->odd_count++] = block;
        }
    }
}

/* Alice: parities. Bob: which differ. */
static enum satqkd_status compare_parities(struct end *hers, struct end *his, int exponent,
                                           struct correct_account *account, struct satqkd_error *error) {
    struct party_message message = {NULL, NULL, 0};
    const size_t blocks = block_count(hers, exponent);
    block_parities(hers, exponent, hers->bits);
    account->leak_bits += blocks;
    enum satqkd_status status = party_say(hers->party, PARTY_PARITIES, hers->bits, blocks, true, error);
    if (status == SATQKD_OK) {
        status = party_hear_bits(his->party, PARTY_PARITIES, block_count(his, exponent), &message, error);
    }
    if (status == SATQKD_OK) {
        block_parities(his, exponent, his->bits);
        for (size_t i = 0; i < (blocks + 7) / 8; ++i) {
            his->bits[i] ^= message.bytes[i];
        }
        collect_odd(his, his->bits, blocks);
        account->bob_bits += blocks;
        status = party_say(his->party, PARTY_MISMATCHES, his->bits, blocks, true, error);
    }
    if (status == SATQKD_OK) {
        status = party_hear_bits(hers->party, PARTY_MISMATCHES, blocks, &message, error);
    }
    if (status == SATQKD_OK) {
        collect_odd(hers, message.bytes, blocks);
    }
    party_forget(&message);
    return status;
}

/* Alice: syndromes of the odd blocks. Bob: corrects where his point elsewhere. */
static enum satqkd_status correct_blocks(struct end *hers, struct end *his, int exponent,
                                         struct correct_account *account, struct satqkd_error *error) {
    struct party_message message = {NULL, NULL, 0};
    const size_t width = (size_t)exponent;
    const uint64_t bits = hers->odd_count * width;
    memset(hers->bits, 0, bits / 8 + 1);
    for (size_t i = 0; i < hers->odd_count; ++i) {
        const size_t value = syndrome(hers, hers->odd[i], exponent);
        for (size_t bit = 0; bit < width; ++bit) {
            hers->bits[(i * width + bit) / 8] |= (unsigned char)(((value >> bit) & 1u) << ((i * width + bit) % 8));
        }
    }
    account->leak_bits += bits;
    enum satqkd_status status = party_say(hers->party, PARTY_SYNDROMES, hers->bits, bits, true, error);
    if (status == SATQKD_OK) {
        status = party_hear_bits(his->party, PARTY_SYNDROMES, his->odd_count * width, &message, error);
    }
    for (size_t i = 0; i < his->odd_count && status == SATQKD_OK; ++i) {
        size_t value = syndrome(his, his->odd[i], exponent);
        for (size_t bit = 0; bit < width; ++bit) {
            value ^= (size_t)((message.bytes[(i * width + bit) / 8] >> ((i * width + bit) % 8)) & 1u) << bit;
        }
        const size_t slot = (his->odd[i] << exponent) + value;
        const size_t place = slot < his->shown->count ? permutation_place(his->order, slot) : his->string->count;
        if (place < his->string->count) { /* more than one error may point at a hole */
            bit_string_flip(his->string, place);
        }
    }
    party_forget(&message);
    return status;
}

enum satqkd_status hamming_correct(struct party *alice, struct party *bob, struct bit_string *strings[CLASSICAL_ENDS],
                                   double error_rate, const unsigned char seed[PERMUTATION_SEED],
                                   struct correct_account *account, struct satqkd_error *error) {
    struct end hers = {.party = alice, .string = strings[CLASSICAL_ALICE]};
    struct end his = {.party = bob, .string = strings[CLASSICAL_BOB]};
    const double count = (double)hers.string->count;
    double rate = fmin(0.49, fmax(LEAST_RATE, error_rate));
    enum satqkd_status status = SATQKD_OK;
    for (uint64_t round = 0; round < MOST_ROUNDS && rate * count > LEFT && status == SATQKD_OK; ++round) {
        const struct hamming_round plan = hamming_plan(hers.string->count, rate);
        status = show(&hers, seed, round, error);
        if (status == SATQKD_OK) {
            status = show(&his, seed, round, error);
        }
        if (status == SATQKD_OK) {
            status = compare_parities(&hers, &his, plan.exponent, account, error);
        }
        if (status == SATQKD_OK && (hers.odd_count > 0 || his.odd_count > 0)) {
            status = correct_blocks(&hers, &his, plan.exponent, account, error);
        }
        account->rounds += 2;
        /* Both ends know how many blocks were odd: where many were, that tells the rate better than what was expected, and more
         * errors than expected are seen in time. */
        const double seen = rate_seen(hers.string->count, plan.exponent, hers.odd_count);
        rate = seen > rate || hers.odd_count >= MANY_ODD ? round_of(hers.string->count, plan.exponent, seen).error_rate
                                                         : plan.error_rate;
    }
    end_release(&hers);
    end_release(&his);
    return status;
}

const struct correct_scheme correct_hamming = {
    .name = "hamming",
    .most_bits = (size_t)1 << MOST_EXPONENT,
    .correct = hamming_correct,
};
