/* SPDX-License-Identifier: MIT */
#include "distill/block.h"

#include <stdbool.h>

static int block_of(const struct key_protocol *protocol, bool pooled, int basis) {
    if (pooled) {
        return 0;
    }
    if (protocol->key_basis == KEY_BASIS_BOTH) {
        return basis;
    }
    return (protocol->key_basis == KEY_BASIS_X ? KEY_X : KEY_Z) == basis ? 0 : BLOCK_TEST;
}

enum satqkd_status block_rule(const struct key_protocol *protocol, struct block_rule *out, struct satqkd_error *error) {
    const struct key_counts none = {0};
    const struct key_bound *bound = key_bound_find(protocol->bound);
    if (!bound) {
        char known[KEY_BOUND_NAMES_TEXT];
        return satqkd_error_set(error, SATQKD_INVALID, "protocol.bound: unknown bound '%s'; known are %s",
                                protocol->bound, key_bound_names(known));
    }
    const char *misfit = bound->misfit(protocol, &none);
    if (misfit) {
        return satqkd_error_set(error, SATQKD_INVALID, "protocol.bound: %s does not fit: %s", bound->name, misfit);
    }
    const int all = bound->intensities ? bound->intensities : protocol->intensity_count;
    const int counted = bound->pools_bases ? 1 : all;
    out->blocks = !bound->pools_bases && protocol->key_basis == KEY_BASIS_BOTH ? KEY_BASES : 1;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
            out->of[basis][k] = k < counted ? block_of(protocol, bound->pools_bases, basis) : BLOCK_TEST;
        }
    }
    return SATQKD_OK;
}

enum satqkd_status block_key(const struct key_protocol *protocol, const struct key_counts *counts, int block,
                             double bits, double leak_bits, struct key_result *out, struct satqkd_error *error) {
    struct key_protocol part = *protocol;
    struct block_rule rule;
    enum satqkd_status status = block_rule(protocol, &rule, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (rule.blocks > 1) {
        part.key_basis = block == KEY_X ? KEY_BASIS_X : KEY_BASIS_Z;
        part.eps_sec /= rule.blocks;
        part.eps_cor /= rule.blocks;
        part.authentication_bits = 0;
    }
    part.leak_ec_bits = leak_bits;
    status = key_length(&part, counts, out, error);
    if (status == SATQKD_OK && out->block_bits != bits) {
        return satqkd_error_set(error, SATQKD_FAILURE,
                                "bound %s counts a string of %.0f bits, but %.0f were corrected; no key is made",
                                protocol->bound, out->block_bits, bits);
    }
    return status;
}
