/* SPDX-License-Identifier: MIT */
#include "distill/cascade_decoder.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VIEWS = CASCADE_PASSES + CASCADE_MOST_CHECKS };
struct list {
    struct cascade_node *item;
    size_t count, room;
};

struct cascade_decoder {
    size_t count;
    struct cascade_schedule schedule;
    unsigned char seed[PERMUTATION_SEED];
    struct cascade_view view[MOST_VIEWS];
    int views;        /* opened */
    bool opening;     /* the queries are of whole blocks */
    int first_opened; /* by the last opening */
    bool all_odd;     /* parity of all errors */
    struct list searched;
    struct list waiting; /* odd nodes found by corrections and openings */
    struct list
        halves; /* the same of the checks, which are searched one at a time: they may all be after the same errors */
    struct cascade_query *query;
    size_t queries, query_room;
    uint64_t *errors; /* by place */
    size_t weight;
};

static enum satqkd_status no_memory(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for error correction");
}

static bool push(struct list *list, struct cascade_node node) {
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 256;
        struct cascade_node *grown = realloc(list->item, room * sizeof *grown);
        if (!grown) {
            return false;
        }
        list->item = grown;
        list->room = room;
    }
    list->item[list->count++] = node;
    return true;
}

static bool ask(struct cascade_decoder *decoder, int view, size_t first, size_t last) {
    if (decoder->queries == decoder->query_room) {
        const size_t room = decoder->query_room ? 2 * decoder->query_room : 1024;
        struct cascade_query *grown = realloc(decoder->query, room * sizeof *grown);
        if (!grown) {
            return false;
        }
        decoder->query = grown;
        decoder->query_room = room;
    }
    decoder->query[decoder->queries++] = (struct cascade_query){view, first, last};
    return true;
}

/* Opens the next view: an order in blocks, or behind the passes a random half as one block. */
static enum satqkd_status view_open(struct cascade_decoder *decoder, struct satqkd_error *error) {
    const int number = decoder->views++; /* from here on the destructor knows of it */
    struct cascade_view *view = &decoder->view[number];
    return number < decoder->schedule.passes
               ? cascade_view_open_order(view, decoder->count, decoder->seed, number, decoder->schedule.block[number],
                                         decoder->errors, error)
               : cascade_view_open_half(view, decoder->count, decoder->seed, number, decoder->errors, error);
}

enum satqkd_status cascade_decoder_create(size_t count, const struct cascade_schedule *schedule,
                                          const unsigned char seed[PERMUTATION_SEED], struct cascade_decoder **out,
                                          struct satqkd_error *error) {
    struct cascade_decoder *decoder = calloc(1, sizeof *decoder);
    *out = NULL;
    if (decoder) {
        decoder->errors = calloc(count / BIT_WORD + 1, sizeof *decoder->errors);
    }
    if (!decoder || !decoder->errors) {
        cascade_decoder_destroy(decoder);
        return no_memory(error);
    }
    decoder->count = count;
    decoder->schedule = *schedule;
    memcpy(decoder->seed, seed, sizeof decoder->seed);
    *out = decoder;
    return SATQKD_OK;
}

void cascade_decoder_destroy(struct cascade_decoder *decoder) {
    if (!decoder) {
        return;
    }
    for (int i = 0; i < decoder->views; ++i) {
        cascade_view_release(&decoder->view[i]);
    }
    free(decoder->waiting.item);
    free(decoder->halves.item);
    free(decoder->searched.item);
    free(decoder->query);
    free(decoder->errors);
    free(decoder);
}

/* A node to be split now, if it is still odd. */
static bool search(struct cascade_decoder *decoder, struct cascade_node node) {
    unsigned char *flags = cascade_view_flags(&decoder->view[node.view], &node); /* exist: it was in a list */
    if (!(*flags & CASCADE_ODD)) {
        *flags &= (unsigned char)~CASCADE_QUEUED;
        return true;
    }
    return push(&decoder->searched, node) && ask(decoder, node.view, node.first, cascade_node_middle(&node));
}

/* All searches of the next round: those under way, those that wait, and of the halves one at a time. */
static bool search_all(struct cascade_decoder *decoder) {
    struct list before = decoder->searched;
    const int passes = decoder->schedule.passes;
    bool good = true, half = false;
    decoder->searched = (struct list){NULL, 0, 0};
    for (size_t i = 0; i < before.count && good; ++i) {
        good = search(decoder, before.item[i]);
    }
    free(before.item);
    for (size_t i = 0; i < decoder->waiting.count && good; ++i) {
        good = search(decoder, decoder->waiting.item[i]);
    }
    decoder->waiting.count = 0;
    for (size_t i = 0; i < decoder->searched.count; ++i) {
        half = half || decoder->searched.item[i].view >= passes;
    }
    while (good && decoder->halves.count > 0 && decoder->queries == 0 && !half) {
        good = search(decoder, decoder->halves.item[--decoder->halves.count]);
    }
    return good;
}

/* The parities of whole blocks of the next pass, or of all halves at the end. In every pass but the first the last block's
 * follows from the others, because the parity of the whole string is known. */
static enum satqkd_status open_next(struct cascade_decoder *decoder, struct satqkd_error *error) {
    const int passes = decoder->schedule.passes;
    const int until = decoder->views < passes ? decoder->views + 1 : passes + decoder->schedule.checks;
    decoder->first_opened = decoder->views;
    decoder->opening = true;
    while (decoder->views < until) {
        const enum satqkd_status status = view_open(decoder, error);
        if (status != SATQKD_OK) {
            return status;
        }
        const int number = decoder->views - 1;
        const struct cascade_view *view = &decoder->view[number];
        const size_t said = view->blocks - (number > 0 && number < passes);
        for (size_t block = 0; block < said; ++block) {
            if (!ask(decoder, number, block * view->block, cascade_view_block_end(view, (uint32_t)block))) {
                return no_memory(error);
            }
        }
    }
    return SATQKD_OK;
}

enum satqkd_status cascade_decoder_ask(struct cascade_decoder *decoder, const struct cascade_query **out, size_t *count,
                                       struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    decoder->queries = 0;
    decoder->opening = false;
    if (!search_all(decoder)) {
        status = no_memory(error);
    }
    /* A pass of one block says nothing that is not known, so that the next is opened at once. */
    while (status == SATQKD_OK && decoder->queries == 0 &&
           decoder->views < decoder->schedule.passes + decoder->schedule.checks) {
        status = open_next(decoder, error);
    }
    *out = decoder->query;
    *count = decoder->queries;
    return status;
}

/* Puts an odd node, the smallest known of its place, on its list, unless it is there. */
static bool wait(struct cascade_decoder *decoder, struct cascade_node node, unsigned char *flags) {
    if (*flags & CASCADE_QUEUED) {
        return true;
    }
    *flags |= CASCADE_QUEUED;
    return push(node.view < decoder->schedule.passes ? &decoder->waiting : &decoder->halves, node);
}

static enum satqkd_status contradiction(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE,
                            "error correction: the parities contradict one another; they are not of one string");
}

/* Follows a corrected slot down one view's tree. */
static enum satqkd_status toggle(struct cascade_decoder *decoder, int number, size_t slot, struct satqkd_error *error) {
    struct cascade_view *view = &decoder->view[number];
    struct cascade_node node = cascade_view_root(view, number, (uint32_t)(slot / view->block));
    if (view->found) {
        view->found[slot / BIT_WORD] ^= UINT64_C(1) << (slot % BIT_WORD);
    }
    for (;;) {
        unsigned char *flags = cascade_view_flags(view, &node);
        if (!flags) {
            return no_memory(error);
        }
        *flags ^= CASCADE_ODD;
        if (!(*flags & CASCADE_SPLIT)) {
            if (!(*flags & CASCADE_ODD)) {
                return SATQKD_OK;
            }
            if (node.last - node.first == 1) {
                return contradiction(error); /* a bit of which the parity itself was said */
            }
            return wait(decoder, node, flags) ? SATQKD_OK : no_memory(error);
        }
        cascade_node_descend(&node, slot >= cascade_node_middle(&node));
    }
}

static enum satqkd_status correct(struct cascade_decoder *decoder, size_t place, struct satqkd_error *error) {
    enum satqkd_status status = place < decoder->count ? SATQKD_OK : contradiction(error);
    size_t slot;
    for (int i = 0; i < decoder->views && status == SATQKD_OK; ++i) {
        if (cascade_view_slot(&decoder->view[i], place, &slot)) {
            status = toggle(decoder, i, slot, error);
        }
    }
    if (status == SATQKD_OK) {
        decoder->errors[place / BIT_WORD] ^= UINT64_C(1) << (place % BIT_WORD);
        ++decoder->weight; /* no place is corrected twice: its parity was said */
    }
    return status;
}

static unsigned answer_bit(const unsigned char *differ, size_t i) {
    return ((unsigned)differ[i / 8] >> (i % 8)) & 1u;
}

static enum satqkd_status answer_blocks(struct cascade_decoder *decoder, const unsigned char *differ,
                                        struct satqkd_error *error) {
    size_t i = 0;
    for (int number = decoder->first_opened; number < decoder->views; ++number) {
        struct cascade_view *view = &decoder->view[number];
        unsigned all = 0;
        for (uint32_t block = 0; block < view->blocks; ++block) {
            const struct cascade_node node = cascade_view_root(view, number, block);
            const bool said = i < decoder->queries && decoder->query[i].view == number;
            const unsigned bit = said ? answer_bit(differ, i++) : all ^ (unsigned)decoder->all_odd;
            all ^= bit;
            if (!(bit ^ cascade_view_found(view, node.first, node.last))) {
                continue;
            }
            unsigned char *flags = cascade_view_flags(view, &node);
            if (!flags) {
                return no_memory(error);
            }
            *flags |= CASCADE_ODD;
            if (!wait(decoder, node, flags)) {
                return no_memory(error);
            }
        }
        if (number == 0) {
            decoder->all_odd = all;
        }
    }
    return SATQKD_OK;
}

/* Splits the searched nodes by the answers and goes down to their odd halves; what has come down to one slot is an error. */
static enum satqkd_status answer_searches(struct cascade_decoder *decoder, const unsigned char *differ,
                                          struct satqkd_error *error) {
    struct list *searched = &decoder->searched;
    size_t kept = 0, found = 0;
    for (size_t i = 0; i < searched->count; ++i) {
        struct cascade_node node = searched->item[i];
        struct cascade_view *view = &decoder->view[node.view];
        const struct cascade_query *query = &decoder->query[i];
        const unsigned left = answer_bit(differ, i) ^ cascade_view_found(view, query->first, query->last);
        unsigned char *flags = cascade_view_flags(view, &node);
        *flags = (unsigned char)((*flags | CASCADE_SPLIT) & ~CASCADE_QUEUED);
        cascade_node_descend(&node, !left);
        flags = cascade_view_flags(view, &node);
        *flags |= CASCADE_ODD;
        if (node.last - node.first > 1) {
            *flags |= CASCADE_QUEUED;
            searched->item[kept++] = node;
        } else {
            decoder->query[found++] = (struct cascade_query){node.view, node.first, node.last};
        }
    }
    searched->count = kept;
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < found && status == SATQKD_OK; ++i) {
        const struct cascade_query *at = &decoder->query[i];
        const struct cascade_view *view = &decoder->view[at->view];
        /* Two searches in two views may have come to the same error. */
        if (!cascade_view_found(view, at->first, at->last)) {
            status = correct(decoder, cascade_view_place(view, at->first), error);
        }
    }
    return status;
}

enum satqkd_status cascade_decoder_answer(struct cascade_decoder *decoder, const unsigned char *differ,
                                          struct satqkd_error *error) {
    return decoder->opening ? answer_blocks(decoder, differ, error) : answer_searches(decoder, differ, error);
}

int cascade_decoder_views(const struct cascade_decoder *decoder) {
    return decoder->views;
}

const struct cascade_view *cascade_decoder_view(const struct cascade_decoder *decoder, int view) {
    return &decoder->view[view];
}

const uint64_t *cascade_decoder_errors(const struct cascade_decoder *decoder, size_t *weight) {
    *weight = decoder->weight;
    return decoder->errors;
}
