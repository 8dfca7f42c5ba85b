/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_CASCADE_DECODER_H
#define SATQKD_DISTILL_CASCADE_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "distill/bit_string.h"
#include "distill/cascade_view.h"
#include "distill/permutation.h"
#include "satqkd/status.h"

/*
 * What both ends of Cascade (Brassard and Salvail, EUROCRYPT '93, 410, 1994) compute alike: from the parities that differ, where the
 * errors are and which parities to exchange next. It sees no bit of either string, only the exclusive or of what both said of their
 * strings as they were measured; so each end runs its own, and they stay in step without another word.
 *
 * Every parity ever said is kept as a node of its block's binary tree and used again when a later correction makes it odd ("subblock
 * reuse", Martinez-Mateo et al., Quantum Inf. Comput. 15, 453, 2015). All odd nodes are split at once, a message for all of them: that
 * the searches of one round may come upon errors which one of them, once found, would have shown at a lower price costs half a per
 * cent of the parities and saves nine of ten messages.
 */

enum { CASCADE_PASSES = 4, CASCADE_MOST_CHECKS = 64, CASCADE_MOST_BITS = 1 << 24 };

/** Block sizes and the rest, both ends the same. */
struct cascade_schedule {
    int passes;                   /* in blocks */
    size_t block[CASCADE_PASSES]; /* bits of a block, by pass; at least 1, beyond the string: one block */
    int checks; /* parities of random halves of the string after the passes, up to CASCADE_MOST_CHECKS */
};

/** One parity to say: of the slots first … last - 1 in the order of a view. */
struct cascade_query {
    int view;
    size_t first, last;
};

struct cascade_decoder;

/**
 * @param count  bits of the string, 1 to CASCADE_MOST_BITS
 * @param seed   of the orders and halves, public
 * @param out    owned by the caller, cascade_decoder_destroy
 */
enum satqkd_status cascade_decoder_create(size_t count, const struct cascade_schedule *schedule,
                                          const unsigned char seed[PERMUTATION_SEED], struct cascade_decoder **out,
                                          struct satqkd_error *error);

/** @param decoder NULL is fine */
void cascade_decoder_destroy(struct cascade_decoder *decoder);

/**
 * The parities to be said next, by both ends.
 *
 * @param out  array, borrowed until the next call
 * @return how many; 0: done
 */
enum satqkd_status cascade_decoder_ask(struct cascade_decoder *decoder, const struct cascade_query **out, size_t *count,
                                       struct satqkd_error *error);

/**
 * Takes the answers to the last cascade_decoder_ask.
 *
 * @param differ  bit i: whether the two ends' parities of query i differ: bit i mod 8 of byte i / 8
 * @return SATQKD_FAILURE where the answers contradict one another: somebody's parities were not of one string
 */
enum satqkd_status cascade_decoder_answer(struct cascade_decoder *decoder, const unsigned char *differ,
                                          struct satqkd_error *error);

/** Views opened so far; a query's view is below. */
int cascade_decoder_views(const struct cascade_decoder *decoder);

/** One of them. @return borrowed; it stays where it is */
const struct cascade_view *cascade_decoder_view(const struct cascade_decoder *decoder, int view);

/** The places found wrong so far, laid out like a bit string. @return borrowed */
const uint64_t *cascade_decoder_errors(const struct cascade_decoder *decoder, size_t *weight);

#endif
