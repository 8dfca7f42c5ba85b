/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_SIFT_H
#define SATQKD_DISTILL_SIFT_H

#include "distill/bit_string.h"
#include "distill/block.h"
#include "distill/party.h"
#include "events/events.h"
#include "security/key.h"

/** What one end knows before anything is said. Alice: pulse, state, intensity. Bob: pulse, basis, bit. Borrowed arrays. */
struct sift_record {
    size_t count;
    const uint64_t *pulse;    /* ascending */
    const uint8_t *state;     /* Alice's */
    const uint8_t *intensity; /* Alice's */
    const uint8_t *basis;     /* Bob's */
    const uint8_t *bit;       /* Bob's */
};

/** What one end knows afterwards, for the detections in matched bases. */
struct sifted {
    size_t count;
    uint8_t *basis, *intensity;           /* public by now */
    struct bit_string *block[BLOCK_MOST]; /* its own bits of each string, in the order of time */
    struct bit_string *test;              /* its own bits outside the strings */
    double detections[KEY_BASES][KEY_MAX_INTENSITIES];
};

/** What Bob learns of the disclosed bits. */
struct sift_test {
    double errors[KEY_BASES][KEY_MAX_INTENSITIES];
    double error_rate; /* of the disclosed bits that are like the strings'; NaN where there are too few */
};

/**
 * Sifting: Bob announces pulses and bases of his detections, Alice answers which match and with which intensity they were sent, and
 * discloses her bits outside the key strings.
 *
 * @param records   by end
 * @param rule      which detections make key; intensities are counted by it
 * @param intensity_count  Alice's
 * @param unlisted  detections in other bases that the records leave out: they are spoken of all the same, as so many zeros, so that the
 *                  traffic is that of the link
 * @param out       by end; owned by the caller, sift_release each
 * @param test      Bob's
 */
enum satqkd_status sift_run(struct party parties[CLASSICAL_ENDS], const struct sift_record records[CLASSICAL_ENDS],
                            const struct block_rule *rule, int intensity_count, uint64_t unlisted,
                            struct sifted out[CLASSICAL_ENDS], struct sift_test *test, struct satqkd_error *error);

/** Wipes and frees; a zero-initialised one is fine. */
void sift_release(struct sifted *sifted);

#endif
