/* SPDX-License-Identifier: MIT */
#include "distill/classical_channel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "special/constants.h"

struct letter {
    struct letter *next;
    unsigned char *wire;
    size_t length;
    double arrival_s;
};

/* One direction. */
struct lane {
    struct letter *first, *last;
    struct letter *held; /* to go behind the next one */
    double free_s;       /* when the transmitter has sent what it was given */
};

struct classical_channel {
    struct classical_link link;
    struct classical_window *windows; /* the link's; owned */
    struct classical_tap tap;
    struct lane lane[CLASSICAL_ENDS]; /* by sender */
    double clock_s[CLASSICAL_ENDS];
    bool heard[CLASSICAL_ENDS]; /* something new since it last spoke */
    struct classical_traffic traffic;
};

enum satqkd_status classical_channel_create(const struct classical_link *link, const struct classical_tap *tap,
                                            struct classical_channel **out, struct satqkd_error *error) {
    *out = NULL;
    for (int end = 0; end < CLASSICAL_ENDS; ++end) {
        if (!(link->bits_per_s[end] > 0 && isfinite(link->bits_per_s[end]))) {
            return satqkd_error_set(error, SATQKD_INVALID, "classical channel: %g bit/s; it must be above 0",
                                    link->bits_per_s[end]);
        }
    }
    for (size_t i = 0; i < link->window_count; ++i) {
        const struct classical_window *window = &link->windows[i];
        if (!(window->stop_s > window->start_s && window->range_m >= 0 && isfinite(window->range_m) &&
              (i == 0 || window->start_s >= link->windows[i - 1].stop_s))) {
            return satqkd_error_set(
                error, SATQKD_INVALID,
                "classical channel: contact %zu, %g s to %g s at %g m, does not follow the one before", i,
                window->start_s, window->stop_s, window->range_m);
        }
    }
    struct classical_channel *channel = calloc(1, sizeof *channel);
    if (!channel) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the classical channel");
    }
    struct classical_window *windows = calloc(link->window_count + 1, sizeof *windows);
    if (!windows) {
        free(channel);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the classical channel");
    }
    for (size_t i = 0; i < link->window_count; ++i) {
        windows[i] = link->windows[i];
    }
    channel->link = *link;
    channel->link.windows = channel->windows = windows;
    if (tap) {
        channel->tap = *tap;
    }
    for (int end = 0; end < CLASSICAL_ENDS; ++end) {
        channel->clock_s[end] = channel->lane[end].free_s = link->start_s;
    }
    channel->traffic.end_s = link->start_s;
    *out = channel;
    return SATQKD_OK;
}

static void letter_destroy(struct letter *letter) {
    if (letter) {
        free(letter->wire);
    }
    free(letter);
}

void classical_channel_destroy(struct classical_channel *channel) {
    for (int end = 0; channel && end < CLASSICAL_ENDS; ++end) {
        struct lane *lane = &channel->lane[end];
        letter_destroy(lane->held);
        while (lane->first) {
            struct letter *next = lane->first->next;
            letter_destroy(lane->first);
            lane->first = next;
        }
    }
    if (channel) {
        free(channel->windows);
    }
    free(channel);
}

/* When a transmission that takes so much time in contact ends; with it the delay at its end. */
static double transmit(const struct classical_link *link, double begin_s, double seconds, double *delay_s) {
    *delay_s = 0;
    for (size_t i = 0; i < link->window_count; ++i) {
        const struct classical_window *window = &link->windows[i];
        *delay_s = window->range_m / CONSTANT_LIGHT_SPEED;
        begin_s = fmax(begin_s, window->start_s);
        if (begin_s + seconds <= window->stop_s) {
            return begin_s + seconds;
        }
        if (begin_s < window->stop_s) {
            seconds -= window->stop_s - begin_s;
            begin_s = window->stop_s;
        }
    }
    return begin_s + seconds; /* behind the last window: as if it went on */
}

/* Time in contact between two moments, behind the last window too. */
static double contact(const struct classical_link *link, double from_s, double to_s, double *beyond_s) {
    double sum = 0;
    *beyond_s = 0;
    if (link->window_count == 0) {
        return to_s - from_s;
    }
    for (size_t i = 0; i < link->window_count; ++i) {
        const double start = fmax(from_s, link->windows[i].start_s), stop = fmin(to_s, link->windows[i].stop_s);
        sum += fmax(0, stop - start);
    }
    *beyond_s = fmax(0, to_s - fmax(from_s, link->windows[link->window_count - 1].stop_s));
    return sum + *beyond_s;
}

static void queue(struct lane *lane, struct letter *letter) {
    letter->next = NULL;
    if (lane->last && lane->first) {
        lane->last->next = letter;
    } else {
        lane->first = letter;
    }
    lane->last = letter;
}

static struct letter *letter_copy(const struct letter *letter) {
    struct letter *copy = malloc(sizeof *copy);
    if (copy) {
        *copy = *letter;
        copy->wire = malloc(letter->length > 0 ? letter->length : 1);
    }
    if (!copy || !copy->wire) {
        free(copy);
        return NULL;
    }
    memcpy(copy->wire, letter->wire, letter->length);
    return copy;
}

/* What the one in the middle makes of it. */
static enum satqkd_status pass_on(struct classical_channel *channel, enum classical_end from, struct letter *letter,
                                  double sent_s, struct satqkd_error *error) {
    struct lane *lane = &channel->lane[from];
    struct letter *held = lane->held;
    enum classical_deed deed = CLASSICAL_DELIVER;
    if (channel->tap.meet) {
        const struct classical_sight sight = {from, sent_s, letter->wire, letter->length};
        deed = channel->tap.meet(channel->tap.context, &sight, letter->wire);
    }
    if (deed == CLASSICAL_DROP) {
        letter_destroy(letter);
        return SATQKD_OK;
    }
    if (deed == CLASSICAL_HOLD && !held) {
        lane->held = letter;
        return SATQKD_OK;
    }
    struct letter *copy = deed == CLASSICAL_REPEAT ? letter_copy(letter) : NULL;
    queue(lane, letter);
    if (copy) {
        queue(lane, copy);
    } else if (deed == CLASSICAL_REPEAT) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a message");
    }
    if (held) {
        lane->held = NULL;
        queue(lane, held);
    }
    return SATQKD_OK;
}

enum satqkd_status classical_channel_send(struct classical_channel *channel, enum classical_end from,
                                          unsigned char *wire, size_t length, struct satqkd_error *error) {
    struct letter *letter = calloc(1, sizeof *letter);
    double delay_s;
    if (!letter) {
        free(wire);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a message");
    }
    struct lane *lane = &channel->lane[from];
    const double begin_s = fmax(lane->free_s, channel->clock_s[from]);
    lane->free_s = transmit(&channel->link, begin_s, 8.0 * (double)length / channel->link.bits_per_s[from], &delay_s);
    *letter = (struct letter){.wire = wire, .length = length, .arrival_s = lane->free_s + delay_s};
    channel->traffic.bits[from] += 8 * (uint64_t)length;
    ++channel->traffic.messages[from];
    if (channel->heard[from]) {
        ++channel->traffic.turns;
        channel->heard[from] = false;
    }
    return pass_on(channel, from, letter, begin_s, error);
}

enum satqkd_status classical_channel_receive(struct classical_channel *channel, enum classical_end to,
                                             unsigned char **wire, size_t *length, struct satqkd_error *error) {
    struct lane *lane = &channel->lane[to == CLASSICAL_ALICE ? CLASSICAL_BOB : CLASSICAL_ALICE];
    struct letter *letter = lane->first;
    *wire = NULL;
    if (!letter) {
        return satqkd_error_set(error, SATQKD_FAILURE, "a message that was due never arrived: it was lost");
    }
    lane->first = letter->next;
    *wire = letter->wire;
    *length = letter->length;
    channel->clock_s[to] = fmax(channel->clock_s[to], letter->arrival_s);
    channel->traffic.end_s = fmax(channel->traffic.end_s, letter->arrival_s);
    channel->heard[to] = true;
    free(letter);
    return SATQKD_OK;
}

bool classical_channel_pending(const struct classical_channel *channel) {
    bool pending = false;
    for (int end = 0; end < CLASSICAL_ENDS; ++end) {
        pending = pending || channel->lane[end].first || channel->lane[end].held;
    }
    return pending;
}

struct classical_traffic classical_channel_traffic(const struct classical_channel *channel) {
    struct classical_traffic traffic = channel->traffic;
    traffic.contact_s = contact(&channel->link, channel->link.start_s, traffic.end_s, &traffic.beyond_s);
    return traffic;
}
