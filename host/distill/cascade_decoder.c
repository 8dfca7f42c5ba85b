/* SPDX-License-Identifier: MIT */
#include "distill/cascade_decoder.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VIEWS = CASCADE_PASSES + CASCADE_MOST_CHECKS };
enum { SPLIT = 1, ODD = 2, QUEUED = 4 }; /* of a node: its halves are known; its errors left are odd; it is in a list */

/* Numbers of streams of the one seed. */
enum { NUMBER_ORDERS = 0, NUMBER_HALVES = 1 << 16 };

/* One way to lay out the string in blocks. Each block has a binary tree, its nodes numbered as in a heap from 1 on. */
struct view {
    struct permutation *order; /* NULL: the natural one, under a mask */
    uint64_t *mask;            /* NULL: all */
    uint64_t *found;           /* errors found, in this view */
    unsigned char *node;       /* blocks << (depth + 1) */
    size_t slots, block, blocks;
    int depth;
};

struct node {
    int view;
    uint32_t block, heap;
    uint32_t first, last; /* slots */
};

struct list {
    struct node *item;
    size_t count, room;
};

struct cascade_decoder {
    size_t count;
    struct cascade_schedule schedule;
    unsigned char seed[PERMUTATION_SEED];
    struct view view[MOST_VIEWS];
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

/* Smallest power of two that holds a size, as its exponent. */
static int size_class(size_t size) {
    int class = 0;
    while (((size_t)1 << class) < size) {
        ++class;
    }
    return class;
}

static unsigned char *node_at(const struct view *view, uint32_t block, uint32_t heap) {
    return view->node + (((size_t)block << (view->depth + 1)) + heap);
}

static size_t block_end(const struct view *view, uint32_t block) {
    const size_t end = ((size_t)block + 1) * view->block;
    return end < view->slots ? end : view->slots;
}

static size_t middle(size_t first, size_t last) {
    return first + (last - first + 1) / 2;
}

static struct node root(const struct view *view, int number, uint32_t block) {
    return (struct node){number, block, 1, (uint32_t)(block * view->block), (uint32_t)block_end(view, block)};
}

/* To one of the halves of a node. */
static void descend(struct node *node, bool right) {
    const uint32_t half = (uint32_t)middle(node->first, node->last);
    node->heap = 2 * node->heap + right;
    if (right) {
        node->first = half;
    } else {
        node->last = half;
    }
}

static bool push(struct list *list, struct node node) {
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 256;
        struct node *grown = realloc(list->item, room * sizeof *grown);
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

static bool mask_create(const struct cascade_decoder *decoder, int number, struct view *view) {
    unsigned char nonce[crypto_stream_chacha20_NONCEBYTES] = {0};
    const uint64_t stream = NUMBER_HALVES + (uint64_t)number;
    const size_t words = view->slots / BIT_WORD;
    view->mask = malloc(words * sizeof *view->mask);
    if (!view->mask) {
        return false;
    }
    for (size_t i = 0; i < sizeof stream; ++i) {
        nonce[i] = (unsigned char)(stream >> (8 * i));
    }
    crypto_stream_chacha20((unsigned char *)view->mask, words * sizeof *view->mask, nonce, decoder->seed);
    return true;
}

/* Carries the errors found so far into a new view. */
static void show_found(const struct cascade_decoder *decoder, struct view *view) {
    const size_t words = (decoder->count + BIT_WORD - 1) / BIT_WORD;
    for (size_t i = 0; i < words; ++i) {
        if (view->mask) {
            view->found[i] = decoder->errors[i] & view->mask[i];
            continue;
        }
        for (uint64_t left = decoder->errors[i]; left; left &= left - 1) {
            const size_t slot = permutation_slot(view->order, i * BIT_WORD + bit_lowest(left));
            view->found[slot / BIT_WORD] |= UINT64_C(1) << (slot % BIT_WORD);
        }
    }
}

/* Opens the next view: an order in blocks, or behind the passes a random half as one block. */
static enum satqkd_status view_open(struct cascade_decoder *decoder, struct satqkd_error *error) {
    const int number = decoder->views, passes = decoder->schedule.passes;
    struct view *view = &decoder->view[number];
    if (number < passes) {
        const enum satqkd_status status =
            permutation_create(decoder->count, decoder->seed, NUMBER_ORDERS + (uint64_t)number, &view->order, error);
        if (status != SATQKD_OK) {
            return status;
        }
        view->slots = permutation_slots(view->order);
        view->block = decoder->schedule.block[number] < view->slots ? decoder->schedule.block[number] : view->slots;
    } else {
        view->slots = (decoder->count + BIT_WORD - 1) / BIT_WORD * BIT_WORD;
        view->block = view->slots;
    }
    view->blocks = (view->slots + view->block - 1) / view->block;
    view->depth = size_class(view->block);
    view->found = calloc(view->slots / BIT_WORD, sizeof *view->found);
    view->node =
        calloc(view->blocks << (view->depth + 1), 1); /* large and rarely touched: calloc maps it when touched */
    ++decoder->views;                                 /* from here on the destructor knows of it */
    if (!view->found || !view->node || (number >= passes && !mask_create(decoder, number, view))) {
        return no_memory(error);
    }
    show_found(decoder, view);
    return SATQKD_OK;
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
        permutation_destroy(decoder->view[i].order);
        free(decoder->view[i].mask);
        free(decoder->view[i].found);
        free(decoder->view[i].node);
    }
    free(decoder->waiting.item);
    free(decoder->halves.item);
    free(decoder->searched.item);
    free(decoder->query);
    free(decoder->errors);
    free(decoder);
}

/* A node to be split now, if it is still odd. */
static bool search(struct cascade_decoder *decoder, struct node node) {
    unsigned char *flags = node_at(&decoder->view[node.view], node.block, node.heap);
    if (!(*flags & ODD)) {
        *flags &= (unsigned char)~QUEUED;
        return true;
    }
    return push(&decoder->searched, node) && ask(decoder, node.view, node.first, middle(node.first, node.last));
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
        const struct view *view = &decoder->view[number];
        const size_t said = view->blocks - (number > 0 && number < passes);
        for (size_t block = 0; block < said; ++block) {
            if (!ask(decoder, number, block * view->block, block_end(view, (uint32_t)block))) {
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

/* Puts an odd node, the smallest known of its place, on its list. */
static bool wait(struct cascade_decoder *decoder, struct node node) {
    unsigned char *flags = node_at(&decoder->view[node.view], node.block, node.heap);
    if (*flags & QUEUED) {
        return true;
    }
    *flags |= QUEUED;
    return push(node.view < decoder->schedule.passes ? &decoder->waiting : &decoder->halves, node);
}

static enum satqkd_status contradiction(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE,
                            "error correction: the parities contradict one another; they are not of one string");
}

/* Follows a corrected slot down one view's tree. */
static enum satqkd_status toggle(struct cascade_decoder *decoder, int number, size_t slot, struct satqkd_error *error) {
    struct view *view = &decoder->view[number];
    struct node node = root(view, number, (uint32_t)(slot / view->block));
    view->found[slot / BIT_WORD] ^= UINT64_C(1) << (slot % BIT_WORD);
    for (;;) {
        unsigned char *flags = node_at(view, node.block, node.heap);
        *flags ^= ODD;
        if (!(*flags & SPLIT)) {
            if (!(*flags & ODD)) {
                return SATQKD_OK;
            }
            if (node.last - node.first == 1) {
                return contradiction(error); /* a bit of which the parity itself was said */
            }
            return wait(decoder, node) ? SATQKD_OK : no_memory(error);
        }
        descend(&node, slot >= middle(node.first, node.last));
    }
}

static enum satqkd_status correct(struct cascade_decoder *decoder, size_t place, struct satqkd_error *error) {
    enum satqkd_status status = place < decoder->count ? SATQKD_OK : contradiction(error);
    for (int i = 0; i < decoder->views && status == SATQKD_OK; ++i) {
        const struct view *view = &decoder->view[i];
        const size_t slot = view->order ? permutation_slot(view->order, place) : place;
        if (!view->mask || ((view->mask[slot / BIT_WORD] >> (slot % BIT_WORD)) & 1u)) {
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
        struct view *view = &decoder->view[number];
        unsigned all = 0;
        for (uint32_t block = 0; block < view->blocks; ++block) {
            const struct node node = root(view, number, block);
            const bool said = i < decoder->queries && decoder->query[i].view == number;
            const unsigned bit = said ? answer_bit(differ, i++) : all ^ (unsigned)decoder->all_odd;
            all ^= bit;
            if (!(bit ^ bit_range_parity(view->found, node.first, node.last))) {
                continue;
            }
            *node_at(view, block, 1) |= ODD;
            if (!wait(decoder, node)) {
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
        struct node node = searched->item[i];
        const struct view *view = &decoder->view[node.view];
        const struct cascade_query *query = &decoder->query[i];
        const unsigned left = answer_bit(differ, i) ^ bit_range_parity(view->found, query->first, query->last);
        unsigned char *flags = node_at(view, node.block, node.heap);
        *flags = (unsigned char)((*flags | SPLIT) & ~QUEUED);
        descend(&node, !left);
        flags = node_at(view, node.block, node.heap);
        *flags |= ODD;
        if (node.last - node.first > 1) {
            *flags |= QUEUED;
            searched->item[kept++] = node;
        } else {
            decoder->query[found++] = (struct cascade_query){node.view, node.first, node.last};
        }
    }
    searched->count = kept;
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < found && status == SATQKD_OK; ++i) {
        const struct cascade_query *at = &decoder->query[i];
        const struct view *view = &decoder->view[at->view];
        /* Two searches in two views may have come to the same error. */
        if (!((view->found[at->first / BIT_WORD] >> (at->first % BIT_WORD)) & 1u)) {
            status = correct(decoder, view->order ? permutation_place(view->order, at->first) : at->first, error);
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

size_t cascade_decoder_slots(const struct cascade_decoder *decoder, int view) {
    return decoder->view[view].slots;
}

void cascade_decoder_show(const struct cascade_decoder *decoder, int number, const struct bit_string *string,
                          uint64_t *out) {
    const struct view *view = &decoder->view[number];
    if (view->order) {
        permutation_apply(view->order, string, out);
    } else {
        for (size_t i = 0; i < string->words; ++i) {
            out[i] = string->word[i] & view->mask[i];
        }
    }
}

const uint64_t *cascade_decoder_errors(const struct cascade_decoder *decoder, size_t *weight) {
    *weight = decoder->weight;
    return decoder->errors;
}
