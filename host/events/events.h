/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_EVENTS_EVENTS_H
#define SATQKD_EVENTS_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include "satqkd/status.h"
#include "security/key.h"

/*
 * The matched-basis detections of a pass, click by click, and the HDF5 file that holds them (docs/events.md): what a simulation leaves
 * for post-processing, or what a real link brings to it. The HDF5 library serves one thread at a time.
 */

enum { EVENTS_NAME_TEXT = 128, EVENTS_TIME_TEXT = 40 };
enum { EVENTS_DETECTORS = 4, EVENTS_STATES = 4 }; /* H V + -: basis * 2 + bit, basis 0 = Z, 1 = X (KEY_Z, KEY_X) */
enum { EVENTS_MOST = 1 << 28 };                   /* rows of a file */

/** Detections in the order of time; each array has `count` entries. */
struct events {
    size_t count;
    uint64_t *pulse;    /* index of the pulse since the start of the pass, strictly ascending, below 2^53 */
    double *time_s;     /* since the start of the pass, ascending */
    uint8_t *detector;  /* that clicked, or that a coin chose of two in one basis: 0..3 */
    uint8_t *basis;     /* Bob's, detector / 2 */
    uint8_t *bit;       /* Bob's, detector % 2 */
    uint8_t *alice;     /* the state she sent, 0..3, in Bob's basis */
    uint8_t *intensity; /* index of Alice's choice */
};

/** What the rows belong to. */
struct events_head {
    char name[EVENTS_NAME_TEXT];      /* of the scenario; "" where unknown */
    char start_utc[EVENTS_TIME_TEXT]; /* start of the pass, ISO 8601 */
    uint64_t seed;                    /* of a simulation; 0 else */
    uint64_t pulses;                  /* sent in the pass, every intensity and basis */
    uint64_t detections;              /* accepted clicks, the unmatched bases too; 0: unknown */
    int intensity_count;
    double intensities[KEY_MAX_INTENSITIES];   /* mean photon numbers, the signal first */
    double probabilities[KEY_MAX_INTENSITIES]; /* of the intensities */
    double alice_x, bob_x;                     /* probability of the X basis at either end */
};

/**
 * Room for rows, all zero.
 *
 * @param count  0 is fine
 * @param out    owned by the caller, events_destroy
 * @return SATQKD_FAILURE without memory
 */
enum satqkd_status events_create(size_t count, struct events **out, struct satqkd_error *error);

/** Wipes the rows, which hold both ends' raw key, and frees them. @param events NULL is fine */
void events_destroy(struct events *events);

/**
 * Refuses rows and heads that contradict themselves: a detector that is not of its basis and bit, Alice's state in the other basis, times
 * or pulses that go back, an intensity that the head has not, more rows than detections; the message names data set and row.
 */
enum satqkd_status events_check(const struct events *events, const struct events_head *head,
                                struct satqkd_error *error);

/**
 * Writes an events file so that it is there whole or not at all (under a temporary name, then renamed), readable by its owner alone: it
 * holds both ends' raw key.
 *
 * @param path    the file; an existing one is replaced
 * @param events, head  pass events_check
 * @return SATQKD_INVALID after events_check; SATQKD_FAILURE with the path and the reason
 */
enum satqkd_status events_write(const char *path, const struct events *events, const struct events_head *head,
                                struct satqkd_error *error);

/**
 * Reads an events file, ours or one of the same layout, in a process of its own: a damaged file can make the HDF5 library crash or loop.
 *
 * @param out   owned by the caller, events_destroy
 * @param head  filled
 * @return SATQKD_INVALID where it is missing, no HDF5, of another layout or contradicts itself: names file, data set or attribute, and
 *         what would be right; SATQKD_FAILURE without memory
 */
enum satqkd_status events_read(const char *path, struct events **out, struct events_head *head,
                               struct satqkd_error *error);

#endif
