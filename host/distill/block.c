/* SPDX-License-Identifier: MIT */
#include "distill/block.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *bound;
    bool pooled;     /* both bases in one string */
    int intensities; /* from the first */
} rules[] = {
    {"asymptotic", true, 1}, {"liao2017", true, 1},   {"lim2014", false, 3},
    {"chernoff", false, 3},  {"rusca2018", false, 2},
};

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
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; ++i) {
        if (strcmp(rules[i].bound, protocol->bound) != 0) {
            continue;
        }
        out->blocks = !rules[i].pooled && protocol->key_basis == KEY_BASIS_BOTH ? KEY_BASES : 1;
        for (int basis = 0; basis < KEY_BASES; ++basis) {
            for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
                out->of[basis][k] = k < rules[i].intensities ? block_of(protocol, rules[i].pooled, basis) : BLOCK_TEST;
            }
        }
        return SATQKD_OK;
    }
    return satqkd_error_set(error, SATQKD_INVALID, "protocol.bound: it is not known which bits %s makes key of",
                            protocol->bound);
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
