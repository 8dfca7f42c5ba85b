/* SPDX-License-Identifier: MIT */
#include "security/key.h"

#include <math.h>
#include <stddef.h>

#include "security/key_trace.h"

enum satqkd_status key_length(const struct key_protocol *protocol, const struct key_counts *counts,
                              struct key_result *out, struct satqkd_error *error) {
    return key_explain(protocol, counts, NULL, out, error);
}

enum satqkd_status key_explain(const struct key_protocol *protocol, const struct key_counts *counts,
                               const struct key_trace *trace, struct key_result *out, struct satqkd_error *error) {
    enum satqkd_status status = key_check(protocol, counts, error);
    if (status != SATQKD_OK) {
        return status;
    }
    const struct key_bound *bound = key_bound_find(protocol->bound);
    if (!bound) {
        char known[KEY_BOUND_NAMES_TEXT];
        return satqkd_error_set(error, SATQKD_INVALID, "protocol.bound: unknown bound '%s'; known are %s",
                                protocol->bound, key_bound_names(known));
    }
    const char *misfit = bound->misfit(protocol, counts);
    if (misfit) {
        return satqkd_error_set(error, SATQKD_INVALID, "protocol.bound: %s does not fit: %s", bound->name, misfit);
    }
    *out = (struct key_result){
        .bound = bound->name, .eps_sec = protocol->eps_sec, .eps_cor = protocol->eps_cor, .whole_bits = INFINITY};
    bound->evaluate(protocol, counts, trace, out);
    out->authentication_bits = protocol->authentication_bits;
    out->length -= protocol->authentication_bits;
    if (!isfinite(out->length)) {
        return satqkd_error_set(error, SATQKD_FAILURE, "bound %s: its length is %g, no number; a fault of the program",
                                bound->name, out->length);
    }
    const double whole = fmin(out->length, out->whole_bits - protocol->authentication_bits);
    out->contradictory = out->contradictory || out->vacuum_events + out->single_photon_events > out->block_bits;
    out->secret_bits = out->contradictory ? 0 : floor(fmax(0, whole));
    if (protocol->authentication_bits > 0) {
        key_trace_step(trace, protocol->authentication_bits, "protocol.authentication_bits",
                       "key used up to authenticate the block's messages", "k_auth");
    }
    if (out->contradictory) {
        key_trace_step(trace, out->block_bits, "-",
                       "a string is smaller than its vacuum and single-photon events: no counts of this source, no key",
                       "n");
    }
    key_trace_step(trace, out->secret_bits, "-", "secret bits: every string's length rounded down, never below 0",
                   "floor(l)");
    return SATQKD_OK;
}
