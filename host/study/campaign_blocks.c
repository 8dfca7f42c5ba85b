/* SPDX-License-Identifier: MIT */
#include "study/campaign_blocks.h"

#include <stdlib.h>

/* A block of one satellite over one station that is being gathered. */
struct block {
    bool begun;
    int number;
    size_t last; /* pass */
    struct key_counts counts;
};

static int number_of(enum campaign_block kind, const struct campaign_pass *pass) {
    return kind == CAMPAIGN_BLOCK_NIGHT ? pass->night : kind == CAMPAIGN_BLOCK_MONTH ? pass->month : 0;
}

static void add(const struct key_counts *counts, struct key_counts *into) {
    into->pulses += counts->pulses;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
            into->detections[basis][k] += counts->detections[basis][k];
            into->errors[basis][k] += counts->errors[basis][k];
        }
    }
}

static enum satqkd_status finish(const struct campaign *campaign, const struct campaign_result *result,
                                 const struct block *block, double *bits, struct satqkd_error *error) {
    const struct campaign_pass *pass = &result->passes.passes[block->last];
    const struct scenario *link = campaign_link(campaign, pass->satellite, pass->station);
    struct key_result key;
    enum satqkd_status status = key_length(&link->protocol, &block->counts, &key, error);
    bits[block->last] = status == SATQKD_OK ? key.secret_bits : 0;
    return status;
}

enum satqkd_status campaign_blocks_keys(const struct campaign *campaign, const struct campaign_result *result,
                                        size_t repeat, const bool *clear, double *bits, struct satqkd_error *error) {
    const struct campaign_passes *passes = &result->passes;
    const bool each = campaign->block == CAMPAIGN_BLOCK_PASS;
    struct block *blocks = each ? NULL : calloc(passes->link_count + 1, sizeof *blocks);
    enum satqkd_status status = SATQKD_OK;
    if (!each && !blocks) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the blocks of %zu links", passes->link_count);
    }
    for (size_t i = 0; i < passes->count && status == SATQKD_OK; ++i) {
        const bool flown = result->chosen[i] && clear[i];
        bits[i] = flown && each ? campaign_result_flight(result, i, repeat)->secret_bits : 0;
        if (each || !flown) {
            continue;
        }
        struct block *block = &blocks[passes->passes[i].link];
        const int number = number_of(campaign->block, &passes->passes[i]);
        if (block->begun && block->number != number) {
            status = finish(campaign, result, block, bits, error);
            *block = (struct block){0};
        }
        block->begun = true;
        block->number = number;
        block->last = i;
        add(&campaign_result_flight(result, i, repeat)->counts, &block->counts);
    }
    for (size_t i = 0; blocks && i < passes->link_count && status == SATQKD_OK; ++i) {
        status = blocks[i].begun ? finish(campaign, result, &blocks[i], bits, error) : SATQKD_OK;
    }
    free(blocks);
    return status;
}
