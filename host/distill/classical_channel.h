/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_CLASSICAL_CHANNEL_H
#define SATQKD_DISTILL_CLASSICAL_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "satqkd/status.h"

/*
 * The public radio link between the two ends: carries bytes, in order, at a rate and with the light's delay, while the satellite is in
 * sight; counts them; lets itself be watched and tampered with. It promises nothing: what comes out is checked by authenticate.h.
 * No clock runs: each end has a time of its own, which a message carries forward.
 */

enum classical_end { CLASSICAL_ALICE = 0, CLASSICAL_BOB = 1, CLASSICAL_ENDS };

/** A stretch of time in which the two ends hear each other. */
struct classical_window {
    double start_s, stop_s; /* since the start of the pass */
    double range_m;         /* of light travel, taken as constant within it */
};

struct classical_link {
    double bits_per_s[CLASSICAL_ENDS];      /* by sender */
    double start_s;                         /* when the dialogue begins, since the start of the pass */
    const struct classical_window *windows; /* ascending, apart; may touch */
    size_t window_count;                    /* 0: always in contact, without delay */
};

/** One message on its way, as a spy sees it. */
struct classical_sight {
    enum classical_end from;
    double sent_s;
    const unsigned char *wire;
    size_t length;
};

/** What somebody in the middle does to a message. */
enum classical_deed {
    CLASSICAL_DELIVER,
    CLASSICAL_DROP,
    CLASSICAL_REPEAT, /* twice */
    CLASSICAL_HOLD    /* behind the next one */
};

/** Who stands in the middle; for recording and for tests. */
struct classical_tap {
    /* May change the message in place (not its length) and says what becomes of it. */
    enum classical_deed (*meet)(void *context, const struct classical_sight *sight, unsigned char *wire);
    void *context;
};

struct classical_traffic {
    uint64_t bits[CLASSICAL_ENDS]; /* by sender: headers and tags too */
    uint64_t messages[CLASSICAL_ENDS];
    uint64_t
        turns; /* times that an end spoke after it had heard something new, both ends together: half of it are the round trips */
    double contact_s; /* time in contact from the start until the last message had arrived */
    double end_s;     /* when it had arrived, since the start of the pass */
    double beyond_s;  /* of contact_s, what was needed after the last window: contact that is not known to come */
};

struct classical_channel;

/**
 * @param link  copied
 * @param tap   NULL: nobody; copied
 * @param out   owned by the caller, classical_channel_destroy
 * @return SATQKD_INVALID for rates that are not above 0 or windows that go back
 */
enum satqkd_status classical_channel_create(const struct classical_link *link, const struct classical_tap *tap,
                                            struct classical_channel **out, struct satqkd_error *error);

/** @param channel NULL is fine */
void classical_channel_destroy(struct classical_channel *channel);

/** Sends a message. @param wire  taken over: free() by the channel or by who receives it */
enum satqkd_status classical_channel_send(struct classical_channel *channel, enum classical_end from,
                                          unsigned char *wire, size_t length, struct satqkd_error *error);

/**
 * Waits for the next message to an end.
 *
 * @param wire, length  owned by the caller, free()
 * @return SATQKD_FAILURE where none is on its way: it was lost
 */
enum satqkd_status classical_channel_receive(struct classical_channel *channel, enum classical_end to,
                                             unsigned char **wire, size_t *length, struct satqkd_error *error);

/** @return whether a message is on its way, to either end, that nobody has heard */
bool classical_channel_pending(const struct classical_channel *channel);

struct classical_traffic classical_channel_traffic(const struct classical_channel *channel);

#endif
