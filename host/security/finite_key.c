/* SPDX-License-Identifier: MIT */
#include "security/finite_key.h"

#include <math.h>

#include "security/intensity_corner.h"
#include "security/leakage.h"
#include "security/phase_error.h"

struct block {
    double detections, errors;
};

static struct block block_of(const struct finite_key_proof *proof, const struct key_counts *counts, int basis) {
    struct block block = {0, 0};
    for (int k = 0; k < proof->intensities; ++k) {
        block.detections += counts->detections[basis][k];
        block.errors += counts->errors[basis][k];
    }
    return block;
}

/* The worst of each quantity over the corners of the intensities. */
static struct finite_key_estimate estimate(const struct finite_key_proof *proof, const struct key_protocol *protocol,
                                           const struct key_counts *counts, int basis) {
    struct key_protocol corner[INTENSITY_CORNERS];
    struct finite_key_estimate worst, other;
    const double log_terms = log(proof->failure_terms / protocol->eps_sec);
    const int corners = intensity_corner(protocol, corner);
    proof->estimate(&corner[0], counts, basis, log_terms, &worst);
    for (int i = 1; i < corners; ++i) {
        proof->estimate(&corner[i], counts, basis, log_terms, &other);
        worst.vacuum_events = fmin(worst.vacuum_events, other.vacuum_events);
        worst.single_events = fmin(worst.single_events, other.single_events);
        worst.single_errors = fmax(worst.single_errors, other.single_errors);
    }
    return worst;
}

/* One basis as a key: protocol has this key's epsilons, out its leakage. Fills in length, events and phase error. */
static void evaluate_basis(const struct finite_key_proof *proof, const struct key_protocol *protocol,
                           const struct key_counts *counts, int basis, struct key_result *out) {
    const struct finite_key_estimate key = estimate(proof, protocol, counts, basis);
    const struct finite_key_estimate test = estimate(proof, protocol, counts, KEY_BASES - 1 - basis);
    out->vacuum_events = key.vacuum_events;
    out->single_photon_events = fmax(0, key.single_events);
    out->length = 0;
    if (phase_error_bound(protocol->eps_sec, test.single_errors, test.single_events, key.single_events,
                          &out->phase_error)) {
        out->length = key.vacuum_events + key.single_events * (1 - key_entropy(out->phase_error)) - out->leak_ec_bits -
                      6 * log2(proof->failure_terms / protocol->eps_sec) - log2(2 / protocol->eps_cor);
    }
}

static void evaluate_both(const struct finite_key_proof *proof, const struct key_protocol *protocol,
                          const struct key_counts *counts, const double leak[KEY_BASES], struct key_result *out) {
    struct key_protocol half = *protocol;
    double weighted = 0;
    half.eps_sec /= KEY_BASES;
    half.eps_cor /= KEY_BASES;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        struct key_result part = {.leak_ec_bits = leak[basis]};
        evaluate_basis(proof, &half, counts, basis, &part);
        out->length += fmax(0, part.length);
        out->vacuum_events += part.vacuum_events;
        out->single_photon_events += part.single_photon_events;
        weighted += part.phase_error * part.single_photon_events;
    }
    out->phase_error = out->single_photon_events > 0 ? weighted / out->single_photon_events : 0.5;
}

void finite_key_evaluate(const struct finite_key_proof *proof, const struct key_protocol *protocol,
                         const struct key_counts *counts, struct key_result *out) {
    const struct block blocks[KEY_BASES] = {block_of(proof, counts, 0), block_of(proof, counts, 1)};
    struct block block = {blocks[0].detections + blocks[1].detections, blocks[0].errors + blocks[1].errors};
    if (protocol->key_basis == KEY_BASIS_BOTH) {
        double leak[KEY_BASES];
        leakage_split(protocol, (double[]){blocks[0].detections, blocks[1].detections},
                      (double[]){blocks[0].errors, blocks[1].errors}, leak);
        out->leak_ec_bits = leak[0] + leak[1];
        evaluate_both(proof, protocol, counts, leak, out);
    } else {
        const int basis = protocol->key_basis == KEY_BASIS_X ? KEY_X : KEY_Z;
        block = blocks[basis];
        out->leak_ec_bits = leakage_bits(protocol, block.detections, block.errors);
        evaluate_basis(proof, protocol, counts, basis, out);
    }
    out->block_bits = block.detections;
    out->qber = block.detections > 0 ? block.errors / block.detections : 0;
}
