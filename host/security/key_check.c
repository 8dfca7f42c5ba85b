/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>

#include "security/key.h"

static const double most_counts = 0x1p63;            /* beyond it a count is no longer one of this world */
static const double most_intensity = 100;            /* photons a pulse: exp() of it is far from overflow */
static const double least_intensity_distance = 1e-9; /* between two intensities: decoys that tell something apart */
static const double least_probability = 1e-9;        /* of an intensity: its counts are divided by it */
static const double probability_sum_tolerance = 1e-6;
static const double least_epsilon = 1e-300; /* twice an inverse epsilon is still a double */
static const double most_f_ec = 100;

static bool within(double value, double low, double high) {
    return value >= low && value <= high; /* false for a NaN */
}

static enum satqkd_status check_intensities(const struct key_protocol *protocol, struct satqkd_error *error) {
    const int count = protocol->intensity_count;
    double sum = 0;
    if (count < 1 || count > KEY_MAX_INTENSITIES) {
        return satqkd_error_set(error, SATQKD_INVALID, "intensities: %d of them; 1 to %d are possible", count,
                                KEY_MAX_INTENSITIES);
    }
    for (int k = 0; k < count; ++k) {
        const double intensity = protocol->intensities[k], probability = protocol->probabilities[k];
        if (!within(intensity, 0, most_intensity)) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "intensities[%d]: %g is no mean photon number; it must be 0 to %g", k, intensity,
                                    most_intensity);
        }
        for (int other = 0; other < k; ++other) {
            if (!(fabs(intensity - protocol->intensities[other]) >= least_intensity_distance)) {
                return satqkd_error_set(error, SATQKD_INVALID,
                                        "intensities[%d]: %g is the same as intensities[%d]; they must differ by %g", k,
                                        intensity, other, least_intensity_distance);
            }
        }
        if (!within(probability, least_probability, 1)) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "probabilities[%d]: %g must be above 0 (from %g) and at most 1", k, probability,
                                    least_probability);
        }
        sum += probability;
    }
    if (!(fabs(sum - 1) <= probability_sum_tolerance)) {
        return satqkd_error_set(error, SATQKD_INVALID, "probabilities: they add up to %.9g; their sum must be 1", sum);
    }
    return SATQKD_OK;
}

static enum satqkd_status check_bound_settings(const struct key_protocol *protocol, struct satqkd_error *error) {
    const struct {
        const char *key;
        double value, low, high;
        const char *right;
    } settings[] = {
        {"basis_probabilities.alice_x", protocol->alice_x, 0, 1, "a probability, 0 to 1"},
        {"basis_probabilities.bob_x", protocol->bob_x, 0, 1, "a probability, 0 to 1"},
        {"protocol.eps_sec", protocol->eps_sec, least_epsilon, 1 - 1e-16, "above 0 (from 1e-300) and below 1"},
        {"protocol.eps_cor", protocol->eps_cor, least_epsilon, 1 - 1e-16, "above 0 (from 1e-300) and below 1"},
        {"protocol.intensity_tolerance", protocol->intensity_tolerance, 0, 1 - 1e-16, "from 0 to below 1"},
        {"protocol.authentication_bits", protocol->authentication_bits, 0, most_counts, "a number of bits, 0 to 2^63"},
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; ++i) {
        if (!within(settings[i].value, settings[i].low, settings[i].high)) {
            return satqkd_error_set(error, SATQKD_INVALID, "%s: %g must be %s", settings[i].key, settings[i].value,
                                    settings[i].right);
        }
    }
    if (isnan(protocol->leak_ec_bits)) {
        if (!within(protocol->f_ec, 1, most_f_ec)) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "protocol.f_ec: %g must be 1 (the Shannon limit) to %g, or give leak_ec_bits",
                                    protocol->f_ec, most_f_ec);
        }
    } else if (!within(protocol->leak_ec_bits, 0, most_counts)) {
        return satqkd_error_set(error, SATQKD_INVALID, "protocol.leak_ec_bits: %g must be a number of bits, 0 to 2^63",
                                protocol->leak_ec_bits);
    }
    if (protocol->key_basis != KEY_BASIS_Z && protocol->key_basis != KEY_BASIS_X &&
        protocol->key_basis != KEY_BASIS_BOTH) {
        return satqkd_error_set(error, SATQKD_INVALID, "protocol.key_basis: %d must be x, z or both",
                                (int)protocol->key_basis);
    }
    if (protocol->leak_model != KEY_LEAK_SHANNON && protocol->leak_model != KEY_LEAK_TOMAMICHEL2017) {
        return satqkd_error_set(error, SATQKD_INVALID, "protocol.leak_model: %d must be shannon or tomamichel2017",
                                (int)protocol->leak_model);
    }
    return SATQKD_OK;
}

/* A tag of t bits lets two different strings pass with a probability of at least 2^-t. */
static enum satqkd_status check_verification(const struct key_protocol *protocol, struct satqkd_error *error) {
    /* As in the length: two keys share eps_cor between them. */
    const int strings = protocol->key_basis == KEY_BASIS_BOTH ? KEY_BASES : 1;
    const double fewest = log2(strings / protocol->eps_cor), bits = protocol->verification_bits;
    if (bits == 0 || within(bits, fewest - 1e-9, most_counts)) {
        return SATQKD_OK;
    }
    return satqkd_error_set(
        error, SATQKD_INVALID,
        "protocol.verification_bits: a tag of %g bits cannot reach eps_cor %g; it takes %.0f, or 0 for what "
        "the bound itself subtracts",
        bits, protocol->eps_cor, ceil(fewest - 1e-9));
}

static enum satqkd_status check_basis(const struct key_counts *counts, int basis, int intensity_count,
                                      struct satqkd_error *error) {
    const char name = basis == KEY_X ? 'x' : 'z';
    for (int k = 0; k < intensity_count; ++k) {
        const double detections = counts->detections[basis][k], errors = counts->errors[basis][k];
        if (!within(detections, 0, most_counts)) {
            return satqkd_error_set(error, SATQKD_INVALID, "bases.%c.detections[%d]: %g must be a count, 0 to 2^63",
                                    name, k, detections);
        }
        if (!within(errors, 0, most_counts)) {
            return satqkd_error_set(error, SATQKD_INVALID, "bases.%c.errors[%d]: %g must be a count, 0 to 2^63", name,
                                    k, errors);
        }
        if (!(errors <= detections)) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "bases.%c.errors[%d]: %.15g errors among %.15g detections; there cannot be more",
                                    name, k, errors, detections);
        }
    }
    return SATQKD_OK;
}

enum satqkd_status key_check(const struct key_protocol *protocol, const struct key_counts *counts,
                             struct satqkd_error *error) {
    enum satqkd_status status = check_intensities(protocol, error);
    double detections = 0;
    if (status == SATQKD_OK) {
        status = check_bound_settings(protocol, error);
    }
    if (status == SATQKD_OK) {
        status = check_verification(protocol, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    if (!within(counts->pulses, 0, most_counts)) {
        return satqkd_error_set(error, SATQKD_INVALID, "pulses: %g must be a count, 0 to 2^63", counts->pulses);
    }
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        status = check_basis(counts, basis, protocol->intensity_count, error);
        if (status != SATQKD_OK) {
            return status;
        }
        for (int k = 0; k < protocol->intensity_count; ++k) {
            detections += counts->detections[basis][k];
        }
    }
    if (!(detections <= counts->pulses)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "pulses: %.15g were sent, but bases has %.15g detections; there cannot be more",
                                counts->pulses, detections);
    }
    return SATQKD_OK;
}
