/* SPDX-License-Identifier: MIT */
#include "study/blocks.h"

#include <math.h>
#include <string.h>

static enum satqkd_status differs(const char *key, double one, double other, struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_INVALID,
                            "%s: %.15g here and %.15g in the files before; one block needs one agreement", key, other,
                            one);
}

static enum satqkd_status check_scalars(const struct key_protocol *a, const struct key_protocol *b,
                                        struct satqkd_error *error) {
    const struct {
        const char *key;
        double one, other;
    } scalars[] = {
        {"basis_probabilities.alice_x", a->alice_x, b->alice_x},
        {"basis_probabilities.bob_x", a->bob_x, b->bob_x},
        {"protocol.eps_sec", a->eps_sec, b->eps_sec},
        {"protocol.eps_cor", a->eps_cor, b->eps_cor},
        {"protocol.intensity_tolerance", a->intensity_tolerance, b->intensity_tolerance},
        {"protocol.verification_bits", a->verification_bits, b->verification_bits},
        {"protocol.key_basis (z 0, x 1, both 2)", a->key_basis, b->key_basis},
        {"protocol.leak_model (shannon 0, tomamichel2017 1)", a->leak_model, b->leak_model},
        {"protocol.basis_choice (passive 0, active 1)", a->basis_choice, b->basis_choice},
    };
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; ++i) {
        if (scalars[i].one != scalars[i].other) {
            return differs(scalars[i].key, scalars[i].one, scalars[i].other, error);
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status check_alike(const struct key_protocol *a, const struct key_protocol *b,
                                      struct satqkd_error *error) {
    if (a->intensity_count != b->intensity_count) {
        return differs("number of intensities", a->intensity_count, b->intensity_count, error);
    }
    for (int k = 0; k < a->intensity_count; ++k) {
        if (a->intensities[k] != b->intensities[k]) {
            return differs("intensities", a->intensities[k], b->intensities[k], error);
        }
        if (a->probabilities[k] != b->probabilities[k]) {
            return differs("probabilities", a->probabilities[k], b->probabilities[k], error);
        }
    }
    if (strcmp(a->bound, b->bound) != 0) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "protocol.bound: %s here and %s in the files before: say --bound", b->bound, a->bound);
    }
    if (isnan(a->leak_ec_bits) != isnan(b->leak_ec_bits)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "protocol.leak_ec_bits: measured for one file and modelled for another; give it in all "
                                "of them or in none");
    }
    if (isnan(a->leak_ec_bits) && a->f_ec != b->f_ec) {
        return differs("protocol.f_ec", a->f_ec, b->f_ec, error);
    }
    return check_scalars(a, b, error);
}

enum satqkd_status blocks_add(struct key_protocol *protocol, struct key_counts *counts,
                              const struct key_protocol *more_protocol, const struct key_counts *more,
                              struct satqkd_error *error) {
    enum satqkd_status status = check_alike(protocol, more_protocol, error);
    if (status != SATQKD_OK) {
        return status;
    }
    protocol->leak_ec_bits += more_protocol->leak_ec_bits; /* NaN stays NaN */
    protocol->authentication_bits += more_protocol->authentication_bits;
    counts->pulses += more->pulses;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        for (int k = 0; k < protocol->intensity_count; ++k) {
            counts->detections[basis][k] += more->detections[basis][k];
            counts->errors[basis][k] += more->errors[basis][k];
        }
    }
    return SATQKD_OK;
}
