/* SPDX-License-Identifier: MIT */
#include "satqkd/key.h"

#include <stdio.h>

#include "scenario/counts.h"
#include "security/key.h"

const char *satqkd_key_bound(size_t index) {
    const struct key_bound *const *bound = key_bounds();
    for (size_t i = 0; *bound && i < index; ++i) {
        ++bound;
    }
    return *bound ? (*bound)->name : NULL;
}

static enum satqkd_status answer(struct key_protocol *protocol, const struct key_counts *counts, const char *bound,
                                 struct satqkd_key *out, struct satqkd_error *error) {
    struct key_result result;
    if (bound) {
        if (!key_bound_find(bound)) {
            char names[KEY_BOUND_NAMES_TEXT];
            return satqkd_error_set(error, SATQKD_INVALID, "unknown bound '%s'; known are %s", bound,
                                    key_bound_names(names));
        }
        snprintf(protocol->bound, sizeof protocol->bound, "%s", bound);
    }
    enum satqkd_status status = key_length(protocol, counts, &result, error);
    if (status == SATQKD_OK) {
        *out = (struct satqkd_key){.bound = result.bound,
                                   .secret_bits = result.secret_bits,
                                   .block_bits = result.block_bits,
                                   .qber = result.qber,
                                   .eps_sec = result.eps_sec,
                                   .eps_cor = result.eps_cor,
                                   .leak_ec_bits = result.leak_ec_bits,
                                   .vacuum_events = result.vacuum_events,
                                   .single_photon_events = result.single_photon_events,
                                   .phase_error = result.phase_error};
    }
    return status;
}

enum satqkd_status satqkd_key_text(const char *counts, const char *bound, struct satqkd_key *out,
                                   struct satqkd_error *error) {
    struct key_protocol protocol;
    struct key_counts numbers;
    enum satqkd_status status = counts_parse("counts", counts, &protocol, &numbers, error);
    return status == SATQKD_OK ? answer(&protocol, &numbers, bound, out, error) : status;
}

enum satqkd_status satqkd_key_file(const char *path, const char *bound, struct satqkd_key *out,
                                   struct satqkd_error *error) {
    struct key_protocol protocol;
    struct key_counts numbers;
    enum satqkd_status status = counts_read(path, &protocol, &numbers, error);
    return status == SATQKD_OK ? answer(&protocol, &numbers, bound, out, error) : status;
}
